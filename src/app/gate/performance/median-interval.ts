// The confidence interval of a median that Wilcoxon's signed ranks give: Hodges and Lehmann's estimate with Tukey's interval
// (Hollander, Wolfe, Chicken, Nonparametric Statistical Methods, 3.2 and 3.3; R's wilcox.test with conf.int). It assumes that
// the values are symmetric about the median and nothing else, and a few outliers move it little. No draw of chance is in it.

/** An estimate, and the interval that holds the true value with the confidence asked for. */
export interface Interval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

/** The interval; `undefined` where there are too few values for that confidence. */
export function medianInterval(values: readonly number[], confidence: number): Interval | undefined {
  const means = values.flatMap((value, index) => values.slice(index).map((other) => (value + other) / 2));
  means.sort((a, b) => a - b);
  const outside = meansOutside(values.length, (1 - confidence) / 2);
  if (outside === 0) return undefined;
  return { estimate: middleOf(means), low: means[outside - 1], high: means[means.length - outside] };
}

/**
 * The same of ratios, whose logarithms are as likely to lie above the true one as below: a ratio of 2 is as far from 1 as
 * one of 1/2.
 */
export function ratioInterval(ratios: readonly number[], confidence: number): Interval | undefined {
  const interval = medianInterval(ratios.map(Math.log), confidence);
  return (
    interval && {
      estimate: Math.exp(interval.estimate),
      low: Math.exp(interval.low),
      high: Math.exp(interval.high),
    }
  );
}

/** The middle value of values in order, or the mean of the two middle ones. */
export function middleOf(sorted: readonly number[]): number {
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * The place from the end of the first mean inside the interval, counted from 1: the smallest rank sum that, with all
 * smaller ones, is more likely than `tail`. 0 where even the smallest is.
 */
function meansOutside(count: number, tail: number): number {
  // By sum: the number of subsets of the ranks 1 … count that have it.
  const ways = new Float64Array((count * (count + 1)) / 2 + 1);
  ways[0] = 1;
  for (let rank = 1; rank <= count; rank += 1)
    for (let sum = ways.length - 1; sum >= rank; sum -= 1) ways[sum] += ways[sum - rank];
  let below = 0;
  for (const [sum, of] of ways.entries()) {
    below += of / 2 ** count;
    if (below > tail) return sum;
  }
  return 0;
}
