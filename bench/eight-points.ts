// Code of eight points, the call and seven atomic stores, in its stepped form and for threads: the least that an execution
// of two branches can be measured by.
import type { Answer } from '../src/contract/command.ts';
import type { ConcurrentProgram } from '../src/contract/concurrent/program.ts';
import type { SteppedSubject } from '../src/systems/concurrent/stepped-words.ts';
import type { ThreadSubject } from '../src/systems/concurrent/thread-branch.ts';

const STORES = 7;

/** Two branches of eight points each: 12,870 schedules. */
export const EIGHT_AND_EIGHT: ConcurrentProgram = {
  prefix: [],
  branches: [[{ name: 'stores' }], [{ name: 'stores' }]],
};

const shared = (words: Int32Array): Pick<SteppedSubject, 'prepare' | 'answerOf' | 'observe' | 'nameOf'> => ({
  prepare: (): Answer[] => {
    words.fill(0);
    return [];
  },
  answerOf: () => ({ answer: { ok: {} } }),
  observe: () => ({ processes: [{ pid: 1, exitCode: words[0] }] }),
  nameOf: (at) => `word ${at}`,
});

/** For one thread. */
export function eightPointsInSteps(): SteppedSubject {
  const words = new Int32Array(8);
  return {
    ...shared(words),
    words,
    *begin(memory, branch) {
      for (let store = 0; store < STORES; store += 1) yield memory.store(0, branch);
      return 0;
    },
  };
}

/** For threads. */
export function eightPointsInThreads(
  _: unknown,
  buffer: SharedArrayBuffer = new SharedArrayBuffer(32),
): ThreadSubject {
  return {
    ...shared(new Int32Array(buffer)),
    buffer,
    open: (branch, memory) => () => {
      for (let store = 0; store < STORES; store += 1) memory.store(0, branch);
      return 0;
    },
  };
}
