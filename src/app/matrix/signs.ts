// The signs of the table of systems, and what they mean: the same in a terminal, in Markdown and on the page.
import { CELL_STANDINGS } from './systems-table.ts';
import type { CellStanding, SystemsTable } from './systems-table.ts';

export const CELL_SIGNS: Readonly<Record<CellStanding, string>> = {
  passed: '✓',
  deviates: '≈',
  failed: '✗',
  inconclusive: '?',
  'not-reached': '○',
  'not-asked': '–',
};

export const STANDING_WORDS: Readonly<Record<CellStanding, string>> = {
  passed: 'passed',
  deviates: 'deviates as known',
  failed: 'failed',
  inconclusive: 'inconclusive',
  'not-reached': 'not reached',
  'not-asked': 'not asked',
};

export const STANDING_MEANINGS: Readonly<Record<CellStanding, string>> = {
  passed: 'passed: it decided outcomes, and each was as the clause says',
  deviates: 'differs, as the list of known deviations says that it does',
  failed: 'failed; the number is that of the failure',
  inconclusive:
    'inconclusive: the run came to no end before it decided, or it had a part in a step that fails',
  'not-reached': 'not reached: it was asked, and decided nothing',
  'not-asked': 'not asked: another command set, or no report is about it',
};

/** The standings that occur. */
export function standingsIn({ systems }: SystemsTable): readonly CellStanding[] {
  return CELL_STANDINGS.filter((standing) => systems.some(({ tally }) => tally[standing] > 0));
}
