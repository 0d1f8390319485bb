// The standing of a check on the page: its sign, its word, its colour's class. No standing is told by colour alone.
import type { Verdict } from '../../../contract/verdict.ts';

export type CheckStanding = Verdict | 'unjudged' | 'left-out';

interface Look {
  readonly sign: string;
  readonly word: string;
}

const LOOKS: Readonly<Record<CheckStanding, Look>> = {
  fail: { sign: '✗', word: 'fail' },
  inconclusive: { sign: '!', word: 'inconclusive' },
  pass: { sign: '✓', word: 'pass' },
  unjudged: { sign: '–', word: 'not judged' },
  'left-out': { sign: '–', word: 'left out' },
};

/** The standings, the most pressing first. */
export const STANDINGS = Object.keys(LOOKS) as readonly CheckStanding[];

export function checkStanding({
  verdict,
  leftOut,
  unjudged,
}: {
  readonly verdict: Verdict;
  readonly leftOut: boolean;
  readonly unjudged?: true;
}): CheckStanding {
  if (unjudged) return 'unjudged';
  return leftOut ? 'left-out' : verdict;
}

export function standingWord(standing: CheckStanding): string {
  return LOOKS[standing].word;
}

/** The sign as markup, with its word for those who do not see it. */
export function standingSign(standing: CheckStanding): string {
  const { sign, word } = LOOKS[standing];
  return `<span class="standing ${standing}"><span aria-hidden="true">${sign}</span><span class="spoken">${word}</span></span>`;
}
