// The text notation of a trace with branches, version 2: print and parse. Answers are those that a system gave, whatever
// words they hold. Bad text is a value with line and column, never an exception.
import type { Answer, Command } from '../command.ts';
import type { BranchCommand, Schedule } from '../concurrent/program.ts';
import { BRANCH_COMMANDS_MAX, BRANCHES_MAX, BRANCHES_MIN, isObserve } from '../concurrent/program.ts';
import { visible } from '../visible.ts';
import type { Vocabulary } from '../vocabulary.ts';
import { printSeenAnswer, readSeenAnswer } from './seen-answer.ts';
import type { MeantLine, NotationProblem, Parsed, Trace, TraceHead, TraceStep } from './trace.ts';
import { firstLineOf, parseSteps, printCommand, readCommand, readHead, Words } from './trace.ts';

/** One command of a branch, or a look at the state; the answer only where one was seen. */
export interface BranchStep {
  readonly command: BranchCommand;
  readonly answer?: Answer;
}

/** A branch calls its next command, or the command that it called last answers. */
export interface HistoryEvent {
  readonly branch: number;
  readonly kind: 'call' | 'answer';
}

/** A recorded program of branches, what was seen of it, and the schedule that led there. */
export interface ConcurrentTrace {
  /** The id of their vocabulary. */
  readonly commandSet: string;
  readonly prefix: readonly TraceStep[];
  readonly branches: readonly (readonly BranchStep[])[];
  readonly history?: readonly HistoryEvent[];
  readonly schedule?: Schedule;
}

/** The version of a trace with branches. */
const CONCURRENT = 2;
const LOOK = '- observe';

/** A whole trace file with branches. A comment stays one, whatever it holds. */
export function printConcurrentTrace(
  { prefix, branches, history, schedule }: ConcurrentTrace,
  vocabulary: Vocabulary,
  comments: readonly string[] = [],
): string {
  const lines = [firstLineOf(vocabulary, CONCURRENT), ...comments.map((comment) => `# ${visible(comment)}`)];
  const print = ({ command, answer }: BranchStep): void => {
    const text = isObserve(command) ? LOOK : printCommand(command, vocabulary);
    lines.push(answer === undefined ? text : `${text} => ${printSeenAnswer(answer)}`);
  };
  prefix.forEach(print);
  for (const [index, steps] of branches.entries()) {
    lines.push(`|| branch ${index + 1}`);
    steps.forEach(print);
  }
  if (history !== undefined) lines.push(['history:', ...history.map(printEvent)].join(' '));
  if (schedule !== undefined) lines.push(['schedule:', ...schedule].join(' '));
  return `${lines.join('\n')}\n`;
}

/** `1(` or `1)`. */
export function printEvent({ branch, kind }: HistoryEvent): string {
  return `${branch}${kind === 'call' ? '(' : ')'}`;
}

/** Parses a trace file of either version. */
export function parseAnyTrace(
  text: string,
  vocabularies: readonly Vocabulary[],
): Parsed<Trace | ConcurrentTrace> {
  const head = readHead(text, vocabularies, [CONCURRENT - 1, CONCURRENT]);
  if ('problem' in head) return head;
  if (head.value.version !== CONCURRENT) return parseSteps(head.value, vocabularies);
  const reader = new Reader(head.value, vocabularies);
  const problem = reader.read() ?? reader.whole(text);
  return problem ?? { value: reader.trace() };
}

interface Problem {
  readonly problem: NotationProblem;
}

/** A command of a branch as it was read, and the place of its answer. */
interface ReadStep extends BranchStep {
  readonly line: number;
  readonly answerColumn: number;
}

/** Goes through the lines below the first one. */
class Reader {
  readonly #head: TraceHead;
  readonly #known: readonly Vocabulary[];
  readonly #prefix: TraceStep[] = [];
  readonly #branches: ReadStep[][] = [];
  #history: readonly HistoryEvent[] | undefined;
  #schedule: Schedule | undefined;

  constructor(head: TraceHead, known: readonly Vocabulary[]) {
    this.#head = head;
    this.#known = known;
  }

