// The common part of packed rules: the columns that every set has, the law by which groups end, and the invariants of a
// step. Allocates nothing.
import type { Answer, Command, Id } from '../../contract/command.ts';
import type { Vocabulary } from '../../contract/vocabulary.ts';
import { argumentListOf, argumentsOf, INIT } from '../../contract/command.ts';
import type { SpaceBound } from './bound.ts';
import type { SpaceModel } from './bounded-model.ts';
import { newCells } from './cells.ts';
import type { Column } from './columns.ts';

// The places of the columns that every set has (COMMON_COLUMNS).
export const STATUS = 0;
export const PARENT = 16;
export const GROUP = 32;
export const SESSION = 48;

/** A model whose commands are run on bytes. A set's own adds the commands, and what else its states have. */
export abstract class PackedModel implements SpaceModel {
  readonly cells: Uint8Array;
  readonly next: Uint8Array;
  readonly refusals: Uint32Array;
  readonly placements: Uint8Array;
  readonly answers: (Answer | undefined)[];
  readonly idle: Uint8Array;
  /** Sets of ids, as bits: running processes, zombies, live groups, live sessions, all ids in use. */
  running = 0;
  dead = 0;
  groups = 0;
  sessions = 0;
  inUse = 0;
  protected readonly ids: number;
  protected readonly lowestOnly: boolean;

  constructor(columns: readonly Column[], { ids, newIds }: SpaceBound, commands: readonly Command[]) {
    this.cells = newCells(columns);
    this.next = newCells(columns);
    this.refusals = new Uint32Array(commands.length);
    this.placements = new Uint8Array(commands.length);
    this.answers = commands.map(() => undefined);
    this.idle = new Uint8Array(commands.length);
    this.ids = ids;
    this.lowestOnly = newIds === 'lowest';
  }

  abstract survey(): void;
  abstract expand(): void;
  abstract apply(label: number): boolean;
  abstract answer(label: number): Answer;
  abstract stepHolds(label: number): boolean;
  abstract drain(): readonly number[];

  advance(): void {
    this.cells.set(this.next);
    this.survey();
  }

  /**
   * I3 and I10 of the step just applied: who changes session creates one, a group's session never changes, and a
   * new session is its creator's, its first group with it.
   */
  protected keepsSessions(creator: Id): boolean {
    const { cells, next } = this;
    for (let id = INIT; id <= this.ids; id += 1) {
      const was = cells[SESSION + id];
      const is = next[SESSION + id];
      if (was !== is && was !== 0 && is !== 0) return false;
      if (is !== 0 && !this.mayLive(is, creator)) return false;
      const from = cells[GROUP + id];
      const to = next[GROUP + id];
      if (from === to || from === 0 || to === 0 || id === creator) continue;
      if (cells[SESSION + from] !== next[SESSION + to]) return false;
    }
    return true;
  }

  /** Whether a session lived before, or is its creator's, with its first group in it. */
  protected mayLive(sid: Id, creator: Id): boolean {
    return ((this.sessions >>> sid) & 1) === 1 || (sid === creator && this.next[SESSION + sid] === sid);
  }

  protected lowestFree(): Id {
    return 31 - Math.clz32(~(this.inUse | 1) & (this.inUse + 2));
  }

  protected changeGroup(pid: Id, to: Id): void {
    this.next[GROUP + pid] = to;
    this.endGroupIfEmpty(this.cells[GROUP + pid]);
  }

  /** The lifetime law; that a session lives is not stored, it follows from what is in it. */
  protected endGroupIfEmpty(pgid: Id): void {
    const { next } = this;
    for (let id = INIT; id <= this.ids; id += 1) if (next[GROUP + id] === pgid) return;
    next[SESSION + pgid] = 0;
  }
}

/** Calls `visit` with each id of a set, ascending. */
export function eachOf(ids: number, visit: (id: Id) => void): void {
  for (let id = INIT; ids >>> id !== 0; id += 1) if ((ids >>> id) & 1) visit(id);
}

/** The refusal's bit where a set of ids, as bits, has this one. Without a branch: many are asked. */
export function when(ids: number, id: Id, bit: number): number {
  return -((ids >>> id) & 1) & bit;
}

/** The refusal's bit where a set of ids, as bits, has this one not. */
export function unless(ids: number, id: Id, bit: number): number {
  return -((~ids >>> id) & 1) & bit;
}

/** Whether a set of ids, as bits, has this one. */
export function has(ids: number, id: Id): boolean {
  return ((ids >>> id) & 1) === 1;
}

/** The refusals of each command as bits: bit `i` is the i-th that its rule lists. */
export function refusalBits<Name extends string, Refusal extends string>(
  rules: Readonly<Record<Name, { readonly refusedIf: Readonly<Record<Refusal, unknown>> }>>,
): Readonly<Record<Name, Readonly<Record<Refusal, number>>>> {
  const bits = Object.entries<{ readonly refusedIf: object }>(rules).map(([name, { refusedIf }]) => [
    name,
    Object.fromEntries(Object.keys(refusedIf).map((refusal, place) => [refusal, 1 << place])),
  ]);
  return Object.fromEntries(bits) as Readonly<Record<Name, Readonly<Record<Refusal, number>>>>;
}

/** The labels of some commands by an id that each is about; `idOf` is 0 of all others. */
export function labelsById<Of extends Command>(
  commands: readonly Of[],
  idOf: (command: Of) => Id,
): readonly number[] {
  const labels: number[] = [];
  for (const [label, command] of commands.entries()) {
    const id = idOf(command);
    if (id !== 0) labels[id] = label;
  }
  return labels;
}

/** A command's argument at a position, as a number; 0 where it has none. */
export function argumentAt(vocabulary: Vocabulary, command: Command, position: number): number {
  const argument = argumentListOf(vocabulary, command.name)[position];
  return argument === undefined ? 0 : Number(argumentsOf(command)[argument.key]);
}
