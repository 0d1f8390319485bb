// A failure as the message of a failing test: what is wrong, the steps, the difference, how to see it again.
import type { Command } from '../../contract/command.ts';
import type { Specification } from '../../model/specification.ts';
import type { Vocabulary } from '../../contract/vocabulary.ts';
import { specificationOf } from '../../command-sets.ts';
import { printCommand, printTrace } from '../../contract/notation/trace.ts';
import type { System } from '../../contract/system.ts';
import { visible } from '../../contract/visible.ts';
import { COMMAND_LINE } from '../../contract/package-name.ts';
import { recordOf, traceOf } from '../../counterexample/file/record.ts';
import type { Certificate, Origin } from '../../counterexample/file/record.ts';
import type { Failure } from '../../counterexample/failure.ts';
import { storeFailure } from '../../counterexample/file/store.ts';
import type { CampaignFailure } from '../../engines/campaign/after-failure.ts';
import { failureLines, headline, shrinkLines, unsteadyText } from '../report/failure-text.ts';
import type { TourResult } from '../../engines/tour/run.ts';
import { SIZES } from './settings.ts';
import type { Settings } from './settings.ts';
import type { CheckOutcome } from './check.ts';

/** A failure of the random search. */
export function searchFailed(system: System, found: CampaignFailure, settings: Settings): CheckOutcome {
  const { seed } = settings;
  const { path, failure } = found;
  const again = path === undefined ? [] : [againLine(path, settings)];
  if (found.flaky) {
    const told = unsteadyText(system.name, found.history);
    const steps = failureLines(failure, specificationOf(system));
    return {
      verdict: 'fail',
      sentence: visible(`${told} (${failure.divergence.sentence})`),
      report: joined([told, '', ...steps, '', againLine(undefined, settings), ...logLines(system)]),
      counterexample: { ...failure, trace: undefined },
    };
  }
  const { certificate } = found;
  const origin = { seed, ...(path !== undefined && { path }), save: settings.save, certificate };
  const shrunk = failure.commands.length === 0 ? [] : shrinkLines(found, found.foundWith);
  return failureOutcome(system, failure, origin, [...found.fastCheck.split('\n'), '', ...shrunk, ...again]);
}

/** The line that says how the search fails again. */
function againLine(path: string | undefined, { seed, commandsMax, numRuns, again }: Settings): string {
  if (again !== undefined) return `again: ${again({ seed, path, commandsMax, numRuns })}`;
  const which = path === undefined ? '' : `, path: '${path}'`;
  const sizes = commandsMax === SIZES.full.commandsMax ? '' : `, commandsMax: ${commandsMax}`;
  return `again: with the options { seed: ${seed}${which}${sizes} }`;
}

/** A failure of the tour. */
export function tourFailed(
  system: System,
  { foundWith, minimised, flaky, history }: NonNullable<TourResult['failure']>,
  settings: Settings,
): CheckOutcome {
  if (flaky) {
    const reason = minimised.failure.divergence.sentence;
    const sentence = visible(`${unsteadyText(system.name, history)} (${reason})`);
    return { verdict: 'fail', sentence, report: sentence, counterexample: undefined };
  }
  const { failure } = minimised;
  const shrunk = failure.commands.length === 0 ? [] : shrinkLines(minimised, foundWith);
  const { certificate } = minimised;
  return failureOutcome(system, failure, { save: settings.save, certificate }, shrunk);
}

/** The way a failure was found, and the folder to store it in, or the file that has it already. */
type Found = {
  readonly seed?: number;
  readonly path?: string;
  readonly certificate?: Certificate | undefined;
} & (
  | { readonly save: string | false; readonly file?: undefined }
  | { readonly save?: undefined; readonly file: string }
);

