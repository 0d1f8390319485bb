// The rules over packed states: refusals as bit sets, effects on bytes, nothing allocated. It says the same as
// rules.ts, which is the specification; properties/explore runs both on every state and every command.
import type { Answer, Command, Id } from '../../contract/command.ts';
import type { HierarchyCommand, HierarchyName } from '../../contract/sets/hierarchy.ts';
import { COMMAND_NAMES, INIT } from '../../contract/command.ts';
import {
  DEAD,
  EXIT_CODE,
  GROUP,
  GROUP_EXITED,
  GROUP_HANDLES,
  newCells,
  PARENT,
  RUNNING,
  SESSION,
  SESSION_HANDLES,
  STATUS,
  SUBREAPER,
  THREAD_OF,
} from '../bounded/cells.ts';
import { ASIDE, BEYOND, INSIDE } from '../bounded/bound.ts';
import { argumentAt } from '../bounded/alphabet.ts';
import type { SpaceBound } from '../bounded/bound.ts';
import type { State } from '../state.ts';
import { INITIAL_STATE } from '../state.ts';
import { refusalsPossible, RULES } from './rules.ts';
import type { SpaceModel } from '../bounded/bounded-model.ts';

type Name = HierarchyName;

/** A number for each command, which a switch compares faster than a name; which number it is does not matter. */
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
  COMMAND_NAMES.hierarchy.map((name) => [
    name,
    Object.fromEntries(refusalsPossible(name).map((refusal, place) => [refusal, 1 << place])),
  ]),
) as Bits;

/** One state, and what a command makes of it. */
export class PackedModel implements SpaceModel {
  /** The current state; after writing to it, {@link survey}. */
  readonly cells: Uint8Array = newCells();
  /** After {@link apply}: the state the command leads to. */
  readonly next: Uint8Array = newCells();
  /** Sets of ids, as bits: running processes, zombies, live groups, live sessions, all ids in use. */
  running = 0;
  dead = 0;
  groups = 0;
  sessions = 0;
  inUse = 0;
  readonly #ids: number;
  readonly #handles: number;
  readonly #threads: number;
  readonly #lowestOnly: boolean;
  readonly #op: Uint8Array;
  readonly #first: Uint8Array;
  readonly #second: Uint8Array;
  /** By label, the answer of a command that has but one; undefined of exit_thread. */
  readonly #answers: readonly (Answer | undefined)[];
  /** Whether the thread that exit_thread ended was its process's last. */
  #last = false;

  constructor({ ids, handles, threads, newIds }: SpaceBound, commands: readonly Command[]) {
    this.#ids = ids;
    this.#handles = handles;
    this.#threads = threads;
    this.#lowestOnly = newIds === 'lowest';
    this.#op = Uint8Array.from(commands, ({ name }) => OP[name as HierarchyName]);
    this.#first = Uint8Array.from(commands, (command) => argumentAt(command, 0));
    this.#second = Uint8Array.from(commands, (command) => argumentAt(command, 1));
    this.#answers = commands.map((command) => onlyAnswer(command as HierarchyCommand));
  }

