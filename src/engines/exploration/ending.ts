// The end of an exhaustive search, whichever way its states were kept: the failure as a run of its own shows it, the verdict
// with its reason, and when there is no asking for a way home.
import { counted } from '../../contract/format-numbers.ts';
import type { Command } from '../../contract/command.ts';
import type { SystemUnderTest } from '../../contract/system.ts';
import type { RunControl } from '../../contract/run-control.ts';
import type { Conclusion } from '../../checker/search.ts';
import type { Counts } from '../../checker/search-state.ts';
import type { Failure } from '../../counterexample/failure.ts';
import { replay } from '../../lockstep/replay.ts';
import { dependsOnAnswers } from '../../lockstep/known-deviations.ts';
import type { Divergence } from '../../lockstep/divergence.ts';
import { Lockstep } from '../../lockstep/lockstep.ts';
import type { Product, ProductViolation } from '../../lockstep/product/product.ts';
import type { Specification } from '../../model/specification.ts';
import { verdictWithoutFailure, whyNothingCompared } from '../verdict-rules.ts';
import type { ReasonedVerdict } from '../verdict-rules.ts';
import type { Explorable, ExplorationPlan } from './plan.ts';
import type { Homeward } from './result.ts';
import { shortestFailure } from './shortest-violation.ts';

/** The end of the search: what agreed only because nothing was run is no pass. */
export function judged({ bound }: ExplorationPlan, counts: Counts, ended: ReasonedVerdict): ReasonedVerdict {
  if (ended.verdict !== 'pass') return ended;
  const commandsRun = counts.transitions + counts.refusals + counts.selfLoops;
  return verdictWithoutFailure(whyNothingCompared(commandsRun, bound.commands));
}

/** The shortest failure, as a run of its own shows it; `unconfirmed` if that run is clean. */
export async function confirmedFailure(
  plan: ExplorationPlan,
  system: SystemUnderTest,
  specification: Specification,
  { product }: Explorable,
  { path, violation }: { readonly path: readonly number[]; readonly violation: ProductViolation },
  { breathe, stopped }: Pick<RunControl, 'breathe' | 'stopped'>,
): Promise<(Failure & { readonly isShortest: boolean }) | 'unconfirmed'> {
  const first = {
    commands: [...product.commandsOf(path), ...violation.drain],
    drain: violation.drain.length,
  };
  const { commands, isShortest } = await shortestFailure(plan, system, specification, first, async () => {
    await breathe();
    return stopped() ? 'it was interrupted' : undefined;
  });
  const run = await replay(system, specification, commands);
  if (run.divergence !== undefined) return { commands: run.commands, divergence: run.divergence, isShortest };
  const { threw, threwIn } = violation;
  if (threw === undefined || (threwIn !== 'snapshot' && threwIn !== 'restore')) return 'unconfirmed';
  const divergence = snapshotFailed(system, specification, first.commands, threwIn, threw);
  return { commands: first.commands, divergence, isShortest: false };
}

/** A run takes no snapshots: the failure is the search's word, at the commands that led there. */
function snapshotFailed(
  system: SystemUnderTest,
  specification: Specification,
  commands: readonly Command[],
  method: 'snapshot' | 'restore',
  threw: string,
): Divergence {
  const lockstep = new Lockstep(system, specification);
  lockstep.reset();
  for (const command of commands) lockstep.step(command);
  const sentence = `its ${method} on the way to these commands: ${threw}; only an exhaustive search uses it, so a replay does not show it`;
  return lockstep.judge.failure(sentence, { command: commands.at(-1), answer: undefined }, 'moved');
}

/** Says why nobody asks for ways home, or that there is no answer; undefined where there can be one. */
export function homewardUnasked(
  { bound }: ExplorationPlan,
  isWanted: boolean,
  { specification }: Product,
  verdict: Conclusion<unknown>['verdict'] | undefined,
): Homeward | undefined {
  if (!isWanted) return { verdict: 'not asked', reason: 'it was not wanted' };
  const lacking = specification.space.homeward(bound).filter((name) => !bound.commands.includes(name));
  if (lacking.length > 0)
    return { verdict: 'not asked', reason: `it may take ${lacking.join(', ')}, which the commands lack` };
  if (verdict !== 'pass') return { verdict: 'inconclusive', reason: 'not everything was explored' };
  return undefined;
}

export function reasonOf(
  system: SystemUnderTest,
  specification: Specification,
  conclusion: Conclusion<ProductViolation>,
  failure: Failure | 'unconfirmed' | undefined,
  homeward: Homeward,
): string | undefined {
  if (failure === 'unconfirmed') {
    if (dependsOnAnswers(specification, system.knownDeviations, system.limits))
      return "the search found a difference that a run of its own excuses, as a choice, a limit or a known deviation of the system's: it follows Linux's choices and knows no limits and deviations";
    const { threw } = conclusion.verdict === 'fail' ? conclusion.violation : {};
    if (threw !== undefined)
      return `in the search the system threw "${threw}", and the same commands run from a reset do not show it: its snapshots are at fault, or it depends on more than its commands`;
    return 'the search found a difference that the same commands do not show again: the system seems to depend on more than them';
  }
  if (failure !== undefined) return failure.divergence.sentence;
  if (homeward.verdict === 'fail')
    return `from ${counted(homeward.stranded, 'state')} there is no way back to init alone`;
  if (conclusion.verdict === 'inconclusive') return conclusion.reason;
  return homeward.verdict === 'inconclusive'
    ? `whether every state leads back to init alone is not known: ${homeward.reason}`
    : undefined;
}
