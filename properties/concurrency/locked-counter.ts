// A counter behind the shared table's lock, twice: as shipped, for threads, and in its stepped form, for one thread.
import type { Answer } from '../../src/contract/command.ts';
import type { BranchAnswer } from '../../src/contract/concurrent/stepper.ts';
import type { Observation } from '../../src/contract/observation/observation.ts';
import { beginRead, beginWrite, endRead, endWrite } from '../../src/impl/shared/lock.ts';
import { TAKEN, tableStart, withJoined, WRITER } from '../../src/impl/shared/lock-words.ts';
import {
  steppedBeginRead,
  steppedBeginWrite,
  steppedEndRead,
  steppedEndWrite,
} from '../../src/impl/shared/stepped-lock.ts';
import type { SteppedCode, SteppedSubject, WordMemory } from '../../src/systems/concurrent/stepped-words.ts';
import type { ThreadSubject } from '../../src/systems/concurrent/thread-branch.ts';
import type { ToyCommand } from './toy-stepper.ts';

const WORKERS = 3;
const COUNT = tableStart(WORKERS);
const WORDS = COUNT + 1;

/** The parts that both forms have in common. */
function counterOver(words: Int32Array): {
  prepare(prefix: readonly ToyCommand[], branches: number): readonly Answer[];
  answerOf(command: { readonly name: string }, outcome: string | number): BranchAnswer;
  observe(): Observation;
  nameOf(at: number): string;
  untaken(): number;
} {
  return {
    prepare: (_, branches) => {
      words.fill(0);
      words[WRITER] = withJoined(0, branches);
      return [];
    },
    untaken: () => words[WRITER] & ~TAKEN,
    answerOf: (_, outcome) => ({ answer: { refused: `saw-${outcome}` } }),
    observe: () => ({ processes: [{ pid: 1, exitCode: words[COUNT] }] }),
    nameOf: (at) => (at === COUNT ? 'count' : `word ${at}`),
  };
}

/** The counter for threads. */
export function countInThreads(
  _: unknown,
  buffer: SharedArrayBuffer = new SharedArrayBuffer(4 * WORDS),
): ThreadSubject<ToyCommand> {
  const words = new Int32Array(buffer);
  return {
    ...counterOver(words),
    buffer,
    open: (branch, memory) => (command) => {
      if (command.name === 'read') {
        beginRead(memory, branch - 1);
        memory.note(COUNT, false);
        const seen = words[COUNT];
        endRead(memory, branch - 1);
        return seen;
      }
      if (command.name === 'hang') Atomics.wait(words, COUNT, words[COUNT], 2000);
      if (command.name === 'throw') throw new Error('on purpose');
      beginWrite(memory, branch - 1);
      memory.note(COUNT, false);
      memory.note(COUNT, true);
      words[COUNT] += 1;
      const seen = words[COUNT];
      if (command.name === 'write') endWrite(memory, branch - 1);
      return seen;
    },
  };
}

/** The counter for one thread. */
export function countInSteps(): SteppedSubject<ToyCommand> {
  const words = new Int32Array(WORDS);
  return {
    ...counterOver(words),
    words,
    begin: (memory, branch, { name }) =>
      name === 'read'
        ? readInSteps(words, memory, branch - 1)
        : writeInSteps(words, memory, branch - 1, name),
  };
}

function* readInSteps(words: Int32Array, memory: WordMemory, me: number): SteppedCode {
  yield* steppedBeginRead(memory, me);
  memory.noteRead(COUNT);
  const seen = words[COUNT];
  yield* steppedEndRead(memory, me);
  return seen;
}

function* writeInSteps(words: Int32Array, memory: WordMemory, me: number, name: string): SteppedCode {
  yield* steppedBeginWrite(memory, me);
  memory.noteRead(COUNT);
  memory.noteWrite(COUNT);
  words[COUNT] += 1;
  const seen = words[COUNT];
  if (name === 'write') yield* steppedEndWrite(memory, me);
  return seen;
}
