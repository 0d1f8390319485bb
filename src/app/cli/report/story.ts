// A counterexample's story for the terminal.
import { printAnswer, printCommand } from '../../../contract/notation/trace.ts';
import { differenceText } from '../../../contract/observation/difference-text.ts';
import type { Observation } from '../../../contract/observation/observation.ts';
import { printState, printTree } from '../../../contract/notation/state.ts';
import type { HeldCounts } from '../../../contract/notation/state.ts';
import { needSentence } from '../../../counterexample/explain/necessary-steps.ts';
import type { Story, StoryStep } from '../../../counterexample/explain/story.ts';
import { expectedText } from '../../../counterexample/explain/story.ts';
import { foundText, likenessText } from '../../../counterexample/explain/sentences.ts';
import { certificateText } from '../../report/certificate-text.ts';
import { headline, PAINT } from './failure.ts';
import { counted, styled } from '../terminal.ts';

/** The form in which states are shown. */
export type StateView = 'notation' | 'tree';

export function storyLines(story: Story, file: string, view: StateView): readonly string[] {
  const system = story.system ?? 'the system';
  const width = Math.max('model'.length, system.length);
  const blocks = [
    headLines(story, file),
    ...story.steps.map((step, index) => stepLines(story, step, index, { system, width, view })),
    endLines(story, { system, width, view }),
  ];
  return blocks
    .filter((block) => block.length > 0)
    .flatMap((block) => ['', ...block])
    .slice(1);
}

/** The material of lines. */
interface Look {
  readonly system: string;
  readonly width: number;
  readonly view: StateView;
}

function headLines(story: Story, file: string): readonly string[] {
  const { failure, outcome, certificate } = story;
  const facts = [
    foundText(story),
    ...(certificate === undefined ? [] : [certificateText(certificate, story.steps.length)]),
    ...(outcome === 'recorded' ? ['as recorded, not run again: --sut runs it'] : []),
  ];
  if (failure !== undefined)
    return [`${styled('red', 'FAIL')}  ${headline(failure)}`, ...facts.filter((fact) => fact !== '')];
  const commands = counted(story.steps.length, 'command');
  if (outcome === 'passed')
    return [`${styled('green', 'PASS')}  ${file}: ${commands}, ${story.system} and the model agree`];
  return [`${file}: ${commands}, the model alone; --sut says which system to run beside it`];
}

/** One step: command, answer, what it does, the state after it, why it is needed. */
function stepLines(story: Story, step: StoryStep, index: number, look: Look): readonly string[] {
  const { failure, steps, specification } = story;
  const commands = steps.map(({ command }) => printCommand(command, specification.vocabulary));
  const place = String(index + 1).padStart(String(steps.length).length);
  const indent = ' '.repeat(place.length + 4);
  const parts = failure !== undefined && failure.divergence.step === index;
  const wrong = parts && failure.divergence.kind === 'answer' && step.seenAnswer !== undefined;
  const answer = expectedText(step.expectedAnswer);
  const width = Math.max(...commands.map((command) => command.length));
  const answers = wrong
    ? `${styled('green', answer)} expected, ${styled('red', printAnswer(step.seenAnswer))} seen`
    : answer;
  const mark = parts ? styled('red', '✗') : ' ';
  return [
    `${mark} ${place}  ${commands[index].padEnd(width)}   ${answers}${step.drains ? '   (the drain)' : ''}`,
    ...(parts ? [] : [`${indent}${styled('dim', step.sentence)}`]),
    ...(parts ? [] : [...blockOf(step.model, step.held, story, look.view), ...step.order]).map(
      (line) => indent + line,
    ),
    ...(step.without === undefined
      ? []
      : [`${indent}${styled('dim', needSentence(index + 1, step.without))}`]),
  ];
}

function blockOf(
  observation: Observation,
  held: HeldCounts,
  { specification }: Story,
  view: StateView,
): readonly string[] {
  return view === 'tree'
    ? printTree(observation, held, specification.vocabulary.shows).split('\n')
    : [printState(observation, held)];
}

/** The divergence: both states, what differs, the rule, and whom it is like. */
function endLines(story: Story, look: Look): readonly string[] {
  const { failure } = story;
  if (failure === undefined) return [];
  const { differences, violations, sentence, kind } = failure.divergence;
  const told = kind === 'observation' || kind === 'invariant' ? [] : [styled('red', sentence)];
  const differing = differences.map((difference) => differenceText(difference, PAINT));
  const violated = violations.map(({ invariant, finding }) => `violates ${invariant}: ${finding}`);
  return [
    ...(failure.divergence.step < 0 ? [styled('red', '✗ reset')] : []),
    ...bothStates(story, look),
    ...[...told, ...differing, ...violated].map((line) => `  ${line}`),
    '',
    ...story.rules.map((rule) => `rule  ${rule}`),
    ...(story.nearest === undefined || story.candidates === 0 ? [] : [`like  ${likenessText(story)}`]),
  ];
}

/** Side by side they would not fit: one below the other, and below them marks where they differ. */
function bothStates(story: Story, { system, width, view }: Look): readonly string[] {
  const { failure, heldAtEnd: held } = story;
  const { expected, seen } = failure?.divergence ?? {};
  if (expected === undefined || seen === undefined) return [];
  const named = (name: string, block: readonly string[]): string[] =>
    block.map((line, index) => `  ${(index === 0 ? name : '').padEnd(width)}  ${line}`);
  const wanted = blockOf(expected, held, story, view);
  const had = blockOf(seen, held, story, view);
  if (view === 'tree')
    return [
      ...named('model', marked(wanted, had, 'green')),
      ...named(system, marked(had, wanted, 'red')),
      '',
    ];
  const [first, second] = [wanted[0], had[0]];
  const carets = underline(second, first);
  return [
    ...named('model', [coloured(first, second, 'green')]),
    ...named(system, [coloured(second, first, 'red')]),
    ...(carets === '' ? [] : [`  ${' '.repeat(width)}  ${styled('red', carets)}`]),
    '',
  ];
}

/** Lines that the other block lacks, coloured and with a mark. */
function marked(block: readonly string[], other: readonly string[], colour: 'green' | 'red'): string[] {
  const known = new Set(other);
  return block.map((line) => (known.has(line) ? line : `${styled(colour, line)}   ≠`));
}

/** The words of a state's notation that the other lacks, in colour. */
function coloured(text: string, other: string, colour: 'green' | 'red'): string {
  const known = new Set(other.split(' '));
  return text
    .split(' ')
    .map((word) => (known.has(word) ? word : styled(colour, word)))
    .join(' ');
}

/** The same with marks below, for where there is no colour. */
function underline(text: string, other: string): string {
  const known = new Set(other.split(' '));
  return text
    .split(' ')
    .map((word) => (known.has(word) ? ' ' : '^').repeat(word.length))
    .join(' ')
    .trimEnd();
}
