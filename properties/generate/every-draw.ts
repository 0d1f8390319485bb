// Draws with each chance taken every way: all commands that a draw of a command set can give in a state.
import type { Command, Id } from '../../src/contract/command.ts';
import type { CommandDraw, Draw, Ids } from '../../src/model/draws.ts';
import type { State } from '../../src/model/state.ts';
import { idInUse, isRunning } from '../../src/model/state.ts';

/** The exit codes that a draw gives: those of 8 bits, and of 32. */
export const CODES = { byte: [0, 255], word: [0, -1] };

/** The answers of chances in place of its turns, by its percentage; and whether nothing is ever met. */
export interface Fixed {
  readonly chances?: (percent: number) => boolean;
  readonly meetsNothing?: boolean;
}

/** Takes the turns that it is told, and the first one after those. */
class ToldDraw implements Draw {
  readonly #ids: readonly Id[];
  readonly #fixed: Fixed;
  readonly #turns: number[] = [];
  readonly #counts: number[] = [];
  #at = 0;

  constructor(ids: readonly Id[], fixed: Fixed) {
    this.#ids = ids;
    this.#fixed = fixed;
  }

  /** Goes on to turns that it has not taken yet; false where it has taken all. */
  again(): boolean {
    this.#turns.length = this.#at;
    this.#counts.length = this.#at;
    this.#at = 0;
    while (this.#turns.length > 0) {
      const last = this.#turns.length - 1;
      this.#turns[last] += 1;
      if (this.#turns[last] < this.#counts[last]) return true;
      this.#turns.pop();
      this.#counts.pop();
    }
    return false;
  }

  below(count: number): number {
    this.#counts[this.#at] = count;
    const turn = (this.#turns[this.#at] ??= 0);
    this.#at += 1;
    return turn;
  }

  chance(percent: number): boolean {
    return this.#fixed.chances?.(percent) ?? this.below(2) === 0;
  }

  among(ids: Ids, fits: (id: Id) => boolean): Id | undefined {
    const all = Array.from({ length: ids.size }, (_, position) => ids.idAt(position));
    return this.oneOf(all.filter((id) => fits(id)));
  }

  oneOf(ids: readonly Id[]): Id | undefined {
    return ids.length === 0 || this.#fixed.meetsNothing ? undefined : ids[this.below(ids.length)];
  }

  anyId(): Id {
    return this.#ids[this.below(this.#ids.length)];
  }

  idLike(fits: (id: Id) => boolean): Id | undefined {
    return this.oneOf(this.#ids.filter((id) => fits(id)));
  }

  freeId(state: State): Id | undefined {
    return this.idLike((id) => !idInUse(state, id));
  }

  usedId(state: State): Id {
    return this.idLike((id) => idInUse(state, id)) as Id;
  }

  parent(state: State): Id | undefined {
    return this.among(state.processes, (pid) => isRunning(state, pid));
  }

  switch(): boolean {
    return this.below(2) === 0;
  }

  code(isByte: boolean): number {
    return (isByte ? CODES.byte : CODES.word)[this.below(2)];
  }
}

/** The commands that a draw can give, and whether it can give none. */
interface EveryDrawn {
  readonly commands: readonly Command[];
  readonly mayMiss: boolean;
}

/** All that a draw can give where these ids are in play. */
export function everyDrawn(
  draw: CommandDraw,
  state: State,
  ids: readonly Id[],
  fixed: Fixed = {},
): EveryDrawn {
  const found = new Map<string, Command>();
  const told = new ToldDraw(ids, fixed);
  let mayMiss = false;
  do {
    const command = draw(state, told);
    if (command === undefined) mayMiss = true;
    else found.set(JSON.stringify(command), command);
  } while (told.again());
  return { commands: [...found.values()], mayMiss };
}
