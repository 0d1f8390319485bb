// Decides whether a history is linearizable (I16): whether some order of its commands is a run of the model with just
// these answers and leads to what was shown at the end. Wing and Gong's search with Lowe's memory of places.
import type { KnownDeviation } from '../../contract/known-deviation.ts';
import { pacer } from '../../contract/run-control.ts';
import type { RunControl } from '../../contract/run-control.ts';
import { counted } from '../../contract/format-numbers.ts';
import { printCommand } from '../../contract/notation/trace.ts';
import type { Observation } from '../../contract/observation/observation.ts';
import { inOneGo, inTurns, STEPS_A_TURN } from '../../lockstep/pauses.ts';
import type { Work } from '../../lockstep/pauses.ts';
import { differingOf } from '../../lockstep/known-deviations.ts';
import type { Specification } from '../../model/specification.ts';
import { StateIdentity } from '../../model/state-identity.ts';
import type { State } from '../../model/state.ts';
import { CommandOutcomes } from './command-outcomes.ts';
import type { AnsweringRules, PossibleOutcome, Reason } from './command-outcomes.ts';
import type { CommandPlace, ConcurrentHistory } from './history.ts';
import { PreparedHistory } from './prepared-history.ts';
import type { CalledEntry } from './prepared-history.ts';
import { refutedOrders } from './refuted-orders.ts';
import type { RefutedOrder } from './refuted-orders.ts';
import { VisitedPlaces } from './visited-places.ts';
import type { SearchPlace } from './visited-places.ts';

/** An end to a search of orders. */
export interface OrderBudget {
  /** Places looked at: which commands are done, and the state then. Default: 100,000, a second or so. */
  readonly placesMax?: number;
  /** Memory, as it is estimated from the sizes of states. Default: 48 MB, with which a process stays below 512 MB. */
  readonly bytesMax?: number;
}

/** The rules of a linearization, besides the specification. */
export interface LinearizeOptions extends AnsweringRules {
  readonly budget?: OrderBudget;
  /** The most refuted orders that a failure lists. Default: 50. */
  readonly ordersMax?: number;
}

/** The start of an order in which each command is right. */
export interface ExplainedPrefix {
  readonly order: readonly CommandPlace[];
  /** The reasons that none of the commands that could come next may, and where all are done, that the end is wrong. */
  readonly stops: readonly RefutedOrder[];
}

/** The outcome: an order that explains the history, none, or not known. */
export type Linearization =
  | {
      readonly verdict: 'pass';
      /** Commands without an answer that are not in it have not happened. */
      readonly order: readonly CommandPlace[];
      /** The known deviations in it, in this order. */
      readonly deviations: readonly KnownDeviation[];
      /** The known deviation at the end of the order, after which nothing can be compared. */
      readonly ended?: KnownDeviation;
      readonly places: number;
    }
  | {
      readonly verdict: 'fail';
      /** The command of the prefix that is wrong, from 0: a failure without any concurrency. */
      readonly inPrefix?: { readonly step: number; readonly sentence: string; readonly reason: Reason };
      readonly longest: ExplainedPrefix;
      /** The orders tried, each up to what refutes it. */
      readonly refuted: readonly RefutedOrder[];
      /** Whether every order begins with one of those. */
      readonly allRefuted: boolean;
      readonly places: number;
    }
  | {
      readonly verdict: 'inconclusive';
      readonly reason: string;
      readonly longest: ExplainedPrefix;
      readonly places: number;
    };

const PLACES_MAX = 100_000;
const BYTES_MAX = 48 * 1024 * 1024;
const ORDERS_MAX = 50;

/**
 * Decides whether the commands of a history, each somewhere between its call and its answer, can have happened one
 * after the other. Throws {@link Trouble} where something shown is no observation. The worst case grows with the number
 * of commands that overlap; where few do, O(commands × state's changes).
 */
export function linearize(
  specification: Specification,
  history: ConcurrentHistory,
  options: LinearizeOptions = {},
): Linearization {
  using search = new OrderSearch(specification, history, options);
  return inOneGo(search.run());
}

