// A program of branches from a file, run on the system that was asked for: whether it can be, and what came of it.
import type { System } from '../../../contract/system.ts';
import { specificationOf } from '../../../command-sets.ts';
import type { ConcurrentEvidence } from '../../../counterexample/file/read-file.ts';
import type { ConcurrentSubject } from '../../../engines/concurrency/concurrent-subject.ts';
import { replayProgram } from '../../../engines/concurrency/replay-program.ts';
import type { ProgramReplay, ReplayCounts } from '../../../engines/concurrency/replay-program.ts';
import { sequenceEvidence } from '../../../engines/concurrency/why-not-run.ts';
import { branchesSubject } from '../../gate/branches-subject.ts';
import { refuseUnissuable } from '../files/counterexample.ts';
import { Interrupt } from '../interrupt.ts';
import { counted, ProgressLine } from '../terminal.ts';

/** Refuses a prefix that cannot be issued as it stands: a mistake of the file. */
export function refusePrefix(file: string, { concurrent }: ConcurrentEvidence, system?: System): void {
  const { commandSet, prefix } = concurrent;
  const evidence = sequenceEvidence(commandSet, prefix);
  refuseUnissuable(file, evidence, specificationOf(system ?? { commandSet }), system?.knownDeviations);
}

/** Runs it, with a line of progress; Ctrl-C ends it with what was seen by then. */
export async function replayed(evidence: ConcurrentEvidence, system: System): Promise<ProgramReplay> {
  const subject = branchesSubject(evidence.concurrent, system);
  return typeof subject === 'string'
    ? { verdict: 'inconclusive', reason: `the trace does not apply: ${subject}`, runs: 0 }
    : await replayedOn(subject, evidence);
}

/** The same where it is known that it can be run. */
export async function replayedOn(
  subject: ConcurrentSubject,
  { concurrent }: ConcurrentEvidence,
): Promise<ProgramReplay> {
  using interrupt = new Interrupt();
  const line = new ProgressLine();
  const control = interrupt.control(({ runs }: ReplayCounts) => line.show(counted(runs, 'run')));
  try {
    return await replayProgram(subject, concurrent, {}, control);
  } finally {
    line.clear();
  }
}
