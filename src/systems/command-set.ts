// The implementation's half of a command set: how a table of it is made, asked, shown and broken. Names no rule; the
// model's half and this one meet in src/command-sets.ts.
import { TERMINALS } from '../contract/argument.ts';
import type { Answer } from '../contract/command.ts';
import type { FlatObservation, Focus } from '../contract/observation/flat-observation.ts';
import type { HierarchyCommand } from '../contract/sets/hierarchy.ts';
import type { JobControlCommand } from '../contract/sets/job-control.ts';
import type { PosixCommand } from '../contract/sets/posix.ts';
import { HIERARCHY_VOCABULARY } from '../contract/sets/hierarchy.ts';
import { JOB_CONTROL_VOCABULARY } from '../contract/sets/job-control.ts';
import { POSIX_VOCABULARY } from '../contract/sets/posix.ts';
import type { Vocabulary } from '../contract/vocabulary.ts';
import type { CommandOutcome } from '../contract/state-in-words.ts';
import type { System } from '../contract/system.ts';
import { hierarchyAnswer, hierarchyMethodOf } from '../impl/hierarchy/apply.ts';
import type { HierarchyOutcome } from '../impl/hierarchy/apply.ts';
import { ProcessTable } from '../impl/hierarchy/process-table.ts';
import { jobControlAnswer, jobControlMethodOf } from '../impl/job-control/apply.ts';
import type { JobControlOutcome } from '../impl/job-control/apply.ts';
import { TerminalTable } from '../impl/job-control/terminal-table.ts';
import { LAYOUT, TERMINAL_LAYOUT } from '../impl/layout.ts';
import { posixAnswer, posixMethodOf } from '../impl/posix/apply.ts';
import type { PosixOutcome } from '../impl/posix/apply.ts';
import { PosixTable } from '../impl/posix/posix-table.ts';
import { Abstraction } from '../lockstep/table/abstraction.ts';
import { TerminalAbstraction } from '../lockstep/table/terminal-abstraction.ts';
import { TerminalNews } from '../lockstep/table/terminal-news.ts';
import { JOB_CONTROL_MUTANTS, MUTANTS, POSIX_MUTANTS } from './mutants/registry.ts';
import type { Mutants } from './mutants/mutant.ts';
import { growthMutantsOf } from './mutants/storage/growth.ts';
import type { GrowthMutants } from './mutants/storage/growth.ts';

/** The abilities of every table, whichever commands it answers. */
export interface WordTable<Snapshot = unknown> {
  reset(): void;
  snapshot(): Snapshot;
  restore(snapshot: Snapshot): void;
  /** Everything that decides its further answers. */
  storage(): ArrayLike<number>;
  /** Takes over words that {@link storage} gave at this capacity. */
  overwrite(words: Int32Array): void;
  selfCheck(): readonly string[];
}

/** Shows what can be observed of a table, all of it or what is in focus. */
export type Show = (out: FlatObservation, focus?: Focus) => void;

/** Written as a method, whose parameters are compared both ways: so the table of any set is a {@link WordTable}. */
type TableMethod<Table, Of, Outcome> = { run(table: Table, command: Of): Outcome }['run'];

/** A command set's table, as a value. */
export interface SetTable<Of, Table, Outcome extends CommandOutcome> {
  readonly vocabulary: Vocabulary;
  /**
   * The declaration of a system of such a table: its command set, whose choices it makes, how it refuses, and the largest
   * id of a table that has no place for any id.
   */
  readonly says: Pick<System, 'commandSet' | 'profile' | 'refuses' | 'idMax'>;
  /** Names how the storage is laid out, where readers elsewhere know it. */
  readonly layout?: string;
  /** Makes a table in its first state, large enough for so many ids. */
  make(capacity?: number): Table;
  /** The method that runs a command. Outcomes of one command that are `===` must be the same answer to it. */
  methodOf(command: Of): TableMethod<Table, Of, Outcome>;
  answer(command: Of, outcome: Outcome): Answer;
  /** Makes what shows this table again and again. */
  shown(table: Table): Show;
  /** Makes what tells of this table again and again what no word of it says, as `StateInWords` has it. */
  news?(table: Table): (process: number) => number;
  /** Its faults, by name. */
  readonly mutants: Mutants<Table>;
  /** Its faults of growth, index and restoring, by name: those that a table with room enough may never show. */
  readonly growthMutants?: GrowthMutants<Table>;
}

/** A command set's table, whichever set it is. */
export type AnySetTable = SetTable<unknown, WordTable, CommandOutcome>;

/** Makes what shows tables of one vocabulary. */
const shownBy =
  ({ shows }: Vocabulary) =>
  (table: ProcessTable | PosixTable): Show => {
    const abstraction = new Abstraction(table, shows);
    return (out, focus) => abstraction.observe(out, focus);
  };

export const HIERARCHY_TABLE: SetTable<HierarchyCommand, ProcessTable, HierarchyOutcome> = {
  vocabulary: HIERARCHY_VOCABULARY,
  says: { refuses: 'first' },
  layout: LAYOUT,
  make: (capacity) => new ProcessTable(capacity === undefined ? {} : { capacity }),
  methodOf: hierarchyMethodOf,
  answer: hierarchyAnswer,
  shown: shownBy(HIERARCHY_VOCABULARY),
  mutants: MUTANTS,
  growthMutants: growthMutantsOf<ProcessTable>(ProcessTable),
};

export const POSIX_TABLE: SetTable<PosixCommand, PosixTable, PosixOutcome> = {
  vocabulary: POSIX_VOCABULARY,
  says: { commandSet: POSIX_VOCABULARY.id, profile: 'linux', refuses: 'first' },
  layout: LAYOUT,
  make: (capacity) => new PosixTable(capacity === undefined ? {} : { capacity }),
  methodOf: posixMethodOf,
  answer: posixAnswer,
  shown: shownBy(POSIX_VOCABULARY),
  mutants: POSIX_MUTANTS,
  growthMutants: growthMutantsOf<PosixTable>(PosixTable),
};

export const JOB_CONTROL_TABLE: SetTable<JobControlCommand, TerminalTable, JobControlOutcome> = {
  vocabulary: JOB_CONTROL_VOCABULARY,
  says: { commandSet: JOB_CONTROL_VOCABULARY.id, profile: 'linux', refuses: 'first' },
  layout: TERMINAL_LAYOUT,
  make: (ids) => new TerminalTable(ids === undefined ? {} : { capacity: ids + remembered(ids) }),
  methodOf: jobControlMethodOf,
  answer: jobControlAnswer,
  shown: (table) => {
    const abstraction = new TerminalAbstraction(table, JOB_CONTROL_VOCABULARY.shows);
    return (out, focus) => abstraction.observe(out, focus);
  },
  news: (table) => {
    const news = new TerminalNews(table);
    return (process) => news.of(process);
  },
  mutants: JOB_CONTROL_MUTANTS,
  growthMutants: growthMutantsOf<TerminalTable>(TerminalTable),
};

/** Rows of numbers that are free again and remembered: by terminals, and of each process by its wait and as a leader. */
function remembered(ids: number): number {
  return TERMINALS + 2 * ids;
}
