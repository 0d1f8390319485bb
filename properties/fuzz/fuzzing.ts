// The claims of fuzzing with a fixed seed: inputs end as they should, and with a fault put into the sources some do not.
import { expect } from 'vitest';
import { Fuzzer } from './fuzzer.ts';
import { FAULTS } from './faults.ts';
import type { Input } from './input.ts';
import { readStock } from './stock.ts';
import type { TargetName } from './targets.ts';
import { inputAt } from './targets.ts';

const SEED = 1;
/** Far more than each of the faults needs. */
const TRIES_MAX = 60;
/** For one test, on a busy machine. */
export const LIMIT_MS = 240_000;

const stock = await readStock();

/** So many inputs of a kind, the same ones each time. */
export function inputsOf(name: TargetName, count: number, from = 0): readonly Input[] {
  return Array.from({ length: count }, (_, number) => inputAt(name, SEED, from + number, stock));
}

/** Each ends in a named verdict or a sentence, and leaves nothing behind. */
export async function expectNothingFound(inputs: readonly Input[]): Promise<void> {
  using fuzzer = new Fuzzer();
  const found: string[] = [];
  for (const input of inputs)
    found.push(...(await fuzzer.run(input)).map((fault) => `${input.origin}: ${fault}`));
  expect(found).toEqual([]);
}

/** A fault put into the sources shows at one of the first inputs of its kind. */
export async function expectFaultFound(name: string): Promise<void> {
  using fuzzer = new Fuzzer(name);
  const { foundBy } = FAULTS[name];
  let tries = 0;
  while (tries < TRIES_MAX && (await fuzzer.run(inputAt(foundBy, SEED, tries, stock))).length === 0)
    tries += 1;
  expect(tries).toBeLessThan(TRIES_MAX);
}
