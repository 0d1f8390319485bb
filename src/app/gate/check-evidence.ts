// The evidence of a check: what it counted and what it saw, as plain data that survives JSON. The page draws it, and the reports of
// shards are merged by it.

/** The evidence of a check. Every part may be absent. */
export interface CheckEvidence {
  /** Counts that add up over shards to those of one run: `{ runs: 100, commands: 5021 }`. */
  readonly totals?: Readonly<Record<string, number>>;
  readonly coverage?: CoverageEvidence;
  readonly killMatrix?: KillMatrix;
  readonly performance?: readonly PerformanceEvidence[];
  readonly clauses?: readonly ClauseEvidence[];
  readonly deviations?: readonly DeviationEvidence[];
}

/** A known deviation of the system: how often it occurred. */
export interface DeviationEvidence {
  readonly command: string;
  readonly reason: string;
  readonly times: number;
}

/** A clause of the specification: how often it decided. */
export interface ClauseEvidence {
  readonly clause: string;
  readonly title: string;
  readonly decided: number;
  /** By check: how often it decided there. */
  readonly byCheck: Readonly<Record<string, number>>;
  /** The mutants that break it. */
  readonly mutants: readonly string[];
}

/** The reach of random or exhaustive commands. Counts add up over shards. */
export interface CoverageEvidence {
  readonly commandSet: string;
  readonly commands: Readonly<Record<string, CommandEvidence>>;
  /** The number of times, or of runs, in which each was seen. */
  readonly witnesses: Readonly<Record<string, number>>;
  /** By class of transitions, how often it occurred; absent where they were not told apart. */
  readonly classes?: Readonly<Record<string, number>>;
}

/** One command: how often it was accepted, and refused for what. */
export interface CommandEvidence {
  readonly accepted: number;
  readonly refused: number;
  readonly refusals: Readonly<Record<string, { readonly times: number; readonly alone: number }>>;
}

/** Mutants of one command set, and the properties that kill them. */
export interface KillMatrix {
  readonly commandSet: string;
  /** In the order of the columns; the first is the whole, the judge of all runs. */
  readonly properties: readonly string[];
  readonly mutants: readonly MutantEvidence[];
}

/** A row of the matrix. */
export interface MutantEvidence {
  readonly name: string;
  /** The clause it breaks. */
  readonly rule: string;
  readonly sentence: string;
  /** By property that kills it when it alone is asked: after how many commands. */
  readonly killedBy: Readonly<Record<string, number>>;
  /** Random commands missed it: it was killed by the example that is known of it. */
  readonly byExample?: true;
  /** A survivor's excuse: no command tells it from the table, shown on every state of a bound. */
  readonly equivalent?: { readonly bound: string; readonly states: number; readonly transitions: number };
}

/** The speed of the candidate beside the base: time for time, above 1 is slower. */
export interface PerformanceEvidence {
  /** The work that both did. */
  readonly workload: string;
  readonly base: string;
  readonly ratio: number;
  /** The confidence interval of the ratio. */
  readonly low: number;
  readonly high: number;
  readonly confidence: number;
  /** A ratio above this fails. */
  readonly threshold: number;
  /** Pairs of blocks in all measured processes together. */
  readonly blocks: number;
  /** One of each measured process: the middle one of its blocks. */
  readonly ratios: readonly number[];
}
