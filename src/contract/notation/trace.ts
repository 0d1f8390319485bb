// The text notation of commands, answers and trace files: print and parse. The notation of states is in
// notation/state.ts. Bad text is a value with line and column, never an exception.
import type { Vocabulary } from '../vocabulary.ts';
import type { ArgumentValue } from '../argument.ts';
import {
  canBeUnsaid,
  isArgument,
  isSwitch,
  isValueOf,
  isWord,
  rankOf,
  valueOfRank,
  valueProblem,
  wordsOf,
} from '../argument.ts';
import type { Answer, Argument, Command } from '../command.ts';
import {
  acceptedWith,
  actingArgument,
  argumentListOf,
  argumentsOf,
  commandOf,
  fieldsOf,
} from '../command.ts';
import { describeValue } from '../foreign-value.ts';
import { visible } from '../visible.ts';

/** The place at which text stops making sense, counted from 1, and why. */
export interface NotationProblem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** `column 3: …`, of a text that mostly is one line. */
export function placedProblem({ line, column, message }: NotationProblem): string {
  return `${line === 1 ? '' : `line ${line}, `}column ${column}: ${message}`;
}

/** The result of parsing. */
export type Parsed<Value> = { readonly value: Value } | { readonly problem: NotationProblem };

/** One step of a trace: a command, and the answer it had, where that was recorded. */
export interface TraceStep {
  readonly command: Command;
  readonly answer?: Answer;
}

/** A recorded sequence of commands of one command set. */
export interface Trace {
  /** The id of their vocabulary. */
  readonly commandSet: string;
  readonly steps: readonly TraceStep[];
}

/** The version of a trace without branches; one with branches has the next (concurrent-trace.ts). */
const SEQUENTIAL = 1;

/** The first line of a trace of a command set. */
export function firstLineOf({ id }: Vocabulary, version = SEQUENTIAL): string {
  return `procession trace ${version} ${id}`;
}

/**
 * `3 move_to_group 2`: who acts (a process, a terminal or `-`), the name, the other arguments in order but for those that
 * go without saying.
 */
export function printCommand(command: Command, vocabulary: Vocabulary): string {
  const values = argumentsOf(command);
  const list = argumentListOf(vocabulary, command.name);
  const acting = actingArgument(vocabulary, command.name);
  const words: string[] = [acting === undefined ? '-' : printArgument(acting, values), command.name];
  for (const part of list) {
    const isSaid = !canBeUnsaid(part.kind) || rankOf(part.kind, values[part.key]) !== 0;
    if (part !== acting && isSaid) words.push(printArgument(part, values));
  }
  return words.join(' ');
}

function printArgument({ key, kind }: Argument, values: Readonly<Record<string, ArgumentValue>>): string {
  const value = values[key];
  if (kind === 'terminal') return `${TERMINAL}${describeValue(value)}`;
  return kind === 'option' && value === true ? key : printValue(value);
}

const TERMINAL = 'tty';

/** The same of each. */
export function printCommands(commands: readonly Command[], vocabulary: Vocabulary): readonly string[] {
  return commands.map((command) => printCommand(command, vocabulary));
}

/**
 * `ok sid=2 pgid=2`, `refused group-id-in-use`, `refused`, or a bare errno such as `EPERM`. A system's answer may hold
 * anything: this is safe to show.
 *
 * @example
 * ```ts
 * import { printAnswer } from 'procession-check';
 *
 * const text = printAnswer({ ok: { sid: 2 } });
 * text; // 'ok sid=2'
 * ```
 */
export function printAnswer(answer: Answer): string {
  if ('ok' in answer) {
    const fields = Object.entries(fieldsOf(answer)).map(([key, value]) => `${key}=${printValue(value)}`);
    return visible(['ok', ...fields].join(' '));
  }
  if (answer.refused === true) return 'refused';
  return visible(isErrno(answer.refused) ? answer.refused : `refused ${answer.refused}`);
}

/** `3 setsid => ok sid=3`: a line of a trace file. */
export function printStep({ command, answer }: TraceStep, vocabulary: Vocabulary): string {
  const text = printCommand(command, vocabulary);
  return answer === undefined ? text : `${text} => ${printAnswer(answer)}`;
}

