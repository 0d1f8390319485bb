// The entry procession-check/system: the words that a system under test is written in. Types, and the one exception that
// a system throws to say that the world was in its way.
import type { CommandIn, CommandNameIn, CommandSetId } from './command-sets.ts';
import type {
  AsynchronousSystemUnderTest as AnyAsynchronousSystem,
  SystemUnderTest as AnySystem,
} from './contract/system.ts';

export type { ArgumentValue } from './contract/argument.ts';
export type { AnswerIn, AnswerTo, CommandIn, CommandNameIn } from './command-sets.ts';
export type { PosixProfile } from './contract/sets/posix.ts';
export type { Accepted, Answer, Command as AnyCommand, Id, Refused } from './contract/command.ts';
export type {
  BranchCommand,
  ConcurrentMode,
  ConcurrentProgram,
  ObserveCommand,
  Schedule,
} from './contract/concurrent/program.ts';
export type { CommandRun, ConcurrentRun, ScheduledStep } from './contract/concurrent/run.ts';
export { Hindrance } from './contract/hindrance.ts';
export type {
  AnswerPattern,
  ArgumentPattern,
  Differing,
  KnownDeviation,
} from './contract/known-deviation.ts';
export type { Limits } from './contract/limits.ts';
export type { FlatObservation, Focus } from './contract/observation/flat-observation.ts';
export type {
  GroupObservation,
  Observation,
  ProcessObservation,
  Resources,
  SessionObservation,
  TerminalObservation,
  WokenObservation,
} from './contract/observation/observation.ts';
export type { IdLists } from './contract/observation/id-lists.ts';
export type { Recipe } from './contract/recipe.ts';
export type { Ground, Guard, Refusal } from './contract/refusal.ts';
export type { CommandOutcome, StateInWords } from './contract/state-in-words.ts';
export type { SequenceRun, SequenceWatch, ShownStep, Whence } from './contract/system.ts';
export { Trouble } from './contract/trouble.ts';
export type { SystemMethod, TroubleDetails } from './contract/trouble.ts';

/** The name of a command set. */
export type CommandSet = CommandSetId;
/** The name of a command of any set. */
export type CommandName = CommandNameIn;
/** Any command of any set. */
export type Command = CommandIn;
/** A system under test that answers at once, in this process. */
export type SystemUnderTest = AnySystem<Command>;
/** A system under test elsewhere: another process, a worker, a machine. */
export type AsynchronousSystemUnderTest = AnyAsynchronousSystem<Command>;
/** A system as `--sut FILE` may export it. */
export type System = SystemUnderTest | AsynchronousSystemUnderTest;
