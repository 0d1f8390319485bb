// The package's main entry: the process table, the model, and the engines that run one beside the other.
import type { CommandIn, CommandNameIn, CommandSetId } from './command-sets.ts';
import type {
  AsynchronousSystemUnderTest as AnyAsynchronousSystem,
  SystemUnderTest as AnySystem,
} from './contract/system.ts';

export { posixTableSystem, tableSystem } from './systems/in-process.ts';
export { check } from './app/library/check.ts';
export type { Checked } from './app/library/check.ts';
export { conformanceChecks } from './app/conformance/checks.ts';
export type { ConformanceOptions } from './app/gate/settings.ts';
export { Nonconformance } from './app/gate/check.ts';
export type { CheckOutcome, ConformanceCheck, Counterexample } from './app/gate/check.ts';
export type { MakeSystem } from './app/gate/check.ts';
export type { Accepted, Answer, Id, Refused } from './contract/command.ts';
export type { AnswerIn, AnswerTo, CommandIn } from './command-sets.ts';
export { printAnswer } from './contract/notation/trace.ts';
export { parseCommand, parseTrace, printCommand, printTrace } from './app/library/notation.ts';
export type { NotationProblem, Parsed, Trace, TraceStep } from './contract/notation/trace.ts';
export type {
  GroupObservation,
  Observation,
  ProcessObservation,
  Resources,
  SessionObservation,
} from './contract/observation/observation.ts';
export { Hindrance } from './contract/hindrance.ts';
export type { Ground, Guard, Refusal } from './contract/refusal.ts';
export { Lockstep, replay, runCampaign, shrink } from './app/library/engines.ts';
export type { Failure } from './counterexample/failure.ts';
export type { ShrinkOptions, Shrunk } from './counterexample/shrink/shrink.ts';
export type { CampaignOptions, CampaignProgress } from './engines/campaign/options.ts';
export type { RunControl } from './contract/run-control.ts';
export type { CampaignResult } from './engines/campaign/campaign.ts';
export type { GroupHandle, SessionHandle } from './impl/hierarchy/handles.ts';
export { ERRNO, errnoName } from './impl/posix/errno.ts';
export type { ErrnoName } from './impl/posix/errno.ts';
export { PosixTable } from './impl/posix/posix-table.ts';
export { ProcessTable } from './impl/hierarchy/process-table.ts';
export type { Outcome, ProcessTableOptions, ThreadOutcome } from './impl/hierarchy/process-table.ts';
export type { Snapshot } from './impl/snapshot.ts';
export { HIERARCHY } from './model/hierarchy/specification.ts';
export type { Specification } from './model/specification.ts';
export type { State } from './model/state.ts';
export type { Divergence } from './lockstep/divergence.ts';
export type { LockstepOptions } from './lockstep/lockstep.ts';
export { modelSystem } from './lockstep/model-system.ts';

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
