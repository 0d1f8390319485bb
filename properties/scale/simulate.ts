// Simulates searches by many workers: so many seeds at four ids, as many with mutants, and each planted fault until it is found.
// Usage: node properties/scale/simulate.ts SEEDS [FIRST]
import { COORDINATOR_FAULTS } from './coordinator-faults.ts';
import { firstShowing, hunted } from './hunt.ts';
import type { Subject } from './simulation.ts';
import { fourIds, mutantOf, mutantSubject } from './subjects.ts';

const SEEDS_OF_A_FAULT = 1000;
const [seeds, first] = [Number(process.argv[2] ?? '1000'), Number(process.argv[3] ?? '1')];
const four = fourIds();
const mutants = new Map<string, Subject>();
const subjects: Readonly<Record<string, (seed: number) => Subject>> = {
  'four ids': () => four,
  'twenty mutants': (seed) => {
    const name = mutantOf(seed);
    const known = mutants.get(name) ?? mutantSubject(name);
    mutants.set(name, known);
    return known;
  },
};

let wrong = 0;
for (const [name, subjectOf] of Object.entries(subjects)) {
  const started = performance.now();
  const { found, happened } = await hunted(subjectOf, { first, last: first + seeds - 1 });
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  wrong += found.length;
  process.stdout.write(
    `${name}: seeds ${first} to ${first + seeds - 1}, ${found.length} wrong, ${seconds} s; ${JSON.stringify(happened)}\n`,
  );
  for (const each of found) process.stdout.write(`  seed ${each.seed}: ${each.wrong}\n`);
}
for (const [name, fault] of Object.entries(COORDINATOR_FAULTS)) {
  const shown = await firstShowing(fault, fourIds(), SEEDS_OF_A_FAULT);
  wrong += shown === undefined ? 1 : 0;
  process.stdout.write(`${name}: ${shown ? `found by seed ${shown.seed}: ${shown.wrong}` : 'not found'}\n`);
}
process.exitCode = wrong === 0 ? 0 : 1;
