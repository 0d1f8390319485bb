// The evidence by clause of the specification: how often it decided an outcome, in which check, and which mutants break it.
import type { CommandSetEntry } from '../../command-sets.ts';
import { commandSetOf } from '../../command-sets.ts';
import type { ChoiceSign } from '../../model/choice.ts';
import type { CheckEvidence, ClauseEvidence, CoverageEvidence, KillMatrix } from './check-evidence.ts';

/** A clause of a set. */
interface Clause {
  readonly clause: string;
  readonly title: string;
  readonly shows: readonly ChoiceSign[];
}

/** The clauses of a set that outcomes are counted of: those of its commands, then its choices. */
export function clausesOfSet({ table, choices = {} }: CommandSetEntry): readonly Clause[] {
  const { commands, refusals } = table.vocabulary;
  const byClause = Map.groupBy(Object.keys(commands), (name) => commands[name].clause);
  return [
    ...[...byClause].map(([clause, names]) => ({
      clause,
      title: names.join(', '),
      shows: names.flatMap((command): readonly ChoiceSign[] => [
        { command },
        ...Object.keys(refusals).map((refusal) => ({ command, refusal })),
      ]),
    })),
    ...Object.entries(choices).map(([clause, choice]) => ({ clause, ...choice })),
  ];
}

/** The evidence of a check by clause; none where it counted no commands and killed no mutants. */
export function clausesIn(check: string, evidence: CheckEvidence): readonly ClauseEvidence[] {
  const { coverage, killMatrix } = evidence;
  const commandSet = coverage?.commandSet ?? killMatrix?.commandSet;
  const set = commandSetOf(commandSet);
  if (set === undefined) return [];
  return clausesOfSet(set).map(({ clause, title, shows }) => {
    const decided = coverage === undefined ? 0 : timesShown(shows, coverage);
    return {
      clause,
      title,
      decided,
      byCheck: decided === 0 ? {} : { [check]: decided },
      mutants: mutantsBreaking(clause, killMatrix),
    };
  });
}

function timesShown(shows: readonly ChoiceSign[], { commands, witnesses }: CoverageEvidence): number {
  return shows.reduce((sum, sign) => {
    if ('witness' in sign) return sum + (witnesses[sign.witness] ?? 0);
    const counts = Object.hasOwn(commands, sign.command) ? commands[sign.command] : undefined;
    if (sign.refusal === undefined) return sum + (counts?.accepted ?? 0);
    const refusals: Readonly<Record<string, { readonly times: number } | undefined>> = counts?.refusals ?? {};
    return sum + (refusals[sign.refusal]?.times ?? 0);
  }, 0);
}

/** In the order of their names, so that the shards of a run give the same list as the run. */
function mutantsBreaking(clause: string, killMatrix: KillMatrix | undefined): readonly string[] {
  const mutants = killMatrix?.mutants.filter(({ rule }) => rule === clause) ?? [];
  return mutants.map(({ name }) => name).sort();
}
