// All programs of two commands at the same time within a bound: every pair of commands from every state, in either branch;
// states that differ by the names of ids are taken as one. Shortest prefixes first.
import type { Command } from '../../contract/command.ts';
import type { BranchCommand, ConcurrentProgram } from '../../contract/concurrent/program.ts';
import type { SpaceBound } from '../../model/bounded/bound.ts';
import type { Specification } from '../../model/specification.ts';
import { ModelStates } from '../model-states.ts';

/** A state, a shortest way there, and the commands that can be issued in it. */
export interface PairPlace {
  readonly prefix: readonly Command[];
  /** Those that are refused there too, for the other command may change that. */
  readonly commands: readonly BranchCommand[];
}

const LOOK: BranchCommand = { name: 'observe' };

/**
 * Every state within a bound, in the order in which they are come upon; `looks`: a look at the state is a command, too.
 * Memory: the states of one depth and the next, and a key for each state.
 */
export function* pairPlaces(
  specification: Specification,
  bound: SpaceBound,
  looks: boolean,
): Generator<PairPlace> {
  const states = new ModelStates(specification, bound, { upToRenaming: true });
  const start = states.start();
  states.numberOf(start);
  let level: readonly { readonly cells: Uint8Array; readonly prefix: readonly Command[] }[] = [
    { cells: start, prefix: [] },
  ];
  while (level.length > 0) {
    const next: { readonly cells: Uint8Array; readonly prefix: readonly Command[] }[] = [];
    for (const { cells, prefix } of level) {
      const successors = states.successorsOf(cells);
      const commands = successors.map(({ command }) => command);
      yield { prefix, commands: looks ? [...commands, LOOK] : commands };
      for (const { command, leadsTo } of successors) {
        if (leadsTo === undefined) continue;
        const known = states.size;
        if (states.numberOf(leadsTo) === known) next.push({ cells: leadsTo, prefix: [...prefix, command] });
      }
    }
    level = next;
  }
}

/** Every pair of the commands of a place, either of them in either branch, since branches need not be alike. */
export function* pairsFrom({ prefix, commands }: PairPlace): Generator<ConcurrentProgram> {
  for (const [place, one] of commands.entries()) {
    yield { prefix, branches: [[one], [one]] };
    for (const other of commands.slice(place + 1)) {
      yield { prefix, branches: [[one], [other]] };
      yield { prefix, branches: [[other], [one]] };
    }
  }
}

/** The number of pairs of a place. */
export function pairCountOf({ commands }: PairPlace): number {
  return commands.length ** 2;
}
