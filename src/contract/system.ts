// The interface of a system under test: the commands answered, the state shown.
import type { Answer, Command, CommandSet, Id } from './command.ts';
import type { ConcurrentMode, ConcurrentProgram, Schedule } from './concurrent/program.ts';
import type { ConcurrentRun } from './concurrent/run.ts';
import type { Stepper } from './concurrent/stepper.ts';
import type { KnownDeviation } from './known-deviation.ts';
import type { Recipe } from './recipe.ts';
import type { Guard } from './refusal.ts';
import type { StateInWords } from './state-in-words.ts';
import type { FlatObservation, Focus } from './observation/flat-observation.ts';
import type { Limits } from './limits.ts';
import type { Observation } from './observation/observation.ts';
import type { Trouble } from './trouble.ts';

/** The profile of a system: whose choices it makes where its commands leave one: a profile of their vocabulary. */
export type Profile = string;

interface AnySystem<Of extends Command> {
  /** Shown in reports. */
  readonly name: string;
  /** The command set it answers; the hierarchy commands where this is absent. */
  readonly commandSet?: CommandSet;
  /**
   * For a system that answers the POSIX commands: whose choices it makes where POSIX leaves one (`'linux'`), or any
   * that POSIX allows (`'posix'`, the default).
   */
  readonly profile?: Profile;
  /**
   * Rules that cannot be checked on it here, each in a sentence that completes "not checked: "; every report says them.
   */
  readonly unchecked?: readonly string[];
  /**
   * Refusals that its adapter decides and the system behind it is never asked about; every report names them. The
   * model's agreement about those says nothing of the system.
   */
  readonly guards?: readonly Guard[];
  /**
   * The numbers that it can hold at once. At that number a `fork` may be refused with `EAGAIN`, `ENOSPC` or `true`, and
   * changes nothing; with less, such a refusal is wrong.
   */
  readonly limits?: Limits;
  /** The deviations that are known of it: accepted, counted, shown in every report. */
  readonly knownDeviations?: readonly KnownDeviation[];
  /** The largest id that it can give to anything; {@link ID_MAX} where this is absent. */
  readonly idMax?: Id;
  /** The commands it can be asked; all of its set where this is absent. Others are never sent. */
  readonly supports?: readonly Of['name'][];
  /**
   * `'first'`: refuses with the first applicable refusal in the table's order; `'any'` (the default): with any
   * that applies, by name, by errno, or with `true`. The POSIX commands prescribe the first, by errno or name.
   */
  readonly refuses?: 'first' | 'any';
  /** The ways in which it can run commands at the same time; none where this is absent. */
  readonly concurrent?: readonly ConcurrentMode[];
  /** Whether a look at its state from within a branch shows one state of the order (I17). */
  readonly consistentReads?: boolean;
  /**
   * Runs a program from init alone, without a reset before: freely without a schedule, by it one step at a time, at most
   * `limit` steps. The same schedule gives the same run, field by field.
   */
  runConcurrent?(
    program: ConcurrentProgram<Of>,
    schedule?: Schedule,
    limit?: number,
  ): ConcurrentRun | Promise<ConcurrentRun>;
}

/** The state that commands are run from: a snapshot, or where a path leads from a reset. */
export type Whence<Of extends Command = Command> =
  | { readonly snapshot: unknown }
  | { readonly path: readonly Of[] };

