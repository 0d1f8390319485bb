// The three ways in which a piece of work can end. `engines/verdict-rules.ts` decides between them.

/** Inconclusive: the world got in the way, or nothing was compared. Never a pass. */
export type Verdict = 'pass' | 'fail' | 'inconclusive';
