// procession mutants: what is broken on purpose, and how.
import { Command } from 'commander';
import type { CommandSet } from '../../../contract/command.ts';
import { COMMAND_SET_NAMES } from '../../../command-sets.ts';
import { didYouMean } from '../../../contract/did-you-mean.ts';
import { COMMAND_LINE } from '../../../contract/package-name.ts';
import { counted } from '../../../contract/format-numbers.ts';
import { ownSystemOf } from '../../../own-systems.ts';
import type { Verdict } from '../../../contract/verdict.ts';
import { worstVerdict } from '../../../engines/verdict-rules.ts';
import type { KillMatrix } from '../../gate/check-evidence.ts';
import { exitCodeOf, Misuse } from '../exit-codes.ts';
import { Interrupt } from '../interrupt.ts';
import { choice } from '../options/values.ts';
import { ProgressLine } from '../terminal.ts';
import { printJson, printLines, styled } from '../print.ts';

interface MutantsFlags {
  readonly set?: CommandSet;
  readonly matrix?: true;
  readonly json?: true;
}

export function mutantsCommand(): Command {
  return new Command('mutants')
    .argument('[names...]', 'these alone (default: all)')
    .addOption(choice('--set <commands>', 'those of one command set (default: all)', COMMAND_SET_NAMES))
    .option(
      '--matrix',
      'run each of them: which properties kill it, each judged alone, after how many commands',
    )
    .option('--json', 'one JSON array on standard output, and nothing else there')
    .action(async (names: readonly string[], { set, json, matrix }: MutantsFlags) => {
      const all = set === undefined ? COMMAND_SET_NAMES : [set];
      refuseUnknown(names, all);
      const isAsked = (name: string): boolean => names.length === 0 || names.includes(name);
      const sets = all.filter((each) => rowsOf(each).some(({ name }) => isAsked(name)));
      if (matrix) process.exitCode = await runMatrix(sets, isAsked, json === true);
      else if (json) printJson(sets.flatMap((each) => rowsOf(each).filter(({ name }) => isAsked(name))));
      else
        printLines(sets.flatMap((each, index) => [...(index === 0 ? [] : ['']), ...linesOf(each, isAsked)]));
    });
}

function refuseUnknown(names: readonly string[], sets: readonly CommandSet[]): void {
  const known = sets.flatMap((set) => rowsOf(set).map(({ name }) => name));
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const [set, ...others] = sets;
  const which = others.length > 0 ? '' : ` --set ${set}`;
  throw new Misuse(
    `there is no mutant "${unknown}": "${COMMAND_LINE} mutants${which}" lists them${didYouMean(unknown, known)}`,
  );
}

/** Runs the mutants of these sets as the gate does, a report a set; an end that was asked for is no verdict. */
async function runMatrix(
  sets: readonly CommandSet[],
  isAsked: (name: string) => boolean,
  json: boolean,
): Promise<number> {
  using interrupt = new Interrupt();
  const line = new ProgressLine();
  // Loaded here, since the list needs none of it.
  const { alarmMutants, alarmPlan } = await import('../../gate/alarm-plan.ts');
  const { alarmOutcome } = await import('../../gate/checks/alarm.ts');
  const { killMatrixLines } = await import('../report/kill-matrix.ts');
  const matrices: KillMatrix[] = [];
  const verdicts: Verdict[] = [];
  for (const [index, set] of sets.entries()) {
    const control = interrupt.control<string>((phrase) => line.show(phrase));
    const mutants = alarmMutants(set).filter(({ name }) => isAsked(name));
    const outcome = await alarmOutcome(alarmPlan(set, 'full', mutants), {
      control,
      shard: { index: 0, of: 1 },
    });
    line.clear();
    verdicts.push(outcome.verdict);
    const matrix = outcome.evidence?.killMatrix;
    if (matrix !== undefined) matrices.push(matrix);
    if (json || matrix === undefined) continue;
    const report = outcome.verdict === 'pass' ? [] : ['', ...outcome.report.split('\n')];
    printLines([...(index === 0 ? [] : ['']), ...killMatrixLines(matrix), ...report]);
  }
  if (json) printJson(matrices);
  return exitCodeOf(worstVerdict(verdicts) ?? 'pass');
}

function rowsOf(commandSet: CommandSet) {
  return Object.entries(ownSystemOf(commandSet).table.mutants).map(
    ([name, { rule, sentence, source = null }]) => ({
      name,
      commandSet,
      rule,
      sentence,
      source,
    }),
  );
}

function linesOf(set: CommandSet, isAsked: (name: string) => boolean): readonly string[] {
  const rows = rowsOf(set).filter(({ name }) => isAsked(name));
  const lines = rows.flatMap(({ name, rule, sentence, source }) => {
    const like = source === null ? '' : `; like ${source}`;
    return [`${rule.padEnd(4)} ${styled('bold', name)}`, `     ${sentence}${like}`];
  });
  return [`${counted(rows.length, 'mutant')} of the table for the ${set} commands:`, ...lines];
}
