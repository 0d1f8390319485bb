// The hierarchy commands over packed states: refusals as bit sets, effects on bytes, nothing allocated. It says the
// same as rules.ts, which is the specification; properties/exploration runs both on every state and every command.
import type { Answer, Command, Id } from '../../contract/command.ts';
import type { HierarchyCommand, HierarchyName } from '../../contract/sets/hierarchy.ts';
import { HIERARCHY_VOCABULARY } from '../../contract/sets/hierarchy.ts';
import { INIT } from '../../contract/command.ts';
import { ASIDE, BEYOND, amountOf, INSIDE } from '../bounded/bound.ts';
import type { SpaceBound } from '../bounded/bound.ts';
import type { Placement } from '../bounded/bounded-model.ts';
import { DEAD, RUNNING } from '../bounded/columns.ts';
import {
  argumentAt,
  eachOf,
  GROUP,
  has,
  labelsById,
  PackedModel,
  PARENT,
  SESSION,
  STATUS,
  unless,
  when,
} from '../bounded/packed-model.ts';
import {
  EXIT_CODE,
  GROUP_EXITED_CELL,
  GROUP_HANDLES,
  HIERARCHY_COLUMNS,
  SESSION_HANDLES,
  SUBREAPER_CELL,
  THREAD_OF,
} from './columns.ts';
import type { State } from '../state.ts';
import { INITIAL_STATE } from '../state.ts';
import { refusalsPossible, RULES } from './rules.ts';

type Name = HierarchyName;

/** A number for each command, by which a switch jumps at once: it tries names one after the other. */
const OP = {
  fork: 0,
  create_session: 1,
  create_group: 2,
  move_to_group: 3,
  exit: 4,
  free: 5,
  new_thread: 6,
  exit_thread: 7,
  group_exit: 8,
  set_subreaper: 9,
  hold_group: 10,
  release_group: 11,
  hold_session: 12,
  release_session: 13,
} as const satisfies Readonly<Record<Name, number>>;

type Op = (typeof OP)[Name];

/** The refusals of each command as bits: bit `i` is the i-th that its rule lists. */
type Bits = { readonly [Of in Name]: Readonly<Record<keyof (typeof RULES)[Of]['refusedIf'], number>> };

const BIT = Object.fromEntries(
  (Object.keys(HIERARCHY_VOCABULARY.commands) as HierarchyName[]).map((name) => [
    name,
    Object.fromEntries(refusalsPossible(name).map((refusal, place) => [refusal, 1 << place])),
  ]),
) as Bits;

/** The hierarchy commands on bytes. */
export class HierarchyModel extends PackedModel {
  readonly #handles: number;
  readonly #threads: number;
  readonly #ops: Uint8Array;
  /** The number of labels of the bound's own commands; those after them only drain, and are never refused. */
  readonly #labels: number;
  readonly #first: Uint8Array;
  readonly #second: Uint8Array;
  /** The labels of exit_thread, the one command that has two answers. */
  readonly #exits: readonly number[];
  readonly #drains: ReturnType<typeof drainLabels>;

  constructor(bound: SpaceBound, commands: readonly Command[]) {
    super(HIERARCHY_COLUMNS, bound, commands);
    this.#handles = amountOf(bound, 'handles');
    this.#threads = amountOf(bound, 'threads');
    this.#ops = Uint8Array.from(commands, ({ name }) => OP[name as Name]);
    const other = commands.findIndex(({ name }) => !bound.commands.includes(name));
    this.#labels = other < 0 ? commands.length : other;
    this.#first = Uint8Array.from(commands, (command) => argumentAt(HIERARCHY_VOCABULARY, command, 0));
    this.#second = Uint8Array.from(commands, (command) => argumentAt(HIERARCHY_VOCABULARY, command, 1));
    this.#exits = [...commands.keys()].filter((label) => commands[label].name === 'exit_thread');
    for (const [label, command] of commands.entries())
      this.answers[label] = onlyAnswer(command as HierarchyCommand);
    this.#drains = drainLabels(commands);
  }

