// The checks that compare a system with itself: the same commands twice, and a used system with a new one.
import type { Command } from '../../../contract/command.ts';
import { specificationOf } from '../../../command-sets.ts';
import type { System } from '../../../contract/system.ts';
import { modelCommands } from '../../../engines/generate/model-commands.ts';
import { Dice } from '../../../engines/generate/prng.ts';
import { shapeOf } from '../../../engines/generate/swarm.ts';
import { counted } from '../../../contract/format-numbers.ts';
import type { Specification } from '../../../model/specification.ts';
import type { Occasions, Recording, Unlike } from './compare-runs.ts';
import { recordCommands, unlike } from './compare-runs.ts';
import { ddmin } from '../../../counterexample/shrink/ddmin.ts';
import { moreTime, RANDOM_IDS_MAX } from '../settings.ts';
import type { Settings } from '../settings.ts';
import type { Check, CheckOutcome, Subject } from '../check.ts';
import { excused, inconclusive, pass, unjudged } from '../check.ts';
import { traceOfCommands, unlikeOutcome } from '../failure-outcome.ts';
import type { ReportedStep } from '../failure-outcome.ts';
import { withSystem } from '../using-system.ts';
import type { MakeSystem } from '../check.ts';
import { worldFor } from '../world.ts';

const SEQUENCES = 50;
/** Sequences that look what a reset left, in turn. */
const PROBES = 5;
/** Short ones first, so that what is shown of a difference is short. */
const LENGTH_MAX = 50;
const TIME_SHARE = 0.8;
/** Runs of pairs of new systems that making a leftover short may take. */
const EXECUTIONS_MAX = 300;
/** The number for a system elsewhere, where a new one is a new process or worse. */
const EXECUTIONS_MAX_ELSEWHERE = 20;

const TWICE: Occasions = { first: 'the first time', second: 'the second time' };
const USED: Occasions = { first: 'on a new system', second: 'on one that was used and reset' };

export const REPEATABILITY_CHECKS: readonly Check[] = [
  {
    name: 'twice',
    claim: () => 'the same commands give the same answers and states, twice',
    cost: () => 2 * SEQUENCES * LENGTH_MAX,
    needs: [],
    run: (subject) => subject.once(twice),
  },
  {
    name: 'reset',
    sharesWorkOf: 'twice',
    claim: () => 'a reset leaves nothing behind',
    cost: () => PROBES * LENGTH_MAX + 2 * SEQUENCES * LENGTH_MAX,
    needs: [],
    run: async (subject) => {
      const { verdict } = await subject.once(twice);
      if (verdict === 'pass') return await reset(subject);
      return unjudged(
        verdict === 'fail'
          ? 'a system that does not do the same twice cannot be compared with a used one'
          : 'it is not known whether the system does the same twice, as another check reports',
      );
    },
  },
];

async function twice({ make, settings, surroundings }: Subject): Promise<CheckOutcome> {
  const world = worldFor(settings.timeoutMs * TIME_SHARE, surroundings.control);
  const runs: Recording[] = [];
  let sequences: readonly (readonly Command[])[] = [];
  const runAll = (each: (system: System, index: number, run: Recording) => CheckOutcome | undefined) =>
    withSystem(make, async (system) => {
      if (sequences.length === 0) sequences = sequencesFor(system, settings.seed);
      for (const [index, commands] of sequences.entries()) {
        if (world.stopped()) return timeIsUp(index, settings);
        const outcome = each(system, index, await recordCommands(system, runs[index]?.commands ?? commands));
        if (outcome !== undefined) return outcome;
        await world.breathe();
      }
      return pass(`${counted(sequences.length, 'sequence')} of commands, each run twice`);
    });
  const first = await runAll((_system, _index, run) => void runs.push(run));
  if (first.verdict !== 'pass') return first;
  if (runs.every(({ steps }) => steps.length === 0)) return excused('it came to no command');
  return await runAll((system, index, run) => {
    const specification = specificationOf(system);
    const found = unlike(specification, runs[index], run, TWICE);
    if (found === undefined) return undefined;
    const steps = run.commands.slice(0, found.step + 1);
    return unlikeOutcome(system, 'not deterministic: the same commands do not give the same twice', {
      steps,
      sentence: found.sentence,
    });
  });
}

/** The history of a system, each sequence followed by a reset; the commands after the last; where they part then. */
interface Leftover {
  readonly uses: readonly (readonly Command[])[];
  readonly probe: readonly Command[];
  readonly found: Unlike;
}

