// Takes snapshots of the processes that are recorded, at moments when the tree stands still, and tells them in the columns of `ps`.
import { visible } from '../../../contract/visible.ts';
import type { ShownProcess } from './traced-processes.ts';

const HEADING = '  PID  PPID  PGID   SID TPGID STAT COMMAND';

/** The processes that there are at a moment. */
interface Tree {
  now(): readonly ShownProcess[];
}

/** The snapshots that were taken, as text. */
export class SnapshotTaker {
  #tree: Tree | undefined;
  readonly #parts: string[] = [];
  /** The tree as the last snapshot has it, and as it was a moment ago. */
  #taken = '';
  #before = '';

  /** Looks at this tree from now on. */
  follow(tree: Tree): void {
    this.#tree = tree;
  }

  get count(): number {
    return this.#parts.length;
  }

  /** Looks at the tree; takes a snapshot if it is the same as a moment ago, and another than in the last snapshot. */
  look(): void {
    const began = Date.now();
    const processes = this.#tree?.now() ?? [];
    const ended = Date.now() + 1; // The clock cuts off fractions of a millisecond.
    const tree = processes.map(shapeOf).join('\n');
    const stands = tree === this.#before;
    this.#before = tree;
    if (!stands || tree === this.#taken || tree === '') return;
    this.#taken = tree;
    const times = `t0=${(began / 1000).toFixed(3)} t1=${(ended / 1000).toFixed(3)}`;
    this.#parts.push(
      [
        `# snapshot ${this.count} label=still-${this.count} ${times}`,
        HEADING,
        ...processes.map(rowOf),
        '',
      ].join('\n'),
    );
  }

  text(): string {
    return this.#parts.join('');
  }
}

/** The part of a process that a recording explains: not whether it sleeps. */
function shapeOf({ pid, parent, group, session, state }: ShownProcess): string {
  return [pid, parent, group, session, state.startsWith('Z')].join(' ');
}

function rowOf({ pid, parent, group, session, foreground, state, name }: ShownProcess): string {
  const numbers = [pid, parent, group, session, foreground].map((number) => String(number).padStart(5));
  return `${numbers.join(' ')} ${state.padEnd(4)} ${visible(name)}`;
}
