// A difference between what is expected and what is shown, as the one sentence that every report has.
import type { Difference } from './differences.ts';

/** Marks on what is right and what is wrong, such as colours. */
export interface Paint {
  readonly right: (text: string) => string;
  readonly wrong: (text: string) => string;
}

/** No marks at all. */
export const PLAIN: Paint = { right: (text) => text, wrong: (text) => text };

/** `process 2: group should be 2 and is 1`; `process 2 should be absent and is present`. */
export function differenceText(difference: Difference, { right, wrong }: Paint = PLAIN): string {
  return `${differenceOf(difference)} should be ${right(difference.expected)} and is ${wrong(difference.seen)}`;
}

/** The thing that differs: `process 2: group`, or `process 2` where it should not be there, or is not. */
export function differenceOf({ of, field }: Pick<Difference, 'of' | 'field'>): string {
  return field === 'existence' ? of : `${of}: ${field}`;
}

/** `new process 3`, `process 3 is gone`, `process 3 group 1 → 2`; lists that follow from those are left out. */
export function changeTexts(changes: readonly Difference[]): readonly string[] {
  return changes
    .filter(({ field }) => field !== 'children' && field !== 'processes' && field !== 'groups')
    .map(({ of, field, expected, seen }) => {
      if (field === 'existence') return seen === 'present' ? `new ${of}` : `${of} is gone`;
      return `${of} ${field} ${expected} → ${seen}`;
    });
}
