// The implementation's half of the toy command set: a table of its own in one buffer, its faults, and systems made of it.
// Names no rule.
import { FIELDS, showsOf } from '../../src/contract/observation/fields.ts';
import type { FlatObservation, Focus } from '../../src/contract/observation/flat-observation.ts';
import {
  NO_PARENT,
  SHOWS_ALL_OF_GROUP,
  SHOWS_ALL_OF_SESSION,
} from '../../src/contract/observation/flat-observation.ts';
import type { SystemUnderTest } from '../../src/contract/system.ts';
import type { SetTable } from '../../src/systems/command-set.ts';
import { systemOfTable } from '../../src/systems/in-process.ts';
import { TOY_VOCABULARY } from './vocabulary.ts';
import type { ToyCommand } from './vocabulary.ts';

/** Words of a row, one row an id. */
const ROW_WORDS = 4;
const [PARENT, GROUP, PLACE, SESSION] = [0, 1, 2, 3];
const INIT = 1;
/** The table has a row for each id that there can be, and never grows. */
const ID_MAX = 31;
const SHOWN = showsOf(FIELDS.process, Object.keys(TOY_VOCABULARY.shows));

/** A process is a row with a group, a group a row with a session; who is in them is searched for. */
class ToyTable {
  #words: Int32Array;

  constructor(capacity = ID_MAX) {
    this.#words = new Int32Array((capacity + 1) * ROW_WORDS);
    this.reset();
  }

  reset(): void {
    this.#words.fill(0);
    this.set(INIT, GROUP, INIT);
    this.set(INIT, SESSION, INIT);
  }

  /** The child's pid, or the refusal. */
  spawn(process: number, child: number): number | string {
    if (this.get(child, GROUP) !== 0 || this.get(child, SESSION) !== 0) return 'id-taken';
    if (!this.mayHaveAnother(this.children(process).length)) return 'two-children';
    if (this.get(process, GROUP) !== process) this.lead(process);
    this.set(child, GROUP, this.get(process, GROUP));
    this.give(child, process);
    return child;
  }

  /** The pid of the child that is gone, or the refusal. */
  reap(process: number): number | string {
    const children = this.children(process);
    if (children.length === 0) return 'childless';
    const gone = this.chosen(children);
    const [orphans, group] = [this.children(gone), this.get(gone, GROUP)];
    for (const column of [PARENT, GROUP, PLACE]) this.set(gone, column, 0);
    this.endIfEmpty(group);
    for (const orphan of orphans) this.give(orphan, this.heir(process));
    return gone;
  }

  /** The children of a process, in the order in which they became that. */
  children(process: number): readonly number[] {
    const placeOf = (pid: number): number => this.get(pid, PLACE);
    return this.where(PARENT, process).sort((one, other) => placeOf(one) - placeOf(other));
  }

