// A play session: lines of text in, lines of text out. Knows neither terminal nor file system.
import {
  parseAnswer,
  parseCommand,
  parseTrace,
  printAnswer,
  printCommand,
  wordsIn,
} from '../../../contract/notation/trace.ts';
import type { Vocabulary } from '../../../contract/vocabulary.ts';
import { specificationOf, VOCABULARIES } from '../../../command-sets.ts';
import type { TraceStep, Word } from '../../../contract/notation/trace.ts';
import { counted } from '../../../contract/format-numbers.ts';
import type { System } from '../../../contract/system.ts';
import { readEvidence, unissuableIn } from '../../../counterexample/file/read-file.ts';
import type { Step } from '../../../model/rulebook.ts';
import type { Specification } from '../../../model/specification.ts';
import { agrees } from '../../../lockstep/answer-agreement.ts';
import type { Divergence } from '../../../lockstep/divergence.ts';
import { modelSystem } from '../../../lockstep/model-system.ts';
import { completionsOf, isCommandName } from '../../play/completion.ts';
import { answerText } from '../../play/step-text.ts';
import { PlayRun } from './history.ts';
import {
  divergenceLines,
  done,
  helpLines,
  helpOn,
  line,
  problem,
  problemAt,
  stateLines,
  stateText,
  stepLines,
  treeLines,
} from './text.ts';
import type { PlayLine, PlayResult, View } from './text.ts';

/** The file system; what fails throws an error whose message says why. */
export interface Files {
  readonly read: (path: string) => string;
  readonly write: (path: string, text: string) => void;
}

const BUILT_INS = [
  'help',
  'state',
  'tree',
  'show',
  'history',
  'undo',
  'drain',
  'save',
  'load',
  'quit',
] as const;
type BuiltIn = (typeof BUILT_INS)[number];
/** Those that take one word. */
const TAKES_WORD: readonly string[] = ['help', 'show', 'undo', 'save', 'load'];
/** Commands of a drain that are shown one by one. */
const DRAIN_SHOWN_MAX = 40;

/** The model, beside a system where one is given. `start` comes first. */
export class PlaySession {
  /** Absent when the model plays alone. */
  readonly #sut: System | undefined;
  readonly #run: PlayRun;
  readonly #files: Files;
  #view: View = 'notation';

  /** Without a system the model plays alone. */
  constructor(sut: System | undefined, files: Files, alone: Specification = specificationOf({})) {
    this.#sut = sut;
    this.#run = new PlayRun(sut ?? modelSystem(alone));
    this.#files = files;
  }

  /** Resets both sides and shows where they start. */
  async start(): Promise<PlayResult> {
    await this.#run.reset();
    return this.#ended([]);
  }

