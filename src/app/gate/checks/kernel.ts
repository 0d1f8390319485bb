// The check of the model by a Linux kernel: litmus traces, a tour and random commands, given to real processes. It judges the
// specification, by which everything else is judged.
import type { System } from '../../../contract/system.ts';
import { linuxSystem } from '../../../systems/linux/system.ts';
import type { Check, CheckOutcome, MakeSystem } from '../check.ts';
import { excused, inconclusive, pass, Subject } from '../check.ts';
import { isGates, profileOf } from '../settings.ts';
import type { GateProfile, Settings } from '../settings.ts';
import { withSystem } from '../using-system.ts';
import { costOfLots, fixedSeeds } from './fixed-seeds.ts';
import type { Lots } from './fixed-seeds.ts';
import { LITMUS_CHECK } from './litmus.ts';
import { TOUR_CHECK } from './tour.ts';

/** The kernel, as the command line names it. */
const SUT = 'linux';

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

function sizeOf(settings: Settings): Lots & { readonly ids: number } {
  return SIZES[profileOf(settings)];
}

function withTour(settings: Settings): Settings {
  return { ...settings, ids: sizeOf(settings).ids };
}

async function theKernel(): Promise<System> {
  const started = await linuxSystem();
  if ('inconclusive' in started) throw new Error(started.inconclusive);
  return started.system;
}

/** The outcome of the parts on what `make` makes; a part that was left out of the whole leaves the check open. */
export async function kernel(asked: Subject, make: MakeSystem): Promise<CheckOutcome> {
  const { surroundings } = asked;
  const settings = onTheKernel(asked.settings);
  const subject = new Subject(make, withTour(settings), surroundings);
  const parts: readonly (readonly [name: string, run: () => Promise<CheckOutcome>])[] = [
    ['litmus', () => LITMUS_CHECK.run(subject)],
    ['tour', () => TOUR_CHECK.run(subject)],
    ['random', () => withSystem(make, (system) => fixedSeeds(system, subject, sizeOf(settings)))],
  ];
  const sentences: string[] = [];
  const leftOut: string[] = [];
  const totals: Record<string, number> = {};
  for (const [name, run] of parts) {
    const outcome = await run();
    const isLeftOut = outcome.verdict === 'inconclusive' && outcome.excused;
    const sentence = `${name}: ${isLeftOut ? 'left out: ' : ''}${outcome.sentence}`;
    for (const [counted, count] of Object.entries(outcome.evidence?.totals ?? {}))
      totals[`${name}: ${counted}`] = count;
    if (outcome.verdict === 'pass') sentences.push(sentence);
    else if (isLeftOut) leftOut.push(sentence);
    else return { ...withReplay(outcome, settings), sentence, evidence: { totals } };
  }
  const all = [...sentences, ...leftOut].join('; ');
  // A share may well have none of a part.
  if (leftOut.length > 0 && surroundings.shard.of === 1)
    return { ...inconclusive(all), evidence: { totals } };
  return sentences.length === 0 ? excused('nothing of it can be asked here') : pass(all, { totals });
}

/** The settings with lines that are about the kernel, whatever system the gate was asked about. */
function onTheKernel(settings: Settings): Settings {
  const { again, replayed } = settings;
  return {
    ...settings,
    ...(again && { again: (how) => again(how, SUT) }),
    ...(replayed && { replayed: (file) => replayed(file, SUT) }),
  };
}

function withReplay(outcome: CheckOutcome, { replayed }: Settings): CheckOutcome {
  if (outcome.verdict !== 'fail' || outcome.counterexample === undefined) return outcome;
  const { file } = outcome.counterexample;
  const replay = file === undefined ? undefined : replayed?.(file);
  return {
    ...outcome,
    counterexample: { ...outcome.counterexample, ...(replay !== undefined && { replay }) },
  };
}