/** A whole trace file of a vocabulary's commands. A comment stays one, whatever it holds. */
export function printTrace(
  steps: readonly TraceStep[],
  vocabulary: Vocabulary,
  comments: readonly string[] = [],
): string {
  const lines = [firstLineOf(vocabulary, SEQUENTIAL), ...comments.map((comment) => `# ${visible(comment)}`)];
  for (const step of steps) lines.push(printStep(step, vocabulary));
  return `${lines.join('\n')}\n`;
}

/** Parses one command of a vocabulary. `known`: where a command that it lacks is looked for, to say so. */
export function parseCommand(
  text: string,
  vocabulary: Vocabulary,
  line = 1,
  known: readonly Vocabulary[] = [vocabulary],
): Parsed<Command> {
  return readCommand(vocabulary, known, new Words(text, line));
}

/** Parses one answer. */
export function parseAnswer(text: string, line = 1): Parsed<Answer> {
  return readAnswer(new Words(text, line));
}

/**
 * Parses a trace file of commands of one of these vocabularies. `#` begins a comment anywhere in a line; blank lines mean
 * nothing.
 */
export function parseTrace(text: string, vocabularies: readonly Vocabulary[]): Parsed<Trace> {
  const head = readHead(text, vocabularies, [SEQUENTIAL]);
  return 'problem' in head ? head : parseSteps(head.value, vocabularies);
}

/** Parses the lines of a trace without branches, below its first one. `known`: as of a command. */
export function parseSteps({ vocabulary, lines }: TraceHead, known: readonly Vocabulary[]): Parsed<Trace> {
  const steps: TraceStep[] = [];
  for (const { content, line } of lines) {
    const step = parseStep(vocabulary, known, content, line);
    if ('problem' in step) return step;
    steps.push(step.value);
  }
  return { value: { commandSet: vocabulary.id, steps } };
}

/** Parses `COMMAND` or `COMMAND => ANSWER`. */
function parseStep(
  vocabulary: Vocabulary,
  known: readonly Vocabulary[],
  text: string,
  line: number,
): Parsed<TraceStep> {
  const words = new Words(text, line);
  const command = readCommand(vocabulary, known, words, true);
  if ('problem' in command) return command;
  if (words.done()) return { value: { command: command.value } };
  words.next();
  const answer = readAnswer(words);
  return 'problem' in answer ? answer : { value: { command: command.value, answer: answer.value } };
}

/** A line that means something, without its comment. */
export interface MeantLine {
  readonly content: string;
  /** Its number. */
  readonly line: number;
}

/** The first line of a trace file, and the lines below it. */
export interface TraceHead {
  readonly vocabulary: Vocabulary;
  readonly version: number;
  readonly lines: readonly MeantLine[];
}