/** One system is used and reset over and over; after each reset a few commands must do what they do on a new one. */
async function reset({ make, settings, surroundings }: Subject): Promise<CheckOutcome> {
  const { seed, timeoutMs } = settings;
  const world = worldFor(timeoutMs * TIME_SHARE, surroundings.control);
  const fresh: Recording[] = [];
  for (let index = 0; index < PROBES; index += 1) {
    const prepared = await withSystem(make, async (system) => {
      fresh.push(await recordCommands(system, sequenceOf(system, seed, -1 - index, LENGTH_MAX)));
      return pass('');
    });
    if (prepared.verdict !== 'pass') return prepared;
  }
  return await withSystem(make, async (system) => {
    const specification = specificationOf(system);
    const uses = sequencesFor(system, seed);
    for (const [index, commands] of uses.entries()) {
      if (world.stopped()) return timeIsUp(index, settings);
      const expected = fresh[index % PROBES];
      await recordCommands(system, commands);
      const found = unlike(specification, expected, await recordCommands(system, expected.commands), USED);
      if (found !== undefined) {
        const probe = expected.commands.slice(0, found.step + 1);
        const before = uses.slice(0, index + 1).flatMap((use, at) => [use, fresh[at % PROBES].commands]);
        const leftover = { uses: before.slice(0, -1), probe, found };
        const most = system.asynchronous ? EXECUTIONS_MAX_ELSEWHERE : EXECUTIONS_MAX;
        return leftoverOutcome(system, await shortened(make, specification, leftover, most));
      }
      await world.breathe();
    }
    return pass(`compared with a new system after ${counted(uses.length, 'sequence')} of commands`);
  });
}

/** With fewer uses and fewer commands, while new systems still show a difference. */
async function shortened(
  make: MakeSystem,
  specification: Specification,
  leftover: Leftover,
  executionsMax: number,
): Promise<Leftover> {
  let best = leftover;
  let left = executionsMax;
  const shows = async (uses: Leftover['uses'], probe: readonly Command[]): Promise<void> => {
    left -= 1;
    if (left < 0) return;
    let found: Unlike | undefined;
    await withSystem(make, async (unused) => {
      const expected = await recordCommands(unused, probe);
      return await withSystem(make, async (used) => {
        for (const use of uses) await recordCommands(used, use);
        found = unlike(specification, expected, await recordCommands(used, probe), USED);
        return pass('');
      });
    });
    if (found !== undefined) best = { uses, probe: probe.slice(0, found.step + 1), found };
  };
  await ddmin(best.uses, async (uses) => {
    await shows(uses, best.probe);
    return best.uses;
  });
  await ddmin(best.probe, async (probe) => {
    await shows(best.uses, probe);
    return best.probe;
  });
  for (let at = 0; at < best.uses.length; at += 1) {
    await ddmin(best.uses[at], async (use) => {
      await shows(best.uses.with(at, use), best.probe);
      return best.uses[at];
    });
  }
  return best;
}

function leftoverOutcome(system: System, { uses, probe, found }: Leftover): CheckOutcome {
  const { vocabulary } = specificationOf(system);
  const { sentence } = found;
  const [use = []] = uses;
  return unlikeOutcome(system, 'a reset leaves something behind', {
    steps: [...uses.flatMap((commands): ReportedStep[] => [...commands, 'reset']), ...probe],
    sentence,
    // Replaying a trace ends with a reset: enough where that alone shows it.
    ...(uses.length === 1 && probe.length === 0 && { trace: traceOfCommands(vocabulary, use, [sentence]) }),
  });
}

function timeIsUp(done: number, settings: Settings): CheckOutcome {
  return inconclusive(
    `the time was up after ${done} of ${counted(SEQUENCES, 'sequence')}: ${moreTime(settings)}`,
  );
}

function sequencesFor(system: System, seed: number): readonly (readonly Command[])[] {
  return Array.from({ length: SEQUENCES }, (_, index) =>
    sequenceOf(system, seed, index, Math.ceil(((index + 1) * LENGTH_MAX) / SEQUENCES)),
  );
}

/** The commands of one sequence, by the model alone. */
function sequenceOf(system: System, seed: number, index: number, length: number): readonly Command[] {
  const specification = specificationOf(system);
  const names = specification.commands.filter((name) => system.supports?.includes(name) ?? true);
  const dice = new Dice();
  dice.seed(seed + index);
  const shape = shapeOf(
    dice.below(0x7fff_ffff),
    specification.vocabulary,
    names,
    RANDOM_IDS_MAX,
    system.idMax,
  );
  return modelCommands(specification, names, shape, dice, length);
}
