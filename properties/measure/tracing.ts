// Counts calls that cross the border between two folders of `src`, while a program runs. Told of each call by the code that
// `instrument.ts` makes.
import type { Instrumented, Tracer } from './instrument.ts';

/** A request to count, as plain data. */
export interface Task {
  /** The root of a checkout. */
  readonly root: string;
  /** File that the counts are written to. */
  readonly output: string;
  /** Whether parameters and results are looked at. */
  readonly values: boolean;
  /** Only calls made while a function of one of these folders is under way, and the call that began it. */
  readonly within?: readonly string[];
  /** Texts of the command whose way is followed; empty to find it out. */
  readonly command?: readonly string[];
}

/** The counts of one process, as plain data. */
export interface Counted {
  /** Calls whose caller and callee are in different folders, by the two functions. */
  readonly crossings: readonly Crossing[];
  /** Calls of each function, by its name in a report. */
  readonly calls: Readonly<Record<string, number>>;
  /** Texts of the failing command, as drawn and as written. */
  readonly command: readonly string[];
  /** The hand-overs of the command from one folder to another, in the order of the first time. */
  readonly handOvers: readonly HandOver[];
}

/** A call from one function to another, and how often it was made. */
export interface Crossing {
  readonly from: string;
  readonly to: string;
  readonly times: number;
}

/** From whom to whom the command went, as an argument or as a result. */
export interface HandOver {
  readonly from: string;
  readonly to: string;
  readonly as: 'argument' | 'result';
}

/** A function of the checkout. */
interface Place {
  readonly name: string;
  readonly folder: string;
}

/** A call under way. */
interface Call {
  readonly place: Place;
  /** The caller; absent where that is no function of `src`. */
  readonly from: Place | undefined;
  readonly counts: boolean;
}

/** Folders that hold one folder for each of their parts, so that their second level counts. */
const PARTED = new Set(['app', 'engines', 'systems']);

/** The folder that a file of `src` is taken to be in: the first level, and the second below {@link PARTED}. */
export function folderOf(file: string): string {
  const [, first = '', second = ''] = file.split('/');
  if (!file.slice('src/'.length).includes('/')) return 'src';
  return PARTED.has(first) && !second.endsWith('.ts') ? `${first}/${second}` : first;
}

/** The tracer of one process, and what it has counted. */
export class Counter implements Tracer {
  readonly #task: Task;
  readonly #places: Place[] = [];
  readonly #calls: number[] = [];
  readonly #crossings = new Map<string, number>();
  readonly #under: Call[] = [];
  readonly #way: Way | undefined;

  constructor(task: Task) {
    this.#task = task;
    this.#way = task.values ? new Way(task.command ?? []) : undefined;
  }

  /** The number of functions that are known; the next has this id. */
  get size(): number {
    return this.#places.length;
  }

  add(file: string, functions: readonly Instrumented[]): void {
    const folder = folderOf(file);
    for (const { name, line } of functions) this.#places.push({ name: `${file}:${line} ${name}`, folder });
  }

  /** A file with this text is on disk. */
  wrote(text: string): void {
    this.#way?.wrote(text);
  }

  enter(id: number, given?: readonly unknown[]): Call {
    const place = this.#places[id];
    const caller = this.#under.at(-1);
    const from = caller?.place;
    this.#calls[id] = (this.#calls[id] ?? 0) + 1;
    const counts =
      caller?.counts === true || this.#task.within === undefined || this.#task.within.includes(place.folder);
    const call = { place, from, counts };
    this.#under.push(call);
    if (from !== undefined && from.folder !== place.folder) {
      if (counts) {
        const key = `${from.name} > ${place.name}`;
        this.#crossings.set(key, (this.#crossings.get(key) ?? 0) + 1);
      }
      if (given !== undefined) this.#way?.handed(from.name, place.name, 'argument', given);
    }
    return call;
  }

  leave(call: unknown): void {
    const at = this.#under.lastIndexOf(call as Call);
    if (at >= 0) this.#under.length = at;
  }

  pause<Value>(call: unknown, value: Value): Value {
    this.leave(call);
    return value;
  }

