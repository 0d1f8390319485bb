// Decides verdicts: nothing compared is no pass, a bad end of the system is a failure, and a failing or damaged corpus
// counts beside the search. Engines, gate and command line ask here.
import type { Verdict } from '../contract/verdict.ts';

/** The verdict of work in parts: any failure fails, and what is open leaves it open; `undefined` of no parts. */
export function worstVerdict(verdicts: readonly Verdict[]): Verdict | undefined {
  return (['fail', 'inconclusive', 'pass'] as const).find((verdict) => verdicts.includes(verdict));
}

/** A verdict, and why it is not a pass. */
export interface ReasonedVerdict {
  readonly verdict: Verdict;
  /** `undefined` for a pass. */
  readonly reason: string | undefined;
}

/**
 * Says why work that found nothing wrong is no pass: it compared nothing. `asked`: the commands that it was to run, where
 * a system or a bound may have left none.
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

/** Says why work that found nothing wrong is no pass where coverage is required: it has these gaps. */
export function whyUncovered(gaps: readonly string[]): string | undefined {
  return gaps.length > 0 ? `required coverage is missing: ${gaps.join('; ')}` : undefined;
}

/** The verdict on work that found nothing wrong: a pass, unless something kept it from being done. */
export function verdictWithoutFailure(whyNotPass: string | undefined): ReasonedVerdict {
  return { verdict: whyNotPass === undefined ? 'pass' : 'inconclusive', reason: whyNotPass };
}

/**
 * A bad end of the system decides if nothing else does: it is a failure, but the first that was found is the one to
 * tell.
 */
export function badEndDecides(verdict: Verdict, badEnd: string | undefined): badEnd is string {
  return badEnd !== undefined && verdict !== 'fail';
}

/** The verdict that takes the place of another once the system was closed; `badEnd` says how that went wrong. */
export function verdictOfBadEnd(verdict: Verdict, badEnd: string | undefined): ReasonedVerdict | undefined {
  return badEndDecides(verdict, badEnd) ? { verdict: 'fail', reason: badEnd } : undefined;
}

/** The files of a regression corpus, counted by what became of them. */
export interface CorpusCounts {
  readonly failing: number;
  readonly damaged: number;
  /** All of them in words: `3 regression traces`. */
  readonly all: string;
}

/** The verdict of a search beside its corpus. Damage hides nothing: it decides where nothing else failed. */
export function verdictBesideCorpus(
  search: { readonly verdict: Verdict; readonly reason?: string | undefined },
  { failing, damaged, all }: CorpusCounts,
): ReasonedVerdict & { readonly isDamaged: boolean } {
  const { verdict, reason } = search;
  if (verdict === 'fail' || (failing === 0 && damaged === 0)) return { verdict, reason, isDamaged: false };
  if (failing > 0) {
    const told = `${failing} of ${all} still ${failing === 1 ? 'fails' : 'fail'}`;
    return { verdict: 'fail', reason: told, isDamaged: false };
  }
  const told = `${damaged} of ${all} ${damaged === 1 ? 'is' : 'are'} damaged`;
  return { verdict: 'inconclusive', reason: told, isDamaged: true };
}

/**
 * The verdict of an exhaustive search: a state from which home is out of reach fails it, a failure that no run confirms
 * leaves it open, and so does a pass of which it is not known whether home is in reach.
 */
export function verdictOfSearch(
  ended: Verdict,
  isConfirmed: boolean,
  homeward: Verdict | 'not asked',
): Verdict {
  if (homeward === 'fail') return 'fail';
  if (!isConfirmed) return 'inconclusive';
  return ended === 'pass' && homeward === 'inconclusive' ? 'inconclusive' : ended;
}
