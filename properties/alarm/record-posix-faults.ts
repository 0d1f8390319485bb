// Finds the shortest failure of every mutant of the POSIX table with so many seeds, certifies it, and records it; then
// the tables of docs/faults.md follow. Minutes. With --check it only compares; with --page it only writes the tables.
// Usage: node properties/alarm/record-posix-faults.ts [--seeds N] [--check | --page]
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Failure } from '../../src/counterexample/failure.ts';
import { mutantSystem } from '../../src/own-systems.ts';
import { POSIX_MUTANTS } from '../../src/systems/mutants/registry.ts';
import { campaign } from '../support/catch.ts';
import { PAGE, pageWith, RECORDED, recordedFailures } from './posix-faults.ts';
import type { RecordedFailure } from './posix-faults.ts';
import { certify, printCommand } from '../support/by-set.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    check: { type: 'boolean' },
    page: { type: 'boolean' },
  },
});
const UNHURRIED = { stopped: () => false, breathe: () => Promise.resolve() };
const SHRINK_MAX = 20_000;
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const file = (path: string): URL => new URL(`../../${path}`, import.meta.url);

async function record(name: string): Promise<RecordedFailure> {
  const system = mutantSystem(name);
  if (system === undefined) throw new Error(`there is no mutant ${name}`);
  const started = performance.now();
  let best: Failure | undefined;
  let found = 0;
  for (let seed = 1; seed <= Number(values.seeds); seed += 1) {
    const { failure } = await campaign(system, seed, SHRINK_MAX);
    if (failure === undefined) continue;
    found += 1;
    if (best === undefined || failure.failure.commands.length < best.commands.length) best = failure.failure;
  }
  if (best === undefined) throw new Error(`${name} was not found with ${values.seeds} seeds`);
  const searched = performance.now();
  const { failure, certificate } = await certify(system, best, UNHURRIED);
  const seconds = [searched - started, performance.now() - searched].map((ms) => (ms / 1000).toFixed(1));
  const known = certificate.shortest ? 'certified' : `not certified: ${certificate.reason}`;
  say(
    `${name}: found by ${found} of ${values.seeds} seeds (${seconds[0]} s), ${failure.commands.length} commands, ${known} (${seconds[1]} s)`,
  );
  return {
    counterexample: failure.commands.map(printCommand).join('; '),
    certified: certificate.shortest,
  };
}

async function recordAll(): Promise<Readonly<Record<string, RecordedFailure>>> {
  const recorded: Record<string, RecordedFailure> = {};
  for (const name of Object.keys(POSIX_MUTANTS)) recorded[name] = await record(name);
  return recorded;
}

const recorded = values.page ? recordedFailures() : await recordAll();
const text = `${JSON.stringify(recorded, null, 2)}\n`;
const page = readFileSync(file(PAGE), 'utf8');
if (values.check) {
  if (readFileSync(file(RECORDED), 'utf8') !== text) throw new Error(`${RECORDED} is not what is found now`);
} else {
  writeFileSync(file(RECORDED), text);
  writeFileSync(file(PAGE), pageWith(page, recorded));
}