/** A system under test that answers at once, in this process; `Of`: the commands that it answers. */
export interface SystemUnderTest<Of extends Command = Command> extends AnySystem<Of> {
  readonly asynchronous?: false;
  /** Back to init alone, leading group 1 and session 1. */
  reset(): void;
  /** Runs one command. A refusal is an answer; an exception, but for a `Hindrance`, is a finding about the system. */
  apply(command: Of): Answer;
  /** Shows its state; what it cannot show it leaves out. */
  observe(): Observation;
  /** The same without garbage, of everything or of the part in focus. Optional, for speed. */
  observeInto?(out: FlatObservation, focus?: Focus): void;
  /** Everything that decides its further answers, hidden state included; `restore` returns to it. */
  snapshot?(): unknown;
  restore?(snapshot: unknown): void;
  /** Runs each of these commands from there, and shows what each led to. Optional, for speed. */
  tryEach?(from: Whence<Of>, commands: readonly Of[]): readonly ShownStep[];
  /** Told of a snapshot that no `restore` will ask for again. Optional, for memory. */
  forget?(snapshot: unknown): void;
  /** Its own opinion of its innards: sentences, none when all is well. */
  selfCheck?(): readonly string[];
  /**
   * A copy of it as words, for ids 1 … `ids` and these commands; `undefined` where its state is no such thing. Whoever
   * copies, wraps or changes a system has another one, of which this need not be true: so it is asked of the system
   * itself, and answers `undefined` for any other `this`. Optional, for speed, and for searches of what it hides.
   */
  explorable?(ids: Id, commands: readonly Command[]): StateInWords | undefined;
  /** The recipe by which another thread makes one like it; asked of the system itself, as {@link explorable} is. */
  again?(): Recipe | undefined;
  /**
   * The same driven point by point in this thread, for searches of schedules: for speed, and because it alone can tell of
   * lost wake-ups and data races. Optional, beside {@link runConcurrent}.
   */
  stepper?(): Stepper<Of>;
  /** Called once, at the end. */
  close?(): void;
}

/** One command's answer, and what is shown after it. */
export interface ShownStep {
  readonly answer: Answer;
  readonly observation: Observation;
}

/** A whole sequence, run from a reset. */
export interface SequenceRun {
  /** The observation after the reset. */
  readonly start: Observation;
  /** One entry a command, in order, up to the one that ended in trouble. */
  readonly steps: readonly ShownStep[];
  /**
   * The reason that the world kept the command after those from being run (see `Hindrance`): no finding about the
   * system.
   */
  readonly hindrance?: string;
  /**
   * The reason that the command after those got no answer: a finding about the system, in a sentence that begins with
   * "it". Absent where all were answered.
   */
  readonly trouble?: string | Trouble;
  /** It was told not to go on. */
  readonly stopped?: boolean;
  /** Its own opinion of its innards after as many commands as was asked for, where it has one. */
  readonly selfCheck?: readonly string[];
}

/** Options of a sequence. */
export interface SequenceWatch {
  /** After so many commands, its own opinion of its innards. */
  readonly checkAfter?: number;
  /** Whether to go on after these steps: not where the last of them is wrong. A system need not ask. */
  readonly goesOn?: (start: Observation, steps: readonly ShownStep[]) => boolean;
}

/** A system under test elsewhere: another process, a worker, a machine. */
export interface AsynchronousSystemUnderTest<Of extends Command = Command> extends AnySystem<Of> {
  readonly asynchronous: true;
  reset(): Promise<void>;
  apply(command: Of): Promise<Answer>;
  observe(): Promise<Observation>;
  /** Resets, then runs commands one after the other: one round trip where the system can. Optional, for speed. */
  runSequence?(commands: readonly Of[], watch?: SequenceWatch): Promise<SequenceRun>;
  /** Another one like it, which may run sequences at the same time. Optional, for speed. */
  copy?(): Promise<AsynchronousSystemUnderTest<Of>>;
  /** Its own opinion of its innards: sentences, none when all is well. */
  selfCheck?(): Promise<readonly string[]>;
  /** The end of what it has written for people; shown with a failure. */
  log?(): string;
  /** Called once, at the end. A rejection is a finding about the system. */
  close?(): Promise<void>;
}

/** A system as `--sut FILE` may export it. */
export type System<Of extends Command = Command> = SystemUnderTest<Of> | AsynchronousSystemUnderTest<Of>;
