// Collects the steps of an explained recording into a timeline. Reads each step's difference alone, so that a recording costs
// what happens in it and not what there is.
import type { Id } from '../../contract/command.ts';
import type { Group, Process, State } from '../../model/state.ts';
import { groupOf } from '../../model/state.ts';
import type { ExplainedStep } from './explanation.ts';
import { FIRST_OUTSIDE_ID, Lives } from './lives.ts';
import type { EarlierStep, GroupLife, ProcessLife, SessionLife, Since, Timeline } from './timeline.ts';

/** A life while it is collected: each `line`, `begins` and `gone` is the place of a step, or that before all steps. */
type Draft<Life> = {
  -readonly [Key in keyof Life]: Life[Key] extends readonly (infer Item)[] ? Item[] : Life[Key];
};

const BEFORE_THE_LOG = -1;

/** The parts of a step that tell who did what. */
type Deed = Pick<ExplainedStep, 'process' | 'signal' | 'command' | 'before' | 'after'>;

/** A row that a step changes. */
interface RowChange<Row> {
  readonly id: Id;
  readonly was: Row | undefined;
  readonly is: Row | undefined;
}

export class TimelineCollector {
  readonly #processes = new Lives<Draft<ProcessLife>>();
  readonly #groups = new Lives<Draft<GroupLife>>();
  readonly #sessions = new Lives<Draft<SessionLife>>();
  readonly #unexplained = new Set<number>();
  readonly #seconds = new Map<number, number>();
  /** By the place of a step. */
  readonly #lines: number[] = [];
  readonly #entered: number[] = [];
  #state: State | undefined;

  /** Takes the next step, in the order that explains the recording. O(what it changes × log). */
  readonly add = (step: ExplainedStep): void => {
    const { entered, seconds, process, program, after } = step;
    // A call that never returned shows no later line.
    const line = Number.isFinite(step.line) ? step.line : entered;
    if (this.#state === undefined) this.#open(step.before);
    const before = this.#state ?? step.before;
    const place = this.#lines.push(line) - 1;
    this.#entered.push(entered);
    if (seconds !== undefined) this.#seconds.set(line, seconds);
    if (!step.explained) this.#unexplained.add(line);
    this.#change(place, { ...step, before }, changesOf(before, after));
    this.#state = after;
    const actor = this.#processes.at(process);
    if (actor === undefined) return;
    actor.recorded = true;
    if (program !== undefined) actor.programs.push({ line: place, value: program });
  };

  /** The timeline of the steps so far. */
  timeline(): Timeline {
    const counts = countingLines(this.#lines);
    const lineAt = (place: number): number => (place === BEFORE_THE_LOG ? 0 : counts[place]);
    const [processes, groups, sessions] = [this.#processes, this.#groups, this.#sessions];
    return {
      processes: processes.all().map((life) => ({
        ...life,
        pid: processes.numberOf(life.pid),
        begins: lineAt(life.begins),
        parents: placed(life.parents, lineAt, (id) => (id === null ? null : processes.numberOf(id))),
        groups: placed(life.groups, lineAt, groups.numberOf),
        sessions: placed(life.sessions, lineAt, sessions.numberOf),
        programs: life.programs.map(({ line, value }) => ({ line: lineAt(line), value })),
        subreaper: placed(life.subreaper, lineAt, (on) => on),
        end: life.end && { ...life.end, line: lineAt(life.end.line) },
        gone: life.gone && { ...life.gone, line: lineAt(life.gone.line) },
      })),
      groups: groups.all().map((life) => ({
        ...settled(life, lineAt, groups.numberOf),
        session: sessions.numberOf(life.session),
      })),
      sessions: sessions.all().map((life) => settled(life, lineAt, sessions.numberOf)),
      unexplained: ascending(this.#unexplained),
      earlier: this.#lines.flatMap((line, place): EarlierStep[] =>
        counts[place] < line ? [{ line, entered: this.#entered[place], counts: counts[place] }] : [],
      ),
      seconds: ascending(this.#seconds.keys()).map((line) => ({
        line,
        value: this.#seconds.get(line) ?? Number.NaN,
      })),
    };
  }

  /** The state before the first step, as if all of it came about there. */
  #open(state: State): void {
    const nobody = { process: -1, signal: undefined, command: undefined, before: state, after: state };
    const changes: StateChanges = { processes: [], groups: [], sessions: [] };
    state.sessions.forEach((is, id) => changes.sessions.push({ id, was: undefined, is }));
    state.groups.forEach((is, id) => changes.groups.push({ id, was: undefined, is }));
    state.processes.forEach((is, id) => changes.processes.push({ id, was: undefined, is }));
    this.#change(BEFORE_THE_LOG, nobody, changes);
    this.#state = state;
  }

  #change(place: number, deed: Deed, changes: StateChanges): void {
    this.#learnNumbers(deed, changes);
    for (const change of changes.sessions) this.#changeSession(place, deed, change);
    for (const change of changes.groups) this.#changeGroup(place, deed, change);
    for (const change of changes.processes) this.#changeProcess(place, deed, change);
  }

  /**
   * Finds out which ids of things outside became numbers. No group goes to another session; a group that may have members outside
   * does not end when those inside leave it; nobody's children pass to another while it lives. Such a thing seems to
   * happen where an id of something outside is given up for the number that it was shown to stand for.
   */
  #learnNumbers({ before, after }: Deed, { processes, groups }: StateChanges): void {
    for (const { was, is } of groups)
      if (was !== undefined && is !== undefined) this.#sessions.learn(was.session, is.session);
    for (const { was, is } of processes) {
      if (was === undefined || is === undefined) continue;
      if (!after.groups.has(was.group) && was.group >= FIRST_OUTSIDE_ID) {
        const [from, to] = [before.groups.get(was.group), after.groups.get(is.group)];
        if (from !== undefined && to !== undefined) this.#sessions.learn(from.session, to.session);
        this.#groups.learn(was.group, is.group);
      }
      if (was.parent !== null && is.parent !== null && !after.processes.has(was.parent))
        this.#processes.learn(was.parent, is.parent);
    }
  }

