// Watches the processes that a tracer follows, in /proc: whether it still runs, and which processes there are at a moment.
import { readdirSync, readFileSync } from 'node:fs';

/** The number of the tracer that writes this log; `undefined` where there is none any more. A zombie has no words. */
export function tracerOf(log: string): number | undefined {
  return processNumbers().find((pid) => {
    const words = textAt(pid, 'cmdline').split('\0');
    const place = words.indexOf('-o');
    return place > 0 && words[place + 1] === log;
  });
}

/** One process, in the columns of `ps`. */
export interface ShownProcess {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  readonly foreground: number;
  /** Its letter and marks, such as `Ss+`. */
  readonly state: string;
  readonly name: string;
}

/** The processes that follow from one that a tracer runs, whoever their parents are now. */
export class TracedTree {
  readonly #root: number;
  #tracer = 0;
  /** Each process by number and start, since a number may be another's later: whether it belongs here. */
  readonly #known = new Map<string, boolean>();

  constructor(root: number) {
    this.#root = root;
  }

  /** The processes there are now, in the order of their numbers. */
  now(): readonly ShownProcess[] {
    if (this.#tracer === 0) this.#tracer = tracerNumber(this.#root);
    if (this.#tracer === 0) return [];
    const all = processNumbers().flatMap((pid) => statOf(pid) ?? []);
    const members = new Set<number>();
    for (const { pid, key } of all) {
      const isMember = this.#known.get(key) ?? tracerNumber(pid) === this.#tracer;
      this.#known.set(key, isMember);
      if (isMember) members.add(pid);
    }
    // A zombie that was never seen alive has no tracer any more. Its parent is alive.
    return all.filter(({ pid, parent }) => members.has(pid) || members.has(parent));
  }
}

function processNumbers(): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .sort((one, other) => one - other);
}

/** A file of a process; empty where it has gone meanwhile. */
function textAt(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return ''; // It has ended, or it is another user's.
  }
}

function tracerNumber(pid: number): number {
  return Number(/^TracerPid:\s*(\d+)$/m.exec(textAt(pid, 'status'))?.[1] ?? 0);
}

/** The columns of `ps` from proc(5): after the name in brackets, which may hold any character, come state, parent, group and so on. */
function statOf(pid: number): (ShownProcess & { readonly key: string }) | undefined {
  const text = textAt(pid, 'stat');
  const end = text.lastIndexOf(')');
  if (end === -1) return undefined;
  const words = text.slice(end + 2).split(' ');
  const [parent = 0, group = 0, session = 0, , foreground = 0] = words.slice(1, 6).map(Number);
  const threads = Number(words[17]);
  const state = [
    words[0],
    ...(session === pid ? ['s'] : []),
    ...(threads > 1 ? ['l'] : []),
    ...(foreground === group ? ['+'] : []),
  ].join('');
  const name = text.slice(text.indexOf('(') + 1, end);
  return { pid, parent, group, session, foreground, state, name, key: `${pid} ${words[19]}` };
}
