// A memory for stepped code that is run to its end while nobody else runs: its locks are always free.
import type { WordMemory } from './stepped-words.ts';

/** Takes no note of anything. Code that reads words by requests cannot be run on it. */
export const UNSTEPPED: WordMemory = {
  tries: 1,
  untaken: 0,
  load: () => 0,
  store: () => 0,
  exchange: () => 0,
  compareExchange: () => 0,
  wait: () => 0,
  notify: () => 0,
  look: () => 0,
  lock: () => 0,
  unlock: () => undefined,
  plainStore: () => undefined,
  noteRead: () => undefined,
  noteWrite: () => undefined,
};
