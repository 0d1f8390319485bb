// The texts of play, as lines of plain text with a tone each; how a tone looks is the terminal's business.
import type { Answer, Command, CommandName } from '../../../contract/command.ts';
import type { ArgumentKind } from '../../../contract/argument.ts';
import { canBeUnsaid, isWord, wordsOf } from '../../../contract/argument.ts';
import type { Vocabulary } from '../../../contract/vocabulary.ts';
import { actingArgument, argumentListOf, commandShapeOf } from '../../../contract/command.ts';
import { countedState } from '../../../contract/format-numbers.ts';
import { printAnswer } from '../../../contract/notation/trace.ts';
import type { Observation } from '../../../contract/observation/observation.ts';
import { printState, printTree } from '../../../contract/notation/state.ts';
import { changesBetween, shown } from '../../../model/changes.ts';
import { describeStep } from '../../../model/describe.ts';
import type { Step } from '../../../model/rulebook.ts';
import type { Specification } from '../../../model/specification.ts';
import { handlesIn } from '../../../model/state.ts';
import type { State } from '../../../model/state.ts';
import type { Divergence } from '../../../lockstep/divergence.ts';
import { unflatten } from '../../../contract/observation/json.ts';
import { answerText } from '../../play/step-text.ts';
import { headline, paintedTellingLines } from '../report/failure.ts';

/** The subject of a line. */
export type Tone = 'answer' | 'refusal' | 'sentence' | 'change' | 'state' | 'note' | 'problem' | 'divergence';

export interface PlayLine {
  readonly tone: Tone;
  readonly text: string;
}

/** The result of a line. `problem`: it made no sense or could not be done, and changed nothing. */
export interface PlayResult {
  readonly lines: readonly PlayLine[];
  readonly outcome: 'done' | 'problem' | 'diverged' | 'quit';
}

/** The form in which the state is shown after each command. */
export type View = 'notation' | 'tree' | 'nothing';

/** A state line longer than this is counted instead of shown after every command. */
const STATE_LENGTH_MAX = 600;
const CHANGES_MAX = 12;

export function line(tone: Tone, text: string): PlayLine {
  return { tone, text };
}

export function done(lines: readonly PlayLine[]): PlayResult {
  return { lines, outcome: 'done' };
}

export function problem(sentence: string): PlayResult {
  return { lines: [line('problem', sentence)], outcome: 'problem' };
}

/** A problem with the part of the line that begins at this column. */
export function problemAt({ column }: { readonly column: number }, sentence: string): PlayResult {
  return problem(`column ${column}: ${sentence}`);
}

/** Both answers, the sentence, what changed. `sut` is absent when the model plays alone. */
export function stepLines(
  specification: Specification,
  before: State,
  command: Command,
  step: Step,
  sut?: { readonly name: string; readonly answer: Answer | undefined },
): readonly PlayLine[] {
  const text = answerText(specification, step);
  const tone = step.refusals === undefined ? 'answer' : 'refusal';
  const seen = sut?.answer === undefined ? undefined : printAnswer(sut.answer);
  const answers =
    sut === undefined
      ? [line(tone, text)]
      : seen === text
        ? [line(tone, `model and ${sut.name}: ${text}`)]
        : [line(tone, `model: ${text}`), line(tone, `${sut.name}: ${seen ?? 'no answer'}`)];
  const changed = changesBetween(specification, before, step.next);
  const named = changed.slice(0, CHANGES_MAX).join(', ');
  const more = changed.length > CHANGES_MAX ? ` and ${changed.length - CHANGES_MAX} more` : '';
  return [
    ...answers,
    line('sentence', describeStep(specification, before, command, step)),
    ...(changed.length === 0 ? [] : [line('change', `changed: ${named}${more}`)]),
  ];
}

/** The state as it is shown after a command. */
export function stateLines(specification: Specification, state: State, view: View): readonly PlayLine[] {
  if (view === 'nothing') return [];
  const lines =
    view === 'tree' ? treeLines(specification, state) : [line('state', stateText(specification, state))];
  if (lines.reduce((sum, { text }) => sum + text.length + 1, -1) <= STATE_LENGTH_MAX) return lines;
  const { processes, groups, sessions } = state;
  const counts = countedState(processes.size, groups.size, sessions.size);
  return [line('state', `${counts}; "state" and "tree" show them`)];
}

