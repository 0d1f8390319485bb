// Finds the known faults that a failure looks like. The measure: the same commands are run on every candidate, and those
// count that part from the model at the same command. `same`: with the same answer and the same state shown.
// `alike`: with the same clause or invariant and in the same way, the rest aside; the more differences in common, the
// nearer. Nothing else is likeness: a fault that shows elsewhere on this trace is not named.
import type { System } from '../../contract/system.ts';
import type { Specification } from '../../model/specification.ts';
import type { Divergence } from '../../lockstep/divergence.ts';
import type { Failure } from '../failure.ts';
import { replay } from '../../lockstep/replay.ts';

/** A known fault. */
export interface Candidate {
  readonly name: string;
  readonly sentence: string;
  readonly make: () => System;
}

/** A candidate that fails here as the system did. */
export interface Likeness {
  readonly name: string;
  readonly sentence: string;
  readonly how: 'same' | 'alike';
}

/** Those that are nearest, in the candidates' order; all of them `same`, or all of them equally `alike`. */
export async function nearestOf(
  specification: Specification,
  { commands, divergence }: Failure,
  candidates: readonly Candidate[],
): Promise<readonly Likeness[]> {
  let nearest: Likeness[] = [];
  let best = 0;
  for (const { name, sentence, make } of candidates) {
    const system = make();
    const other = await replay(system, specification, commands);
    await system.close?.();
    if (other.divergence === undefined || other.commands.length !== commands.length) continue;
    const likeness = likenessOf(divergence, other.divergence);
    if (likeness > best) {
      best = likeness;
      nearest = [];
    }
    if (likeness > 0 && likeness === best)
      nearest.push({ name, sentence, how: likeness === SAME ? 'same' : 'alike' });
  }
  return nearest;
}

const SAME = Number.POSITIVE_INFINITY;

/** 0: not alike at all; {@link SAME}; between them, one more than the number of differences in common. */
function likenessOf(one: Divergence, other: Divergence): number {
  if (one.step !== other.step) return 0;
  if (evidenceOf(one) === evidenceOf(other)) return SAME;
  if (one.failureClass !== other.failureClass) return 0;
  const differences = new Set(one.differences.map((each) => JSON.stringify(each)));
  return 1 + other.differences.filter((each) => differences.has(JSON.stringify(each))).length;
}

/**
 * The answers and observations, as far as they are not what the model says, which is the same for both. An exception or a
 * self-check counts by its words.
 */
function evidenceOf({ kind, seenAnswer, differences, violations, sentence }: Divergence): string {
  const told = kind === 'exception' || kind === 'self-check' ? sentence : '';
  return JSON.stringify([
    told,
    kind === 'answer' ? seenAnswer : undefined,
    differences,
    kind === 'invariant' ? violations : undefined,
  ]);
}