  /** The ids whose rows have this in a column, ascending. */
  where(column: number, value: number): number[] {
    const found: number[] = [];
    for (let id = 1; id * ROW_WORDS < this.#words.length; id += 1)
      if (this.get(id, column) === value) found.push(id);
    return found;
  }

  get(id: number, column: number): number {
    return this.#words[id * ROW_WORDS + column] ?? 0;
  }

  protected set(id: number, column: number, value: number): void {
    this.#words[id * ROW_WORDS + column] = value;
  }

  protected mayHaveAnother(children: number): boolean {
    return children < 2;
  }

  /** The process goes from its group into a session and a group of its own. */
  protected lead(process: number): void {
    const left = this.get(process, GROUP);
    this.set(process, SESSION, process);
    this.set(process, GROUP, process);
    this.endIfEmpty(left);
  }

  protected chosen(children: readonly number[]): number {
    return children[children.length - 1];
  }

  protected heir(_reaper: number): number {
    return INIT;
  }

  private give(child: number, parent: number): void {
    const latest = this.children(parent).at(-1);
    this.set(child, PLACE, 1 + (latest === undefined ? 0 : this.get(latest, PLACE)));
    this.set(child, PARENT, parent);
  }

  private endIfEmpty(group: number): void {
    if (this.where(GROUP, group).length === 0) this.set(group, SESSION, 0);
  }

  snapshot(): Int32Array {
    return this.#words.slice();
  }

  restore(snapshot: Int32Array): void {
    this.#words = snapshot.slice();
  }

  storage(): Int32Array {
    return this.#words;
  }

  overwrite(words: Int32Array): void {
    this.#words.set(words);
  }

  selfCheck(): readonly string[] {
    const empty = (group: number): boolean => this.where(GROUP, group).length === 0;
    return this.where(PARENT, INIT)
      .filter((pid) => this.get(pid, SESSION) !== 0 && empty(pid))
      .map((group) => `group ${group} has no member`);
  }

  /** Shows every row, or those in focus. */
  show(out: FlatObservation, focus?: Focus): void {
    out.clear();
    const all =
      focus === undefined ? Array.from({ length: this.#words.length / ROW_WORDS }, (_, id) => id) : [];
    for (const pid of focus?.processes ?? all) {
      const group = this.get(pid, GROUP);
      if (group === 0) continue;
      out.addProcess(pid, this.get(pid, PARENT) || NO_PARENT, group, 0, 0, SHOWN);
      out.children.pushAll(this.where(PARENT, pid));
    }
    for (const pgid of focus?.groups ?? all) {
      if (this.get(pgid, SESSION) === 0) continue;
      out.addGroup(pgid, this.get(pgid, SESSION), SHOWS_ALL_OF_GROUP);
      out.members.pushAll(this.where(GROUP, pgid));
    }
    for (const sid of focus?.sessions ?? all) {
      const groups = sid === 0 ? [] : this.where(SESSION, sid);
      if (groups.length === 0) continue;
      out.addSession(sid, SHOWS_ALL_OF_SESSION);
      out.groups.pushAll(groups);
    }
  }
}

export const TOY_TABLE: SetTable<ToyCommand, ToyTable, number | string> = {
  vocabulary: TOY_VOCABULARY,
  says: { commandSet: TOY_VOCABULARY.id, profile: 'latest', refuses: 'first', idMax: ID_MAX },
  make: (capacity) => new ToyTable(capacity),
  methodOf: () => (table, command) =>
    command.name === 'spawn' ? table.spawn(command.process, command.child) : table.reap(command.process),
  answer: (_, outcome) => (typeof outcome === 'string' ? { refused: outcome } : { ok: { pid: outcome } }),
  shown: (table) => (out, focus) => table.show(out, focus),
  mutants: {
    'spawner-stays': {
      sentence: 'a process that spawns stays in the group and session that it is in',
      rule: 'T1',
      make: () =>
        new (class extends ToyTable {
          protected override lead(): void {}
        })(),
    },
    'third-child': {
      sentence: 'a process may spawn a third child',
      rule: 'T1',
      refusal: 'two-children',
      make: () =>
        new (class extends ToyTable {
          protected override mayHaveAnother(children: number): boolean {
            return children < 3;
          }
        })(),
    },
    'reaper-adopts': {
      sentence: "a reaped child's children pass to the process that reaped it, not to init",
      rule: 'T2',
      make: () =>
        new (class extends ToyTable {
          protected override heir(reaper: number): number {
            return reaper;
          }
        })(),
    },
  },
};

/**
 * The toy table as a system that reaps the latest child, right or with one of its faults. Its recipe names this function.
 */
export function toySystem(fault?: string): SystemUnderTest {
  const make = (): ToyTable => (fault === undefined ? new ToyTable() : TOY_TABLE.mutants[fault].make());
  const again = { module: import.meta.url, make: 'toySystem', argument: fault };
  return systemOfTable(TOY_TABLE, { name: fault ?? 'toy-table', make, again });
}

/** A right system that makes another choice, within the profile that leaves it open: it reaps the first child. */
export function eldestFirst(): SystemUnderTest {
  const make = (): ToyTable =>
    new (class extends ToyTable {
      protected override chosen(children: readonly number[]): number {
        return children[0];
      }
    })();
  const set = { ...TOY_TABLE, says: { ...TOY_TABLE.says, profile: 'any' } };
  return systemOfTable(set, { name: 'eldest-first', make });
}
