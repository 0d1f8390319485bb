// Explains why each step of a counterexample is there: what happens without it.
import type { Command } from '../../contract/command.ts';
import type { Specification } from '../../model/specification.ts';
import type { System } from '../../contract/system.ts';
import type { Failure } from '../failure.ts';
import { replay } from '../../lockstep/replay.ts';

/**
 * Without the step: `passes`; `fails-alike`, so the step is not needed; `fails-otherwise`, for another reason, which
 * `sentence` tells.
 */
export type Without =
  | { readonly outcome: 'passes' | 'fails-alike' }
  | { readonly outcome: 'fails-otherwise'; readonly sentence: string };

/** Commands run at most, over all the steps. */
const COMMANDS_MAX = 250_000;

/**
 * Tells what happens without each of the commands asked for, but the last one at which they part: that one is the
 * failure. `undefined` where there are too many to try. O(count²).
 */
export async function withoutEach(
  system: System,
  specification: Specification,
  { commands, divergence }: Failure,
  askedFor: number,
): Promise<readonly Without[] | undefined> {
  const asked = commands.slice(0, askedFor);
  if (asked.length ** 2 > COMMANDS_MAX) return undefined;
  const isAtItsEnd = divergence.step >= 0 && askedFor >= commands.length;
  const found: Without[] = [];
  for (let left = 0; left < asked.length - (isAtItsEnd ? 1 : 0); left += 1)
    found.push(await without(system, specification, asked.toSpliced(left, 1), divergence.failureClass));
  return found;
}

async function without(
  system: System,
  specification: Specification,
  rest: readonly Command[],
  failureClass: string,
): Promise<Without> {
  const { divergence } = await replay(system, specification, rest);
  if (divergence === undefined) return { outcome: 'passes' };
  if (divergence.failureClass === failureClass) return { outcome: 'fails-alike' };
  return { outcome: 'fails-otherwise', sentence: `${divergence.concerns}: ${divergence.sentence}` };
}

/** As a sentence, steps counted from 1. */
export function needSentence(step: number, without: Without): string {
  switch (without.outcome) {
    case 'passes':
      return `without step ${step} it passes`;
    case 'fails-alike':
      return `not needed: without step ${step} it fails all the same`;
    case 'fails-otherwise':
      return `without step ${step} it fails otherwise: ${without.sentence}`;
  }
}