  trace(): ConcurrentTrace {
    const bare = ({ command, answer }: ReadStep): BranchStep => ({ command, ...(answer && { answer }) });
    return {
      commandSet: this.#head.vocabulary.id,
      prefix: this.#prefix,
      branches: this.#branches.map((steps) => steps.map(bare)),
      ...(this.#history && { history: this.#history }),
      ...(this.#schedule && { schedule: this.#schedule }),
    };
  }

  read(): Problem | undefined {
    for (const line of this.#head.lines) {
      const problem = this.#line(line);
      if (problem !== undefined) return problem;
    }
    return undefined;
  }

  /** The part that the file lacks, told at its end. */
  whole(text: string): Problem | undefined {
    const count = this.#branches.length;
    const at = (message: string) => ({ problem: { ...endOf(text), message } });
    if (count < BRANCHES_MIN)
      return at(
        `a trace of version ${CONCURRENT} has ${BRANCHES_MIN} branches or more, and here ${count === 0 ? 'is none' : 'is one'}: write "|| branch ${count + 1}"`,
      );
    return this.#emptyBranch(at);
  }

  #line({ content, line }: MeantLine): Problem | undefined {
    const words = new Words(content, line);
    const first = words.peek();
    if (first === 'history:') return this.#readHistory(words);
    if (first === 'schedule:') return this.#readSchedule(words);
    if (first === '||') return this.#after(words, 'a branch') ?? this.#beginBranch(words);
    return this.#after(words, 'a command') ?? this.#readStep(words, line);
  }

  /** Only comments may follow the history and the schedule. */
  #after(words: Words, what: string): Problem | undefined {
    if (this.#history === undefined && this.#schedule === undefined) return undefined;
    words.next();
    return words.problem(`${what} stands after the history or the schedule, where only comments may follow`);
  }

  #beginBranch(words: Words): Problem | undefined {
    words.next();
    const number = this.#branches.length + 1;
    const expected = `"|| branch ${number}"`;
    if (words.next() !== 'branch') return words.problem(`expected ${expected}`);
    const given = words.next();
    if (given !== String(number)) return words.problem(`expected ${expected}: branches are numbered from 1`);
    if (number > BRANCHES_MAX) return words.problem(`there are at most ${BRANCHES_MAX} branches`);
    if (!words.done()) {
      const extra = words.next();
      return words.problem(`"${extra}" is too much: a branch's first line ends after its number`);
    }
    const empty = this.#emptyBranch((message) => words.problem(message, 0));
    this.#branches.push([]);
    return empty;
  }

