// Random programs over shared words: tries of locks, sleep and waking, exchanges, from a seed, the same everywhere.
import type { ConcurrentProgram } from '../../src/contract/concurrent/program.ts';
import { Dice } from '../../src/engines/generate/prng.ts';
import type { SteppedCode, SteppedSubject, WordMemory } from '../../src/systems/concurrent/stepped-words.ts';
import type { ToyCommand } from './toy-stepper.ts';
import { wordProgram, wordToy } from './word-toy.ts';
import type { WordCode } from './word-toy.ts';

/** The words: two that are read and written, two locks that are tried, one that is slept on, one that stands at points. */
const [FIRST_LOCK, SLEEP, POINT_LOCK] = [2, 4, 5];

/** A piece of code: it answers what it has seen. */
type Piece = (memory: WordMemory, words: Int32Array) => SteppedCode;

const PIECES: readonly ((word: number) => Piece)[] = [
  (word) =>
    function* (memory) {
      return yield memory.load(word);
    },
  (word) =>
    function* (memory) {
      yield memory.store(word, 1 + word);
      return 0;
    },
  (word) =>
    function* (memory) {
      return yield memory.exchange(word, 3);
    },
  (word) =>
    function* (memory) {
      return yield memory.compareExchange(word, 0, 4);
    },
  (word) =>
    function* (memory, words) {
      while ((yield memory.exchange(FIRST_LOCK + word, 1)) !== 0);
      memory.noteRead(word);
      memory.noteWrite(word);
      words[word] = words[word] * 2 + 1;
      const seen = words[word];
      yield memory.store(FIRST_LOCK + word, 0);
      return seen;
    },
  (word) =>
    function* (memory, words) {
      yield memory.lock(POINT_LOCK);
      const other = yield memory.load(word);
      memory.noteWrite(word);
      words[word] += 1;
      memory.unlock(POINT_LOCK);
      return other;
    },
  () =>
    function* (memory) {
      if ((yield memory.load(SLEEP)) === 0) yield memory.wait(SLEEP, 0);
      return 7;
    },
  () =>
    function* (memory) {
      yield memory.store(SLEEP, 1);
      yield memory.notify(SLEEP);
      return 8;
    },
  (word) =>
    function* (memory) {
      while ((yield memory.exchange(FIRST_LOCK + word, 1)) !== 0);
      while ((yield memory.exchange(FIRST_LOCK + 1 - word, 1)) !== 0);
      yield memory.store(FIRST_LOCK + 1 - word, 0);
      yield memory.store(FIRST_LOCK + word, 0);
      return 9;
    },
];

/** A subject and its program: two or three branches of one or two pieces. */
export function randomWordCode(seed: number): {
  readonly subject: SteppedSubject<ToyCommand>;
  readonly program: ConcurrentProgram<ToyCommand>;
} {
  const dice = new Dice();
  dice.seed(seed);
  const branches = 2 + dice.below(2);
  const code: Record<string, WordCode> = {};
  const names = Array.from({ length: branches }, (_, branch) => {
    const commands = branches === 2 ? 1 + dice.below(2) : 1;
    return Array.from({ length: commands }, (_, place) => {
      const name = `${branch}-${place}`;
      const piece = PIECES[dice.below(PIECES.length)](dice.below(2));
      code[name] = (memory, words) => piece(memory, words);
      return name;
    }).join(' ');
  });
  return { subject: wordToy(code), program: wordProgram(...names) };
}
