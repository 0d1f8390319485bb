// A check of the gate: a row that says what is asked, what it costs and what it needs, and the outcome that it comes
// to, as a value that any test runner can be told.
import type { Command } from '../../contract/command.ts';
import { visible } from '../../contract/visible.ts';
import type { Divergence } from '../../lockstep/divergence.ts';
import type { System } from '../../contract/system.ts';
import type { CheckEvidence } from './check-evidence.ts';
import type { Need } from './needs.ts';
import { needsInWords } from './needs.ts';
import type { GateProfile, Settings } from './settings.ts';
import type { Surroundings } from './surroundings.ts';
import { ALONE } from './surroundings.ts';

/** Makes a new system. Each check makes its own, some make several. */
export type MakeSystem = () => System | Promise<System>;

/** The evidence that a check failed. */
export interface Counterexample {
  readonly commands: readonly Command[];
  /** The commands as a trace file, ready to be saved; `undefined` where a replay of them alone would not show it. */
  readonly trace: string | undefined;
  /** The file that it is stored in; absent where it is stored in none. */
  readonly file?: string;
  /** The line that shows it again, where a replay of the file on the system that was asked for would not. */
  readonly replay?: string;
  /** All that was found out, as the JSON form of a counterexample has it; absent where `trace` is. */
  readonly record?: object;
  /** The divergence of model and system; `undefined` where the system was compared with itself. */
  readonly divergence: Divergence | undefined;
}

/** The end of a check. An inconclusive one is never a pass. Sentences and reports are safe to show. */
export type CheckOutcome = CheckEnding & {
  /** The counts and sights on the way, as data: for the page, for machines, and to be merged over shards. */
  readonly evidence?: CheckEvidence;
};

/** The verdict, and its reason. */
export type CheckEnding =
  | {
      readonly verdict: 'pass';
      /** The work that was done, in a sentence. */
      readonly sentence: string;
    }
  | {
      readonly verdict: 'fail';
      /** The fault, in a sentence. */
      readonly sentence: string;
      /** The same in full: steps, difference, how to see it again. Several lines, no colours. */
      readonly report: string;
      readonly counterexample: Counterexample | undefined;
    }
  | {
      readonly verdict: 'inconclusive';
      /** The reason that there is no verdict. */
      readonly sentence: string;
      readonly report: string;
      /**
       * Whether nothing went wrong here: the system leaves out what the check needs, or another check reports the
       * trouble. A runner skips such a check aloud; one that is not excused it should fail.
       */
      readonly excused: boolean;
      /** It applies, and is excused since another check came to no end first, which reports why. */
      readonly unjudged?: true;
    };

/**
 * A check of the gate: a row of its list. One of your own is a module that exports it as `check`, and that the key `checks`
 * of procession.gate.json names.
 *
 * @example
 * ```ts
 * import type { Check } from 'procession-check';
 *
 * export const check: Check = {
 *   name: 'two-children',
 *   claim: () => 'init can have two children',
 *   cost: () => 2,
 *   needs: [],
 *   run: async ({ make }) => {
 *     const system = await make();
 *     await system.reset();
 *     for (const child of [2, 3]) await system.apply({ name: 'fork', process: 1, child });
 *     const count = (await system.observe()).processes?.length;
 *     await system.close?.();
 *     if (count === 3) return { verdict: 'pass', sentence: 'both are shown' };
 *     const sentence = `there should be 3 processes and there are ${count}`;
 *     return { verdict: 'fail', sentence, report: sentence, counterexample: undefined };
 *   },
 * };
 * ```
 */
export interface Check {
  /** Short and stable. */
  readonly name: string;
  /** The subject: `system`, where this is absent, is any; `table` our own tables alone, each; `harness` procession, once. */
  readonly about?: 'system' | 'table' | 'harness';
  /** The line of the gate's summary, where checks share one. Its own name where this is absent. */
  readonly line?: string;
  /** The profiles of the gate that run it; all where this is absent. */
  readonly profiles?: readonly GateProfile[];
  /** The claim about a system with these settings, in the present tense. */
  readonly claim: (settings: Settings) => string;
  /** Commands given to systems at most while nothing fails: counted, so that no slow machine changes a verdict. */
  readonly cost: (settings: Settings) => number;
  /** Without these it is inconclusive, said aloud. */
  readonly needs: readonly Need[];
  /** Whether it is about systems of this command set; of every set where this is absent. */
  readonly isOf?: (commandSet: string) => boolean;
  /** Whether it is asked at all with these settings; always where this is absent. */
  readonly isAsked?: (settings: Settings) => boolean;
  /** Does its shard's share of the work alone. One shard does all of it for the others where this is absent. */
  readonly divides?: true;
  /** The name of a check whose work it asks for: one shard runs both. */
  readonly sharesWorkOf?: string;
  /** Decides from the evidence of all shards, where one shard's share cannot. */
  readonly judged?: (evidence: CheckEvidence) => CheckOutcome;
  /** Rejects only by a bug of procession's own. May be called again. */
  readonly run: (subject: Subject) => Promise<CheckOutcome>;
}

