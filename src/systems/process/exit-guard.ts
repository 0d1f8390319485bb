// Run as a process of its own beside the harness: when the harness ends, however it ends, the programs that it started
// end too. It hears of them on standard input, `+PID` and `-PID` a line, and acts when that closes without a `done` before.
import { createInterface } from 'node:readline';
import { endGroup, endMarked } from './kill-descendants.ts';

const leaders = new Set<number>();
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'done') process.exit();
  const pid = Number(line.slice(1));
  if (line.startsWith('+')) leaders.add(pid);
  else leaders.delete(pid);
}
for (const leader of leaders) endGroup(leader);
endMarked(process.argv[2]);