  /** Derives the sets of ids from the current state. */
  survey(): void {
    const { cells } = this;
    let running = 0;
    let dead = 0;
    let groups = 0;
    let sessions = 0;
    let threads = 0;
    for (let id = INIT; id <= this.ids; id += 1) {
      const bit = 1 << id;
      const status = cells[STATUS + id];
      if (status === RUNNING) running |= bit;
      else if (status === DEAD) dead |= bit;
      const session = cells[SESSION + id];
      if (session !== 0) {
        groups |= bit;
        sessions |= 1 << session;
      }
      if (cells[SESSION_HANDLES + id] !== 0) sessions |= bit;
      if (cells[THREAD_OF + id] !== 0) threads |= bit;
    }
    this.running = running;
    this.dead = dead;
    this.groups = groups;
    this.sessions = sessions;
    this.inUse = running | dead | groups | sessions | threads;
  }

  expand(): void {
    const { refusals, placements } = this;
    for (let label = 0; label < this.#labels; label += 1) {
      const bits = this.#refusalsOf(label);
      refusals[label] = bits;
      placements[label] = bits === 0 ? this.#placementOf(label) : INSIDE;
    }
    for (const label of this.#exits) this.answers[label] = this.answer(label);
  }

  /** The refusals that apply to a command now: bit `i` is the i-th of the command's list in the tables. */
  #refusalsOf(label: number): number {
    const { cells } = this;
    const op = this.#ops[label] as Op;
    const a = this.#first[label];
    const b = this.#second[label];
    switch (op) {
      case OP.fork:
        return unless(this.running, a, BIT.fork['not-running']) | when(this.inUse, b, BIT.fork['id-in-use']);
      case OP.create_session:
        return (
          unless(this.running, a, BIT.create_session['not-running']) |
          this.#ledOrLive(a, BIT.create_session) |
          when(this.sessions, a, BIT.create_session['session-id-in-use'])
        );
      case OP.create_group:
        return (
          unless(this.running, a, BIT.create_group['not-running']) | this.#ledOrLive(a, BIT.create_group)
        );
      case OP.move_to_group: {
        const bit = BIT.move_to_group;
        const session = cells[SESSION + b];
        if (session === 0) return unless(this.running, a, bit['not-running']) | bit['no-such-group'];
        const group = cells[GROUP + a];
        const elsewhere = group !== 0 && cells[SESSION + group] !== session;
        return unless(this.running, a, bit['not-running']) | (elsewhere ? bit['not-in-my-session'] : 0);
      }
      case OP.exit:
        return unless(this.running, a, BIT.exit['not-running']) | (a === INIT ? BIT.exit['is-init'] : 0);
      case OP.free:
        return unless(this.dead, a, BIT.free['not-a-zombie']);
      case OP.new_thread: {
        const taken = has(this.inUse, b) && !(b === a && this.#threadsOf(a) === 0);
        return (
          unless(this.running, a, BIT.new_thread['not-running']) | (taken ? BIT.new_thread['id-in-use'] : 0)
        );
      }
      case OP.exit_thread:
        return cells[THREAD_OF + a] === 0 ? BIT.exit_thread['no-such-thread'] : 0;
      case OP.group_exit:
        return unless(this.running, a, BIT.group_exit['not-running']);
      case OP.set_subreaper:
        return unless(this.running, a, BIT.set_subreaper['not-running']);
      case OP.hold_group:
        return unless(this.groups, a, BIT.hold_group['no-such-group']);
      case OP.release_group:
        return cells[GROUP_HANDLES + a] === 0 ? BIT.release_group['not-held'] : 0;
      case OP.hold_session:
        return unless(this.sessions, a, BIT.hold_session['no-such-session']);
      case OP.release_session:
        return cells[SESSION_HANDLES + a] === 0 ? BIT.release_session['not-held'] : 0;
    }
  }

  /** Places a command that no refusal applies to: within the bound or beyond. */
  #placementOf(label: number): Placement {
    const op = this.#ops[label] as Op;
    const a = this.#first[label];
    const b = this.#second[label];
    switch (op) {
      case OP.fork:
        return this.lowestOnly && b !== this.lowestFree() ? ASIDE : INSIDE;
      case OP.new_thread:
        if (this.#threadsOf(a) >= this.#threads) return BEYOND;
        return this.lowestOnly && a !== b && b !== this.lowestFree() ? ASIDE : INSIDE;
      case OP.hold_group:
        return this.cells[GROUP_HANDLES + a] >= this.#handles ? BEYOND : INSIDE;
      case OP.hold_session:
        return this.cells[SESSION_HANDLES + a] >= this.#handles ? BEYOND : INSIDE;
      case OP.create_session:
      case OP.create_group:
      case OP.move_to_group:
      case OP.exit:
      case OP.free:
      case OP.exit_thread:
      case OP.group_exit:
      case OP.set_subreaper:
      case OP.release_group:
      case OP.release_session:
        return INSIDE;
    }
  }

  /** Runs a command that no refusal applies to. Whether {@link next} differs from the current state. */
  apply(label: number): boolean {
    const { cells, next } = this;
    const op = this.#ops[label] as Op;
    const a = this.#first[label];
    const b = this.#second[label];
    next.set(cells);
    switch (op) {
      case OP.fork:
        next[STATUS + b] = RUNNING;
        next[PARENT + b] = a;
        next[GROUP + b] = cells[GROUP + a];
        return true;
      case OP.create_session:
        next[SESSION + a] = a;
        this.changeGroup(a, a);
        return true;
      case OP.create_group:
        next[SESSION + a] = cells[SESSION + cells[GROUP + a]];
        this.changeGroup(a, a);
        return true;
      case OP.move_to_group:
        if (cells[GROUP + a] === b) return false;
        this.changeGroup(a, b);
        return true;
      case OP.exit:
        this.#exit(a);
        return true;
      case OP.free:
        for (let column = 0; column < SESSION; column += 16) next[column + a] = 0;
        next[SUBREAPER_CELL + a] = 0;
        next[GROUP_EXITED_CELL + a] = 0;
        next[EXIT_CODE + a] = 0;
        this.endGroupIfEmpty(cells[GROUP + a]);
        return true;
      case OP.new_thread:
        next[THREAD_OF + b] = a;
        return true;
      case OP.exit_thread: {
        const process = cells[THREAD_OF + a];
        next[THREAD_OF + a] = 0;
        if (cells[GROUP_EXITED_CELL + process] === 0) next[EXIT_CODE + process] = b === 0 ? 0 : 1;
        return true;
      }
      case OP.group_exit:
        next[GROUP_EXITED_CELL + a] = 1;
        return cells[GROUP_EXITED_CELL + a] === 0;
      case OP.set_subreaper:
        next[SUBREAPER_CELL + a] = b;
        return cells[SUBREAPER_CELL + a] !== b;
      case OP.hold_group:
        next[GROUP_HANDLES + a] = cells[GROUP_HANDLES + a] + 1;
        return true;
      case OP.release_group:
        next[GROUP_HANDLES + a] = cells[GROUP_HANDLES + a] - 1;
        this.endGroupIfEmpty(a);
        return true;
      case OP.hold_session:
        next[SESSION_HANDLES + a] = cells[SESSION_HANDLES + a] + 1;
        return true;
      case OP.release_session:
        next[SESSION_HANDLES + a] = cells[SESSION_HANDLES + a] - 1;
        return true;
    }
  }

  answer(label: number): Answer {
    if (this.#ops[label] !== OP.exit_thread) return this.answers[label] ?? NOT_LAST;
    return this.#threadsOf(this.cells[THREAD_OF + this.#first[label]]) === 1 ? LAST : NOT_LAST;
  }

  stepHolds(label: number): boolean {
    const { next } = this;
    const creator = this.#ops[label] === OP.create_session ? this.#first[label] : 0;
    if (this.#handles > 0) {
      for (let id = INIT; id <= this.ids; id += 1)
        if (next[SESSION_HANDLES + id] !== 0 && !this.mayLive(id, creator)) return false;
    }
    return this.keepsSessions(creator);
  }

  /** The drain of drain.ts, as labels. */
  drain(): readonly number[] {
    const { cells, running, dead, groups, sessions } = this;
    const at = this.#drains;
    const labels: number[] = [];
    const add = (label: number | undefined): void => void labels.push(label as number);
    eachOf(running & ~(1 << INIT), (pid) => add(at.exit[pid]));
    eachOf((running | dead) & ~(1 << INIT), (pid) => add(at.free[pid]));
    eachOf(this.inUse, (tid) => {
      if (cells[THREAD_OF + tid] === INIT) add(at.exit_thread[tid]);
    });
    eachOf(groups, (pgid) => {
      for (let held = cells[GROUP_HANDLES + pgid]; held > 0; held -= 1) add(at.release_group[pgid]);
    });
    eachOf(sessions, (sid) => {
      for (let held = cells[SESSION_HANDLES + sid]; held > 0; held -= 1) add(at.release_session[sid]);
    });
    return labels;
  }

  #ledOrLive(
    pid: Id,
    bit: { readonly 'leads-its-group': number; readonly 'group-id-in-use': number },
  ): number {
    const leads = this.cells[GROUP + pid] === pid;
    return (leads ? bit['leads-its-group'] : 0) | when(this.groups, pid, bit['group-id-in-use']);
  }

  #threadsOf(pid: Id): number {
    let count = 0;
    for (let id = INIT; id <= this.ids; id += 1) if (this.cells[THREAD_OF + id] === pid) count += 1;
    return count;
  }

