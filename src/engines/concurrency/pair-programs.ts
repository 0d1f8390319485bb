// All programs of two commands at the same time within a bound: every pair of commands from every state, states that
// differ by the names of ids taken as one. Shortest prefixes first.
import type { Command } from '../../contract/command.ts';
import type { ConcurrentProgram } from '../../contract/concurrent/program.ts';
import type { SpaceBound } from '../../model/bounded/bound.ts';
import type { Specification } from '../../model/specification.ts';
import { ModelStates } from '../model-states.ts';

/** A program, and which it is. */
export interface PairProgram {
  readonly program: ConcurrentProgram;
  /** The number of the state that its prefix leads to, from 0, in the order in which states are come upon. */
  readonly state: number;
}

/** A state and the shortest way there. */
interface Reached {
  readonly cells: Uint8Array;
  readonly prefix: readonly Command[];
}

/**
 * Every pair of commands that can be issued, from every state: those that are refused there too, for the other command may
 * change that. Both commands may be the same one. Memory: the states of one depth and the next, and a key for each state.
 */
export function* pairPrograms(specification: Specification, bound: SpaceBound): Generator<PairProgram> {
  const states = new ModelStates(specification, bound, { upToRenaming: true });
  const start = states.start();
  states.numberOf(start);
  let state = 0;
  let level: readonly Reached[] = [{ cells: start, prefix: [] }];
  while (level.length > 0) {
    const next: Reached[] = [];
    for (const { cells, prefix } of level) {
      const successors = states.successorsOf(cells);
      const commands = successors.map(({ command }) => command);
      for (const [place, one] of commands.entries())
        for (const other of commands.slice(place))
          yield { program: { prefix, branches: [[one], [other]] }, state };
      for (const { command, leadsTo } of successors) {
        if (leadsTo === undefined) continue;
        const known = states.size;
        if (states.numberOf(leadsTo) === known) next.push({ cells: leadsTo, prefix: [...prefix, command] });
      }
      state += 1;
    }
    level = next;
  }
}
