// How a piece of work can end.

/** Inconclusive: the world got in the way. Never a pass. */
export type Verdict = 'pass' | 'fail' | 'inconclusive';
