// The check of the model by a Linux kernel: litmus traces, a tour and random commands, given to real processes. It judges the
// specification, by which everything else is judged.
import type { System } from '../../../contract/system.ts';
import { linuxSystem } from '../../../systems/linux/system.ts';
import type { Check, CheckOutcome, MakeSystem } from '../check.ts';
import { excused, pass, Subject } from '../check.ts';
import { isGates } from '../settings.ts';
import type { GateProfile, Settings } from '../settings.ts';
import { withSystem } from '../using-system.ts';
import { costOfLots, fixedSeeds } from './fixed-seeds.ts';
import type { Lots } from './fixed-seeds.ts';
import { LITMUS_CHECK } from './litmus.ts';
import { TOUR_CHECK } from './tour.ts';

/** Random commands by profile, and the ids of the tour. */
const SIZES: Readonly<Record<GateProfile, Lots & { readonly ids: number }>> = {
  quick: { lots: 2, runs: 10, commandsMax: 40, ids: 2 },
  full: { lots: 10, runs: 50, commandsMax: 100, ids: 3 },
  nightly: { lots: 100, runs: 50, commandsMax: 100, ids: 3 },
};

export const KERNEL_CHECK: Check = {
  name: 'kernel',
  about: 'harness',
  claim: () => 'the model answers as the Linux kernel does that runs here',
  cost: (settings) =>
    LITMUS_CHECK.cost(settings) + TOUR_CHECK.cost(withTour(settings)) + costOfLots(sizeOf(settings)),
  needs: ['kernel', 'compiler'],
  isAsked: isGates,
  divides: true,
  run: (subject) => kernel(subject, theKernel),
};

function sizeOf({ profile = 'quick' }: Settings): Lots & { readonly ids: number } {
  return SIZES[profile];
}

function withTour(settings: Settings): Settings {
  return { ...settings, ids: sizeOf(settings).ids };
}

async function theKernel(): Promise<System> {
  const started = await linuxSystem();
  if ('inconclusive' in started) throw new Error(started.inconclusive);
  return started.system;
}

/** The outcome of the parts on what `make` makes; the first that does not pass decides. */
export async function kernel({ settings, surroundings }: Subject, make: MakeSystem): Promise<CheckOutcome> {
  const subject = new Subject(make, withTour(settings), surroundings);
  const parts: readonly (readonly [name: string, run: () => Promise<CheckOutcome>])[] = [
    ['litmus', () => LITMUS_CHECK.run(subject)],
    ['tour', () => TOUR_CHECK.run(subject)],
    ['random', () => withSystem(make, (system) => fixedSeeds(system, subject, sizeOf(settings)))],
  ];
  const sentences: string[] = [];
  const totals: Record<string, number> = {};
  for (const [name, run] of parts) {
    const outcome = await run();
    const sentence = `${name}: ${outcome.sentence}`;
    for (const [counted, count] of Object.entries(outcome.evidence?.totals ?? {}))
      totals[`${name}: ${counted}`] = count;
    if (outcome.verdict === 'pass') sentences.push(sentence);
    else if (outcome.verdict === 'fail' || !outcome.excused)
      return { ...outcome, sentence, evidence: { totals } };
  }
  if (sentences.length === 0) return excused('nothing of it can be asked here');
  return pass(sentences.join('; '), { totals });
}
