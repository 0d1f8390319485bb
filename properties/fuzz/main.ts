// `npm run fuzz [-- --seed N --time SECONDS]`: inputs without end, until Ctrl-C or for so long. Whatever breaks an assertion
// is kept as a file with a line that runs it again: `npm run fuzz -- --replay FILE`. Exit codes: 0 nothing was found, 1
// something was, 2 misuse.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Fuzzer } from './fuzzer.ts';
import type { Input } from './input.ts';
import { readStock } from './stock.ts';
import { inputs } from './targets.ts';

const FOLDER = '.procession/fuzz';
const PROGRESS_MS = 5000;

const asked = optionsOf();
let stopped = false;
process.once('SIGINT', () => (stopped = true));
process.once('SIGTERM', () => (stopped = true));
process.exitCode = asked.replay === undefined ? await fuzz(asked) : await again(asked.replay);

function optionsOf(): { readonly seed: number; readonly ms: number; readonly replay: string | undefined } {
  try {
    const { values } = parseArgs({
      options: { seed: { type: 'string' }, time: { type: 'string' }, replay: { type: 'string' } },
    });
    const seed = Number(values.seed ?? (performance.timeOrigin % 1_000_000) | 0);
    const seconds = Number(values.time ?? Number.POSITIVE_INFINITY);
    if (!Number.isInteger(seed)) throw new Error(`--seed must be a whole number, not ${values.seed}`);
    if (!(seconds > 0)) throw new Error(`--time must be a number of seconds above 0, not ${values.time}`);
    return { seed, ms: seconds * 1000, replay: values.replay };
  } catch (error) {
    say(`fuzz: ${(error as Error).message}\n`);
    process.exit(2);
  }
}

/** Until it is stopped or its time is over. */
async function fuzz({ seed, ms }: { readonly seed: number; readonly ms: number }): Promise<number> {
  say(`fuzz: seed ${seed}; Ctrl-C ends it\n`);
  const stock = await readStock();
  const began = performance.now();
  let told = began;
  let tried = 0;
  let found = 0;
  using fuzzer = new Fuzzer();
  for (const input of inputs(seed, stock)) {
    const now = performance.now();
    if (stopped || now - began > ms) break;
    if (now - told > PROGRESS_MS) {
      told = now;
      say(`${tried} inputs in ${Math.round((now - began) / 1000)} s, ${found} found\n`);
    }
    const faults = await fuzzer.run(input);
    // A signal that a terminal sends to all of its processes is no fault of the one that ran the input.
    if (stopped) break;
    tried += 1;
    if (faults.length === 0) continue;
    found += 1;
    tell(faults, kept(input));
  }
  say(`${tried} inputs, ${found} of them broke an assertion, seed ${seed}\n`);
  return found === 0 ? 0 : 1;
}

/** Runs one that was kept. */
async function again(file: string): Promise<number> {
  let input: Input;
  try {
    input = JSON.parse(readFileSync(file, 'utf8')) as Input;
  } catch (error) {
    say(`fuzz: ${file} cannot be replayed: ${(error as Error).message}\n`);
    return 2;
  }
  using fuzzer = new Fuzzer();
  const faults = await fuzzer.run(input);
  if (faults.length === 0) say('it breaks no assertion\n');
  else tell(faults, file);
  return faults.length === 0 ? 0 : 1;
}

/** The file in which the input is now. */
function kept(input: Input): string {
  mkdirSync(FOLDER, { recursive: true });
  const file = join(FOLDER, `${input.origin.replaceAll(/[^a-z0-9]+/g, '-')}.json`);
  writeFileSync(file, `${JSON.stringify(input, undefined, 2)}\n`);
  return file;
}

function tell(faults: readonly string[], file: string): void {
  for (const fault of faults) say(`FOUND  ${fault}\n`);
  say(`again: npm run fuzz -- --replay ${file}\n`);
}

function say(text: string): void {
  process.stdout.write(text);
}
