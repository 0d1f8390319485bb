// How a piece of work can end, and the one rule on when nothing wrong is still no pass.

/** Inconclusive: the world got in the way, or nothing was compared. Never a pass. */
export type Verdict = 'pass' | 'fail' | 'inconclusive';

/**
 * Why work that found nothing wrong is no pass: it compared nothing. Every engine asks here. `asked`: the commands it was
 * to run, where a system or a bound may have left none.
 */
export function whyNothingCompared(
  commandsRun: number,
  asked: readonly string[] | undefined,
): string | undefined {
  if (commandsRun > 0) return undefined;
  return asked?.length === 0
    ? 'nothing was compared: there was no command to run, as the system supports none of those asked for'
    : 'nothing was compared: no command was run';
}