/** The same, while others are let in, and ended early where that is asked for; the progress is the places looked at. */
export async function linearizeInTurns(
  specification: Specification,
  history: ConcurrentHistory,
  options: LinearizeOptions,
  control: RunControl<number>,
): Promise<Linearization> {
  using search = new OrderSearch(specification, history, options);
  const pace = pacer(control);
  return await inTurns(search.run(), async () => {
    await pace(() => search.places);
    if (control.stopped()) search.end('the search of orders was interrupted');
  });
}

/** Whether there is anything that could be wrong. */
function showsAnything({ prefix, branches, observation }: ConcurrentHistory): boolean {
  const entries = branches.flat();
  return (
    [...prefix, ...entries].some(({ answer }) => answer !== undefined) ||
    [observation, ...entries.map((entry) => entry.observation)].some(isCompared)
  );
}

/** Whether an observation shows anything that a state is compared in: its resources are not. */
function isCompared(observation: Observation | undefined): boolean {
  const { processes, groups, sessions } = observation ?? {};
  return (processes ?? groups ?? sessions) !== undefined;
}

/** The states that the prefix may have led to: several where its answers are left out and the system may choose. */
function statesAfterPrefix(
  { prefix }: ConcurrentHistory,
  outcomes: CommandOutcomes,
):
  | {
      readonly states: readonly State[];
      /** After these the model may not know the state. */
      readonly mayDiffer: KnownDeviation | undefined;
      readonly ended: KnownDeviation | undefined;
    }
  | { readonly step: number; readonly sentence: string; readonly reason: Reason } {
  const { specification } = outcomes;
  let states: readonly State[] = [specification.initial];
  let mayDiffer: KnownDeviation | undefined;
  for (const [step, { command, answer }] of prefix.entries()) {
    const found: readonly PossibleOutcome[] = states.flatMap((state) =>
      answer === undefined ? outcomes.unanswered(state, command) : outcomes.answered(state, command, answer),
    );
    const ended = found.find((outcome) => outcome.ended)?.ended;
    if (ended !== undefined) return { states: [], mayDiffer, ended };
    if (found.length === 0) {
      const reason = outcomes.whyNot(states[0], command, answer);
      const text = printCommand(command, specification.vocabulary);
      return { step, sentence: `command ${step + 1} of the prefix, "${text}", ${reason.because}`, reason };
    }
    mayDiffer ??= found.find((outcome) => outcome.mayDiffer)?.mayDiffer;
    states = [...new Set(found.map(({ next }) => next))];
  }
  return { states, mayDiffer, ended: undefined };
}

/** A place of the search, how it was come to, and what is left to try from it. */
interface Frame extends SearchPlace {
  readonly parent: Frame | undefined;
  readonly entry: CalledEntry | undefined;
  readonly deviation: KnownDeviation | undefined;
  readonly depth: number;
  readonly next: readonly CalledEntry[];
  nextIndex: number;
  outcomes: readonly PossibleOutcome[];
  outcomeIndex: number;
}

/** One search: depth first, on a stack of its own, since histories may be long. */
class OrderSearch {
  readonly #specification: Specification;
  readonly #history: ConcurrentHistory;
  readonly #outcomes: CommandOutcomes;
  readonly #prepared: PreparedHistory;
  readonly #identity: StateIdentity;
  readonly #visited: VisitedPlaces;
  readonly #placesMax: number;
  readonly #bytesMax: number;
  readonly #ordersMax: number;
  #places = 0;
  /** Those of the states on the way to where the search is. */
  #bytesOfWay = 0;
  #longest: Frame | undefined;
  #endedFor: string | undefined;
  /** An order after which nothing can be compared: taken where no other explains the history. */
  #ended:
    | {
        readonly order: readonly CommandPlace[];
        readonly deviations: readonly KnownDeviation[];
        readonly ended: KnownDeviation;
      }
    | undefined;

  constructor(specification: Specification, history: ConcurrentHistory, options: LinearizeOptions) {
    const { budget: { placesMax = PLACES_MAX, bytesMax = BYTES_MAX } = {}, ordersMax = ORDERS_MAX } = options;
    this.#specification = specification;
    this.#history = history;
    this.#outcomes = new CommandOutcomes(specification, options);
    this.#prepared = new PreparedHistory(history, this.#outcomes);
    this.#identity = new StateIdentity(specification.withoutConsequence);
    this.#visited = new VisitedPlaces(this.#identity);
    this.#placesMax = placesMax;
    this.#bytesMax = bytesMax;
    this.#ordersMax = ordersMax;
  }

