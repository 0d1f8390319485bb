// The mutants that survive and may: on record with a reason each, compared with those that survive now.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Mutant } from './mutation-report.ts';
import { filesByScope } from './mutation-scopes.ts';

/** The file of the record, below the root. */
export const SURVIVORS_FILE = 'properties/recorded/surviving-mutants.json';

const LISTED = v.strictObject({
  file: v.string(),
  mutator: v.string(),
  original: v.string(),
  replacement: v.string(),
  on: v.string(),
  /** The number of them; absent where there is one. */
  times: v.optional(v.pipe(v.number(), v.integer(), v.minValue(2))),
  /** A class of reasons. */
  reason: v.string(),
  /** The particulars of this one. */
  because: v.optional(v.string()),
});

const RECORD = v.strictObject({
  /** By scope, in per cent of the mutants that a test could notice: the share that is, by this record, at least. */
  leastScore: v.record(v.string(), v.pipe(v.number(), v.minValue(0), v.maxValue(100))),
  /** Each class of reasons in a sentence. No test can notice an `equivalent` one; the others count against the score. */
  reasons: v.record(v.string(), v.strictObject({ sentence: v.string(), equivalent: v.boolean() })),
  /** The files that are covered, each with its number of mutants when it was last measured: the work that it takes. */
  files: v.record(v.string(), v.number()),
  survivors: v.array(LISTED),
});

/** The reason of those that nobody has looked at: they may stay, and are counted aloud. */
export const NOT_LOOKED_AT = 'not looked at yet';

/** A survivor on record. */
export type ListedMutant = v.InferOutput<typeof LISTED>;
/** The record. */
export type SurvivorsRecord = v.InferOutput<typeof RECORD>;

/** The record as it stands in a file; throws where that is none, or gives a reason that it does not explain. */
export function survivorsOnRecord(root: string): SurvivorsRecord {
  const record = v.parse(RECORD, JSON.parse(readFileSync(join(root, SURVIVORS_FILE), 'utf8')));
  for (const { file, reason } of record.survivors)
    if (record.reasons[reason] === undefined)
      throw new Error(`a survivor of ${file} has the reason ${reason}, which must be one of the record's`);
  return record;
}

/** The record with these counts of mutants, without the survivors that have vanished, and with the scores that follow. */
export function renewed(
  record: SurvivorsRecord,
  counts: Readonly<Record<string, number>>,
  vanished: readonly ListedMutant[],
): SurvivorsRecord {
  const files = Object.fromEntries(
    Object.entries({ ...record.files, ...counts }).toSorted(([one], [other]) => (one < other ? -1 : 1)),
  );
  const gone = new Map(vanished.map((mutant) => [nameOf(mutant), timesOf(mutant)]));
  const survivors = record.survivors.flatMap(({ times = 1, ...mutant }) => {
    const left = times - (gone.get(nameOf(mutant)) ?? 0);
    if (left <= 0) return [];
    return [left === 1 ? mutant : { ...mutant, times: left }];
  });
  const next = { ...record, files, survivors };
  return { ...next, leastScore: scoresOnRecord(next) };
}

/** The score of each scope, as the record has it, in whole per cent: what a survivor that is added cannot hide. */
export function scoresOnRecord({
  files,
  survivors,
  reasons,
}: SurvivorsRecord): Readonly<Record<string, number>> {
  const scopes = [...filesByScope(Object.keys(files))];
  return Object.fromEntries(
    scopes.map(([scope, its]) => {
      const mutants = its.reduce((sum, file) => sum + (files[file] ?? 0), 0);
      const listed = survivors.filter(({ file }) => its.includes(file));
      const alive = sumOf(listed);
      const noticeable = mutants - sumOf(listed.filter(({ reason }) => reasons[reason]?.equivalent));
      return [scope, noticeable === 0 ? 100 : Math.floor((100 * (mutants - alive)) / noticeable)];
    }),
  );
}

function sumOf(survivors: readonly ListedMutant[]): number {
  return survivors.reduce((sum, mutant) => sum + timesOf(mutant), 0);
}

/** The difference between a run and the record. */
export interface MutationFindings {
  /** Survivors that are not on record: each is a hole in the tests. */
  readonly unlisted: readonly Mutant[];
  /** Those of which nothing is known and that are not on record: neither noticed nor survivors. */
  readonly undecided: readonly Mutant[];
  /** On record and noticed by now, or no longer made, each so often: to be taken from the record. */
  readonly vanished: readonly ListedMutant[];
  readonly mutants: number;
  readonly noticed: number;
  readonly survived: number;
  /** The survivors on record that nobody has looked at yet. */
  readonly unseen: number;
  /** In per cent; equivalent ones do not count. */
  readonly score: number;
}

/** Compares the mutants of these files with those on record. */
export function compareSurvivors(
  mutants: readonly Mutant[],
  { survivors, reasons }: Pick<SurvivorsRecord, 'survivors' | 'reasons'>,
  files: readonly string[],
): MutationFindings {
  const judged = mutants.filter(({ end }) => end !== 'left out');
  const alive = judged.filter(({ end }) => end !== 'noticed');
  const room = new Map<string, number>();
  const listed = survivors.filter(({ file }) => files.includes(file));
  for (const mutant of listed) room.set(nameOf(mutant), timesOf(mutant) + (room.get(nameOf(mutant)) ?? 0));
  const strangers = alive.filter((mutant) => {
    const left = room.get(nameOf(mutant)) ?? 0;
    if (left > 0) room.set(nameOf(mutant), left - 1);
    return left === 0;
  });
  const equivalents = sumOf(listed.filter(({ reason }) => reasons[reason]?.equivalent));
  const unseen = listed
    .filter(({ reason }) => reason === NOT_LOOKED_AT)
    .reduce((sum, mutant) => sum + Math.max(0, timesOf(mutant) - (room.get(nameOf(mutant)) ?? 0)), 0);
  const noticed = judged.length - alive.length;
  const noticeable = Math.max(noticed, judged.length - equivalents);
  return {
    unlisted: strangers.filter(({ end }) => end === 'survived'),
    undecided: strangers.filter(({ end }) => end === 'undecided'),
    vanished: listed.flatMap((mutant) => {
      const { times: _, ...once } = mutant;
      const gone = room.get(nameOf(mutant)) ?? 0;
      if (gone === 0) return [];
      return [gone === 1 ? once : { ...once, times: gone }];
    }),
    mutants: judged.length,
    noticed,
    survived: alive.filter(({ end }) => end === 'survived').length,
    unseen,
    score: noticeable === 0 ? 100 : (100 * noticed) / noticeable,
  };
}

function timesOf({ times = 1 }: ListedMutant): number {
  return times;
}

function nameOf({ file, mutator, original, replacement, on }: Mutant | ListedMutant): string {
  return JSON.stringify([file, mutator, original, replacement, on]);
}

/** A mutant in a line for people. */
export function mutantLine({ file, mutator, original, replacement, on }: Mutant | ListedMutant): string {
  return `${file}: ${mutator}: ${original} → ${replacement === '' ? '(nothing)' : replacement}   in: ${on}`;
}
