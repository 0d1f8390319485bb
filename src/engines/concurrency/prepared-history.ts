// A history made ready for a search of orders: the commands that may come next, and the conditions at the end. Commands
// never called are no part of the orders.
import { actorOf } from '../../contract/command.ts';
import type { Answer, Command, Id } from '../../contract/command.ts';
import { isObserve } from '../../contract/concurrent/program.ts';
import { differenceText } from '../../contract/observation/difference-text.ts';
import type { Difference } from '../../contract/observation/differences.ts';
import type { Specification } from '../../model/specification.ts';
import type { State } from '../../model/state.ts';
import { isRunning } from '../../model/state.ts';
import type { CommandOutcomes, PossibleOutcome, Reason } from './command-outcomes.ts';
import { placeText, precedes } from './history.ts';
import type { CommandPlace, ConcurrentHistory, HistoryEntry } from './history.ts';
import { ShownState } from './shown-state.ts';
import { isBoundToActor } from './valid-program.ts';

/** A command that was called. */
export interface CalledEntry {
  readonly place: CommandPlace;
  /** Its number among those of its branch that were called, from 0. */
  readonly index: number;
  /** `undefined` for a look at the state. */
  readonly command: Command | undefined;
  readonly answer: Answer | undefined;
  readonly shown: ShownState | undefined;
  /** Infinite where it was never answered. */
  readonly answered: number;
  /** By branch, the entries that must lie behind before this one: those answered before it was called. */
  readonly required: readonly number[];
}

/** A command that its process did not end, which is right only where that process has ended itself. */
interface CutOff {
  readonly place: CommandPlace;
  readonly actor: Id;
  /** By branch, the entries that must lie behind before its process may have ended. */
  readonly required: readonly number[];
}

const LOOK_CLAUSE = 'I17';
const ORDER_CLAUSE = 'I16';

/** See the header. */
export class PreparedHistory {
  readonly #branches: readonly (readonly CalledEntry[])[];
  /** By branch, the entries that must lie behind at the end: all up to the last one answered. */
  readonly #needed: readonly number[];
  readonly #cutOff: readonly CutOff[];
  readonly #observation: ShownState | undefined;
  readonly #outcomes: CommandOutcomes;