  /** Derives the sets of ids from the current state. */
  survey(): void {
    const { cells } = this;
    let running = 0;
    let dead = 0;
    let groups = 0;
    let sessions = 0;
    let threads = 0;
    for (let id = INIT; id <= this.#ids; id += 1) {
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

  /** The refusals that apply to a command now: bit `i` is the i-th of the command's list in the tables. */
  refusals(label: number): number {
    const { cells } = this;
    const op = this.#op[label] as Op;
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
      default:
        return noSuchCommand(op);
    }
  }

  /** Whether a command that no refusal applies to leads where the bound goes. */
  placement(label: number): typeof INSIDE | typeof ASIDE | typeof BEYOND {
    const op = this.#op[label] as Op;
    const a = this.#first[label];
    const b = this.#second[label];
    switch (op) {
      case OP.fork:
        return this.#lowestOnly && b !== this.#lowestFree() ? ASIDE : INSIDE;
      case OP.new_thread:
        if (this.#threadsOf(a) >= this.#threads) return BEYOND;
        return this.#lowestOnly && a !== b && b !== this.#lowestFree() ? ASIDE : INSIDE;
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
      default:
        return noSuchCommand(op);
    }
  }

  /** Runs a command that no refusal applies to. Whether {@link next} differs from the current state. */
  apply(label: number): boolean {
    const { cells, next } = this;
    const op = this.#op[label] as Op;
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
        this.#changeGroup(a, a);
        return true;
      case OP.create_group:
        next[SESSION + a] = cells[SESSION + cells[GROUP + a]];
        this.#changeGroup(a, a);
        return true;
      case OP.move_to_group:
        if (cells[GROUP + a] === b) return false;
        this.#changeGroup(a, b);
        return true;
      case OP.exit:
        this.#exit(a);
        return true;
      case OP.free:
        for (let column = 0; column < SESSION; column += 16) next[column + a] = 0;
        next[SUBREAPER + a] = 0;
        next[GROUP_EXITED + a] = 0;
        next[EXIT_CODE + a] = 0;
        this.#endGroupIfEmpty(cells[GROUP + a]);
        return true;
      case OP.new_thread:
        next[THREAD_OF + b] = a;
        return true;
      case OP.exit_thread: {
        const process = cells[THREAD_OF + a];
        this.#last = this.#threadsOf(process) === 1;
        next[THREAD_OF + a] = 0;
        if (cells[GROUP_EXITED + process] === 0) next[EXIT_CODE + process] = b === 0 ? 0 : 1;
        return true;
      }
      case OP.group_exit:
        next[GROUP_EXITED + a] = 1;
        return cells[GROUP_EXITED + a] === 0;
      case OP.set_subreaper:
        next[SUBREAPER + a] = b;
        return cells[SUBREAPER + a] !== b;
      case OP.hold_group:
        next[GROUP_HANDLES + a] = cells[GROUP_HANDLES + a] + 1;
        return true;
      case OP.release_group:
        next[GROUP_HANDLES + a] = cells[GROUP_HANDLES + a] - 1;
        this.#endGroupIfEmpty(a);
        return true;
      case OP.hold_session:
        next[SESSION_HANDLES + a] = cells[SESSION_HANDLES + a] + 1;
        return true;
      case OP.release_session:
        next[SESSION_HANDLES + a] = cells[SESSION_HANDLES + a] - 1;
        return true;
      default:
        return noSuchCommand(op);
    }
  }

  /** The answer to the command just applied. */
  answer(label: number): Answer {
    return this.#answers[label] ?? (this.#last ? LAST : NOT_LAST);
  }

  /** Goes on from {@link next}. */
  advance(): void {
    this.cells.set(this.next);
    this.survey();
  }

  /**
   * I3 and I10 of the step just applied: who changes session creates one, a group's session never changes, and a
   * new session is its creator's, its first group with it.
   */
  stepHolds(label: number): boolean {
    const { cells, next } = this;
    const creator = this.#op[label] === OP.create_session ? this.#first[label] : 0;
    for (let id = INIT; id <= this.#ids; id += 1) {
      const was = cells[SESSION + id];
      const is = next[SESSION + id];
      if (was !== is && was !== 0 && is !== 0) return false;
      if (is !== 0 && !this.#mayLive(is, creator)) return false;
      if (next[SESSION_HANDLES + id] !== 0 && !this.#mayLive(id, creator)) return false;
      const from = cells[GROUP + id];
      const to = next[GROUP + id];
      if (from === to || from === 0 || to === 0 || id === creator) continue;
      if (cells[SESSION + from] !== next[SESSION + to]) return false;
    }
    return true;
  }

  /** Whether a session lived before, or is its creator's, with its first group in it. */
  #mayLive(sid: Id, creator: Id): boolean {
    return ((this.sessions >>> sid) & 1) === 1 || (sid === creator && this.next[SESSION + sid] === sid);
  }

  #ledOrLive(
    pid: Id,
    bit: { readonly 'leads-its-group': number; readonly 'group-id-in-use': number },
  ): number {
    const leads = this.cells[GROUP + pid] === pid;
    return (leads ? bit['leads-its-group'] : 0) | when(this.groups, pid, bit['group-id-in-use']);
  }

  #lowestFree(): Id {
    return 31 - Math.clz32(~(this.inUse | 1) & (this.inUse + 2));
  }

  #threadsOf(pid: Id): number {
    let count = 0;
    for (let id = INIT; id <= this.#ids; id += 1) if (this.cells[THREAD_OF + id] === pid) count += 1;
    return count;
  }

  #changeGroup(pid: Id, to: Id): void {
    this.next[GROUP + pid] = to;
    this.#endGroupIfEmpty(this.cells[GROUP + pid]);
  }

  /** The lifetime law; that a session lives is not stored, it follows from groups and handles. */
  #endGroupIfEmpty(pgid: Id): void {
    const { next } = this;
    if (next[GROUP_HANDLES + pgid] !== 0) return;
    for (let id = INIT; id <= this.#ids; id += 1) if (next[GROUP + id] === pgid) return;
    next[SESSION + pgid] = 0;
  }

  #exit(pid: Id): void {
    const { cells, next } = this;
    let reaper = cells[PARENT + pid];
    while (reaper !== INIT && cells[SUBREAPER + reaper] === 0) reaper = cells[PARENT + reaper];
    next[STATUS + pid] = DEAD;
    for (let id = INIT; id <= this.#ids; id += 1) {
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

/** The refusal's bit where a set of ids, as bits, has this one; where it has not. Without a branch: many are asked. */
function when(ids: number, id: Id, bit: number): number {
  return -((ids >>> id) & 1) & bit;
}

function unless(ids: number, id: Id, bit: number): number {
  return -((~ids >>> id) & 1) & bit;
}

/** Whether a set of ids, as bits, has this one. */
function has(ids: number, id: Id): boolean {
  return ((ids >>> id) & 1) === 1;
}

/** A command that a switch does not know: a mistake of ours, which the compiler sees first. */
function noSuchCommand(op: never): never {
  throw new Error(`the packed rules have no command ${String(op)}`);
}
