// procession replay: a trace file on a system.
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { parseTrace, printAnswer, printCommand } from '../contract/notation.ts';
import type { Trace } from '../contract/notation.ts';
import type { System } from '../contract/system.ts';
import { replay } from '../counterexample/shrink.ts';
import { HIERARCHY } from '../model/specification.ts';
import { agrees } from '../refinement/answers.ts';
import type { Run } from '../refinement/run.ts';
import { EXIT, Misuse } from './exit-codes.ts';
import { failureLines, headline } from './failure-report.ts';
import { resolveSystem, SYSTEM_HELP } from './systems.ts';
import { counted, styled } from './terminal.ts';

interface ReplayFlags {
  readonly sut: string;
  readonly json?: true;
}

export function replayCommand(): Command {
  return new Command('replay')
    .description('run the commands of a trace file on a system beside the model, and check every step')
    .argument('<file>', 'a trace file')
    .option('--sut <system>', `the system under test: ${SYSTEM_HELP}`, 'table')
    .option('--json', 'one JSON object on standard output, and nothing else there')
    .action(async (file: string, flags: ReplayFlags) => {
      process.exitCode = await replayFile(file, flags);
    });
}

async function replayFile(file: string, flags: ReplayFlags): Promise<number> {
  const text = readTraceText(file);
  const parsed = parseTrace(text);
  if ('problem' in parsed) {
    const { line, column, message } = parsed.problem;
    throw new Misuse(`${file}:${line}:${column}: ${message}`);
  }
  const resolved = await resolveSystem(flags.sut);
  if ('problem' in resolved) throw new Misuse(resolved.problem);
  const { system } = resolved;
  const outcome = await judge(parsed.value, text, system);
  await system.close?.();
  if (flags.json) process.stdout.write(`${JSON.stringify(outcomeJson(outcome, file, system))}\n`);
  else process.stdout.write(`${outcomeText(outcome, file, system)}\n`);
  return EXIT[outcome.verdict];
}

type Outcome =
  | { readonly verdict: 'pass'; readonly run: Run }
  | { readonly verdict: 'fail'; readonly run: Run; readonly reason: string }
  | { readonly verdict: 'inconclusive'; readonly reason: string };

/** Replays, after asking whether the trace can be replayed on this system and agrees with the model itself. */
async function judge(trace: Trace, text: string, system: System): Promise<Outcome> {
  const commands = trace.steps.map(({ command }) => command);
  const unsupported = commands.find(
    ({ name }) => system.supports !== undefined && !system.supports.includes(name),
  );
  if (unsupported !== undefined) {
    return {
      verdict: 'inconclusive',
      reason: `the trace no longer applies: ${system.name} does not support ${unsupported.name}`,
    };
  }
  if (commands.length === 0)
    return { verdict: 'inconclusive', reason: 'nothing was compared: the trace has no command' };
  const run = await replay(system, commands);
  if (run.divergence !== undefined) return { verdict: 'fail', run, reason: run.divergence.sentence };
  const wrong = wronglyRecorded(trace, text);
  return wrong === undefined ? { verdict: 'pass', run } : { verdict: 'fail', run, reason: wrong };
}

/** The first recorded answer that the model does not allow, in a sentence. */
function wronglyRecorded(trace: Trace, text: string): string | undefined {
  let state = HIERARCHY.initial;
  for (const [index, { command, answer }] of trace.steps.entries()) {
    const step = HIERARCHY.step(state, command, answer);
    if (answer !== undefined && !agrees(step, answer, 'any')) {
      const allowed =
        step.refusals === undefined ? printAnswer(step.answer) : `refused ${step.refusals.join(' or ')}`;
      return `line ${lineOf(text, index)} records "${printAnswer(answer)}" for "${printCommand(command)}", the specification says "${allowed}"`;
    }
    state = step.next;
  }
  return undefined;
}

/** The line on which a step stands: the lines that hold nothing but comments are no steps, the first is the head. */
function lineOf(text: string, step: number): number {
  const lines = text.split(/\r?\n/);
  let seen = -1;
  return (
    lines.findIndex(
      (line, index) => index > 0 && line.replace(/#.*$/, '').trim() !== '' && (seen += 1) === step,
    ) + 1
  );
}

function outcomeText(outcome: Outcome, file: string, system: System): string {
  if (outcome.verdict === 'inconclusive') return `${styled('yellow', 'INCONCLUSIVE')}  ${outcome.reason}`;
  const { commands, divergence } = outcome.run;
  if (outcome.verdict === 'pass')
    return `${styled('green', 'PASS')}  ${file}: ${counted(commands.length, 'command')}, ${system.name} and the model agree`;
  if (divergence === undefined) return `${styled('red', 'FAIL')}  ${file}: ${outcome.reason}`;
  return [
    `${styled('red', 'FAIL')}  ${headline({ commands, divergence })}`,
    '',
    ...failureLines({ commands, divergence }),
  ].join('\n');
}

function outcomeJson(outcome: Outcome, file: string, system: System): Readonly<Record<string, unknown>> {
  const run = outcome.verdict === 'inconclusive' ? undefined : outcome.run;
  return {
    verdict: outcome.verdict,
    reason: outcome.verdict === 'pass' ? null : outcome.reason,
    system: system.name,
    file,
    commands: run?.commands.length ?? 0,
    counterexample: run?.divergence === undefined ? null : { commands: run.commands, ...run.divergence },
  };
}

function readTraceText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why =
      code === 'ENOENT'
        ? 'there is no such file'
        : code === 'EISDIR'
          ? 'it is a folder'
          : String(code ?? error);
    throw new Misuse(`${file} cannot be read: ${why}`, { cause: error });
  }
}
