// A system beside itself: the same commands in two runs, and the first thing that is not the same. No model judges here,
// so a system that is wrong every time in the same way passes.
import type { Answer, Command } from '../../../contract/command.ts';
import { specificationOf } from '../../../command-sets.ts';
import { FlatObservation } from '../../../contract/observation/flat-observation.ts';
import { printAnswer, printCommand } from '../../../contract/notation/trace.ts';
import type { Observation } from '../../../contract/observation/observation.ts';
import type { ShownStep, System } from '../../../contract/system.ts';
import type { Specification } from '../../../model/specification.ts';
import type { State } from '../../../model/state.ts';
import { agrees } from '../../../lockstep/answer-agreement.ts';
import { differences } from '../../../contract/observation/differences.ts';
import { Lockstep } from '../../../lockstep/lockstep.ts';
import { Recorder } from '../../../lockstep/recorder.ts';
import { flatten } from '../../../contract/observation/json.ts';

/** The place at which two runs part: after which command (-1: after the reset), and how, in a sentence. */
export interface Unlike {
  readonly step: number;
  readonly sentence: string;
}

/** The names of the two runs in the sentence. */
export interface Occasions {
  readonly first: string;
  readonly second: string;
}

/** The answers and observations of a system, as copies: it may go on changing what it handed out. */
export interface Recording {
  /** The commands that were run. */
  readonly commands: readonly Command[];
  /** By command, where the model was before it: with the system's choices made and its known deviations. */
  readonly states: readonly State[];
  /** The observation after the reset; `undefined` where that ended in trouble. */
  readonly start: Observation | undefined;
  /** One for each command, but for a last one that ended in trouble. */
  readonly steps: readonly ShownStep[];
  readonly trouble: string | undefined;
}

/**
 * Resets a system and runs commands on it beside the model, up to the first that the model does not agree with, or that
 * a known deviation ends the run at: beyond that a system may do anything. Leaves out what cannot be issued when its
 * turn comes.
 */
export async function recordCommands(system: System, commands: readonly Command[]): Promise<Recording> {
  const recorder = new Recorder();
  const lockstep = new Lockstep(system, specificationOf(system), { recorder });
  let divergence = await lockstep.reset();
  for (const command of commands) {
    if (divergence !== undefined || lockstep.ended !== undefined) break;
    if (!lockstep.specification.isIssuable(lockstep.state, command)) continue;
    divergence = await lockstep.step(command);
  }
  const { start, moments } = recorder.runs[0];
  return {
    commands: moments.map(({ command }) => command),
    states: moments.map(({ before }) => before),
    start,
    steps: moments.flatMap(({ answer, observation }) =>
      answer === undefined || observation === undefined ? [] : [{ answer, observation }],
    ),
    trouble: divergence?.kind === 'exception' ? divergence.sentence : undefined,
  };
}

/**
 * The first difference. Answers may differ where POSIX leaves the choice to the system, and what comes after such a
 * choice is not compared.
 */
export function unlike(
  specification: Specification,
  one: Recording,
  other: Recording,
  { first, second }: Occasions,
): Unlike | undefined {
  if (one.start === undefined || other.start === undefined) {
    if (one.start === other.start) return undefined; // Both ended in trouble here.
    const [ended, trouble] = one.start === undefined ? [first, one.trouble] : [second, other.trouble];
    return { step: -1, sentence: `a reset ends in trouble ${ended}: ${trouble ?? ''}` };
  }
  const atStart = differenceOf(one.start, other.start);
  if (atStart !== undefined)
    return {
      step: -1,
      sentence: `after a reset, ${atStart.of}: ${atStart.field} is ${atStart.expected} ${first} and ${atStart.seen} ${second}`,
    };
  for (const [step, command] of one.commands.entries()) {
    const was = one.steps[step];
    const is = other.steps[step];
    if (was === undefined && is === undefined) return undefined; // Both ended in trouble here.
    if (was === undefined || is === undefined) {
      const [ended, trouble] = was === undefined ? [first, one.trouble] : [second, other.trouble];
      const [went] = was === undefined ? [second] : [first];
      return {
        step,
        sentence: `"${printCommand(command, specification.vocabulary)}" gets an answer ${went} and none ${ended}: ${trouble ?? ''}`,
      };
    }
    const [answered, answers] = [printAnswer(was.answer), printAnswer(is.answer)];
    if (answered !== answers) {
      const allowed = (answer: Answer): boolean =>
        agrees(specification.step(one.states[step], command, answer), answer, 'any', specification);
      if (specification.leavesChoices && allowed(was.answer) && allowed(is.answer)) return undefined;
      return {
        step,
        sentence: `"${printCommand(command, specification.vocabulary)}" is answered "${answered}" ${first} and "${answers}" ${second}`,
      };
    }
    const shown = differenceOf(was.observation, is.observation);
    if (shown !== undefined)
      return {
        step,
        sentence: `after "${printCommand(command, specification.vocabulary)}", ${shown.of}: ${shown.field} is ${shown.expected} ${first} and ${shown.seen} ${second}`,
      };
  }
  return undefined;
}

function differenceOf(
  one: Observation,
  other: Observation,
): ReturnType<typeof differences>[number] | undefined {
  return differences(flat(one), flat(other))[0];
}

function flat(observation: Observation): FlatObservation {
  const out = new FlatObservation();
  flatten(observation, out);
  return out;
}
