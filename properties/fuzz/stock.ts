// The material of inputs: files that the harness reads every day, and some that it has just written itself.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { processionMeanwhile, temporaryFolder } from '../support/procession.ts';
import { ROOT, textOf } from '../support/repository.ts';

export interface Stock {
  readonly traces: readonly string[];
  /** Counterexamples as JSON. */
  readonly records: readonly unknown[];
  readonly known: readonly unknown[];
  /** The checkpoint of a search that {@link GOES_ON}. */
  readonly checkpoint: Uint8Array;
}

/** The command that goes on from the checkpoint. */
export const GOES_ON: readonly string[] = ['explore', '--ids', '3', '--checkpoint', 'states'];

const FAILING = 'properties/traces/regressions/zombies-are-orphaned-too.trace';

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
    known: [JSON.parse(textOf('examples/axprocess/known.json'))] as readonly unknown[],
    checkpoint: readFileSync(join(folder.path, 'states')),
  };
}
