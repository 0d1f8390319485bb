// The package's main entry: a system goes in, and out come verdicts and shortest failures. Each engine is one call.
import './node-version.ts';

export { check } from './app/library/check.ts';
export type { Checked } from './app/library/check.ts';
export { explore } from './app/library/explore.ts';
export type { Explored, ExploreOptions } from './app/library/explore.ts';
export { tour } from './app/library/tour.ts';
export type { Toured, TourOptions } from './app/library/tour.ts';
export { replay, shrink } from './app/library/replay.ts';
export type { Replayed, Shrunk } from './app/library/replay.ts';
export { replayBranches } from './app/library/replay-branches.ts';
export type { BranchesReplayed, RecordedProgram } from './app/library/replay-branches.ts';
export { linearize } from './app/library/linearize.ts';
export type {
  History,
  HistoryEntry,
  Linearized,
  LinearizeOptions,
} from './app/library/linearize.ts';
export type { Found } from './app/library/found.ts';
export { conformanceChecks } from './app/conformance/checks.ts';
export type { ConformanceOptions, GateProfile, SearchAgain, Settings } from './app/gate/settings.ts';
export { Nonconformance } from './app/gate/check.ts';
export type {
  Check,
  CheckEnding,
  CheckOutcome,
  ConformanceCheck,
  Counterexample,
  MakeSystem,
  Subject,
} from './app/gate/check.ts';
export type * from './app/gate/check-evidence.ts';
export type { Need } from './app/gate/needs.ts';
export type { Shard, Surroundings } from './app/gate/surroundings.ts';
export type { RunControl } from './contract/run-control.ts';

export { parseCommand, parseTrace, printCommand, printTrace } from './app/library/notation.ts';
export { printAnswer } from './contract/notation/trace.ts';
export type { NotationProblem, Parsed, Trace, TraceStep } from './contract/notation/trace.ts';
export type {
  Divergence,
  DivergenceKind,
  ExpectedAnswer,
  MissedRefusal,
  Violation,
} from './lockstep/divergence.ts';
export type { Difference } from './contract/observation/differences.ts';
export type { InvariantId } from './model/invariants/all.ts';
export type { Verdict } from './contract/verdict.ts';

export { posixTableSystem, tableSystem, terminalTableSystem } from './systems/in-process.ts';
export { modelSystem } from './app/library/model-system.ts';

export * from './system.ts';
export * from './impl/index.ts';