  /** Throws {@link Trouble} where something shown is no observation. O(branches² × commands). */
  constructor(history: ConcurrentHistory, outcomes: CommandOutcomes) {
    const { specification } = outcomes;
    const called = history.branches.map((branch) => branch.filter(isPartOfOrders));
    this.#outcomes = outcomes;
    this.#branches = history.branches.map((branch, index) =>
      placedIn(branch).map(({ entry, position }, nth) => ({
        place: { branch: index + 1, position: position + 1 },
        index: nth,
        command: isObserve(entry.command) ? undefined : entry.command,
        answer: entry.answer,
        shown: entry.observation && new ShownState(specification, entry.observation),
        answered: entry.answered ?? Number.POSITIVE_INFINITY,
        required: called.map((others) => requiredOf(others, entry)),
      })),
    );
    this.#needed = called.map((branch) => answeredIn(branch, branch.length));
    this.#cutOff = history.atRest === false ? [] : cutOffIn(history, called, specification);
    this.#observation = history.observation && new ShownState(specification, history.observation);
  }

  /** Gives back what was shown; nothing is compared any more. */
  [Symbol.dispose](): void {
    this.#observation?.[Symbol.dispose]();
    for (const { shown } of this.#branches.flat()) shown?.[Symbol.dispose]();
  }

  /** Nothing done yet. */
  get start(): readonly number[] {
    return this.#branches.map(() => 0);
  }

  /** The entries that may come next, those answered first in front. O(branches²). */
  nextAfter(done: readonly number[]): readonly CalledEntry[] {
    const next: CalledEntry[] = [];
    for (const [branch, entries] of this.#branches.entries())
      for (let index = done[branch]; index < entries.length; index += 1) {
        const entry = entries[index];
        if (entry.required.every((count, other) => done[other] >= count)) next.push(entry);
        if (entry.answered !== Number.POSITIVE_INFINITY) break;
      }
    return next.sort((one, other) => one.answered - other.answered);
  }

  /** The entries behind once this one is. Those before it in its branch that had no answer have not happened then. */
  doneAfter(done: readonly number[], entry: CalledEntry): readonly number[] {
    const branch = entry.place.branch - 1;
    return done.with(branch, entry.index + 1);
  }

  /** The possible outcomes of an entry in a state; none where it cannot stand there. */
  outcomesOf(state: State, { command, answer, shown }: CalledEntry): readonly PossibleOutcome[] {
    if (command === undefined) return shown === undefined || shown.isOf(state) ? [{ next: state }] : [];
    if (answer !== undefined) return this.#outcomes.answered(state, command, answer);
    return this.#outcomes.unanswered(state, command).filter(({ next, ended }) => next !== state || ended);
  }

  /** The reason that an entry cannot stand in a state. */
  whyNot(state: State, { command, answer, shown }: CalledEntry): Reason {
    if (command !== undefined) return this.#outcomes.whyNot(state, command, answer);
    const differences = shown?.differencesFrom(state) ?? [];
    return {
      because: `cannot show this: ${mostTelling(differences)}`,
      clause: LOOK_CLAUSE,
      refusals: [],
    };
  }

  /**
   * Marks the commands cut off whose process has ended, given the marks before: their end counts from where all
   * before them lies behind, for a number may be a new process's later.
   */
  goneAfter(gone: string, done: readonly number[], state: State): string {
    if (this.#cutOff.length === 0) return '';
    return this.#cutOff
      .map(({ actor, required }, index) =>
        gone[index] === '1' ||
        (!isRunning(state, actor) && required.every((count, branch) => done[branch] >= count))
          ? '1'
          : '0',
      )
      .join('');
  }

  /** Whether all commands that were answered lie behind. */
  isAllDone(done: readonly number[]): boolean {
    return this.#needed.every((count, branch) => done[branch] >= count);
  }

  /** Whether the history may end in a state where all is done. */
  mayEndIn(state: State, gone: string): boolean {
    return !gone.includes('0') && (this.#observation?.isOf(state) ?? true);
  }

  /** The differences of the observation from a state at the end. */
  differencesAtEnd(state: State): readonly Difference[] {
    return this.#observation?.differencesFrom(state) ?? [];
  }

  /** The reason that the history cannot end in a state; a whole sentence. */
  whyNotEnd(state: State, gone: string): Reason {
    const running = this.#cutOff[gone.indexOf('0')];
    return {
      because: gone.includes('0')
        ? `${placeText(running.place)} should be answered: its process (${running.actor}) still runs at the end`
        : mostTelling(this.differencesAtEnd(state)),
      clause: ORDER_CLAUSE,
      refusals: [],
    };
  }
}

/** The difference in a sentence; of several, one that something is there or not, of which the others follow. */
function mostTelling(differences: readonly Difference[]): string {
  const [first] = differences;
  return differenceText(differences.find(({ field }) => field === 'existence') ?? first);
}

/** A look that was never answered says nothing. */
function isPartOfOrders(entry: HistoryEntry): boolean {
  return entry.called !== undefined && (entry.answered !== undefined || !isObserve(entry.command));
}

/** The entries that are part of orders, each with its place among all of its branch, from 0. */
function placedIn(branch: readonly HistoryEntry[]) {
  return branch.map((entry, position) => ({ entry, position })).filter(({ entry }) => isPartOfOrders(entry));
}

/** The number of entries up to the last answered one of the first few. */
function answeredIn(branch: readonly HistoryEntry[], few: number): number {
  let count = few;
  while (count > 0 && branch[count - 1].answered === undefined) count -= 1;
  return count;
}

/** The number of entries up to the last one that was answered before an entry was called. */
function requiredOf(others: readonly HistoryEntry[], entry: HistoryEntry): number {
  return others.findLastIndex((other) => precedes(other, entry)) + 1;
}

/**
 * The commands without an answer that a process of theirs would have issued itself. A branch ends with the process whose
 * command it is at: what it did not call after that, of whichever process, needs no other reason.
 */
function cutOffIn(
  { branches }: ConcurrentHistory,
  called: readonly (readonly HistoryEntry[])[],
  specification: Specification,
): readonly CutOff[] {
  return branches.flatMap((branch, index) =>
    branch.flatMap((entry, position): CutOff | readonly never[] => {
      const { command } = entry;
      if (entry.answered !== undefined || isObserve(command)) return [];
      const actor = actorOf(command);
      if (actor === undefined || !isBoundToActor(specification, command)) return [];
      if (entry.called === undefined && isAfterCutOff(branch, position, specification)) return [];
      const before = branch.slice(0, position).filter(isPartOfOrders);
      return {
        place: { branch: index + 1, position: position + 1 },
        actor,
        required: called.map((others, other) =>
          other === index ? answeredIn(before, before.length) : requiredOf(others, entry),
        ),
      };
    }),
  );
}

/** True if one of the entries without an answer right before a place is a command that a process issues itself. */
function isAfterCutOff(
  branch: readonly HistoryEntry[],
  position: number,
  specification: Specification,
): boolean {
  for (let at = position - 1; at >= 0 && branch[at].answered === undefined; at -= 1) {
    const { command } = branch[at];
    if (!isObserve(command) && actorOf(command) !== undefined && isBoundToActor(specification, command))
      return true;
  }
  return false;
}
