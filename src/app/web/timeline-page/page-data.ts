// The data of the page of a timeline: the lives of the processes in the order of their tree, with lists of changes as flat
// lists of numbers, names once, and the lines of the log.
import type { Id } from '../../../contract/command.ts';
import { visible } from '../../../contract/visible.ts';
import type { Explanation } from '../../../engines/recordings/explanation.ts';
import type { ProcessLife, Since, Timeline } from '../../../engines/recordings/timeline.ts';

/** Values with the lines from which on they hold: line, value, line, value, … */
export type Changes = readonly number[];

/** The life of a process, one row of the chart. A member that is absent did not happen. */
export interface LifeData {
  readonly pid: Id;
  /** The processes above it in the tree. */
  readonly depth: number;
  readonly begins: number;
  readonly by?: Id;
  /** The value 0: no parent. */
  readonly parents: Changes;
  readonly groups: Changes;
  readonly sessions: Changes;
  /** Values are places in the list of programs. */
  readonly programs: Changes;
  /** Values are 1 and 0. */
  readonly subreaper?: Changes;
  readonly end?: { readonly line: number; readonly how: string };
  readonly gone?: { readonly line: number; readonly by?: Id };
}

/** A line that is marked, with what there is to say about it. */
export interface MarkedLine {
  readonly line: number;
  readonly kind: 'unexplained' | 'unreadable' | 'open' | 'undecided';
  readonly sentence: string;
  /** The process that it is about, where one is. */
  readonly pid?: Id;
  /** The answer in the log and those that the specification allows, and the clauses that decide. */
  readonly answers?: { readonly seen: string; readonly allowed: string; readonly clauses: string };
}

export interface TimelineData {
  readonly lines: readonly string[];
  /** In the order of the tree, each after its parent. */
  readonly lives: readonly LifeData[];
  readonly programs: readonly string[];
  /** Ids from here on are not known: they stand for what is outside of the recording. */
  readonly outside: Id;
  readonly marked: readonly MarkedLine[];
  /** Line, the line of its entry, the line that it counts from: three numbers a step. */
  readonly earlier: readonly number[];
  /** Microseconds from each line to the next one; empty where the log has no times. */
  readonly pauses: readonly number[];
}

/** The characters of a line of the log that are shown. */
const LINE_MAX = 2000;

export function timelineDataOf(
  timeline: Timeline,
  lines: readonly string[],
  explanation: Explanation,
  outside: Id,
): TimelineData {
  const programs = new Map<string, number>();
  const numberOf = (name: string): number => {
    const number = programs.get(name) ?? programs.size;
    programs.set(name, number);
    return number;
  };
  const lives = inTreeOrder(timeline.processes).map(([life, depth]) => lifeData(life, depth, numberOf));
  return {
    lines: lines.map((line) => visible(line, { max: LINE_MAX })),
    lives,
    programs: [...programs.keys()],
    outside,
    marked: markedLines(timeline, explanation),
    earlier: timeline.earlier.flatMap(({ line, entered, counts }) => [line, entered, counts]),
    pauses: pausesOf(timeline.seconds, lines.length),
  };
}

/** The processes of the recording, each after its parent and before the next child of that one, with its depth. */
function inTreeOrder(processes: readonly ProcessLife[]): readonly (readonly [ProcessLife, number])[] {
  const last = new Map<Id, ProcessLife>();
  const children = new Map<ProcessLife | undefined, ProcessLife[]>();
  for (const life of processes) {
    if (!life.recorded) continue;
    const parent = life.parents[0]?.value;
    const above = last.get(life.madeBy ?? -1) ?? (parent === null ? undefined : last.get(parent ?? -1));
    const siblings = children.get(above);
    if (siblings === undefined) children.set(above, [life]);
    else siblings.push(life);
    last.set(life.pid, life);
  }
  const ordered: (readonly [ProcessLife, number])[] = [];
  const open = (children.get(undefined) ?? []).map((life): [ProcessLife, number] => [life, 0]).toReversed();
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [life, depth] = next;
    ordered.push(next);
    for (const child of (children.get(life) ?? []).toReversed()) open.push([child, depth + 1]);
  }
  return ordered;
}

