// The programs with branches that several tests run: two commands that want one id, and two that want two locks.
import type { Command } from '../../src/contract/command.ts';
import type { ConcurrentProgram } from '../../src/contract/concurrent/program.ts';

export const fork = (process: number, child: number): Command => ({ name: 'fork', process, child });
export const exit = (process: number): Command => ({ name: 'exit', process });

/** Two processes fork one child. */
export const RACE: ConcurrentProgram = { prefix: [fork(1, 2)], branches: [[fork(1, 3)], [fork(2, 3)]] };
/** A fork and an exit take two locks. */
export const CROSSED: ConcurrentProgram = { prefix: [fork(1, 2)], branches: [[fork(1, 3)], [exit(2)]] };
