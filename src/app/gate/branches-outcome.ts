// A failure with branches as the message of a failing test: what is wrong, the program with what was answered, how to see it
// again.
import { specificationOf } from '../../command-sets.ts';
import type { Command } from '../../contract/command.ts';
import { isObserve } from '../../contract/concurrent/program.ts';
import { COMMAND_LINE } from '../../contract/package-name.ts';
import type { System } from '../../contract/system.ts';
import type { ConcurrentCertificate, ConcurrentFailure } from '../../counterexample/concurrent-failure.ts';
import { concurrentRecordOf, concurrentTraceOf } from '../../counterexample/file/concurrent-record.ts';
import type { ConcurrentOrigin } from '../../counterexample/file/concurrent-record.ts';
import { storeConcurrentFailure } from '../../counterexample/file/store.ts';
import { concurrentFailureLines } from '../report/concurrent-failure-text.ts';
import type { CheckOutcome } from './check.ts';
import { joined } from './failure-outcome.ts';
import type { Settings } from './settings.ts';

/** The failure, and how small it is known to be. */
interface FoundFailure {
  readonly failure: ConcurrentFailure;
  readonly certificate?: ConcurrentCertificate;
}

/** The way it was found, and the folder to store it in, or the file that has it already. */
type HowFound = Pick<ConcurrentOrigin, 'seed' | 'program'> &
  Pick<Settings, 'replayed'> &
  (
    | { readonly save: string | false; readonly file?: undefined }
    | { readonly save?: undefined; readonly file: string }
  );

/** The outcome of a check that found a failure with branches; it is stored. */
export function branchesOutcome(
  system: System,
  found: FoundFailure,
  { save = false, file, replayed, ...how }: HowFound,
): CheckOutcome {
  const specification = specificationOf(system);
  const { failure, certificate } = found;
  const { prefix, branches } = failure.program;
  const origin = { system: system.name, ...how };
  const { stored, lines: told } = save === false ? { stored: file, lines: [] } : storedIn(save);
  const replay = stored === undefined ? undefined : replayed?.(stored, system.name);
  const lines = [
    ...concurrentFailureLines(found, origin, specification),
    '',
    ...told,
    ...(stored === undefined ? [] : [`step by step: ${COMMAND_LINE} show ${stored}`]),
  ];
  return {
    verdict: 'fail',
    sentence: failure.sentence,
    report: joined(lines),
    counterexample: {
      commands: [...prefix, ...branches.flat().filter((entry): entry is Command => !isObserve(entry))],
      divergence: undefined,
      trace: concurrentTraceOf(failure, origin, specification.vocabulary),
      record: concurrentRecordOf(failure, origin, specification.vocabulary, certificate),
      ...(stored !== undefined && { file: stored }),
      ...(replay !== undefined && { replay }),
    },
  };

  /** The report has the whole trace, stored or not. */
  function storedIn(folder: string): { readonly stored?: string; readonly lines: readonly string[] } {
    try {
      const stored = storeConcurrentFailure(folder, failure, origin, specification, certificate);
      return { stored, lines: [`stored: ${stored}`] };
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      return { lines: [`not stored: ${folder} cannot be written (${code ?? String(error)})`] };
    }
  }
}
