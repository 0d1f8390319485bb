// A replayed trace's outcome, for people and for machines.
import type { System } from '../../../contract/system.ts';
import type { Run } from '../../../lockstep/run-plan.ts';
import { specificationOf } from '../../../command-sets.ts';
import { counterexampleJson } from '../../report/counterexample-json.ts';
import { logLines } from '../options/system.ts';
import { counted, styled } from '../terminal.ts';
import { paintedFailureLines, headline } from './failure.ts';

export type ReplayOutcome =
  | { readonly verdict: 'pass'; readonly run: Run; readonly notShown: readonly string[] }
  | { readonly verdict: 'fail'; readonly run: Run; readonly reason: string }
  | { readonly verdict: 'inconclusive'; readonly reason: string };

/** The report for people. */
export function replayLines(outcome: ReplayOutcome, file: string, system: System): readonly string[] {
  if (outcome.verdict === 'inconclusive') return [`${styled('yellow', 'INCONCLUSIVE')}  ${outcome.reason}`];
  const { commands, divergence } = outcome.run;
  if (outcome.verdict === 'pass')
    return [
      ...(outcome.notShown.length === 0
        ? []
        : [`NOT checked, the system does not show what they need: ${outcome.notShown.join(' ')}`]),
      `${styled('green', 'PASS')}  ${file}: ${counted(commands.length, 'command')}, ${system.name} and the model agree${endedWords(outcome.run)}`,
    ];
  if (divergence === undefined)
    return [`${styled('red', 'FAIL')}  ${file}: ${outcome.reason}`, ...logLines(system)];
  return [
    `${styled('red', 'FAIL')}  ${headline({ commands, divergence })}`,
    '',
    ...paintedFailureLines({ commands, divergence }, specificationOf(system)),
    ...logLines(system),
  ];
}

/** `, up to a known deviation at the last command: REASON`. */
function endedWords({ ended }: Run): string {
  return ended === undefined ? '' : `, up to a known deviation that ends the run: ${ended.reason}`;
}

/** The report for machines, with stable names (docs/json.md). */
export function replayJson(
  outcome: ReplayOutcome,
  file: string,
  system: System,
): Readonly<Record<string, unknown>> {
  const run = outcome.verdict === 'inconclusive' ? undefined : outcome.run;
  return {
    verdict: outcome.verdict,
    reason: outcome.verdict === 'pass' ? null : outcome.reason,
    system: system.name,
    commandSet: specificationOf(system).commandSet,
    profile: specificationOf(system).profile ?? null,
    file,
    commands: run?.commands.length ?? 0,
    notShown: outcome.verdict === 'pass' ? outcome.notShown : [],
    endedBy: run?.ended ?? null,
    counterexample:
      run?.divergence === undefined
        ? null
        : counterexampleJson({ commands: run.commands, divergence: run.divergence }, specificationOf(system)),
  };
}
