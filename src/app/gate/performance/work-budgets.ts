// The work of each command against the work on record.
import { readFileSync } from 'node:fs';
import { grouped } from '../../../contract/format-numbers.ts';
import { MEASURES } from './counted-commands.ts';
import type { SetWork } from './counted-commands.ts';
import { broughtAlong } from '../world.ts';

/** The file of recorded work. */
export const WORK_FILE = 'properties/recorded/work-budgets.json';

/** Recorded work by command set. */
export type WorkBudgets = Readonly<Record<string, SetWork>>;

/** The recorded work; `undefined` where the file is missing. */
export function recordedWork(): WorkBudgets | undefined {
  const file = broughtAlong(WORK_FILE);
  return file === undefined ? undefined : (JSON.parse(readFileSync(file, 'utf8')) as WorkBudgets);
}

/**
 * Work may be so many times what is on record. Another hash or another order of the same steps moves a count by a few in a
 * hundred, by chance; a walk or a search that was not there moves it by more.
 */
const BUDGET_FACTOR = 1.1;

/** The measures that reports call otherwise. */
const NAMES: Partial<Record<(typeof MEASURES)[number], string>> = { heapBytes: 'bytes of the heap' };

/** Bytes of the heap a call that are put down to the engine. The smallest object has more. */
const HEAP_SLACK = 1;

/** The work of a set beside what is on record. */
export interface WorkComparison {
  /** Sentences on what is beyond its budget. */
  readonly beyond: readonly string[];
  /** Sentences on what is within it, and not as recorded. */
  readonly changed: readonly string[];
}

/** Compares work with its record, by some measures; `undefined` where that is of other sequences. */
export function compareWork(
  work: SetWork,
  recorded: SetWork,
  measures: readonly (typeof MEASURES)[number][] = MEASURES,
): WorkComparison | undefined {
  if (work.sequences !== recorded.sequences) return undefined;
  const beyond: string[] = [];
  const changed: string[] = [];
  const compare = (what: string, now: number, before: number, slack = 0): void => {
    if (Math.abs(now - before) <= slack) return;
    const sentence = `${what}: ${shown(now)}, ${shown(before)} on record`;
    (now > before * BUDGET_FACTOR + slack ? beyond : changed).push(sentence);
  };
  for (const [name, { calls, ...counts }] of Object.entries(work.commands))
    for (const measure of measures)
      compare(
        `${NAMES[measure] ?? measure} a ${name}`,
        counts[measure] / calls,
        recorded.commands[name][measure] / calls,
        measure === 'heapBytes' ? HEAP_SLACK : 0,
      );
  compare('bytes of tables that grew', work.grownBytes, recorded.grownBytes);
  return { beyond, changed };
}

/** Says of work that it is beyond its budget by bytes of the heap alone, which more runs may show to be the engine's. */
export function isBeyondByHeapAlone(work: SetWork, recorded: SetWork): boolean {
  const counted = MEASURES.filter((measure) => measure !== 'heapBytes');
  return (
    compareWork(work, recorded)?.beyond.length !== 0 &&
    compareWork(work, recorded, counted)?.beyond.length === 0
  );
}

function shown(count: number): string {
  return Number.isInteger(count) ? grouped(count) : count.toFixed(2);
}
