// A whole table as one value, and the check that given bytes are one. Faults inside well-formed bytes are found by
// self-check.ts.
import { CAPACITY_MAX, COMMANDS, HEADER, MAGIC, ROW_WORDS, VERSION, wordsFor } from './layout.ts';

/** A copy of a table. Plain data: it can be kept, structured-cloned or posted to a worker. */
export interface Snapshot<Data = undefined> {
  /** The table's buffer. */
  readonly bytes: ArrayBuffer;
  /** The data attached to processes and to threads, by row, where anything ever was. */
  readonly processData?: readonly (Data | undefined)[] | undefined;
  readonly threadData?: readonly (Data | undefined)[] | undefined;
}

const COMMANDS_IN_WORDS = new Map<number, string>([
  [COMMANDS.HIERARCHY, 'the hierarchy commands'],
  [COMMANDS.POSIX, 'the POSIX commands'],
  [COMMANDS.JOB_CONTROL, 'the job-control commands'],
]);

/**
 * The words of a snapshot's bytes, uncopied, once magic, version, length and the set of commands they are for
 * have been checked. Throws an Error that says what is wrong with them. O(1).
 */
export function snapshotWords(bytes: ArrayBuffer, commands: number): Int32Array {
  if (bytes.byteLength < ROW_WORDS * 4 || bytes.byteLength % 4 !== 0) {
    throw new Error(`not a process table: ${bytes.byteLength} bytes are no header and whole words`);
  }
  const words = new Int32Array(bytes);
  if (words[HEADER.MAGIC] !== MAGIC) {
    throw new Error('not a process table: the first word is not the magic number in this byte order');
  }
  if (words[HEADER.VERSION] !== VERSION) {
    throw new Error(`a process table of version ${words[HEADER.VERSION]}, and this is version ${VERSION}`);
  }
  const capacity = words[HEADER.CAPACITY];
  const terminals = words[HEADER.TERMINALS];
  if (capacity < 1 || capacity > CAPACITY_MAX || words.length !== wordsFor(capacity, terminals)) {
    throw new Error(
      `a damaged process table: ${bytes.byteLength} bytes, which is not what its capacity ${capacity} takes`,
    );
  }
  if (words[HEADER.COMMANDS] !== commands) {
    throw new Error(
      `a process table of ${inWords(words[HEADER.COMMANDS])}, and this is one of ${inWords(commands)}`,
    );
  }
  return words;
}

function inWords(commands: number): string {
  return COMMANDS_IN_WORDS.get(commands) ?? 'unknown commands';
}
