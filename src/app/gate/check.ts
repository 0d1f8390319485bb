// What a check comes to, as a value that any test runner can be told.
import type { Command } from '../../contract/command.ts';
import { visible } from '../../contract/visible.ts';
import type { Divergence } from '../../lockstep/divergence.ts';

/** What shows that a check failed. */
export interface Counterexample {
  readonly commands: readonly Command[];
  /** The commands as a trace file, ready to be saved; `undefined` where a replay of them alone would not show it. */
  readonly trace: string | undefined;
  /** Where model and system part; `undefined` where the system was compared with itself. */
  readonly divergence: Divergence | undefined;
}

/** How a check ended. An inconclusive one is never a pass. Sentences and reports are safe to show. */
export type CheckOutcome =
  | {
      readonly verdict: 'pass';
      /** What was looked at. */
      readonly sentence: string;
    }
  | {
      readonly verdict: 'fail';
      /** What is wrong. */
      readonly sentence: string;
      /** The same in full: steps, difference, how to see it again. Several lines, no colours. */
      readonly report: string;
      readonly counterexample: Counterexample | undefined;
    }
  | {
      readonly verdict: 'inconclusive';
      /** Why there is no verdict. */
      readonly sentence: string;
      readonly report: string;
      /**
       * Whether nothing went wrong here: the system leaves out what the check needs, or another check reports the
       * trouble. A runner skips such a check aloud; one that is not excused it should fail.
       */
      readonly excused: boolean;
    };

/** One claim about a system. */
export interface ConformanceCheck {
  /** The claim, in the present tense. */
  readonly name: string;
  /** Checks it on a system made for it. Rejects only by a bug of procession's own. May be called again. */
  readonly run: () => Promise<CheckOutcome>;
}

/** For runners that are told of a failure by an exception: its message is the report, and it has no stack to read past. */
export class Nonconformance extends Error {
  override readonly name = 'Nonconformance';

  constructor({ report }: { readonly report: string }) {
    super(report);
    this.stack = `Nonconformance: ${report}`;
  }
}

export function pass(sentence: string): CheckOutcome {
  return { verdict: 'pass', sentence: visible(sentence) };
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
