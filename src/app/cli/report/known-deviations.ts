// The notes on a system that every report has besides the verdict: the deviations that are known of it, the rules that
// cannot be checked on it.
import type { KnownDeviation } from '../../../contract/known-deviation.ts';
import type { Guard } from '../../../contract/refusal.ts';
import type { DeviationCount } from '../../../lockstep/known-deviations.ts';
import { counted, styled } from '../terminal.ts';

/** One line for each known deviation; those that did not occur stand out. */
export function deviationLines(counts: readonly DeviationCount[]): readonly string[] {
  return counts.map(({ deviation, times }) =>
    times === 0
      ? styled(
          'yellow',
          `known deviation that did not occur: ${wordsOf(deviation)} (${deviation.reason}): does it still?`,
        )
      : `known deviation, ${counted(times, 'time')}: ${wordsOf(deviation)} (${deviation.reason})`,
  );
}

/** The same for machines. */
export function deviationsJson(
  counts: readonly DeviationCount[],
): readonly (KnownDeviation & { readonly times: number })[] {
  return counts.map(({ deviation, times }) => ({ ...deviation, times }));
}

/** One line that names the refusals that a system's adapter decides. */
export function guardLines(guards: readonly Guard[] = []): readonly string[] {
  if (guards.length === 0) return [];
  const names = guards.join(', ');
  return [
    styled('yellow', `decided by its adapter, so that nothing is known of the system itself: ${names}`),
  ];
}

/** One line for each rule that cannot be checked on this system here. */
export function uncheckedLines(unchecked: readonly string[] = []): readonly string[] {
  return unchecked.map((sentence) => styled('yellow', `not checked: ${sentence}`));
}

/** `setpgid where pgid is zero answers ok instead of leads-its-session`. */
function wordsOf({
  command,
  when,
  ground,
  arguments: patterns = {},
  answer,
  effect,
  differs,
}: KnownDeviation): string {
  const where = Object.entries(patterns).map(([key, pattern]) => `${key} is ${String(pattern)}`);
  const given =
    typeof answer === 'string'
      ? answer
      : `ok ${Object.entries(answer)
          .map(([key, value]) => `${key}=${String(value)}`)
          .join(' ')}`;
  const refusal = ground === undefined ? when : `${when} (${ground})`;
  const right = when === 'accepted' ? 'what it should' : refusal;
  const does =
    differs === undefined
      ? `answers ${given} instead of ${right}`
      : `shows ${differs.join(', ')} otherwise where it answers ${when === 'accepted' ? 'ok' : refusal}`;
  const ending = effect === 'ends-run' ? ', and the run ends there' : '';
  return `${command}${where.length === 0 ? '' : ` where ${where.join(' and ')}`} ${does}${ending}`;
}
