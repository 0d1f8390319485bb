// The check that commands at the same time do as if they had followed one another: random programs of branches on systems
// that offer it, and of our own tables on the one that workers share.
import { BRANCHES_MIN } from '../../../contract/concurrent/program.ts';
import type { Check } from '../check.ts';
import type { ConcurrentAmount } from '../concurrent-lots.ts';
import { isGates, profileOf } from '../settings.ts';
import type { GateProfile, Settings } from '../settings.ts';
import { withSystem } from '../using-system.ts';

/** Programs of a lot, and the commands that one has at most: its prefix and two branches, or three. */
const PROGRAMS = 10;
const COMMANDS_MAX = 13;

const AMOUNTS: Readonly<Record<GateProfile | 'suite', Omit<ConcurrentAmount, 'branches' | 'programs'>>> = {
  quick: { lots: 5, preemptionsMax: 1, executionsMax: 2000, freeRuns: 10 },
  full: { lots: 20, preemptionsMax: 2, executionsMax: 20_000, freeRuns: 20 },
  nightly: { lots: 200, preemptionsMax: 2, executionsMax: 100_000, freeRuns: 50 },
  suite: { lots: 5, preemptionsMax: 2, executionsMax: 20_000, freeRuns: 20 },
};

export const CONCURRENCY_CHECK: Check = {
  name: 'concurrency',
  claim: (settings) =>
    `commands of ${branchesOf(settings)} branches at the same time do as if they had followed one another${isGates(settings) ? '' : ` (with seed=${settings.seed})`}`,
  cost: (settings) => {
    const { lots, programs, executionsMax } = amountOf(settings);
    return lots * programs * executionsMax * COMMANDS_MAX;
  },
  needs: [],
  isAsked: (settings) => isGates(settings) || settings.branches !== undefined,
  divides: true,
  run: (subject) =>
    withSystem(subject.make, async (system) => {
      // Loaded here, since the checks of one command at a time need none of it.
      const { concurrentLots } = await import('../concurrent-lots.ts');
      return await concurrentLots(system, subject, amountOf(subject.settings));
    }),
};

/** The amount of work. */
function amountOf(settings: Settings): ConcurrentAmount {
  const branches = branchesOf(settings);
  const usual = AMOUNTS[isGates(settings) ? profileOf(settings) : 'suite'];
  const amount = { ...usual, branches, programs: PROGRAMS };
  return branches === BRANCHES_MIN ? amount : { ...amount, preemptionsMax: 1 };
}

function branchesOf({ branches = BRANCHES_MIN }: Settings): number {
  return branches;
}