function lifeData(life: ProcessLife, depth: number, numberOf: (name: string) => number): LifeData {
  const { pid, begins, madeBy, subreaper, end, gone } = life;
  return {
    pid,
    depth,
    begins,
    ...(madeBy === undefined ? {} : { by: madeBy }),
    parents: flat(life.parents, (parent) => parent ?? 0),
    groups: flat(life.groups, Number),
    sessions: flat(life.sessions, Number),
    programs: flat(life.programs, numberOf),
    ...(subreaper.length === 0 ? {} : { subreaper: flat(subreaper, Number) }),
    ...(end === undefined ? {} : { end: { line: end.line, how: endText(end) } }),
    ...(gone === undefined
      ? {}
      : { gone: { line: gone.line, ...(gone.reapedBy === undefined ? {} : { by: gone.reapedBy }) } }),
  };
}

/** The end of a process, to be read after its number. */
function endText({ status, signal }: Exclude<ProcessLife['end'], undefined>): string {
  if (signal !== undefined) return `is killed by ${visible(signal)}`;
  return status % 256 === 0 ? `ends with exit code ${status / 256}` : `is killed by signal ${status % 128}`;
}

function flat<Value>(list: readonly Since<Value>[], numberOf: (value: Value) => number): number[] {
  return list.flatMap(({ line, value }) => [line, numberOf(value)]);
}

/** Ascending; of several marks of one line the first one here stands first. */
function markedLines(timeline: Timeline, explanation: Explanation): readonly MarkedLine[] {
  const told = new Set(explanation.unexplained.map(({ line }) => line));
  const marked: MarkedLine[] = [
    ...explanation.unexplained.map(({ line, sentence, process, seen, allowed, clauses }) => ({
      line,
      kind: 'unexplained' as const,
      sentence,
      pid: process,
      ...(allowed.length === 0
        ? {}
        : { answers: { seen, allowed: allowed.join(' or '), clauses: clauses.join(', ') } }),
    })),
    ...timeline.unexplained
      .filter((line) => !told.has(line))
      .map((line) => ({ line, kind: 'unexplained' as const, sentence: 'No rule explains this line.' })),
    ...explanation.unreadable.map(({ line, why }) => ({
      line,
      kind: 'unreadable' as const,
      sentence: `Not understood: ${why}`,
    })),
    ...explanation.beyondBudget.map((line) => ({
      line,
      kind: 'undecided' as const,
      sentence: 'The search for an order that explains this line ended with its budget: not all were tried.',
    })),
    ...explanation.openQuestions.flatMap(({ line, sentence }) =>
      line === undefined ? [] : [{ line, kind: 'open' as const, sentence }],
    ),
  ];
  return marked.toSorted((one, other) => one.line - other.line);
}

/** A line that has no time of its own is put between its neighbours. Clocks that go back stand still here. */
function pausesOf(seconds: readonly Since<number>[], lines: number): readonly number[] {
  if (seconds.length < 2) return [];
  const pauses: number[] = [];
  const micros = seconds.map(({ line, value }) => ({ line, at: (value - seconds[0].value) * 1e6 }));
  let next = 0;
  let now = 0;
  for (let line = 1; line <= lines; line += 1) {
    while (next < micros.length - 1 && micros[next].line < line) next += 1;
    const [one, other] = [micros[Math.max(0, next - 1)], micros[next]];
    const share =
      other.line === one.line ? 1 : Math.min(1, Math.max(0, (line - one.line) / (other.line - one.line)));
    const at = Math.max(now, Math.round(one.at + (other.at - one.at) * share));
    if (line > 1) pauses.push(at - now);
    now = at;
  }
  return pauses;
}
