// A failure in words: the steps, where model and system part, and what it concerns. Colours are the caller's.
import type { Answer } from '../../contract/command.ts';
import { printAnswer, printCommand } from '../../contract/notation/trace.ts';
import { printState } from '../../contract/notation/state.ts';
import type { Failure } from '../../counterexample/failure.ts';
import { INVARIANT_SENTENCES } from '../../model/invariants/all.ts';
import type { Specification } from '../../model/specification.ts';
import { handlesIn } from '../../model/state.ts';
import type { State } from '../../model/state.ts';
import { refusalAs } from '../../lockstep/answer-agreement.ts';
import type { Divergence } from '../../lockstep/divergence.ts';
import { differenceText, PLAIN } from '../../contract/observation/difference-text.ts';
import type { Paint } from '../../contract/observation/difference-text.ts';
import { certificateText } from './certificate-text.ts';
import type { Minimised } from '../../engines/certificate/minimise.ts';
import type { History } from '../../engines/certificate/replay-steadily.ts';
import { counted } from '../../contract/format-numbers.ts';

/** The steps with the answers expected, the differences at the last one, and the invariants they violate. */
export function failureLines(
  { commands, divergence }: Failure,
  specification: Specification,
  paint: Paint = PLAIN,
): readonly string[] {
  const texts = commands.map((command) => printCommand(command, specification.vocabulary));
  const width = Math.max(...texts.map(({ length }) => length), 0);
  let state = specification.initial;
  const steps = commands.map((command, index) => {
    const step = specification.stepIfIssuable(state, command, divergence.answers?.[index]);
    state = step.next;
    const agreed = index < commands.length - 1 ? divergence.answers?.[index] : expectedIn(divergence);
    const told =
      step.refusals === undefined ? step.answer : { refused: refusalAs(specification, step.refusals[0]) };
    return `  ${texts[index].padEnd(width)}   ${printAnswer(agreed ?? told)}`;
  });
  const told = [...tellingLines(divergence, paint), ...stateLines(divergence, state)];
  return [...steps, '', ...told.map((line) => (line === '' ? line : `    ${line}`))];
}

/** The one answer that would have been right at the last step, where the system's answers led there. */
function expectedIn({ answers, expectedAnswer }: Divergence): Answer | undefined {
  const isOne = expectedAnswer !== undefined && !('refusedWithAnyOf' in expectedAnswer);
  return answers !== undefined && isOne ? expectedAnswer : undefined;
}

/** Says of a failure that does not show each time why: by what ran before, or by chance. */
export function unsteadyText(name: string, history: History | undefined): string {
  return history === undefined
    ? `NOT DETERMINISTIC: run again, the same commands did not fail in the same way, so the answers of ${name} do not depend on its commands alone`
    : `DEPENDS ON WHAT RAN BEFORE, more than a reset takes back: ${name} failed, and ${history.sentence}`;
}

/** The fault: the sentence where it says more than the differences do, these, and the invariants violated. */
export function tellingLines(
  { kind, sentence, differences, violations }: Divergence,
  paint: Paint = PLAIN,
): readonly string[] {
  return [
    ...(kind === 'observation' || kind === 'invariant' ? [] : [paint.wrong(sentence)]),
    ...differences.map((difference) => differenceText(difference, paint)),
    ...violations.map(
      ({ invariant, finding }) => `violates ${invariant} (${INVARIANT_SENTENCES[invariant]}): ${finding}`,
    ),
  ];
}

/** Both states in the notation, where both are known and small enough to be read. */
function stateLines({ expected, seen }: Divergence, state: State): readonly string[] {
  if (expected === undefined || seen === undefined) return [];
  if (Math.max(expected.processes?.length ?? 0, seen.processes?.length ?? 0) > READABLE_PROCESSES) return [];
  const whole = seen.processes !== undefined && seen.groups !== undefined && seen.sessions !== undefined;
  return whole
    ? [
        '',
        `expected  ${printState(expected, handlesIn(state))}`,
        `seen      ${printState(seen, handlesIn(state))}`,
      ]
    : [];
}

const READABLE_PROCESSES = 16;

/** The length that shrinking reached, and whether it is a shortest one. `from`: the commands it had at first. */
export function shrinkLines(
  { failure, shrunkTo, executions, unfinished, certificate }: Minimised,
  from: number,
): readonly string[] {
  const { commands, divergence } = failure;
  if (divergence.step < 0 && divergence.kind === 'exception')
    return ['not shrunk: it failed at a reset, not at a command'];
  if (divergence.step < 0) {
    return ['not shrunk: every further run would begin with what the one before it left behind'];
  }
  const why = unfinished === undefined ? '' : `, not finished: ${unfinished}`;
  return [
    `shrunk from ${counted(from, 'command')} to ${shrunkTo} in ${counted(executions, 'execution')}${why}`,
    ...(certificate === undefined ? [] : [certificateText(certificate, commands.length)]),
  ];
}

/** The clause of the failure and how it shows: `H5 exit: the states differ`. */
export function headline({ divergence }: Failure): string {
  const { concerns, command, kind } = divergence;
  if (divergence.step < 0 && kind === 'exception') return 'reset: the system threw, or gave no answer';
  if (divergence.step < 0) return 'after these commands a reset does not lead back to init alone';
  return `${kind === 'invariant' ? concerns : `${concerns} ${command?.name ?? ''}`.trim()}: ${KINDS[kind]}`;
}

const KINDS = {
  answer: 'the answers differ',
  observation: 'the states differ',
  invariant: 'an invariant is violated',
  'self-check': 'the system finds itself broken',
  exception: 'the system threw, or gave no answer',
} as const;