  /** Runs one line: a command, or a word of play's own. Blank lines, comments and a trace's first line do nothing. */
  async line(text: string): Promise<PlayResult> {
    const content = text.replace(/#.*$/, '');
    const words = wordsIn(content);
    const [first, second] = words;
    if (first === undefined || 'value' in parseTrace(content, VOCABULARIES)) return done([]);
    if (isBuiltIn(first.text)) return await this.#builtIn(first.text, words.slice(1), content);
    if (!/^(-|-?\d.*)$/.test(first.text) && !isCommandName(this.#rules, second?.text ?? ''))
      return problemAt(first, unknownWord(this.#rules, first.text));
    return await this.#command(content);
  }

  /** The words that could come next on a line being typed, and the part it replaces. */
  complete(text: string): [string[], string] {
    return completionsOf(this.#rules, this.#run.state, text, BUILT_INS);
  }

  get #rules(): Specification {
    return this.#run.specification;
  }

  async #command(content: string): Promise<PlayResult> {
    const arrow = content.indexOf('=>');
    const parsed = parseCommand(
      arrow < 0 ? content : content.slice(0, arrow),
      this.#rules.vocabulary,
      1,
      VOCABULARIES,
    );
    if ('problem' in parsed) return problemAt(parsed.problem, parsed.problem.message);
    const recorded = arrow < 0 ? undefined : parseAnswer(content.slice(arrow + 2).padStart(content.length));
    if (recorded !== undefined && 'problem' in recorded)
      return problemAt(recorded.problem, recorded.problem.message);
    const command = parsed.value;
    const lack = this.#run.lackFor(command);
    if (lack !== undefined) return problem(lack);
    const before = this.#run.state;
    const step = await this.#run.step(command);
    const sut = this.#sut && { name: this.#sut.name, answer: this.#run.heard };
    return this.#ended([
      ...stepLines(this.#rules, before, command, step, sut),
      ...wronglyRecorded(this.#rules, step, recorded?.value, 'the line'),
    ]);
  }

  async #builtIn(name: BuiltIn, rest: readonly Word[], content: string): Promise<PlayResult> {
    const [argument, extra] = rest;
    const tooMuch = TAKES_WORD.includes(name) ? extra : argument;
    if (tooMuch !== undefined)
      return problemAt(tooMuch, `"${tooMuch.text}" is one argument too many for ${name}`);
    const word = argument ?? { text: '', column: content.trimEnd().length + 1 };
    switch (name) {
      case 'help':
        if (argument === undefined) return done(helpLines(this.#rules));
        return isCommandName(this.#rules, word.text)
          ? done(helpOn(this.#rules, word.text))
          : problemAt(word, `there is no command "${word.text}"`);
      case 'state':
        return done([line('state', stateText(this.#rules, this.#run.state))]);
      case 'tree':
        return done(treeLines(this.#rules, this.#run.state));
      case 'show':
        return this.#show(word);
      case 'history':
        return done(
          this.#run.steps.length === 0
            ? [line('note', 'nothing was run yet')]
            : this.#run.steps.map((step, index) => historyLine(step, index, this.#rules.vocabulary)),
        );
      case 'undo':
        return await this.#undo(argument === undefined ? { ...word, text: '1' } : word);
      case 'drain':
        return await this.#drain();
      case 'save':
        return argument === undefined
          ? problemAt(word, 'save needs the name of a file')
          : this.#save(word.text);
      case 'load':
        return argument === undefined
          ? problemAt(word, 'load needs the name of a file')
          : await this.#load(word.text);
      case 'quit':
        return { lines: [], outcome: 'quit' };
    }
  }

  #show(view: Word): PlayResult {
    if (view.text !== 'notation' && view.text !== 'tree' && view.text !== 'nothing')
      return problemAt(view, 'show takes "notation", "tree" or "nothing"');
    this.#view = view.text;
    return this.#ended([]);
  }

  async #undo(times: Word): Promise<PlayResult> {
    if (!/^[1-9]\d{0,8}$/.test(times.text))
      return problemAt(times, `expected a number of commands, got "${times.text}"`);
    if (this.#run.steps.length === 0) return problem('there is nothing to undo');
    const undone = await this.#run.undo(Number(times.text));
    const [only] = undone;
    const said =
      undone.length === 1 && only
        ? `"${printCommand(only.command, this.#rules.vocabulary)}"`
        : counted(undone.length, 'command');
    return this.#ended([line('note', `undone: ${said}`)]);
  }

  async #drain(): Promise<PlayResult> {
    const commands = this.#run.drainCommands();
    const lack = commands.map((command) => this.#run.lackFor(command)).find((found) => found !== undefined);
    if (lack !== undefined) return problem(lack);
    const lines: PlayLine[] = [];
    for (const command of commands) {
      await this.#run.step(command);
      lines.push(
        historyLine(this.#run.steps.at(-1) as TraceStep, this.#run.steps.length - 1, this.#rules.vocabulary),
      );
      if (this.#run.divergence !== undefined || this.#run.ended !== undefined) break;
    }
    if (lines.length > DRAIN_SHOWN_MAX)
      lines.splice(0, lines.length, line('note', counted(lines.length, 'command')));
    if (this.#run.ended !== undefined) return this.#ended(lines);
    if (this.#run.divergence === undefined) await this.#run.finish();
    if (this.#run.divergence === undefined) lines.push(line('note', 'drained: nothing is left but init'));
    return this.#ended(lines);
  }

  #save(path: string): PlayResult {
    try {
      this.#files.write(
        path,
        this.#run.trace(this.#sut === undefined ? [] : [`played with ${this.#sut.name}`]),
      );
    } catch (error) {
      return problem(`${path} cannot be written: ${(error as Error).message}`);
    }
    return done([line('note', `saved ${counted(this.#run.steps.length, 'command')} to ${path}`)]);
  }

  async #load(path: string): Promise<PlayResult> {
    let text: string;
    try {
      text = this.#files.read(path);
    } catch (error) {
      return problem(`${path} cannot be read: ${(error as Error).message}`);
    }
    const read = readEvidence(text, VOCABULARIES);
    if ('problem' in read) return problem(`${path}:${read.problem}`);
    const { commandSet, steps } = read.value.trace;
    if (commandSet !== this.#rules.commandSet)
      return problem(`${path} is of the ${commandSet} commands, and ${this.#rules.commandSet} is played`);
    const { supports, name } = this.#sut ?? {};
    const lacked = steps.find(({ command }) => supports !== undefined && !supports.includes(command.name));
    if (lacked !== undefined)
      return problem(`${name} does not support ${lacked.command.name}, which ${path} needs`);
    const unissuable = unissuableIn(read.value, this.#rules);
    if (unissuable !== undefined) return problem(`${path}: ${unissuable}`);
    const replaced = this.#run.steps.length;
    const wrong: PlayLine[] = [];
    await this.#run.reset();
    for (const [index, { command, answer }] of steps.entries()) {
      if (this.#run.lackFor(command) !== undefined) break;
      wrong.push(
        ...wronglyRecorded(
          this.#rules,
          await this.#run.step(command),
          answer,
          `its command ${index + 1}, "${printCommand(command, this.#rules.vocabulary)}",`,
        ),
      );
    }
    const ran = this.#run.steps.length;
    const said = `loaded ${ran === steps.length ? '' : `${ran} of `}${counted(steps.length, 'command')} from ${path}`;
    return this.#ended([
      line('note', replaced === 0 ? said : `${said}, in place of the ${counted(replaced, 'command')} before`),
      ...wrong,
    ]);
  }

  /** With the state as it is now, or where the two have parted. */
  #ended(lines: readonly PlayLine[]): PlayResult {
    const { divergence, ended, state } = this.#run;
    if (ended !== undefined)
      return done([
        ...lines,
        line('note', `a known deviation ends the run here: ${ended.reason}; "undo" goes back to before it`),
      ]);
    if (divergence === undefined) return done([...lines, ...stateLines(this.#rules, state, this.#view)]);
    return { lines: [...lines, ...this.#partedLines(divergence)], outcome: 'diverged' };
  }

  #partedLines(divergence: Divergence): readonly PlayLine[] {
    return [
      ...divergenceLines(divergence, this.#run.state, this.#sut?.name ?? 'model'),
      line('note', '"undo" goes back to before it, "save FILE" keeps the commands as a trace'),
    ];
  }
}

function isBuiltIn(word: string): word is BuiltIn {
  return (BUILT_INS as readonly string[]).includes(word);
}

function unknownWord(rules: Specification, word: string): string {
  return isCommandName(rules, word)
    ? `${word} needs its acting process, or "-", before it: see "help ${word}"`
    : `"${word}" is neither the beginning of a command, such as "1 fork 2", nor one of ${BUILT_INS.join(', ')}`;
}

/** Warns if a trace says another answer than the model allows. */
function wronglyRecorded(
  rules: Specification,
  step: Step,
  recorded: TraceStep['answer'],
  where: string,
): readonly PlayLine[] {
  if (recorded === undefined || agrees(step, recorded, 'any', rules)) return [];
  return [
    line(
      'problem',
      `${where} records "${printAnswer(recorded)}", the model answers "${answerText(rules, step)}"`,
    ),
  ];
}

function historyLine({ command, answer }: TraceStep, index: number, vocabulary: Vocabulary): PlayLine {
  const said = answer === undefined ? '' : ` => ${printAnswer(answer)}`;
  return line('note', `${String(index + 1).padStart(4)}  ${printCommand(command, vocabulary)}${said}`);
}