  #changeSession(place: number, deed: Deed, { id, is }: RowChange<object>): void {
    if (is === undefined) {
      const life = this.#sessions.end(id);
      if (life !== undefined) life.gone = place;
    } else if (this.#sessions.at(id) === undefined) {
      this.#sessions.begin(id, { id, begins: place, madeBy: leaderMaker(deed, id), gone: undefined });
    }
  }

  #changeGroup(place: number, deed: Deed, { id, was, is }: RowChange<Group>): void {
    if (is === undefined) {
      const life = this.#groups.end(id);
      if (life !== undefined) life.gone = place;
      return;
    }
    const { session } = is;
    const life = this.#groups.at(id);
    if (life === undefined) {
      this.#groups.begin(id, { id, session, begins: place, madeBy: leaderMaker(deed, id), gone: undefined });
    } else if (was?.session !== session) {
      life.session = session;
      for (const member of deed.after.processes.where('group', id))
        this.#processes.at(member)?.sessions.push({ line: place, value: session });
    }
  }

  #changeProcess(place: number, deed: Deed, { id, was, is }: RowChange<Process>): void {
    if (is === undefined) {
      const life = this.#processes.end(id);
      if (life === undefined) return;
      if (life.end === undefined && deed.process === id) life.end = endBy(place, deed);
      const isReaped = was?.zombie === true && was.parent === deed.process;
      life.gone = { line: place, reapedBy: isReaped ? deed.process : undefined };
      return;
    }
    const life = this.#processes.at(id) ?? this.#begin(place, deed, id, is);
    const session = deed.after.groups.get(is.group)?.session;
    note(life.parents, place, is.parent);
    note(life.groups, place, is.group);
    if (session !== undefined) note(life.sessions, place, session);
    if (is.subreaper || life.subreaper.length > 0) note(life.subreaper, place, is.subreaper);
    if (is.zombie && life.end === undefined) life.end = endBy(place, deed, is.exitCode);
  }

  /** A child is in the group of the process that has made it; whatever else turns up was there already. */
  #begin(place: number, { process, before }: Deed, pid: Id, { group }: Process): Draft<ProcessLife> {
    const isMade = process !== pid && groupOf(before, process) === group;
    const maker = isMade ? this.#processes.at(process) : undefined;
    const program = maker?.programs.at(-1)?.value;
    const life: Draft<ProcessLife> = {
      pid,
      recorded: isMade,
      begins: place,
      madeBy: maker?.pid,
      parents: [],
      groups: [],
      sessions: [],
      programs: program === undefined ? [] : [{ line: place, value: program }],
      subreaper: [],
      end: undefined,
      gone: undefined,
    };
    this.#processes.begin(pid, life);
    return life;
  }
}

/** The rows that a step changes. */
interface StateChanges {
  readonly processes: RowChange<Process>[];
  readonly groups: RowChange<Group>[];
  readonly sessions: RowChange<object>[];
}

function changesOf(before: State, after: State): StateChanges {
  const changes: StateChanges = { processes: [], groups: [], sessions: [] };
  after.processes.forEachChange(before.processes, (id, was, is) => changes.processes.push({ id, was, is }));
  after.groups.forEachChange(before.groups, (id, was, is) => changes.groups.push({ id, was, is }));
  after.sessions.forEachChange(before.sessions, (id, was, is) => changes.sessions.push({ id, was, is }));
  return changes;
}

/** The process that made a group or a session, which begins with the one that leads it: that one must have been there. */
function leaderMaker({ process, before }: Deed, id: Id): Id | undefined {
  return process > 0 && before.processes.has(id) ? process : undefined;
}

/** `status`: absent where nothing of the process was left. */
function endBy(
  place: number,
  { signal, command }: Deed,
  status?: number,
): Exclude<ProcessLife['end'], undefined> {
  const code = command?.['code'];
  return { line: place, status: status ?? (typeof code === 'number' ? code * 256 : 0), signal };
}

/** Notes a value from a place on, unless it holds already. */
function note<Value>(list: Since<Value>[], place: number, value: Value): void {
  if (list.at(-1)?.value !== value) list.push({ line: place, value });
}

/** The list with lines in place of places, and with the values as they turned out. */
function placed<Value>(
  list: readonly Since<Value>[],
  lineAt: (place: number) => number,
  finalOf: (value: Value) => Value,
): readonly Since<Value>[] {
  const noted: Since<Value>[] = [];
  for (const { line, value } of list) note(noted, lineAt(line), finalOf(value));
  return noted;
}

function settled<Life extends Draft<SessionLife>>(
  life: Life,
  lineAt: (place: number) => number,
  finalOf: (id: Id) => Id,
): Life {
  const { id, begins, gone } = life;
  return {
    ...life,
    id: finalOf(id),
    begins: lineAt(begins),
    gone: gone === undefined ? undefined : lineAt(gone),
  };
}

/**
 * The line from which on each step counts: one whose result shows later than that of a step that comes after it took effect
 * before that one, while its call was in flight.
 */
function countingLines(lines: readonly number[]): readonly number[] {
  const counts = [...lines];
  for (let place = counts.length - 2; place >= 0; place -= 1)
    counts[place] = Math.min(counts[place], counts[place + 1]);
  return counts;
}

function ascending(numbers: Iterable<number>): readonly number[] {
  return [...numbers].toSorted((one, other) => one - other);
}
