// procession shrink of a file with branches: the failure made smallest, and certified so where schedules can be searched.
import { branchesAgainLines } from '../report/again-lines.ts';
import type { System } from '../../../contract/system.ts';
import { specificationOf } from '../../../command-sets.ts';
import { commandCount } from '../../../counterexample/concurrent-failure.ts';
import type { ConcurrentFailure } from '../../../counterexample/concurrent-failure.ts';
import { concurrentRecordOf } from '../../../counterexample/file/concurrent-record.ts';
import type { ConcurrentEvidence } from '../../../counterexample/file/read-file.ts';
import type { ConcurrentSubject } from '../../../engines/concurrency/concurrent-subject.ts';
import { settleBranches } from '../../../engines/concurrency/settle-branches.ts';
import type { SettledBranches } from '../../../engines/concurrency/settle-branches.ts';
import type { SmallestProgress } from '../../../engines/concurrency/smallest-failure.ts';
import { closeSystem } from '../../../lockstep/exceptions.ts';
import type { Verdict } from '../../../contract/verdict.ts';
import { branchesSubject } from '../../gate/branches-subject.ts';
import { EXIT_STATUS } from '../exit-codes.ts';
import { setFor } from '../files/counterexample.ts';
import { keepConcurrentFailure, keepSequential } from '../files/output.ts';
import { Interrupt } from '../interrupt.ts';
import { environmentIn, missingEnvironment } from '../options/environment.ts';
import { logLines, openSystem } from '../options/system.ts';
import type { SystemFlags } from '../options/system.ts';
import { replayLine } from '../options/values.ts';
import { printJson, printLines } from '../print.ts';
import {
  sequentialJson,
  sequentialLines,
  smallerLines,
  smallestFailureLines,
} from '../report/smallest-failure.ts';
import { counted, ProgressLine } from '../terminal.ts';
import { BRANCHES_DEFAULTS, preemptionsFor } from '../options/branches.ts';
import { refusePrefix, replayedOn } from './replayed.ts';

/** The options of shrink. */
export interface ShrinkFlags extends SystemFlags {
  readonly sut: string;
  readonly certify: boolean;
  readonly save: string | false;
  readonly json?: true;
}

/** Says the verdict where there is nothing to make small; the exit code. */
export type ShrinkEnd = (verdict: Verdict, sentence: string) => number;

/** Makes the failure small, and says how that went; the exit code. */
export async function shrinkBranches(
  file: string,
  evidence: ConcurrentEvidence,
  flags: ShrinkFlags,
  end: ShrinkEnd,
): Promise<number> {
  const system = await openSystem(flags.sut, { ...flags, set: setFor(flags.sut, evidence) });
  refusePrefix(file, evidence, system);
  const subject = branchesSubject(evidence.concurrent, system);
  if (typeof subject === 'string') {
    const badEnd = await closeSystem(system);
    return badEnd === undefined
      ? end('inconclusive', `the trace does not apply: ${subject}`)
      : end('fail', badEnd);
  }
  const { verdict, reason, failure, runs } = await replayedOn(subject, evidence);
  if (failure === undefined) {
    const badEnd = await closeSystem(system);
    if (badEnd !== undefined) return end('fail', badEnd);
    const missing = verdict === 'pass' ? missingEnvironment(evidence.origin, flags) : undefined;
    const besides = missing === undefined ? '' : ` (${missing})`;
    return verdict === 'pass'
      ? end('pass', `${file} does not fail on ${system.name}: nothing to shrink${besides}`)
      : end(verdict, reason);
  }
  const settled = await settledOf(subject, failure, runs, flags);
  await closeSystem(system); // The failure is worth more than a bad end.
  return tell(settled, system, evidence, flags);
}

async function settledOf(
  subject: ConcurrentSubject,
  failure: ConcurrentFailure,
  runs: number,
  { certify }: ShrinkFlags,
): Promise<SettledBranches> {
  using interrupt = new Interrupt();
  const line = new ProgressLine();
  const control = interrupt.control(({ phase, best }: SmallestProgress) => {
    const what = phase === 'shrink' ? 'shrinking' : 'searching for a smaller one';
    line.show(`${what}: ${counted(best, 'command')}`);
  });
  const { schedules: executionsMax, freeRuns } = BRANCHES_DEFAULTS;
  // A schedule with more preemptions than usual must not be lost.
  const usual = preemptionsFor(failure.program.branches.length);
  const preemptionsMax = Math.max(usual, failure.preemptions ?? 0);
  const budget = { preemptionsMax, executionsMax, freeRuns, ...(!certify && { certifyExecutionsMax: 0 }) };
  try {
    return await settleBranches(subject, failure, budget, runs, control);
  } finally {
    line.clear();
  }
}

function tell(
  settled: SettledBranches,
  system: System,
  { origin }: ConcurrentEvidence,
  flags: ShrinkFlags,
): number {
  const specification = specificationOf(system);
  const found = { ...origin, system: system.name, ...environmentIn(flags) };
  const saved =
    'failure' in settled
      ? keepConcurrentFailure(
          flags.save,
          settled.failure.failure,
          found,
          specification,
          settled.failure.certificate,
        )
      : keepSequential(flags.save, settled.sequential, found, specification);
  const replay = saved === undefined ? undefined : replayLine(saved, flags);
  if (flags.json) printJson(shrunkBranchesJson(settled, system, { saved, replay }));
  else
    printLines([
      ...('failure' in settled
        ? [
            ...smallestFailureLines(settled.failure, specification, { system: system.name }),
            '',
            ...smallerLines(settled.failure),
          ]
        : sequentialLines(settled.sequential, specification, system.name)),
      ...branchesAgainLines({ file: saved, replay }),
      ...logLines(system),
    ]);
  return EXIT_STATUS.fail;
}

/** The report for machines, with stable names (docs/json.md). */
function shrunkBranchesJson(
  settled: SettledBranches,
  system: System,
  { saved, replay }: { readonly saved: string | undefined; readonly replay: string | undefined },
): Readonly<Record<string, unknown>> {
  const specification = specificationOf(system);
  const failure = 'failure' in settled ? settled.failure : undefined;
  const sequential = 'sequential' in settled ? settled.sequential : undefined;
  return {
    verdict: 'fail',
    reason: failure?.failure.sentence ?? sequential?.minimised.failure.divergence.sentence ?? null,
    shrunkFrom: failure?.foundWith ?? sequential?.foundWith ?? null,
    shrunkTo:
      failure === undefined
        ? (sequential?.minimised.shrunkTo ?? null)
        : commandCount(failure.failure.program),
    executions: failure?.executions ?? sequential?.minimised.executions ?? null,
    counterexample:
      failure === undefined
        ? null
        : concurrentRecordOf(
            failure.failure,
            { system: system.name },
            specification.vocabulary,
            failure.certificate,
          ),
    sequential: sequentialJson(sequential, specification),
    file: saved ?? null,
    replay: replay ?? null,
  };
}