  #emptyBranch(at: (message: string) => Problem): Problem | undefined {
    const empty = this.#branches.at(-1)?.length === 0;
    return empty ? at(`branch ${this.#branches.length} has no command: write one below its line`) : undefined;
  }

  #readStep(words: Words, line: number): Problem | undefined {
    const branch = this.#branches.at(-1);
    if (branch?.length === BRANCH_COMMANDS_MAX) {
      words.next();
      return words.problem(`a branch has at most ${BRANCH_COMMANDS_MAX} commands`);
    }
    if (words.peek() === '-' && words.peek(1) === 'observe') return this.#readLook(words, line);
    const command = readCommand(this.#head.vocabulary, this.#known, words, true);
    if ('problem' in command) return command;
    const step = { command: command.value, line, answerColumn: words.column };
    if (words.done()) return this.#add(step);
    words.next();
    const answer = readSeenAnswer(words);
    return 'problem' in answer ? answer : this.#add({ ...step, answer: answer.value });
  }

  #readLook(words: Words, line: number): Problem | undefined {
    words.next();
    words.next();
    if (this.#branches.length === 0)
      return words.problem('"observe" stands in branches alone: the prefix is judged by its answers');
    if (!words.done()) {
      words.next();
      return words.problem(`"${LOOK}" has neither arguments nor an answer here`);
    }
    return this.#add({ command: { name: 'observe' }, line, answerColumn: words.column });
  }

  #add(step: ReadStep): undefined {
    const branch = this.#branches.at(-1);
    if (branch !== undefined) branch.push(step);
    else this.#prefix.push({ command: step.command as Command, ...(step.answer && { answer: step.answer }) });
    return undefined;
  }

  #readHistory(words: Words): Problem | undefined {
    words.next();
    if (this.#history !== undefined) return words.problem('there is a history already, and at most one');
    const early = this.#early(words, 'history');
    if (early !== undefined) return early;
    const called = this.#branches.map(() => 0);
    const answered = this.#branches.map(() => 0);
    const events: HistoryEvent[] = [];
    for (let word = words.next(); word !== undefined; word = words.next()) {
      const [, number, sign] = /^(\d+)([()])$/.exec(word) ?? [];
      if (number === undefined)
        return words.problem(
          `an event must be "1(", where branch 1 calls its next command, or "1)", where that answers, not "${word}"`,
        );
      const branch = branchOf(number, this.#branches.length);
      if (branch === undefined) return words.problem(`there is no branch ${number}`);
      const kind = sign === '(' ? 'call' : 'answer';
      const problem = this.#eventProblem({ branch, kind }, called, answered);
      if (problem !== undefined) return words.problem(problem);
      (kind === 'call' ? called : answered)[branch - 1] += 1;
      events.push({ branch, kind });
    }
    this.#history = events;
    return this.#answeredUnseen(answered);
  }

  #eventProblem(
    { branch, kind }: HistoryEvent,
    called: readonly number[],
    answered: readonly number[],
  ): string | undefined {
    const steps = this.#branches[branch - 1];
    const open = called[branch - 1] > answered[branch - 1];
    if (kind === 'call') {
      if (open) return `branch ${branch} calls a command before the one that it called last has answered`;
      return called[branch - 1] < steps.length
        ? undefined
        : `branch ${branch} calls more commands than it has`;
    }
    if (!open) return `nothing of branch ${branch} is under way that could answer`;
    const { command, answer } = steps[answered[branch - 1]];
    return answer === undefined && !isObserve(command)
      ? `command ${answered[branch - 1] + 1} of branch ${branch} answers here, and no answer stands after it`
      : undefined;
  }

  /** A command with an answer must have answered. */
  #answeredUnseen(answered: readonly number[]): Problem | undefined {
    for (const [index, steps] of this.#branches.entries()) {
      const unseen = steps.find(({ answer }, at) => at >= answered[index] && answer !== undefined);
      if (unseen === undefined) continue;
      const { line, answerColumn: column } = unseen;
      return { problem: { line, column, message: 'an answer, of which the history knows nothing' } };
    }
    return undefined;
  }

  #readSchedule(words: Words): Problem | undefined {
    words.next();
    if (this.#schedule !== undefined) return words.problem('there is a schedule already, and at most one');
    const early = this.#early(words, 'schedule');
    if (early !== undefined) return early;
    const schedule: number[] = [];
    for (let word = words.next(); word !== undefined; word = words.next()) {
      if (!/^\d+$/.test(word))
        return words.problem(`each step of a schedule must be the number of a branch, not "${word}"`);
      const branch = branchOf(word, this.#branches.length);
      if (branch === undefined) return words.problem(`there is no branch ${word}`);
      schedule.push(branch);
    }
    this.#schedule = schedule;
    return undefined;
  }

  /** The branches must stand above. */
  #early(words: Words, what: string): Problem | undefined {
    if (this.#branches.length < BRANCHES_MIN)
      return words.problem(`the ${what} stands before the branches: write it below them`);
    return this.#emptyBranch((message) => words.problem(message));
  }
}

/** The number of a branch that there is. */
function branchOf(word: string, count: number): number | undefined {
  const number = Number(word);
  return number >= 1 && number <= count && String(number) === word ? number : undefined;
}

/** The place behind the last character that is no white space. */
function endOf(text: string): { readonly line: number; readonly column: number } {
  const lines = text.trimEnd().split(/\r\n?|\n/);
  return { line: lines.length, column: (lines.at(-1) ?? '').replace(/^\uFEFF/, '').length + 1 };
}