  get places(): number {
    return this.#places;
  }

  [Symbol.dispose](): void {
    this.#prepared[Symbol.dispose]();
  }

  /** Ends the search at its next pause, for a reason in a sentence. */
  end(reason: string): void {
    this.#endedFor ??= reason;
  }

  *run(): Work<Linearization> {
    if (!showsAnything(this.#history))
      return this.#unfinished(
        'nothing was compared: the history has no answer, and shows no processes, groups or sessions',
      );
    const before = statesAfterPrefix(this.#history, this.#outcomes);
    if ('reason' in before)
      return {
        verdict: 'fail',
        inPrefix: before,
        longest: { order: [], stops: [] },
        refuted: [],
        allRefuted: false,
        places: 0,
      };
    const { mayDiffer, ended = mayDiffer } = before;
    if (ended !== undefined) this.#ended = { order: [], deviations: [ended], ended };
    const starts = before.states.map((state) => this.#start(state));
    for (const start of starts) {
      const ending = yield* this.#searchFrom(start);
      if (ending !== undefined) return ending;
    }
    if (this.#ended !== undefined) return { verdict: 'pass', ...this.#ended, places: this.#places };
    return this.#failure(starts);
  }

  #start(state: State): SearchPlace {
    const done = this.#prepared.start;
    const hash = this.#identity.hashAfter(this.#specification.initial, 0, state);
    return { done, gone: this.#prepared.goneAfter('', done, state), state, hash };
  }

  *#searchFrom(start: SearchPlace): Work<Linearization | undefined> {
    const stack: Frame[] = [];
    let frame: Frame | undefined = this.#frame(start);
    stack.push(frame);
    if (this.#isExplained(frame)) return this.#pass(frame);
    for (let turn = 1; frame !== undefined; turn += 1) {
      if (turn % STEPS_A_TURN === 0) yield;
      const reason = this.#endedFor ?? this.#budgetSpent();
      if (reason !== undefined) return this.#unfinished(reason);
      const entered: Frame | 'none' | 'refused' = this.#step(frame);
      if (entered === 'none') {
        this.#visited.add(frame);
        this.#bytesOfWay -= bytesOf(frame);
        stack.pop();
        frame = stack.at(-1);
      } else if (entered !== 'refused') {
        if (this.#isExplained(entered)) return this.#pass(entered);
        stack.push(entered);
        frame = entered;
      }
    }
    return undefined;
  }

  /** Tries the next outcome of the next command from a place. */
  #step(frame: Frame): Frame | 'none' | 'refused' {
    const { next, outcomes, state } = frame;
    if (frame.outcomeIndex === outcomes.length) {
      if (frame.nextIndex === next.length) return 'none';
      frame.outcomes = this.#prepared.outcomesOf(state, next[frame.nextIndex]);
      frame.outcomeIndex = 0;
      frame.nextIndex += 1;
      return 'refused';
    }
    const entry = next[frame.nextIndex - 1];
    const outcome = outcomes[frame.outcomeIndex];
    frame.outcomeIndex += 1;
    const done = this.#prepared.doneAfter(frame.done, entry);
    const place: SearchPlace = {
      done,
      gone: this.#prepared.goneAfter(frame.gone, done, outcome.next),
      state: outcome.next,
      hash: this.#identity.hashAfter(state, frame.hash, outcome.next),
    };
    if (outcome.ended !== undefined || outcome.mayDiffer !== undefined)
      this.#noteDeviation(frame, entry, place, outcome);
    if (outcome.ended !== undefined || this.#visited.has(place)) return 'refused';
    return this.#frame(place, frame, entry, outcome.deviation);
  }

  #frame(place: SearchPlace, parent?: Frame, entry?: CalledEntry, deviation?: KnownDeviation): Frame {
    const frame: Frame = {
      ...place,
      parent,
      entry,
      deviation,
      depth: parent === undefined ? 0 : parent.depth + 1,
      next: this.#prepared.nextAfter(place.done),
      nextIndex: 0,
      outcomes: [],
      outcomeIndex: 0,
    };
    this.#places += 1;
    this.#bytesOfWay += bytesOf(place);
    if (this.#longest === undefined || frame.depth > this.#longest.depth) this.#longest = frame;
    return frame;
  }

  /** A command after which the model may not know the state: what follows is allowed, and so is what is shown then. */
  #noteDeviation(
    frame: Frame,
    entry: CalledEntry,
    { done, state }: SearchPlace,
    { ended, mayDiffer }: PossibleOutcome,
  ): void {
    const deviation = ended ?? mayDiffer;
    if (this.#ended !== undefined || deviation === undefined) return;
    const isLast = this.#prepared.isAllDone(done);
    const differs: readonly string[] = mayDiffer?.differs ?? [];
    const isShown = this.#prepared
      .differencesAtEnd(state)
      .every((difference) => differs.includes(differingOf(difference)));
    if (ended !== undefined || !isLast || isShown)
      this.#ended = {
        order: [...orderOf(frame), entry.place],
        deviations: [...deviationsOf(frame), deviation],
        ended: deviation,
      };
  }

  #isExplained({ done, state, gone }: SearchPlace): boolean {
    return this.#prepared.isAllDone(done) && this.#prepared.mayEndIn(state, gone);
  }

  #pass(frame: Frame): Linearization {
    return {
      verdict: 'pass',
      order: orderOf(frame),
      deviations: deviationsOf(frame),
      places: this.#places,
    };
  }

  #budgetSpent(): string | undefined {
    const isPlaces = this.#places > this.#placesMax;
    if (!isPlaces && this.#bytesOfWay + this.#visited.bytes <= this.#bytesMax) return undefined;
    const spent = isPlaces
      ? counted(this.#placesMax, 'place')
      : counted(Math.round(this.#bytesMax / 1024 / 1024), 'megabyte');
    return `the search of orders ended after ${spent}`;
  }

  #unfinished(reason: string): Linearization {
    if (this.#ended !== undefined) return { verdict: 'pass', ...this.#ended, places: this.#places };
    return { verdict: 'inconclusive', reason, longest: this.#explainedPrefix(), places: this.#places };
  }

  #failure(starts: readonly SearchPlace[]): Linearization {
    const listed = starts.map((start) => refutedOrders(this.#prepared, start, this.#ordersMax));
    return {
      verdict: 'fail',
      longest: this.#explainedPrefix(),
      refuted: listed.flatMap(({ orders }) => orders).slice(0, this.#ordersMax),
      allRefuted: starts.length === 1 && listed.every(({ all }) => all),
      places: this.#places,
    };
  }

  #explainedPrefix(): ExplainedPrefix {
    const frame = this.#longest;
    if (frame === undefined) return { order: [], stops: [] };
    const order = orderOf(frame);
    const { done, gone, state } = frame;
    const stops = this.#prepared
      .nextAfter(done)
      .filter((entry) => entry.answered !== Number.POSITIVE_INFINITY)
      .filter((entry) => this.#prepared.outcomesOf(state, entry).length === 0)
      .map(
        (entry): RefutedOrder => ({
          order: [...order, entry.place],
          at: 'command',
          reason: this.#prepared.whyNot(state, entry),
        }),
      );
    const atEnd: readonly RefutedOrder[] =
      this.#prepared.isAllDone(done) && !this.#prepared.mayEndIn(state, gone)
        ? [{ order, at: 'end', reason: this.#prepared.whyNotEnd(state, gone) }]
        : [];
    return { order, stops: [...stops, ...atEnd] };
  }
}

function orderOf(frame: Frame): readonly CommandPlace[] {
  const order: CommandPlace[] = [];
  for (let at: Frame | undefined = frame; at?.entry !== undefined; at = at.parent) order.push(at.entry.place);
  return order.reverse();
}

function deviationsOf(frame: Frame): readonly KnownDeviation[] {
  const found: KnownDeviation[] = [];
  for (let at: Frame | undefined = frame; at !== undefined; at = at.parent)
    if (at.deviation !== undefined) found.push(at.deviation);
  return found.reverse();
}

/** The memory of a place on the way: mostly the rows and lists that its state does not share with the one before. */
function bytesOf({ state, done }: SearchPlace): number {
  return 1500 + 8 * done.length + 40 * state.processes.size;
}
