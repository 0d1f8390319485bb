// Every program of branches of a size, within a bound of commands and ids: prefixes are a shortest way to each state of the
// model up to the names of ids, branches any commands that can be issued there, up to the order of branches.
import type { Command } from '../../contract/command.ts';
import type { BranchCommand, ConcurrentProgram } from '../../contract/concurrent/program.ts';
import { BRANCH_COMMANDS_MAX } from '../../contract/concurrent/program.ts';
import type { SpaceBound } from '../../model/bounded/bound.ts';
import type { Specification } from '../../model/specification.ts';
import { ModelStates } from '../model-states.ts';
import { isValidProgram } from './valid-program.ts';

/** A state of the model, and a shortest way there. */
interface Place {
  readonly path: readonly Command[];
  readonly cells: Uint8Array;
}

/** The commands of a branch, and their places in the order of branches. */
interface Branch {
  readonly commands: readonly BranchCommand[];
  readonly rank: number;
}

/** The programs of a bound, by size. Memory: the states that the longest prefix asked for leads to. */
export class ProgramsInBound {
  readonly #specification: Specification;
  readonly #states: ModelStates;
  readonly #looks: boolean;
  /** By length: the places that are reached in so many commands and not in fewer. */
  readonly #levels: Place[][];

  /** `looks`: branches may look at the state, too. */
  constructor(specification: Specification, bound: SpaceBound, looks: boolean) {
    this.#specification = specification;
    this.#states = new ModelStates(specification, bound, { upToRenaming: true });
    this.#looks = looks;
    const cells = this.#states.start();
    this.#states.numberOf(cells);
    this.#levels = [[{ path: [], cells }]];
  }

  /** Every program of so many commands, the prefix counted, in so many branches. */
  *ofSize(commands: number, branches: number): Generator<ConcurrentProgram> {
    for (let prefix = 0; prefix <= commands - branches; prefix += 1)
      for (const lengths of splits(commands - prefix, branches))
        for (const place of this.#placesAt(prefix)) yield* this.#programsFrom(place, lengths);
  }

  #placesAt(length: number): readonly Place[] {
    while (this.#levels.length <= length) {
      const level: Place[] = [];
      for (const { path, cells } of this.#levels[this.#levels.length - 1])
        for (const { command, leadsTo } of this.#states.successorsOf(cells)) {
          if (leadsTo === undefined) continue;
          const known = this.#states.size;
          if (this.#states.numberOf(leadsTo) < known) continue;
          level.push({ path: [...path, command], cells: leadsTo });
        }
      this.#levels.push(level);
    }
    return this.#levels[length];
  }

  *#programsFrom({ path: prefix, cells }: Place, lengths: readonly number[]): Generator<ConcurrentProgram> {
    const byLength = new Map<number, readonly Branch[]>();
    for (const length of lengths)
      if (!byLength.has(length)) byLength.set(length, this.#branchesOf(cells, length));
    for (const branches of this.#choices(lengths, byLength)) {
      const program = { prefix, branches };
      if (isValidProgram(this.#specification, program)) yield program;
    }
  }

  /** One branch of each length; of equal lengths, in the order of their ranks. */
  *#choices(
    [length, ...more]: readonly number[],
    byLength: ReadonlyMap<number, readonly Branch[]>,
    before?: { readonly length: number; readonly rank: number },
  ): Generator<readonly (readonly BranchCommand[])[]> {
    for (const { commands, rank } of byLength.get(length) ?? []) {
      if (before?.length === length && rank < before.rank) continue;
      if (more.length === 0) yield [commands];
      else for (const others of this.#choices(more, byLength, { length, rank })) yield [commands, ...others];
    }
  }

  /** The branches of so many commands that can be issued from a place, as their own branch sees it. */
  #branchesOf(cells: Uint8Array, length: number): readonly Branch[] {
    const sequences = this.#sequencesFrom(cells, length);
    return sequences.map((commands, rank) => ({ commands, rank }));
  }

  #sequencesFrom(cells: Uint8Array, length: number): readonly (readonly BranchCommand[])[] {
    if (length === 0) return [[]];
    const looks: readonly (readonly BranchCommand[])[] = this.#looks
      ? this.#sequencesFrom(cells, length - 1).map((others) => [{ name: 'observe' }, ...others])
      : [];
    return [
      ...this.#states
        .successorsOf(cells)
        .flatMap(({ command, leadsTo }) =>
          this.#sequencesFrom(leadsTo ?? cells, length - 1).map((others) => [command, ...others]),
        ),
      ...looks,
    ];
  }
}

/** The ways to split so many commands among branches, longest first. */
function splits(commands: number, branches: number, most = BRANCH_COMMANDS_MAX): readonly number[][] {
  if (branches === 0) return commands === 0 ? [[]] : [];
  const ways: number[][] = [];
  for (let first = Math.min(most, commands - branches + 1); first >= 1; first -= 1)
    for (const others of splits(commands - first, branches - 1, first)) ways.push([first, ...others]);
  return ways;
}