/** Reads the first line of a trace file of one of these versions, and leaves the others as they are. */
export function readHead(
  text: string,
  vocabularies: readonly Vocabulary[],
  versions: readonly number[],
): Parsed<TraceHead> {
  const [first, ...others] = text.replace(/^\uFEFF/, '').split(/\r\n?|\n/);
  const lines = others
    .map((whole, index) => ({ content: whole.replace(/#.*$/, ''), line: index + 2 }))
    .filter(({ content }) => content.trim() !== '');
  for (const version of versions) {
    const vocabulary = vocabularies.find((each) => first.trim() === firstLineOf(each, version));
    if (vocabulary !== undefined) return { value: { vocabulary, version, lines } };
  }
  return { problem: { line: 1, column: 1, message: headProblem(first.trim(), vocabularies, versions) } };
}

function headProblem(line: string, vocabularies: readonly Vocabulary[], versions: readonly number[]): string {
  const [word, kind, version, set] = line.split(/\s+/);
  if (word !== 'procession' || kind !== 'trace') {
    const expected = vocabularies.map((each) => `"${firstLineOf(each, SEQUENTIAL)}"`).join(' or ');
    return `not a trace file: its first line must be ${expected}`;
  }
  if (!versions.map(String).includes(version)) {
    const known = `only version${versions.length === 1 ? '' : 's'} ${versions.join(' and ')}`;
    return `trace version ${version ?? '(none)'} is not supported, ${known}`;
  }
  const ids = vocabularies.map(({ id }) => `"${id}"`).join(' or ');
  return `unknown command set "${set ?? ''}", expected ${ids}`;
}

/** `known`: where else a command that the vocabulary lacks is looked for, to say so. */
export function readCommand(
  vocabulary: Vocabulary,
  known: readonly Vocabulary[],
  words: Words,
  answerMayFollow = false,
): Parsed<Command> {
  const actor = words.next();
  if (actor === undefined) return words.problem('expected a command, such as "1 fork 2"');
  const name = words.next();
  if (name === undefined) return words.problem('expected the name of a command');
  if (!hasCommand(vocabulary, name)) return words.problem(unknownCommand(vocabulary, known, name));
  const list = argumentListOf(vocabulary, name);
  const acting = actingArgument(vocabulary, name);
  const values: ArgumentValue[] = [];
  if (acting !== undefined) {
    const value = readValue(acting, actor);
    if ('problem' in value) return words.problem(value.problem, 0);
    values.push(value.value);
  } else if (actor !== '-') {
    return words.problem(`${name} has no acting process: write "-" before it`, 0);
  }
  for (const part of list) {
    if (part === acting || canBeUnsaid(part.kind)) continue;
    const word = words.next();
    if (word === undefined || word === '=>') return words.problem(`${name} needs an argument: ${part.key}`);
    const value = readValue(part, word);
    if ('problem' in value) return words.problem(value.problem);
    values.push(value.value);
  }
  const unsaid = list.filter(({ kind }) => canBeUnsaid(kind));
  const said = new Map<string, ArgumentValue>();
  while (!words.done() && !(answerMayFollow && words.peek() === '=>')) {
    const problem = readUnsaid(name, unsaid, said, words.next() ?? '');
    if (problem !== undefined) return words.problem(problem);
  }
  for (const { key, kind } of unsaid) values.push(said.get(key) ?? valueOfRank(kind, 0));
  return { value: commandOf(vocabulary, name, values) };
}

/** Reads one of the arguments that a text may leave out, in whichever order they come; the problem, where it is none. */
function readUnsaid(
  name: string,
  unsaid: readonly Argument[],
  said: Map<string, ArgumentValue>,
  word: string,
): string | undefined {
  const part = unsaid.find(({ key, kind }) =>
    isWord(kind) ? (wordsOf(kind) as readonly unknown[]).includes(word) : key === word,
  );
  if (part === undefined) {
    const allowed = unsaid.flatMap(({ key, kind }) => (isWord(kind) ? wordsOf(kind) : [key]));
    const hint = allowed.length === 0 ? '' : `, which may go on with ${allowed.join(', ')}`;
    return `"${word}" is one argument too many for ${name}${hint}`;
  }
  if (said.has(part.key)) return `"${word}" is one ${part.key} too many for ${name}`;
  said.set(part.key, isWord(part.kind) ? word : true);
  return undefined;
}

/** The words that may stand in an answer, and how they are read; `undefined` for what is none. */
export interface AnswerForm {
  /** Takes the name and the value of a field apart. */
  readonly field: RegExp;
  readonly value: (text: string) => number | boolean | undefined;
  /** The name of a field, or of a refusal. */
  readonly word: (text: string) => string | undefined;
  /** A sentence about what is no such name. */
  readonly noWord: string;
}

/** Fields with names of lower-case letters; any word may name a refusal. */
const PLAIN_FORM: AnswerForm = {
  field: /^([a-z]+)=(.+)$/,
  value: (text) => (text === 'on' ? true : text === 'off' ? false : wholeNumber(text)),
  word: (text) => text,
  noWord: '', // Any word is taken for one.
};

/** Reads an answer from the words that are left of a line. */
export function readAnswer(words: Words, form = PLAIN_FORM): Parsed<Answer> {
  const word = words.next();
  if (word === undefined) return words.problem('expected an answer: "ok", "refused NAME" or an errno');
  if (word === 'ok') return readFields(words, form);
  if (word !== 'refused' && !isErrno(word))
    return words.problem(`expected an answer, got "${word}": write "ok", "refused NAME" or an errno`);
  const name = word === 'refused' ? words.next() : word;
  const refused = name === undefined ? true : form.word(name);
  if (refused === undefined) return words.problem(form.noWord);
  if (!words.done()) {
    const extra = words.next();
    return words.problem(`"${extra}" is too much: an answer ends after the reason`);
  }
  return { value: { refused } };
}

function readFields(words: Words, form: AnswerForm): Parsed<Answer> {
  const fields = new Map<string, number | boolean>();
  for (let field = words.next(); field !== undefined; field = words.next()) {
    const [, name = '', text = ''] = form.field.exec(field) ?? [];
    const value = form.value(text);
    if (value === undefined)
      return words.problem(`expected a field, got "${field}": write name=number, name=on or name=off`);
    const key = form.word(name);
    if (key === undefined) return words.problem(form.noWord);
    if (fields.has(key)) return words.problem(`the field "${visible(key)}" stands twice`);
    fields.set(key, value);
  }
  return { value: acceptedWith(Object.fromEntries(fields)) };
}

/** The value that a word stands for, or a sentence that says why it stands for none. */
function readValue(
  { kind }: Argument,
  word: string,
): { readonly value: ArgumentValue } | { readonly problem: string } {
  if (isSwitch(kind)) {
    if (word === 'on' || word === 'off') return { value: word === 'on' };
    return { problem: `"${word}" is neither "on" nor "off"` };
  }
  if (isWord(kind)) {
    const value = wholeNumber(word) ?? word;
    return isValueOf(kind, value) ? { value } : { problem: valueProblem(kind, word) };
  }
  const digits = kind === 'terminal' && word.startsWith(TERMINAL) ? word.slice(TERMINAL.length) : word;
  const number = kind === 'terminal' && digits === word ? undefined : wholeNumber(digits);
  return isArgument(kind, number ?? Number.NaN)
    ? { value: number as number }
    : { problem: valueProblem(kind, word) };
}

/** A whole number of 32 bits, as printing it again would write it. */
function wholeNumber(word: string): number | undefined {
  const number = Number(word);
  return (number | 0) === number && String(number) === word ? number : undefined;
}

function printValue(value: ArgumentValue): string {
  if (typeof value === 'string') return value;
  return value === true ? 'on' : value === false ? 'off' : describeValue(value);
}

/** Whether a word has the form of an errno, such as `EPERM`. */
export function isErrno(word: string): boolean {
  return /^E[A-Z0-9]+$/.test(word);
}

function hasCommand({ commands }: Vocabulary, name: string): boolean {
  return Object.hasOwn(commands, name);
}

function unknownCommand({ id }: Vocabulary, known: readonly Vocabulary[], name: string): string {
  const other = known.find((each) => hasCommand(each, name));
  return other === undefined
    ? `unknown command "${name}"`
    : `"${name}" is one of the ${other.id} commands, and this is a trace of the ${id} commands`;
}

/** A word of a line, and its column from 1. */
export interface Word {
  readonly text: string;
  readonly column: number;
}

/** The words of a line: whatever stands between spaces. */
export function wordsIn(text: string): readonly Word[] {
  return [...text.matchAll(/\S+/g)].map((match) => ({ text: match[0], column: match.index + 1 }));
}

/** Goes through the words of one line. */
export class Words {
  readonly #words: readonly Word[];
  readonly #line: number;
  readonly #end: number;
  #taken = 0;

  constructor(text: string, line: number) {
    this.#words = wordsIn(text);
    this.#line = line;
    this.#end = text.trimEnd().length + 1;
  }

  done(): boolean {
    return this.#taken >= this.#words.length;
  }

  /** The next word, or one so many beyond it. */
  peek(beyond = 0): string | undefined {
    return this.#words[this.#taken + beyond]?.text;
  }

  /** The column of the next word, or behind the last one. */
  get column(): number {
    return this.#words[this.#taken]?.column ?? this.#end;
  }

  /** The next word; past the end, `undefined` (and the problem, if any, lies at the end of the line). */
  next(): string | undefined {
    const word = this.peek();
    this.#taken += 1;
    return word;
  }

  /** A problem with the word taken last, or with word `index`. */
  problem(message: string, index = this.#taken - 1): { readonly problem: NotationProblem } {
    return { problem: { line: this.#line, column: this.#words[index]?.column ?? this.#end, message } };
  }
}
