// The verdict on a command in a state, and the way to where it is accepted, for people and for machines.
import type { Command } from '../../../contract/command.ts';
import { printAnswer, printCommand, printStep } from '../../../contract/notation/trace.ts';
import { acceptanceText } from '../../../engines/ask/outcome-text.ts';
import type { CommandVerdict, NearestAcceptance } from '../../../engines/ask/why-refused.ts';
import type { Specification } from '../../../model/specification.ts';
import type { State } from '../../../model/state.ts';
import { stateText } from '../play/text.ts';
import { counted, styled } from '../terminal.ts';

/** A verdict with the profile whose rules gave it. */
type ProfileVerdict = CommandVerdict & { readonly profile: string | undefined };

/** Everything that there is to tell. */
export interface VerdictHere {
  /** By the profile that decides most, or the one that was asked for. */
  readonly specification: Specification;
  readonly state: State;
  readonly command: Command;
  /** One a profile, in their order. */
  readonly verdicts: readonly ProfileVerdict[];
  /** Absent where the command is accepted. */
  readonly nearest: NearestAcceptance | undefined;
}

/** The report for people. */
export function whyLines({
  specification,
  state,
  command,
  verdicts,
  nearest,
}: VerdictHere): readonly string[] {
  const { vocabulary } = specification;
  return [
    `${printCommand(command, vocabulary)}  in  ${stateText(specification, state)}`,
    '',
    ...verdictGroups(verdicts).flatMap(({ profiles, verdict }, index, all) => [
      ...(index > 0 ? [''] : []),
      ...verdictLines(verdict, all.length > 1 ? `by ${profiles.join(' and ')}: ` : ''),
    ]),
    ...(nearest === undefined ? [] : ['', ...nearestLines(nearest, specification)]),
  ];
}

/** Verdicts that are the same are told once. */
function verdictGroups(
  verdicts: readonly ProfileVerdict[],
): readonly { readonly profiles: readonly string[]; readonly verdict: ProfileVerdict }[] {
  const groups = Map.groupBy(verdicts, (verdict) => JSON.stringify({ ...verdict, profile: '' }));
  return [...groups.values()].map((all) => ({
    profiles: all.map(({ profile }) => profile ?? ''),
    verdict: all[0],
  }));
}

function verdictLines(
  { verdict, answers, refusals, sentence, changes }: CommandVerdict,
  by: string,
): readonly string[] {
  switch (verdict) {
    case 'accepted':
      return [
        `${by}${styled('green', 'ACCEPTED')}  ${answers.map(printAnswer).join(', or ')}`,
        sentence,
        changes.length === 0 ? 'nothing changes' : `changed: ${changes.join(', ')}`,
      ];
    case 'refused':
      return [
        `${by}${styled('yellow', 'REFUSED')}  ${counted(refusals.length, 'rule')} ${refusals.length === 1 ? 'refuses' : 'refuse'} it`,
        ...refusals.map((each) => `  ${each.sentence}`),
      ];
    case 'unissuable':
      return [`${by}${styled('yellow', 'REFUSED')}  ${sentence}`];
  }
}

function nearestLines(nearest: NearestAcceptance, specification: Specification): readonly string[] {
  const { vocabulary, mostDecided, profile } = specification;
  const by = profile === mostDecided.profile ? '' : `by the profile ${mostDecided.profile ?? ''}: `;
  const text = `${by}${acceptanceText(nearest)}`;
  if (nearest.outcome !== 'found') return [text];
  return [
    `${text}:`,
    ...nearest.steps.map((step) => `  ${printStep(step, vocabulary)}`),
    `state  ${stateText(specification, nearest.state)}`,
  ];
}

/** The report for machines, with stable names (docs/json.md). */
export function whyJson({
  specification,
  state,
  command,
  verdicts,
  nearest,
}: VerdictHere): Readonly<Record<string, unknown>> {
  const { vocabulary, commandSet } = specification;
  const last = verdicts.at(-1) as ProfileVerdict;
  return {
    verdict: last.verdict === 'accepted' ? 'pass' : 'fail',
    reason: last.verdict === 'accepted' ? null : last.sentence,
    commandSet,
    profile: last.profile ?? null,
    state: stateText(specification, state),
    command,
    notation: printCommand(command, vocabulary),
    readings: verdicts.map(({ profile = null, ...verdict }) => ({ profile, ...verdict })),
    nearest: nearest === undefined ? null : nearestJson(nearest, specification),
  };
}

function nearestJson(
  nearest: NearestAcceptance,
  specification: Specification,
): Readonly<Record<string, unknown>> {
  const profile = specification.mostDecided.profile ?? null;
  if (nearest.outcome === 'unsearchable')
    return { ...nearest, profile, length: null, trace: null, state: null };
  const found = nearest.outcome === 'found' ? nearest : undefined;
  return {
    outcome: nearest.outcome,
    profile,
    reason: nearest.outcome === 'unfinished' ? nearest.reason : null,
    ids: nearest.ids,
    commands: nearest.commands,
    states: nearest.states,
    length: found?.steps.length ?? null,
    trace: found?.steps.map((step) => printStep(step, specification.vocabulary)) ?? null,
    state: found === undefined ? null : stateText(specification, found.state),
  };
}
