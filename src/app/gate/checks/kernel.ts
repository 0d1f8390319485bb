// The check of the model by a Linux kernel: litmus traces, a tour and random commands, given to real processes. It judges the
// specification, by which everything else is judged.
import { specificationOf } from '../../../command-sets.ts';
import type { System } from '../../../contract/system.ts';
import { LINUX_SETS, linuxSystem } from '../../../systems/linux/system.ts';
import type { LinuxSet } from '../../../systems/linux/system.ts';
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

/** Random commands by profile, and by how many the tour's ids are fewer than a search of the set has by default. */
const SIZES: Readonly<Record<GateProfile, Lots & { readonly fewerIds: number }>> = {
  quick: { lots: 2, runs: 10, commandsMax: 40, fewerIds: 1 },
  full: { lots: 10, runs: 50, commandsMax: 100, fewerIds: 0 },
  nightly: { lots: 100, runs: 50, commandsMax: 100, fewerIds: 0 },
};

export const KERNEL_CHECK: Check = {
  name: 'kernel',
  about: 'harness',
  claim: () => 'the model answers as the Linux kernel does that runs here',
  cost: (settings) =>
    LINUX_SETS.reduce(
      (sum, commandSet) =>
        sum +
        LITMUS_CHECK.cost(settings) +
        TOUR_CHECK.cost(forSet(settings, commandSet)) +
        costOfLots(SIZES[profileOf(settings)]),
      0,
    ),
  needs: ['kernel', 'compiler'],
  isAsked: isGates,
  divides: true,
  run: (subject) => kernels(subject, async (commandSet) => await linuxSystem({ commandSet })),
};

/** The kernel as a system that answers a set, or a sentence that says why it cannot. */
type Start = (
  commandSet: LinuxSet,
) => Promise<{ readonly system: System } | { readonly inconclusive: string }>;

/**
 * The outcome for all sets that a kernel answers: the first that fails is it. A set that the caller may not ask for is left
 * out, and named; but not the first one, which asks for no rights.
 */
export async function kernels(subject: Subject, start: Start): Promise<CheckOutcome> {
  const sentences: string[] = [];
  const totals: Record<string, number> = {};
  let worst: CheckOutcome | undefined;
  for (const [place, commandSet] of LINUX_SETS.entries()) {
    const whyNot = place === 0 ? undefined : await whyNotStarted(start, commandSet);
    if (whyNot !== undefined) {
      sentences.push(`${commandSet}: left out: ${whyNot}`);
      continue;
    }
    const outcome = await kernel(subject, () => theKernel(start, commandSet), commandSet);
    const sentence = `${commandSet}: ${outcome.sentence}`;
    for (const [name, count] of Object.entries(outcome.evidence?.totals ?? {}))
      totals[`${commandSet} ${name}`] = count;
    if (outcome.verdict === 'fail') return { ...outcome, sentence, evidence: { totals } };
    sentences.push(sentence);
    if (outcome.verdict !== 'pass') worst ??= outcome;
  }
  return { ...(worst ?? pass('')), sentence: sentences.join('; '), evidence: { totals } };
}

async function whyNotStarted(start: Start, commandSet: LinuxSet): Promise<string | undefined> {
  const started = await start(commandSet);
  if ('inconclusive' in started) return started.inconclusive;
  await started.system.close?.();
  return undefined;
}

async function theKernel(start: Start, commandSet: LinuxSet): Promise<System> {
  const started = await start(commandSet);
  if ('inconclusive' in started) throw new Error(started.inconclusive);
  return started.system;
}

/** The settings with the tour of a set, and with lines that are about the kernel, whatever the gate was asked about. */
function forSet(settings: Settings, commandSet: LinuxSet): Settings {
  const { again, replayed } = settings;
  const set = commandSet === LINUX_SETS[0] ? '' : ` --set ${commandSet}`;
  return {
    ...settings,
    ids: specificationOf({ commandSet }).space.idsByDefault - SIZES[profileOf(settings)].fewerIds,
    areIdsAsked: true,
    ...(again && { again: (how) => `${again(how, SUT)}${set}` }),
    ...(replayed && { replayed: (file) => replayed(file, SUT) }),
  };
}

/** The outcome of the parts on what `make` makes; a part that was left out of the whole leaves the check open. */
export async function kernel(asked: Subject, make: MakeSystem, commandSet: LinuxSet): Promise<CheckOutcome> {
  const { surroundings } = asked;
  const settings = forSet(asked.settings, commandSet);
  const subject = new Subject(make, settings, surroundings);
  const parts: readonly (readonly [name: string, run: () => Promise<CheckOutcome>])[] = [
    ['litmus', () => LITMUS_CHECK.run(subject)],
    ['tour', () => TOUR_CHECK.run(subject)],
    ['random', () => withSystem(make, (system) => fixedSeeds(system, subject, SIZES[profileOf(settings)]))],
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

function withReplay(outcome: CheckOutcome, { replayed }: Settings): CheckOutcome {
  if (outcome.verdict !== 'fail' || outcome.counterexample === undefined) return outcome;
  const { file } = outcome.counterexample;
  const replay = file === undefined ? undefined : replayed?.(file);
  return {
    ...outcome,
    counterexample: { ...outcome.counterexample, ...(replay !== undefined && { replay }) },
  };
}
