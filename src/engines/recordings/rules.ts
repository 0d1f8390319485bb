// Asks the specification about one command of a recording.
import type { Answer, Command } from '../../contract/command.ts';
import { argumentListOf } from '../../contract/command.ts';
import { printAnswer } from '../../contract/notation/trace.ts';
import { errnoOf } from '../../contract/refusal.ts';
import { agrees } from '../../lockstep/answer-agreement.ts';
import { POSIX } from '../../model/posix/specification.ts';
import type { Specification } from '../../model/specification.ts';
import type { State } from '../../model/state.ts';
import type { Objection } from './deeds/deed.ts';
import type { World } from './world.ts';

/**
 * The rules that recordings are explained by: those of the profile that leaves the order in which children are waited for open,
 * since that order depends on what a log does not always tell; `wait-deed.ts` holds Linux to its own where it does.
 */
export const RECORDING_RULES: Specification = POSIX.posix;

/** Whether a wait for several children may tell of any of them; with no profile Linux is held to its own order. */
export function leavesOrderOfChildren(profile: string | undefined): boolean {
  return Object.entries(POSIX).some(([name, { leavesChoices }]) => name === profile && leavesChoices);
}

/** The state after the command was answered so; `undefined` where the specification does not allow it. */
export function stateAfter(state: State, command: Command, seen: Answer): State | undefined {
  if (!RECORDING_RULES.isIssuable(state, command)) return undefined;
  const step = RECORDING_RULES.step(state, command, seen);
  return agrees(step, seen, 'first', RECORDING_RULES) ? step.next : undefined;
}

/** The same of a world. */
export function worldAfter(world: World, command: Command, seen: Answer): World | undefined {
  const state = stateAfter(world.state, command, seen);
  if (state === undefined) return undefined;
  return state === world.state ? world : { ...world, state };
}

/** The word of the specification on a command in a state. */
export function objectionTo(state: State, command: Command): Objection {
  const { clause } = RECORDING_RULES.vocabulary.commands[command.name];
  const why = RECORDING_RULES.whyUnissuable(state, command);
  if (why !== undefined || !RECORDING_RULES.isIssuable(state, command))
    return {
      allowed: [],
      clauses: [clause],
      because: `cannot be issued: ${why ?? 'its process does not run'}`,
    };
  const [refusal] = RECORDING_RULES.refusalsOf(state, command);
  if (refusal === undefined) {
    const answers = RECORDING_RULES.answersTo(state, command).map((answer) => printAnswer(answer));
    return {
      allowed: answers,
      clauses: [clause],
      because: `is accepted, and answers ${answers.join(' or ')}`,
    };
  }
  const met = RECORDING_RULES.met(state, command, refusal);
  return {
    allowed: [errnoOf(RECORDING_RULES.vocabulary, refusal)],
    clauses: [clause],
    because: `is refused: ${met} (${refusal})`,
  };
}

/** A command with its arguments in order. */
export function posixCommand(name: string, ...values: readonly (number | boolean)[]): Command {
  const command: Record<string, string | number | boolean> = { name };
  argumentListOf(RECORDING_RULES.vocabulary, name).forEach(({ key }, index) => {
    command[key] = values[index];
  });
  return command as Command;
}
