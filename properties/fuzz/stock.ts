// The material of inputs: files that the harness reads every day, and some that it has just written itself.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { specificationOf } from '../../src/command-sets.ts';
import { HIERARCHY_VOCABULARY } from '../../src/contract/sets/hierarchy.ts';
import type { ConcurrentFailure } from '../../src/counterexample/concurrent-failure.ts';
import { concurrentRecordOf } from '../../src/counterexample/file/concurrent-record.ts';
import { crossed, race, RACE_TRACE, THREE_TRACE } from '../counterexample/branch-stories.ts';
import { linearizableHistory } from '../support/random-histories.ts';
import { processionMeanwhile, temporaryFolder } from '../support/procession.ts';
import { textOfLog, textOfSnapshots } from '../support/recorded-logs.ts';
import { ROOT, textOf } from '../support/repository.ts';
import { ON_TERMINAL } from '../support/written-logs.ts';

export interface Stock {
  readonly traces: readonly string[];
  /** Counterexamples as JSON. */
  readonly records: readonly unknown[];
  /** Traces with branches, and counterexamples with branches as JSON. */
  readonly branches: readonly string[];
  readonly concurrentRecords: readonly unknown[];
  readonly known: readonly unknown[];
  /** History files. */
  readonly histories: readonly unknown[];
  /** Logs of real programs with their snapshots, and one that was written to a terminal. */
  readonly recordings: readonly { readonly log: string; readonly snapshots: string }[];
  /** The checkpoint of a search that {@link GOES_ON}. */
  readonly checkpoint: Uint8Array;
}

/** The command that goes on from the checkpoint. */
export const GOES_ON: readonly string[] = ['explore', '--ids', '3', '--checkpoint', 'states'];

const SETS = ['hierarchy', 'posix'] as const;
const SMALL = { branches: 3, commands: 8, prefix: 3, idsMax: 5, cutOffPercent: 10, looksPercent: 10 };

/** Small ones: with threads, with a pid namespace, with a terminal, with daemons. */
const RECORDINGS = ['zoo_threads', 'pidns_init_dies', 'dash_sighup_shell', 'atd_batch'];

const FAILING = 'properties/traces/regressions/zombies-are-orphaned-too.trace';

function recordIn(failure: ConcurrentFailure | undefined): unknown {
  if (failure === undefined) throw new Error('a story of the stock does not fail');
  return JSON.parse(JSON.stringify(concurrentRecordOf(failure, { system: 'stepped' }, HIERARCHY_VOCABULARY)));
}

/** Reads and makes all of it. */
export async function readStock(): Promise<Stock> {
  using folder = temporaryFolder();
  const shown = ['--sut', 'mutant:forget-to-orphan', '--format', 'json', '--output', 'record.json'];
  await Promise.all([
    processionMeanwhile(folder.path, 'show', ROOT + FAILING, ...shown),
    processionMeanwhile(folder.path, ...GOES_ON, '--states-max', '60'),
  ]);
  const traces = 'properties/traces/';
  return {
    traces: readdirSync(ROOT + traces, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.trace'))
      .toSorted()
      .map((name) => textOf(traces + name)),
    records: [
      JSON.parse(textOf('properties/recorded/records/version-1.json')),
      JSON.parse(readFileSync(join(folder.path, 'record.json'), 'utf8')),
    ] as readonly unknown[],
    branches: [RACE_TRACE, THREE_TRACE],
    concurrentRecords: [race, crossed].map(({ failure }): unknown => recordIn(failure)),
    known: [JSON.parse(textOf('examples/axprocess/known.json'))] as readonly unknown[],
    histories: SETS.flatMap((commands) =>
      [1, 2].map((seed) => {
        const specification = specificationOf({ commandSet: commands });
        const { prefix, branches, observation } = linearizableHistory({ ...SMALL, specification }, seed);
        return { commands, prefix, branches, observation };
      }),
    ),
    recordings: [
      ...RECORDINGS.map((name) => ({ log: textOfLog(name), snapshots: textOfSnapshots(name) })),
      { log: ON_TERMINAL, snapshots: '' },
    ],
    checkpoint: readFileSync(join(folder.path, 'states')),
  };
}
