// The files of snapshots that belong to logs: those that were named, and those that lie beside.
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { whyNot } from '../../../contract/file-trouble.ts';
import { readRegular } from '../../../counterexample/file/regular-file.ts';
import { snapshotsIn } from '../../../engines/recordings/ps-snapshots.ts';
import type { PsSnapshot } from '../../../engines/recordings/ps-row.ts';
import { Misuse } from '../exit-codes.ts';

/** The name of standard input. */
export const STANDARD_INPUT = '-';

/**
 * The file of snapshots of each log, `undefined` where it has none. One file goes with one log, whatever their names are; of
 * several each goes with the log of the same name.
 */
export function snapshotsOfLogs(
  logs: readonly string[],
  snapshots: readonly string[],
): readonly (string | undefined)[] {
  if (logs.length === 1 && snapshots.length === 1) return snapshots;
  const places = snapshots.map((file) => {
    const fitting = logs.flatMap((log, place) => (stemOf(log) === stemOf(file) ? [place] : []));
    if (fitting.length === 1) return fitting[0];
    const which = fitting.length === 0 ? 'none' : 'more than one';
    throw new Misuse(
      `--snapshots ${file} goes with the log of the same name up to its ending, ${stemOf(file)}, and ${which} of those given has it`,
    );
  });
  const twice = places.findIndex((place, index) => places.indexOf(place) < index);
  if (twice !== -1)
    throw new Misuse(
      `--snapshots ${snapshots[twice]} is the second file of snapshots for one log: one is taken`,
    );
  return logs.map((_, place) => snapshots[places.indexOf(place)]);
}

/** The file beside a log that is named as its snapshots would be. */
export function snapshotsBeside(log: string): string | undefined {
  if (log === STANDARD_INPUT) return undefined;
  const beside = `${withoutEnding(log)}.ps`;
  return beside !== log && existsSync(beside) ? beside : undefined;
}

/** Reads snapshots; what is none is misuse. */
export function readSnapshots(file: string): readonly PsSnapshot[] {
  const found = snapshotsIn(textOf(file));
  if ('problem' in found) throw new Misuse(`${file}:${found.line}: ${found.problem}`);
  if (found.length === 0) throw new Misuse(`${file} has no snapshot: each begins with "# snapshot"`);
  return found;
}

function textOf(file: string): string {
  try {
    return readRegular(file);
  } catch (error) {
    throw new Misuse(`${file} cannot be read: ${whyNot(error)}`, { cause: error });
  }
}

function stemOf(file: string): string {
  return basename(withoutEnding(file));
}

/** `logs/a.strace.gz` and `logs/a.ps` are both `logs/a`. */
export function withoutEnding(file: string): string {
  return file.replace(/\.gz$/, '').replace(/(?<=[^/])\.[^./]*$/, '');
}