  resume<Value>(call: unknown, value?: Value): Value {
    if (this.#under.at(-1) !== call) {
      this.leave(call);
      this.#under.push(call as Call);
    }
    return value as Value;
  }

  give<Value>(call: unknown, value: Value): Value {
    const { place, from } = call as Call;
    if (from !== undefined && from.folder !== place.folder)
      this.#way?.handed(place.name, from.name, 'result', value);
    return value;
  }

  *delegate<Item, Result>(call: unknown, items: Iterable<Item, Result>): Generator<Item, Result> {
    const each = items[Symbol.iterator]();
    for (;;) {
      this.resume(call);
      const { done, value } = each.next();
      if (done) return value;
      this.leave(call);
      yield value;
    }
  }

  counted(): Counted {
    const crossings = [...this.#crossings].map(([key, times]) => {
      const [from, to] = key.split(' > ') as [string, string];
      return { from, to, times };
    });
    const calls: Record<string, number> = {};
    this.#calls.forEach((times, id) => (calls[this.#places[id].name] = times));
    return {
      crossings,
      calls,
      command: this.#way?.command ?? [],
      handOvers: this.#way?.handOvers ?? [],
    };
  }
}

/** The way of one command from its draw until it is on disk. */
class Way {
  readonly #texts: readonly string[];
  readonly #handOvers = new Map<string, HandOver>();
  #drawn: string | undefined;
  #written: string | undefined;

  /** `texts`: as the command is drawn and as it is written; none where that is to be found out. */
  constructor(texts: readonly string[]) {
    this.#texts = texts;
  }

  get command(): readonly string[] {
    return [this.#drawn, this.#written].filter((text) => text !== undefined);
  }

  get handOvers(): readonly HandOver[] {
    return [...this.#handOvers.values()];
  }

  handed(from: string, to: string, as: HandOver['as'], value: unknown): void {
    if (this.#written !== undefined) return;
    if (this.#texts.length === 0) {
      this.#drawn ??= divergedIn(value);
      return;
    }
    const key = `${from} > ${to} ${as}`;
    if (!this.#handOvers.has(key) && holds(value, this.#texts)) this.#handOvers.set(key, { from, to, as });
  }

  wrote(text: string): void {
    if (!text.includes('"procession-counterexample"') || this.#written !== undefined) return;
    const { steps, divergence } = JSON.parse(text) as {
      readonly steps: readonly { readonly command: object }[];
      readonly divergence: { readonly step: number };
    };
    this.#written = textOf(steps[divergence.step].command);
  }
}

const DEPTH_MAX = 7;
const NODES_MAX = 20_000;

/** The command of the first divergence that a value holds. */
function divergedIn(value: unknown): string | undefined {
  for (const node of nodesIn(value)) {
    const { sentence, kind, command } = node as Record<string, unknown>;
    if (
      typeof sentence === 'string' &&
      typeof kind === 'string' &&
      typeof command === 'object' &&
      command !== null
    )
      return textOf(command);
  }
  return undefined;
}

function holds(value: unknown, texts: readonly string[]): boolean {
  for (const node of nodesIn(value)) {
    const { name, process } = node as Record<string, unknown>;
    if (typeof name === 'string' && typeof process === 'number' && texts.includes(textOf(node))) return true;
  }
  return false;
}

/** Objects below a value, its own included. Functions are not looked into, nor what is private to an object. */
function* nodesIn(value: unknown): Generator<object> {
  const seen = new Set<object>();
  let level: unknown[] = [value];
  for (let depth = 0; depth < DEPTH_MAX && level.length > 0 && seen.size < NODES_MAX; depth += 1) {
    const next: unknown[] = [];
    for (const node of level) {
      if (typeof node !== 'object' || node === null || seen.has(node) || ArrayBuffer.isView(node)) continue;
      seen.add(node);
      yield node;
      if (node instanceof Map) next.push(...node.values());
      else if (node instanceof Set) next.push(...(node as Set<unknown>));
      else next.push(...(Object.values(node) as unknown[]));
    }
    level = next;
  }
}

/** A command as text that does not hang on the order of its fields. */
function textOf(command: object): string {
  return JSON.stringify(Object.entries(command).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
