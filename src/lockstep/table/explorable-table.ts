// Our process table, or a variant of it, as the system's side of an exhaustive search: its state travels as the
// words of its buffer, and nothing is allocated on the way.
import type { Command } from '../../contract/command.ts';
import type { HierarchyCommand } from '../../contract/sets/hierarchy.ts';
import { FlatObservation } from '../../contract/observation/flat-observation.ts';
import { RESOURCE_NAMES } from '../../contract/observation/observation.ts';
import type { ReadonlyWords } from '../../impl/layout.ts';
import { ProcessTable } from '../../impl/hierarchy/process-table.ts';
import { DRAIN_INVARIANT } from '../../model/invariants/all.ts';
import type { PackedModel } from '../../model/hierarchy/packed-rules.ts';
import { decodeState, GROUP_HANDLES, SESSION_HANDLES } from '../../model/bounded/cells.ts';
import { HIERARCHY } from '../../model/specification.ts';
import { STATE_INVARIANTS } from '../../model/invariants/of-states.ts';
import { Abstraction } from './abstraction.ts';
import { PackedAbstraction } from './packed-abstraction.ts';
import type { Subject } from '../product/explorable-system.ts';
import { asked, SystemThrew } from '../product/explorable-system.ts';
import { RepresentationOf } from './representation.ts';

export interface TableSubjectOptions {
  readonly ids: number;
  /** Whether states are told apart by their representation as well. */
  readonly representation?: boolean;
  /** Whether the table's own self-check must be content with every state. */
  readonly selfCheck?: boolean;
}

/** A subject of one table, which it makes as small as the ids need. */
export class TableSubject implements Subject {
  readonly payloadWords: number;
  readonly representationWords: number;
  readonly notShown: ReadonlySet<never> = new Set<never>();
  readonly #table: ProcessTable;
  readonly #run: readonly ((table: ProcessTable, model: PackedModel) => string)[];
  /** By label: the name of the refusal by its place in the command's list. */
  readonly #refusals: readonly (readonly string[])[];
  readonly #loaded: Int32Array;
  readonly #loadedBytes: Buffer;
  /** The storage last seen, and its bytes; a table that grows has another. */
  #viewed: ReadonlyWords;
  #bytes: Buffer;
  readonly #abstraction: Abstraction;
  readonly #packed: PackedAbstraction;
  readonly #representation: RepresentationOf | undefined;
  readonly #selfCheck: boolean;
  readonly #observation = new FlatObservation();
  readonly #expected = new FlatObservation();
  readonly #start = new Int32Array(RESOURCE_NAMES.length);

  constructor(table: ProcessTable, commands: readonly Command[], options: TableSubjectOptions) {
    const { ids, representation = false, selfCheck = true } = options;
    table.restore(new ProcessTable({ capacity: ids }).snapshot());
    table.reset();
    this.#table = table;
    this.#selfCheck = selfCheck;
    this.#abstraction = new Abstraction(table);
    this.#packed = new PackedAbstraction(ids);
    this.payloadWords = table.storage().length;
    this.#representation = representation ? new RepresentationOf(ids, this.payloadWords) : undefined;
    this.representationWords = this.#representation?.words ?? 0;
    this.#loaded = new Int32Array(this.payloadWords);
    this.#loadedBytes = bytesOf(this.#loaded);
    this.#viewed = table.storage();
    this.#bytes = bytesOf(this.#viewed as Int32Array);
    this.#run = (commands as readonly HierarchyCommand[]).map(callOf);
    this.#refusals = commands.map(({ name }) => HIERARCHY.refusalsPossible(name));
  }

