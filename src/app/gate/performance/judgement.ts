// The verdict about measured ratios: slower, as fast, or not to be told yet, and how many more it would take.
import type { PerformanceEvidence } from '../check-evidence.ts';
import { ratioInterval } from './median-interval.ts';

/** The candidate may take so many times as long as the base, where nothing else is asked for. */
const THRESHOLD = 1.05;
/** Asked of each look at the figures; there are a few looks, so that of all of them together is a little less. */
const CONFIDENCE = 0.99;
/** The fewest processes whose ratios give an interval. */
const PROCESSES_LEAST = 8;
/** Processes between two looks. */
const STRIDE = 4;
/** More processes than this are not asked for: the true ratio is too near to the threshold. */
const MORE_MAX = 1_000;

/** The verdict about the ratios of one race. */
export interface Judgement {
  readonly verdict: 'as-fast' | 'slower' | 'unclear';
  readonly evidence: PerformanceEvidence;
  /** Processes that it would take to tell, where they are too few; `undefined` where no number that is reasonable would. */
  readonly more?: number | undefined;
}

/** Whether the ratios of so many processes are looked at: looking after each would find a difference by chance. */
export function isTimeToLook(processes: number): boolean {
  return processes >= PROCESSES_LEAST && processes % STRIDE === 0;
}

/** Judges ratios, candidate to base. */
export function judgement(
  about: Pick<PerformanceEvidence, 'workload' | 'base' | 'blocks'>,
  ratios: readonly number[],
  threshold: number = THRESHOLD,
): Judgement {
  const { estimate, low, high } = ratioInterval(ratios, CONFIDENCE) ?? NOTHING_KNOWN;
  const evidence: PerformanceEvidence = {
    ...about,
    ratio: estimate,
    low,
    high,
    confidence: CONFIDENCE,
    threshold,
    ratios: [...ratios],
  };
  const verdict = verdictOf(evidence);
  return { verdict, evidence, ...(verdict === 'unclear' && { more: moreFor(evidence) }) };
}

const NOTHING_KNOWN = { estimate: 1, low: 0, high: Number.MAX_VALUE };

function verdictOf({ low, high, threshold }: PerformanceEvidence): Judgement['verdict'] {
  if (high <= threshold) return 'as-fast';
  return low > threshold ? 'slower' : 'unclear';
}

/** An interval shrinks with the root of the number of values. */
function moreFor({ ratio, low, high, threshold, ratios }: PerformanceEvidence): number | undefined {
  const room = Math.abs(Math.log(threshold / ratio));
  const width = ratio <= threshold ? Math.log(high / ratio) : Math.log(ratio / low);
  const more = Math.ceil(ratios.length * ((width / room) ** 2 - 1));
  return more <= MORE_MAX ? Math.max(1, more) : undefined;
}
