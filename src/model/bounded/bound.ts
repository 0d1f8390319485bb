// The bound of a search: which ids and commands it goes up to, and how many of what can be had several times. Knows
// neither what a command does nor how states are searched.
import type { CommandName } from '../../contract/command.ts';

/** The extent of a search. */
export interface SpaceBound {
  /** Ids are 1 … ids. */
  readonly ids: number;
  /** The most that there may be of what the set's options name, such as handles on a thing; none where it is absent. */
  readonly amounts: Amounts;
  readonly commands: readonly CommandName[];
  /**
   * `'lowest'`: of the ids that an accepted fork or new thread can take only the lowest free one is followed (a
   * thread may bear its pid besides). The others are run and compared as well, but neither followed nor counted:
   * they lead to the same states by other names.
   */
  readonly newIds: 'lowest' | 'any';
}

/** Numbers by the name of an option. */
export type Amounts = Readonly<Record<string, number>>;

/** An accepted command is followed; run and compared only; or not even run (see {@link SpaceBound}). */
export const INSIDE = 0;
export const ASIDE = 1;
export const BEYOND = 2;

/** The most that there may be of what an option names. */
export function amountOf({ amounts }: Pick<SpaceBound, 'amounts'>, option: string): number {
  return amounts[option] ?? 0;
}

/** The bits that hold 0 … most. */
export function bitsFor(most: number): number {
  return 32 - Math.clz32(most);
}
