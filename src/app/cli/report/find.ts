// The outcome of a search for a state, and the names that can be asked about, for people and for machines.
import { printCommand, printStep } from '../../../contract/notation/trace.ts';
import type { CommandName } from '../../../contract/command.ts';
import type { Verdict } from '../../../contract/verdict.ts';
import { askedFieldsOf } from '../../../engines/ask/asked-fields.ts';
import type { FindOutcome } from '../../../engines/ask/find-shortest.ts';
import { distanceText, missingText } from '../../../engines/ask/outcome-text.ts';
import { PLURALS, printPredicate } from '../../../engines/ask/predicate.ts';
import type { Predicate } from '../../../engines/ask/predicate.ts';
import type { SpaceBound } from '../../../model/bounded/bound.ts';
import type { Specification } from '../../../model/specification.ts';
import { stateText } from '../play/text.ts';
import { styled } from '../terminal.ts';
import { amountsText } from './exploration.ts';

/** A question, and the bound within which it is put. */
export interface Asked {
  /** As it was typed. */
  readonly text: string;
  readonly predicate: Predicate;
  readonly specification: Specification;
  readonly bound: SpaceBound;
  /** Commands that it would take, which those named by hand leave out. */
  readonly lacking: readonly CommandName[];
}

/** A state that is there is a pass; one that is not, a fail. */
export function findVerdict({ outcome }: FindOutcome): Verdict {
  return outcome === 'found' ? 'pass' : outcome === 'none' ? 'fail' : 'inconclusive';
}

/** The report for people. */
export function findLines(asked: Asked, found: FindOutcome, file: string | undefined): readonly string[] {
  const { specification, bound, predicate } = asked;
  const { title } = specification.vocabulary;
  const head = [
    printPredicate(predicate),
    `the ${title} commands, ids 1 … ${bound.ids}${amountsText(specification, bound)
      .map((amount) => `, ${amount}`)
      .join('')}, ${namesText(found)}`,
    bound.commands.join(' '),
    '',
  ];
  if (found.outcome !== 'found') return [...head, ...missingLines(asked, found)];
  const { steps, state } = found;
  return [
    ...head,
    `${styled('green', 'FOUND')}  ${distanceText(found, 'init alone')}`,
    ...steps.map((step) => `  ${printStep(step, specification.vocabulary)}`),
    `${styled('bold', 'state')}  ${stateText(specification, state)}`,
    ...(file === undefined ? [] : [`trace  ${file}`]),
  ];
}

function missingLines({ bound, lacking }: Asked, found: FindOutcome): readonly string[] {
  const word = found.outcome === 'none' ? styled('red', 'NONE') : styled('yellow', 'INCONCLUSIVE');
  const hints =
    found.outcome !== 'none'
      ? []
      : lacking.length > 0
        ? [`it may take ${lacking.join(', ')}, which --commands leaves out`]
        : [`larger bounds may have one: --ids ${bound.ids + 1}`];
  return [`${word}  ${reasonOf(found) ?? ''}`, ...hints];
}

/** The sentence of a search that found nothing. */
function reasonOf(found: FindOutcome): string | undefined {
  return found.outcome === 'found' ? undefined : missingText(found);
}

/** The names by which states are told apart. */
function namesText({ kept }: FindOutcome): string {
  if (kept === 'all') return 'every id by its own name';
  if (kept.length === 0) return 'up to renaming of all ids but init’s';
  return `up to renaming of all ids but init’s and ${kept.join(', ')}`;
}

/** The report for machines, with stable names (docs/json.md). */
export function findJson(
  { text, predicate, specification, bound }: Asked,
  found: FindOutcome,
  file: string | undefined,
): Readonly<Record<string, unknown>> {
  const { vocabulary, commandSet, profile = null } = specification;
  const steps = found.outcome === 'found' ? found.steps : undefined;
  return {
    verdict: findVerdict(found),
    reason: reasonOf(found) ?? null,
    predicate: printPredicate(predicate),
    text,
    commandSet,
    profile,
    ids: bound.ids,
    ...Object.fromEntries(Object.keys(specification.space.options).map((option) => [option, 0])),
    ...bound.amounts,
    commands: bound.commands,
    kept: found.kept,
    states: found.states,
    depth: found.depth,
    length: steps?.length ?? null,
    shortest: steps !== undefined,
    trace: steps?.map((step) => printStep(step, vocabulary)) ?? null,
    steps:
      steps?.map(({ command, answer }) => ({
        command,
        notation: printCommand(command, vocabulary),
        answer,
      })) ?? null,
    state: found.outcome === 'found' ? stateText(specification, found.state) : null,
    file: file ?? null,
  };
}

/** Everything that can be named in a predicate, for people. */
export function namesLines(specification: Specification): readonly string[] {
  const { vocabulary, witnesses } = specification;
  const { of, kinds, words, members } = askedFieldsOf(vocabulary);
  const width = Math.max(...Object.keys(witnesses).map((name) => name.length));
  return [
    `Fields that the ${vocabulary.title} commands show:`,
    ...kinds.map((kind) => `  of a ${kind.padEnd(8)}  ${[...of[kind].keys()].join(', ')}`),
    `Words of a process:  ${[...words.keys()].join(', ')}`,
    ...(members.size === 0 ? [] : [`Words of "received":  ${[...members.keys()].join(', ')}`]),
    `All of a kind:  ${kinds.map((kind) => PLURALS[kind]).join(', ')}`,
    '',
    'Witnesses:',
    ...Object.entries(witnesses).map(([name, { sentence }]) => `  ${name.padEnd(width)}  ${sentence}`),
  ];
}

/** The same for machines. */
export function namesJson({
  vocabulary,
  commandSet,
  witnesses,
}: Specification): Readonly<Record<string, unknown>> {
  const { of, kinds, words, members } = askedFieldsOf(vocabulary);
  return {
    commandSet,
    fields: Object.fromEntries(kinds.map((kind) => [kind, [...of[kind].keys()]])),
    words: [...words.keys()],
    members: [...members.keys()],
    witnesses: Object.fromEntries(Object.entries(witnesses).map(([name, { sentence }]) => [name, sentence])),
  };
}
