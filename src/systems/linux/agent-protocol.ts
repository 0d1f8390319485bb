// The agent's language: commands as words, its lines as answers and observations. The language is described where it
// is spoken, in agent/main.c.
import type { Answer, Command } from '../../contract/command.ts';
import type { CommandShape, Vocabulary } from '../../contract/vocabulary.ts';
import { acceptedWith, argumentListOf, argumentsOf, commandShapeOf } from '../../contract/command.ts';
import type { Argument } from '../../contract/command.ts';
import { isWord, rankOf } from '../../contract/argument.ts';
import type { ArgumentValue } from '../../contract/argument.ts';
import type { CommandRun } from '../../contract/concurrent/run.ts';
import type {
  GroupObservation,
  Observation,
  ProcessObservation,
  SessionObservation,
} from '../../contract/observation/observation.ts';
import type { ShownStep } from '../../contract/system.ts';
import { errnoNameOf } from '../../contract/errno-names.ts';

/** The Linux numbers of the signals that commands name, and the characters of the keys. */
const NUMBERS: Readonly<Record<string, number>> = {
  HUP: 1,
  CONT: 18,
  STOP: 19,
  TSTP: 20,
  TTIN: 21,
  TTOU: 22,
  '^C': 3,
  '^Z': 26,
};

function wordOf({ kind }: Argument, value: ArgumentValue): number {
  if (!isWord(kind) || typeof value === 'number') return Number(value);
  return NUMBERS[String(value)] ?? rankOf(kind, value);
}

/** One command as words, the acting process or terminal first. */
export function requestWords(vocabulary: Vocabulary, command: Command): string {
  const values = argumentsOf(command);
  const words: (string | number)[] = [command.name];
  for (const argument of argumentListOf(vocabulary, command.name))
    words.push(wordOf(argument, values[argument.key]));
  return words.join(' ');
}

/** Branches as words, each with the nanoseconds that it begins after the common moment. */
export function branchesWords(
  vocabulary: Vocabulary,
  branches: readonly (readonly Command[])[],
  offsets: readonly number[],
): string {
  const words = branches.map((commands, index) =>
    [offsets[index], commands.length, ...commands.map((command) => requestWords(vocabulary, command))].join(
      ' ',
    ),
  );
  return ['together', branches.length, ...words].join(' ');
}

/** The agent's line about one command of a branch, as its record. Throws where the line is not of the known form. */
function commandRunOf(vocabulary: Vocabulary, command: Command, line: string): CommandRun {
  if (line === '-') return {};
  const [, called, answered, answer] = /^(\d+)(?: (\d+) (.+))?$/.exec(line) ?? [];
  if (called === undefined) throw new Error(`expected times of the agent, got "${line}"`);
  if (answer === undefined) return { called: Number(called) };
  return {
    called: Number(called),
    answered: Number(answered),
    answer: answerOf(vocabulary, command, answer),
  };
}

/** A line for each command, branch by branch. Throws where one is missing or not of the known form. */
export function branchesOf(
  vocabulary: Vocabulary,
  branches: readonly (readonly Command[])[],
  lines: readonly string[],
): readonly (readonly CommandRun[])[] {
  const left = [...lines];
  return branches.map((commands) =>
    commands.map((command) => commandRunOf(vocabulary, command, left.shift() ?? '')),
  );
}

/** The agent's words for a caller that was stopped, and for one that waits. */
const STOPPED = 'stopped';
const BLOCKED = 'blocked';

const REFUSAL = /^E[A-Z0-9]+$/;
/** The agent's word for an error that it has no name for. */
const NUMBERED = /^E(\d+)$/;

/** The answer to a command. Throws where the text is no answer to it. */
function answerOf(vocabulary: Vocabulary, { name }: Command, text: string): Answer {
  return answerWith(commandShapeOf(vocabulary, name).answer, text);
}

/** The same of a command whose answers have these fields, in order. */
function answerWith(shape: CommandShape['answer'], text: string): Answer {
  const [, number] = NUMBERED.exec(text) ?? [];
  if (number !== undefined) return { refused: errnoNameOf(-Number(number)) };
  if (REFUSAL.test(text)) return { refused: text };
  if (text === STOPPED && STOPPED in shape) return acceptedWith({ [STOPPED]: true });
  if (text === BLOCKED && BLOCKED in shape) return acceptedWith({ pid: 0, [BLOCKED]: true });
  const [ok, ...values] = text.split(' ');
  const fields = Object.keys(shape);
  if (ok !== 'ok' || values.length > fields.length)
    throw new Error(`expected an answer of the agent, got "${text}"`);
  return acceptedWith(Object.fromEntries(values.map((value, index) => [fields[index], Number(value)])));
}

/** A process as the agent shows it: its own facts, and the session that its group belongs to. */
interface Row {
  readonly process: Omit<ProcessObservation, 'children'>;
  readonly session: number;
}

/**
 * Reads the agent's lines. The same text is read once and gives the same object again, for most commands change
 * nothing or one process.
 */
export class Reader {
  readonly #vocabulary: Vocabulary;
  /** The fields of the answers of waits. */
  readonly #ofWaits: CommandShape['answer'];
  readonly #rows = new Map<string, Row>();
  readonly #observations = new Map<string, Observation>();

  constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary;
    const waits = Object.values(vocabulary.commands).find(({ answer }) => BLOCKED in answer);
    this.#ofWaits = waits?.answer ?? {};
  }

  /** The answer to a command and the state shown after it. Throws where the line is not of the known form. */
  step(command: Command, line: string): ShownStep {
    const end = line.indexOf('|');
    if (end < 0) throw new Error(`"${line}" shows no processes`);
    const answer = answerOf(this.#vocabulary, command, line.slice(0, end));
    return { answer, observation: this.observation(line.slice(end)) };
  }

  /** The state shown. Throws where the text is not of the known form. */
  observation(text: string): Observation {
    const known = this.#observations.get(text);
    if (known !== undefined) return known;
    if (!text.startsWith('|')) throw new Error(`"${text}" shows no processes`);
    const [shown, ...woken] = text.slice(1).split('!');
    const [rows, ...terminals] = shown.split('/');
    const read = observationOf(rows.split('|').map((part) => this.#row(part)));
    const whole = terminals.length === 0 ? read : this.#withTerminals(read, terminals, woken);
    return remember(this.#observations, text, whole);
  }

  #withTerminals(shown: Observation, terminals: readonly string[], woken: readonly string[]): Observation {
    return {
      ...shown,
      terminals: terminals.map((text, index) => {
        const [session, foreground] = text.split(' ').map(Number);
        return { terminal: index + 1, session: session || null, foreground: foreground || null };
      }),
      woken: woken.map((text) => {
        const [, process, answer] = /^(\d+) (.+)$/.exec(text) ?? [];
        if (answer === undefined) throw new Error(`expected who was woken, got "${text}"`);
        return { process: Number(process), answer: answerWith(this.#ofWaits, answer) };
      }),
    };
  }

  #row(text: string): Row {
    return this.#rows.get(text) ?? remember(this.#rows, text, rowOf(text));
  }
}

const REMEMBERED_MAX = 10_000;

function remember<Read>(known: Map<string, Read>, text: string, read: Read): Read {
  if (known.size >= REMEMBERED_MAX) known.clear();
  known.set(text, read);
  return read;
}

const ROW = /^(\d+) (\d+) (\d+) (\d+) ([rzt]) (\d+) (\d+)(?: (\d+) (\d+))?$/;

const STATES = { r: 'running', z: 'zombie', t: 'stopped' } as const;

function rowOf(text: string): Row {
  const fields = ROW.exec(text);
  if (fields === null) throw new Error(`expected a process of the agent, got "${text}"`);
  const [pid, parent, group, session, , status, marks] = fields.slice(1).map(Number);
  return {
    session,
    process: {
      pid,
      parent: parent === 0 ? null : parent,
      group,
      state: STATES[fields[5] as keyof typeof STATES],
      exitCode: status,
      executed: (marks & 1) !== 0,
      ignoresSigchld: (marks & 2) !== 0,
      ...((marks & 8) === 0 ? {} : { subreaper: (marks & 4) !== 0 }),
      ...(fields[8] === undefined ? {} : jobOf(marks, Number(fields[8]), Number(fields[9]))),
    },
  };
}

/** The part of a row that job control alone shows. */
function jobOf(marks: number, terminal: number, received: number): Partial<ProcessObservation> {
  return {
    terminal: terminal === 0 ? null : terminal,
    received: SIGNALS.filter((_, bit) => (received & (1 << bit)) !== 0),
    pendingHangup: (marks & 32) !== 0,
    pendingInterrupt: (marks & 64) !== 0,
    waiting: (marks & 16) !== 0,
  };
}

/** By bit. */
const SIGNALS = ['SIGHUP', 'SIGCONT'] as const;

/** The kernel shows processes; groups and sessions are what they say they are in. Rows come by ascending pid. */
function observationOf(rows: readonly Row[]): Observation {
  const children = new Map<number, number[]>();
  const members = new Map<number, number[]>();
  const groups = new Map<number, GroupObservation>();
  const sessions = new Map<number, number[]>();
  for (const {
    process: { pid, parent, group = 0 },
    session,
  } of rows) {
    if (typeof parent === 'number') listIn(children, parent).push(pid);
    listIn(members, group).push(pid);
    if (!groups.has(group)) {
      groups.set(group, { pgid: group, session, processes: listIn(members, group) });
      listIn(sessions, session).push(group);
    } else if (groups.get(group)?.session !== session) {
      throw new Error(`group ${group} is shown in session ${groups.get(group)?.session} and in ${session}`);
    }
  }
  return {
    processes: rows.map(({ process }) => ({ ...process, children: children.get(process.pid) ?? [] })),
    groups: [...groups.values()].sort((a, b) => a.pgid - b.pgid),
    sessions: [...sessions.entries()]
      .map(([sid, of]): SessionObservation => ({ sid, groups: of.sort((a, b) => a - b) }))
      .sort((a, b) => a.sid - b.sid),
  };
}

function listIn(lists: Map<number, number[]>, key: number): number[] {
  const list = lists.get(key) ?? [];
  if (list.length === 0) lists.set(key, list);
  return list;
}