/** Any failure beside the model; it is stored. `afterwards`: what is known of how it was found. */
export function failureOutcome(
  system: System,
  failure: Failure,
  { save = false, file, certificate, ...how }: Found,
  afterwards: readonly string[] = [],
): CheckOutcome {
  const { commands, divergence } = failure;
  const specification = specificationOf(system);
  const origin = { system: system.name, ...how };
  const trace = commands.length === 0 ? undefined : traceOf(failure, origin, specification);
  const kept = file === undefined ? undefined : { file, lines: [] };
  const stored =
    trace === undefined || save === false
      ? kept
      : storedIn(save, failure, origin, specification, certificate);
  const lines = [
    commands.length === 0 && divergence.kind !== 'exception'
      ? `${divergence.concerns}: ${system.name} does not start as init alone`
      : headline(failure),
    '',
    ...failureLines(failure, specification),
    ...(afterwards.length === 0 ? [] : ['', ...afterwards]),
    ...logLines(system),
    ...(stored === undefined ? traceLines(trace) : stored.lines),
  ];
  return {
    verdict: 'fail',
    sentence: divergence.sentence,
    report: joined(lines),
    counterexample: {
      commands,
      divergence,
      trace,
      ...(stored?.file !== undefined && { file: stored.file }),
      ...(trace !== undefined && { record: recordOf(failure, origin, specification, certificate) }),
    },
  };
}

/** A system's divergence from itself: the steps, and where they part. */
export function unlikeOutcome(
  system: System,
  title: string,
  {
    steps,
    sentence,
    trace,
  }: { readonly steps: readonly ReportedStep[]; readonly sentence: string; readonly trace?: string },
): CheckOutcome {
  const commands = steps.filter((step) => step !== 'reset');
  const { vocabulary } = specificationOf(system);
  const told = steps.map((step) => `  ${step === 'reset' ? step : printCommand(step, vocabulary)}`);
  const lines = [title, '', ...told, '', `    ${sentence}`, ...logLines(system), ...traceLines(trace)];
  return {
    verdict: 'fail',
    sentence: visible(`${title}: ${sentence}`),
    report: joined(lines),
    counterexample: { commands, divergence: undefined, trace },
  };
}

/** A command, or the reset between two sequences. */
export type ReportedStep = Command | 'reset';

/** Commands as a trace that records no answers. */
export function traceOfCommands(
  vocabulary: Vocabulary,
  commands: readonly Command[],
  comments: readonly string[],
): string {
  return printTrace(
    commands.map((command) => ({ command })),
    vocabulary,
    comments,
  );
}

/** Stores a failure and says where; where that cannot be, the trace itself stands there. */
function storedIn(
  folder: string,
  failure: Failure,
  origin: Origin,
  specification: Specification,
  certificate: Certificate | undefined,
): { readonly file?: string; readonly lines: readonly string[] } {
  try {
    const file = storeFailure(folder, failure, origin, specification, certificate);
    const lines = [
      '',
      `stored: ${file}`,
      `step by step: ${COMMAND_LINE} show ${file}`,
      'moved into the folder that the option corpus names, it is replayed first from then on',
    ];
    return { file, lines };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const trace = traceLines(traceOf(failure, origin, specification));
    return { lines: ['', `not stored: ${folder} cannot be written (${code ?? String(error)})`, ...trace] };
  }
}

function traceLines(trace: string | undefined): readonly string[] {
  return trace === undefined
    ? []
    : [
        '',
        'to keep it, save these lines as a .trace file in the folder that the option corpus names:',
        '',
        ...trace.trimEnd().split('\n'),
      ];
}

/** A report's line is cut at so many characters, which no report of ours has. */
const LINE_MAX = 20_000;

/** The log of a system elsewhere. */
function logLines(system: System): readonly string[] {
  const log = system.asynchronous ? (system.log?.() ?? '') : '';
  return log.trim() === ''
    ? []
    : [
        '',
        `${system.name} wrote:`,
        ...log
          .trimEnd()
          .split('\n')
          .map((line) => `  | ${line}`),
      ];
}

/** Lines as one text, parts with one blank line between them; a line break within a line is written out. */
export function joined(lines: readonly string[]): string {
  return lines
    .map((line) => visible(line, { max: LINE_MAX }))
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trimEnd();
}
