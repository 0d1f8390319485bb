// The descriptors of a process that have turned out to be its terminal. The log need not show which file a descriptor stands for: a
// call that only the caller's own terminal answers so proves it, until the process may have given the number to another file.
import type { Call } from './log-event.ts';
import { descriptorOf, provesTerminal, terminalRequest } from './terminal-calls.ts';
import { numberIn } from './arguments.ts';

/** A descriptor, for as long as no line shows that it stands for another file. */
export interface Descriptor {
  /** The last line that proves it to be the terminal of its process; 0 where none does. */
  provenOn: number;
}

/** Calls whose result is a new descriptor. */
const OPENING = new Set(['open', 'openat', 'openat2', 'creat', 'dup', 'socket', 'accept', 'accept4']);

export class Descriptors {
  readonly #all = new Map<number, Descriptor>();

  /** Those of a child, which begins with copies. */
  copied(): Descriptors {
    const copies = new Descriptors();
    for (const [number, { provenOn }] of this.#all) copies.#all.set(number, { provenOn });
    return copies;
  }

  of(number: number): Descriptor {
    const known = this.#all.get(number) ?? { provenOn: 0 };
    this.#all.set(number, known);
    return known;
  }

  /** Notes what a call that has returned means for the descriptors of its caller. */
  note(call: Call): void {
    const changed = changedBy(call);
    if (changed === 'all') this.#all.clear();
    else if (changed !== undefined) this.#all.delete(changed);
    const number = descriptorOf(call);
    if (number !== undefined && provesTerminal(call))
      this.of(number).provenOn = call.returned?.line ?? call.entered.line;
  }
}

/** The descriptor that may stand for another file, or for another terminal, after a call. */
export function changedBy(call: Call): number | 'all' | undefined {
  const { name, arguments: given, result } = call;
  if (result?.kind !== 'value') return undefined;
  const request = terminalRequest(call);
  const isLeft = request === 'TIOCNOTTY' || request === 'TIOCSCTTY';
  if (isLeft || name === 'setsid' || name.startsWith('execve') || name === 'close_range') return 'all';
  if (name === 'close') return numberIn(given[0])?.value;
  if (name === 'dup2' || name === 'dup3' || OPENING.has(name)) return result.value;
  return name === 'fcntl' && given[1]?.startsWith('F_DUPFD') ? result.value : undefined;
}
