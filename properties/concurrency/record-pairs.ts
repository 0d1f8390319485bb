// Counts every pair of commands of each recorded space anew: about a minute of one core.
// Usage: node properties/concurrency/record-pairs.ts [--check] [NAME…]
import { writeFileSync } from 'node:fs';
import { countsOfPairs, PAIR_SPACES, PAIR_SPACES_FILE, RECORDED_PAIRS } from './pair-spaces.ts';
import type { CountedPairs } from './pair-spaces.ts';

const check = process.argv.includes('--check');
const names = process.argv.slice(2).filter((word) => word !== '--check');
const recorded: Record<string, CountedPairs> = { ...RECORDED_PAIRS };
for (const name of names.length === 0 ? Object.keys(PAIR_SPACES) : names) {
  if (PAIR_SPACES[name] === undefined)
    throw new Error(`there is no space "${name}": ${Object.keys(PAIR_SPACES).join('; ')}`);
  const started = process.cpuUsage();
  const counts = await countsOfPairs(name);
  const { user, system } = process.cpuUsage(started);
  const seconds = ((user + system) / 1e6).toFixed(1);
  process.stdout.write(`${name}: ${JSON.stringify(counts)} (${seconds} s of CPU time)\n`);
  if (check && JSON.stringify(counts) !== JSON.stringify(recorded[name]))
    throw new Error(`${name} is recorded as ${JSON.stringify(recorded[name])}`);
  recorded[name] = counts;
}
if (!check) {
  const inOrder = Object.fromEntries(
    Object.keys(PAIR_SPACES).flatMap((name) =>
      recorded[name] === undefined ? [] : [[name, recorded[name]] as const],
    ),
  );
  writeFileSync(
    new URL(`../../${PAIR_SPACES_FILE}`, import.meta.url),
    `${JSON.stringify(inOrder, undefined, 2)}\n`,
  );
}