  reset(): void {
    asked(() => this.#table.reset());
    this.#look();
    this.#start.set(this.#observation.resources);
  }

  save(out: Uint32Array, offset: number): void {
    const words = this.#words();
    for (let w = 0; w < words.length; w += 1) out[offset + w] = words[w];
  }

  load(row: Uint32Array, offset: number): void {
    const loaded = this.#loaded;
    for (let w = 0; w < loaded.length; w += 1) loaded[w] = row[offset + w];
    this.rewind();
  }

  rewind(): void {
    const table = this.#table;
    if (table.byteLength === this.#loaded.byteLength) table.overwrite(this.#loaded);
    else table.restore({ bytes: this.#loaded.slice().buffer });
  }

  run(label: number, refusals: number, model: PackedModel): boolean {
    let outcome: string;
    try {
      outcome = this.#run[label](this.#table, model);
    } catch (error) {
      throw new SystemThrew(error);
    }
    if (refusals === 0) return outcome === 'ok';
    return outcome === this.#refusals[label][31 - Math.clz32(refusals & -refusals)];
  }

  isUntouched(): boolean {
    const words = this.#table.storage();
    if (words !== this.#viewed) {
      this.#viewed = words;
      this.#bytes = bytesOf(words as Int32Array);
    }
    // After every refused command: memory compared as such is twice as fast as word by word.
    return this.#bytes.equals(this.#loadedBytes);
  }

  shows(cells: Uint8Array): boolean {
    if (this.#packed.isShown(this.#table.storage(), cells)) return true;
    this.#look();
    HIERARCHY.observe(decodeState(cells), this.#expected);
    return this.#expected.equals(this.#observation);
  }

  holds(cells: Uint8Array): boolean {
    const seen = this.#observation;
    this.#look();
    const held = {
      onGroup: (pgid: number) => cells[GROUP_HANDLES + pgid],
      onSession: (sid: number) => cells[SESSION_HANDLES + sid],
    };
    for (const invariant of INVARIANTS) if (invariant.find(seen, held) !== undefined) return false;
    return !this.#selfCheck || asked(() => this.#table.selfCheck()).length === 0;
  }

  isDrained(): boolean {
    this.#look();
    return DRAIN_INVARIANT.find(this.#observation, this.#start, RESOURCE_NAMES) === undefined;
  }

  representation(out: Uint32Array, offset: number): void {
    this.#representation?.write(this.#words(), out, offset);
  }

  /** A mutant can be so broken that it cannot be read. */
  #look(): void {
    asked(() => this.#abstraction.observe(this.#observation));
  }

  #words(): ReadonlyWords {
    const words = this.#table.storage();
    if (words.length === this.payloadWords) return words;
    throw new Error(`a table of ${this.payloadWords} words, enough for all ids, grew to ${words.length}`);
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: Int32Array): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}

const INVARIANTS = Object.values(STATE_INVARIANTS);

/** The method that a command is, its answer in a word: `ok`, a refusal, or what no command answers. */
function callOf(command: HierarchyCommand): (table: ProcessTable, model: PackedModel) => string {
  switch (command.name) {
    case 'fork':
      return (table) => table.fork(command.process, command.child);
    case 'create_session':
      return (table) => table.createSession(command.process);
    case 'create_group':
      return (table) => table.createGroup(command.process);
    case 'move_to_group':
      return (table) => table.moveToGroup(command.process, command.group);
    case 'exit':
      return (table) => table.exit(command.process);
    case 'free':
      return (table) => table.free(command.process);
    case 'new_thread':
      return (table) => table.newThread(command.process, command.thread);
    case 'exit_thread':
      return (table, model) => {
        const outcome = table.exitThread(command.thread, command.code);
        return outcome === (model.last ? 'last' : 'not-last') ? 'ok' : outcome;
      };
    case 'group_exit':
      return (table) => table.groupExit(command.process);
    case 'set_subreaper':
      return (table) => table.setSubreaper(command.process, command.on);
    case 'hold_group':
      return (table) => table.holdGroup(command.group);
    case 'release_group':
      return (table) => table.releaseGroup(command.group);
    case 'hold_session':
      return (table) => table.holdSession(command.session);
    case 'release_session':
      return (table) => table.releaseSession(command.session);
  }
}
