// What users of the package import: the process table, the model, and the engines that run one beside the other.
export { posixTableSystem, tableSystem } from './adapters/in-process.ts';
export { conformanceChecks } from './conformance/checks.ts';
export type { ConformanceOptions } from './conformance/options.ts';
export { Nonconformance } from './conformance/outcome.ts';
export type { CheckOutcome, ConformanceCheck, Counterexample } from './conformance/outcome.ts';
export type { MakeSystem } from './conformance/with-system.ts';
export type {
  Accepted,
  Answer,
  AnswerIn,
  AnswerTo,
  Command,
  CommandIn,
  CommandName,
  CommandSet,
  Id,
  Refused,
} from './contract/command.ts';
export { parseCommand, parseTrace, printAnswer, printCommand, printTrace } from './contract/notation.ts';
export type { NotationProblem, Parsed, Trace, TraceStep } from './contract/notation.ts';
export type {
  GroupObservation,
  Observation,
  ProcessObservation,
  Resources,
  SessionObservation,
} from './contract/observation.ts';
export { Hindrance } from './contract/hindrance.ts';
export type { Ground, Guard, Refusal } from './contract/refusal.ts';
export type { AsynchronousSystemUnderTest, System, SystemUnderTest } from './contract/system.ts';
export { replay, shrink } from './counterexample/shrink.ts';
export type { Failure, ShrinkOptions, Shrunk } from './counterexample/shrink.ts';
export { runCampaign } from './gate/campaign.ts';
export type { CampaignOptions, CampaignResult, CampaignWorld } from './gate/campaign.ts';
export type { GroupHandle, SessionHandle } from './impl/handles.ts';
export { ERRNO, errnoName } from './impl/posix/errno.ts';
export type { ErrnoName } from './impl/posix/errno.ts';
export { PosixTable } from './impl/posix/posix-table.ts';
export { ProcessTable } from './impl/process-table.ts';
export type { Outcome, ProcessTableOptions, ThreadOutcome } from './impl/process-table.ts';
export type { Snapshot } from './impl/snapshot.ts';
export { HIERARCHY } from './model/specification.ts';
export type { Specification } from './model/specification.ts';
export type { State } from './model/state.ts';
export type { Divergence } from './refinement/divergence.ts';
export { Lockstep } from './refinement/lockstep.ts';
export type { LockstepOptions } from './refinement/lockstep.ts';
export { modelSystem } from './refinement/model-system.ts';
