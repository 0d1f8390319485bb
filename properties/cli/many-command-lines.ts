// Runs command lines one after the other in one process, each as if it had been started anew: for tests of many that end
// at once. Standard input has them as JSON, a list of lists of words; standard output gets how each ended, as JSON.
import { readFileSync } from 'node:fs';
import type { Ended } from '../support/procession.ts';

const lines = JSON.parse(readFileSync(0, 'utf8')) as readonly (readonly string[])[];
const main = new URL('../../src/cli/main.ts', import.meta.url).href;
const { stdout, stderr } = process;
const write = stdout.write.bind(stdout);
stdout.setMaxListeners(0);

const ends: Ended[] = [];
for (const [index, words] of lines.entries()) {
  const said = { out: '', err: '' };
  const into = (key: 'out' | 'err') => (text: string | Uint8Array) => {
    said[key] += String(text);
    return true;
  };
  stdout.write = into('out');
  stderr.write = into('err');
  process.argv = [process.argv[0], 'procession', ...words];
  process.exitCode = undefined;
  let code: number;
  try {
    // The command line runs on import: with another address it is imported again.
    await import(`${main}?${index}`);
    code = Number(process.exitCode ?? 0);
  } catch (error) {
    code = 70;
    said.err += error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  ends.push({ code, ...said });
}
process.exitCode = 0;
write(JSON.stringify(ends));