/** The system that is checked, and how. */
export class Subject {
  readonly make: MakeSystem;
  readonly settings: Settings;
  /** Clock, progress, profile and share of the work. */
  readonly surroundings: Surroundings;
  #done = new Map<unknown, Promise<unknown>>();

  constructor(make: MakeSystem, settings: Settings, surroundings: Surroundings = ALONE) {
    this.make = make;
    this.settings = settings;
    this.surroundings = surroundings;
  }

  /** The same subject, and the same work done for it, under another control. */
  under(control: Surroundings['control']): Subject {
    const same = new Subject(this.make, this.settings, { ...this.surroundings, control });
    same.#done = this.#done;
    return same;
  }

  /** The result of work that several checks share, done for whichever asks first. */
  once<Result>(work: (subject: Subject) => Promise<Result>): Promise<Result> {
    const done = (this.#done.get(work) as Promise<Result> | undefined) ?? work(this);
    this.#done.set(work, done);
    return done;
  }
}

/** The outcome of a check on a machine that has these tools. */
export async function outcomeOf(
  check: Check,
  subject: Subject,
  available: ReadonlySet<Need>,
): Promise<CheckOutcome> {
  const missing = check.needs.filter((need) => !available.has(need));
  if (missing.length === 0) return await check.run(subject);
  const words = needsInWords(missing);
  return missing.some((need) => subject.surroundings.required?.has(need))
    ? inconclusive(`it needs what is required and missing here: ${words}`)
    : excused(`it needs what is missing here: ${words}`);
}

/** One claim about a system, for test runners. */
export interface ConformanceCheck {
  /** The claim, in the present tense. */
  readonly name: string;
  /** Checks it on a system made for it. Rejects only by a bug of procession's own. May be called again. */
  readonly run: () => Promise<CheckOutcome>;
}

/**
 * For runners that are told of a failure by an exception: its message is the report, and it has no stack to read past.
 *
 * @example
 * ```ts
 * import { check, Nonconformance, posixTableSystem } from 'procession-check';
 *
 * const wrong = posixTableSystem();
 * wrong.apply = () => ({ refused: true });
 * const error: unknown = await check(wrong, { save: false }).catch((caught: unknown) => caught);
 * error instanceof Nonconformance; // true
 * ```
 */
export class Nonconformance extends Error {
  override readonly name = 'Nonconformance';

  constructor({ report }: { readonly report: string }) {
    super(report);
    this.stack = `Nonconformance: ${report}`;
  }
}

export function pass(sentence: string, evidence?: CheckEvidence): CheckOutcome {
  return { verdict: 'pass', sentence: visible(sentence), ...(evidence && { evidence }) };
}

/** A failure that no command leads to. */
export function failed(sentence: string): CheckOutcome {
  const shown = visible(sentence);
  return { verdict: 'fail', sentence: shown, report: shown, counterexample: undefined };
}

/** Trouble: to be shown as a failure. */
export function inconclusive(sentence: string): CheckOutcome {
  const shown = visible(sentence);
  return { verdict: 'inconclusive', sentence: shown, report: `inconclusive: ${shown}`, excused: false };
}

/** Nothing to judge here, and no trouble. */
export function excused(sentence: string): CheckOutcome {
  const shown = visible(sentence);
  return { verdict: 'inconclusive', sentence: shown, report: `not checked: ${shown}`, excused: true };
}

/** Nothing is judged here, since another check came to no end first, which reports why. */
export function unjudged(sentence: string): CheckOutcome {
  const shown = visible(sentence);
  return {
    verdict: 'inconclusive',
    sentence: shown,
    report: `not checked: ${shown}`,
    excused: true,
    unjudged: true,
  };
}

/** The outcome of a check of which no part falls to this shard. */
export const NO_SHARE: CheckOutcome = excused('no part of it falls to this shard');
