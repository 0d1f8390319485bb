// A toy subject over shared words: each command is a piece of stepped code, found by its name.
import type { Answer } from '../../src/contract/command.ts';
import type { ConcurrentProgram } from '../../src/contract/concurrent/program.ts';
import type { SteppedCode, SteppedSubject, WordMemory } from '../../src/systems/concurrent/stepped-words.ts';
import type { ToyCommand } from './toy-stepper.ts';

/** A piece of code; `branch` runs it. */
export type WordCode = (memory: WordMemory, words: Int32Array, branch: number) => SteppedCode;

/** A subject of eight words that start as 0; its outcomes are numbers, shown as refusals that name them. */
export function wordToy(code: Readonly<Record<string, WordCode>>): SteppedSubject<ToyCommand> {
  const words = new Int32Array(8);
  return {
    words,
    prepare: (): Answer[] => {
      words.fill(0);
      return [];
    },
    begin: (memory, branch, { name }) => code[name](memory, words, branch),
    answerOf: (_, outcome) => ({ answer: { refused: `saw-${outcome}` } }),
    observe: () => ({ processes: [...words].map((exitCode, at) => ({ pid: at + 1, exitCode })) }),
    nameOf: (at) => `word ${at}`,
  };
}

/** The program whose branches run these commands, given as `one two` for each branch. */
export function wordProgram(...branches: readonly string[]): ConcurrentProgram<ToyCommand> {
  return { prefix: [], branches: branches.map((names) => names.split(' ').map((name) => ({ name }))) };
}