export function stateText(specification: Specification, state: State): string {
  return printState(unflatten(shown(specification, state)), handlesIn(state));
}

export function treeLines(specification: Specification, state: State): readonly PlayLine[] {
  return printTree(unflatten(shown(specification, state)), handlesIn(state), specification.vocabulary.shows)
    .split('\n')
    .map((text) => line('state', text));
}

/** The divergence of model and system, and what both show. */
export function divergenceLines(divergence: Divergence, state: State, system: string): readonly PlayLine[] {
  const { kind, expected, seen } = divergence;
  const width = Math.max('model'.length, system.length);
  const side = (name: string, observation: Observation | undefined): string[] =>
    observation === undefined || kind === 'exception'
      ? []
      : [`${name.padEnd(width)}  ${printState(observation, handlesIn(state))}`];
  const rows = [...paintedTellingLines(divergence), ...side('model', expected), ...side(system, seen)];
  return [
    line('divergence', `DIVERGENCE  ${headline({ commands: [], divergence })}`),
    ...rows.map((row) => line('divergence', `  ${row}`)),
  ];
}

/** The help text: what can be typed. */
export function helpLines({ vocabulary, commands }: Specification): readonly PlayLine[] {
  const withoutActor = commands.some((name) => usageOf(vocabulary, name).startsWith('-'));
  const rows = commands.map(
    (name) => `  ${commandShapeOf(vocabulary, name).clause.padEnd(4)} ${usageOf(vocabulary, name)}`,
  );
  return [
    `A command: the acting process${withoutActor ? ' (or "-")' : ''}, its name, its arguments.`,
    ...rows,
    'Besides:',
    ...BUILT_IN_HELP.map(([usage, sentence]) => `  ${usage.padEnd(30)} ${sentence}`),
  ].map((text) => line('note', text));
}

/** The commands of play itself, in the order of the help. */
const BUILT_IN_HELP = [
  ['help [COMMAND]', 'this, or what refuses one command'],
  ['state · tree', 'the state in one line, or as a tree'],
  ['show notation|tree|nothing', 'what is shown after each command'],
  ['history', 'the commands so far'],
  ['undo [N]', 'takes back the last command, or the last N'],
  ['drain', 'ends, frees and releases everything, and sees that nothing is left'],
  ['save FILE · load FILE', 'the commands so far as a trace file, and back'],
  ['quit', 'ends, as Ctrl-D does'],
] as const;

/** One command: its form, its answer, and what refuses it. */
export function helpOn(
  { vocabulary, refusalsPossible }: Specification,
  name: CommandName,
): readonly PlayLine[] {
  const { clause, answer } = commandShapeOf(vocabulary, name);
  const refusals = refusalsPossible(name);
  const width = Math.max(0, ...refusals.map((refusal) => refusal.length));
  const refused = refusals.length === 0 ? 'never refused' : 'refused, in this order, with';
  return [
    `${clause}  ${usageOf(vocabulary, name)}`,
    `answers ok${Object.keys(answer)
      .map((field) => ` ${field}=…`)
      .join('')}; ${refused}`,
    ...refusals.map((refusal) => {
      const { sentence, errno } = vocabulary.refusals[refusal];
      return `  ${refusal.padEnd(width)}  ${sentence} (${errno})`;
    }),
  ].map((text) => line('note', text));
}

/** `PROCESS fork CHILD`. */
function usageOf(vocabulary: Vocabulary, name: CommandName): string {
  const [first = '-', ...others] = argumentListOf(vocabulary, name).map(({ key, kind }) =>
    usageOfArgument(key, kind),
  );
  const isActing = actingArgument(vocabulary, name) !== undefined;
  return (isActing ? [first, name, ...others] : ['-', name, first, ...others]).join(' ');
}

/** `CHILD`; `on|off`; `[noctty]`; `[slave|master]`. */
function usageOfArgument(key: string, kind: ArgumentKind): string {
  if (kind === 'switch') return 'on|off';
  if (kind === 'option') return `[${key}]`;
  if (!isWord(kind)) return key.toUpperCase();
  const words = wordsOf(kind).join('|');
  return canBeUnsaid(kind) ? `[${words}]` : words;
}
