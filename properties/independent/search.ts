// Compiles the search in orbits.c, which shares nothing with the model or the checker, and runs it.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { compileOwnC } from '../support/c-compiler.ts';
import { ROOT } from '../support/repository.ts';

/** The counts that the program prints, with its time and its memory. */
export interface IndependentCounts {
  readonly ids: number;
  readonly states: number;
  readonly orbitSum: number;
  readonly transitions: number;
  /** The transitions of all states that the orbits stand for. */
  readonly transitionSum: number;
  readonly unchanged: number;
  readonly refused: number;
  readonly depth: number;
  readonly statesByDepth: readonly number[];
  readonly seconds: number;
  /** In KiB, on Linux; where it says little, it is that of the program which started it. */
  readonly peakMemory: number;
}

/** Compiles the search into a folder, once, with these words for the compiler; gives the program. */
export function independentSearch(folder: string, ...words: readonly string[]): string {
  const program = join(folder, ['orbits', ...words].join(''));
  if (existsSync(program)) return program;
  const file = join(ROOT, 'properties/independent/orbits.c');
  const problem = compileOwnC(file, program, '-std=c11', '-O3', ...words);
  if (problem !== undefined) throw new Error(problem);
  return program;
}

/** Runs the program for so many ids, to its end; its progress goes to our own standard error. */
export function independentCounts(program: string, ids: number): IndependentCounts {
  const { status, stdout } = spawnSync(program, [String(ids)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`the search of ${ids} ids ends with ${status}`);
  return JSON.parse(stdout) as IndependentCounts;
}
