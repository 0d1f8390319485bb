// A mutant: our implementation with one fault. Knows nothing of what catches it.
import type { Refusal } from '../../contract/refusal.ts';
import { COLUMN } from '../../impl/layout.ts';
import type { Row } from '../../impl/layout.ts';
import type { TerminalTable } from '../../impl/job-control/terminal-table.ts';
import type { PosixTable } from '../../impl/posix/posix-table.ts';
import type { ProcessTable } from '../../impl/hierarchy/process-table.ts';
import type { WholeTable } from '../../impl/table-base.ts';

/** One fault of a table, by default of the one that answers the hierarchy commands. */
export interface Mutant<Table = ProcessTable> {
  /** The fault, in a sentence. */
  readonly sentence: string;
  /** The clause it breaks, such as `H5`. */
  readonly rule: string;
  /** The refusal it leaves out, or gives where it does not apply. */
  readonly refusal?: Refusal;
  /** The bug of a real system that it is like. */
  readonly source?: string;
  /** Commands that show it, `1 fork 2; 2 exit`, where it shows so seldom that random ones often miss it. */
  readonly example?: string;
  readonly make: () => Table;
}

/** Mutants by name. */
export type Mutants<Table = ProcessTable> = Readonly<Record<string, Mutant<Table>>>;

/** Those of the table that answers the POSIX commands, by name. */
export type PosixMutants = Mutants<PosixTable>;

/** Those of the table that answers the job-control commands, by name. */
export type JobControlMutants = Mutants<TerminalTable>;

/** The class of a table, whichever commands it answers: a fault of what all tables have in common extends it. */
// oxlint-disable-next-line typescript/no-explicit-any -- a class given as an argument is extended only with any[]
export type TableClass = new (...options: any[]) => WholeTable<undefined>;

/** The session of a process's group. */
export function sessionRowOf(words: Int32Array, process: Row): Row {
  return words[words[process + COLUMN.GROUP] + COLUMN.SESSION];
}
