// Finds the shortest failure of every mutant of a set's table with so many seeds, certifies it, and records it; then the
// tables of docs/faults.md follow. Minutes. With --check it only compares; with --page it only writes the tables; with names
// of mutants it finds these alone anew.
// Usage: node properties/alarm/record-faults.ts [--set posix|job-control] [--seeds N] [--states N] [--check | --page] [NAME …]
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Failure } from '../../src/counterexample/failure.ts';
import { mutantSystem } from '../../src/own-systems.ts';
import { campaign } from '../support/catch.ts';
import { PAGE, pageWith, RECORDED, recordedFailures } from './recorded-faults.ts';
import type { RecordedFailure, RecordedSet } from './recorded-faults.ts';
import { certify, printCommand } from '../support/by-set.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    set: { type: 'string', default: 'posix' },
    seeds: { type: 'string', default: '20' },
    states: { type: 'string' },
    check: { type: 'boolean' },
    page: { type: 'boolean' },
  },
});
if (!Object.hasOwn(RECORDED, values.set)) throw new Error(`there are no records of the set ${values.set}`);
const set = values.set as RecordedSet;
const { file: recordFile, mutants } = RECORDED[set];
/** A set without a packed form is searched slowly: `--states` bounds the states of a certificate. */
const BUDGET = {
  stopped: () => false,
  breathe: () => Promise.resolve(),
  statesMax: values.states === undefined ? undefined : Number(values.states),
};
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
  const { failure, certificate } = await certify(system, best, BUDGET);
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
  const known = positionals.length === 0 ? {} : recordedFailures(set);
  const recorded: Record<string, RecordedFailure> = {};
  for (const name of Object.keys(mutants)) {
    const isAsked = positionals.length === 0 || positionals.includes(name);
    recorded[name] = isAsked || !Object.hasOwn(known, name) ? await record(name) : known[name];
  }
  return recorded;
}

const recorded = values.page ? recordedFailures(set) : await recordAll();
const text = `${JSON.stringify(recorded, null, 2)}\n`;
const page = readFileSync(file(PAGE), 'utf8');
if (values.check) {
  if (readFileSync(file(recordFile), 'utf8') !== text)
    throw new Error(`${recordFile} is not what is found now`);
} else {
  writeFileSync(file(recordFile), text);
  const other = { posix: 'job-control', 'job-control': 'posix' } as const;
  const both = { [set]: recorded, [other[set]]: recordedFailures(other[set]) };
  writeFileSync(file(PAGE), pageWith(page, both as Parameters<typeof pageWith>[1]));
}