  protected override endGroupIfEmpty(pgid: Id): void {
    if (this.next[GROUP_HANDLES + pgid] === 0) super.endGroupIfEmpty(pgid);
  }

  #exit(pid: Id): void {
    const { cells, next } = this;
    let reaper = cells[PARENT + pid];
    while (reaper !== INIT && cells[SUBREAPER_CELL + reaper] === 0) reaper = cells[PARENT + reaper];
    next[STATUS + pid] = DEAD;
    for (let id = INIT; id <= this.ids; id += 1) {
      if (cells[PARENT + id] === pid) next[PARENT + id] = reaper;
      if (cells[THREAD_OF + id] === pid) next[THREAD_OF + id] = 0;
    }
  }
}

const LAST: Answer = { ok: { last: true } };
const NOT_LAST: Answer = { ok: { last: false } };

/** The answer to a command in whatever state accepts it; undefined of exit_thread, which has two. */
function onlyAnswer(command: HierarchyCommand): Answer | undefined {
  if (command.name === 'exit_thread') return undefined;
  const { answer } = RULES[command.name] as { answer?: (state: State, command: HierarchyCommand) => object };
  return { ok: answer === undefined ? {} : answer(INITIAL_STATE, command) } as Answer;
}

type Draining = 'exit' | 'free' | 'exit_thread' | 'release_group' | 'release_session';

/** The labels of the commands that drain, by command and id; threads end with code 0. */
function drainLabels(commands: readonly Command[]): Readonly<Record<Draining, readonly number[]>> {
  const labelsOf = (name: Draining): readonly number[] =>
    labelsById(commands, (command) =>
      command.name === name && argumentAt(HIERARCHY_VOCABULARY, command, 1) === 0
        ? argumentAt(HIERARCHY_VOCABULARY, command, 0)
        : 0,
    );
  return {
    exit: labelsOf('exit'),
    free: labelsOf('free'),
    exit_thread: labelsOf('exit_thread'),
    release_group: labelsOf('release_group'),
    release_session: labelsOf('release_session'),
  };
}
