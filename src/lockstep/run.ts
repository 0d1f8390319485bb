// One whole run: reset, commands until there are no more, the drain. Search, replay and shrinking all run this.
import type { Command } from '../contract/command.ts';
import type { SystemUnderTest } from '../contract/system.ts';
import type { Step } from '../model/rulebook.ts';
import type { Specification } from '../model/specification.ts';
import type { Divergence } from './divergence.ts';
import type { Lockstep } from './lockstep.ts';
import { drainMax, runAhead } from './run-ahead.ts';
import type { Run, RunPlan } from './run-plan.ts';
import { inOneGo, inTurns, settled, STEPS_A_TURN } from './pauses.ts';
import type { Work } from './pauses.ts';

/** Runs a system wherever it is, with turns for others: in one sequence where it takes them. */
export async function runInTurns(lockstep: Lockstep, plan: RunPlan): Promise<Run> {
  if (lockstep.runsAhead) return await runAhead(lockstep, plan);
  return await inTurns(running(lockstep, plan), plan.turn);
}

/** Runs a synchronous system in one go. */
export function run(lockstep: Lockstep<SystemUnderTest>, plan: RunPlan): Run {
  return inOneGo(running(lockstep, plan));
}

function* running(lockstep: Lockstep, plan: RunPlan): Work<Run> {
  const commands: Command[] = [];
  const atStart = lockstep.reset();
  let divergence = atStart instanceof Promise ? yield* settled(atStart) : atStart;
  while (divergence === undefined) {
    const before = lockstep.state;
    const command = nextCommand(lockstep, plan);
    if (command === undefined) {
      const most = drainMax(plan, commands.length);
      const found = yield* lockstep.finishing((drained) => commands.push(drained), most);
      return doneWith(lockstep, commands, found);
    }
    commands.push(command);
    if (commands.length % STEPS_A_TURN === 0) yield;
    const found = lockstep.step(command, plan.refusals?.());
    divergence = found instanceof Promise ? yield* settled(found) : found;
    if (lockstep.ended !== undefined) return doneWith(lockstep, commands, divergence);
    if (divergence === undefined) plan.stepped?.(before, command, lockstep.lastStep as Step);
  }
  return { commands, divergence };
}

/** The plan's next command that is to be run here. */
function nextCommand(lockstep: Lockstep, plan: RunPlan): Command | undefined {
  const { state } = lockstep;
  let command = plan.next(state);
  while (command !== undefined && plan.mayEnd?.() === false && lockstep.mayEndAt(command))
    command = plan.next(state);
  return command;
}

function doneWith(
  { ended }: Lockstep,
  commands: readonly Command[],
  divergence: Divergence | undefined,
): Run {
  return { commands, divergence, ...(ended !== undefined && { ended }) };
}

/** A plan that runs these commands, those left out that cannot be issued when their turn comes. */
export function planOf({ isIssuable }: Specification, commands: readonly Command[]): RunPlan {
  let taken = 0;
  return {
    next: (state) => {
      while (taken < commands.length && !isIssuable(state, commands[taken])) taken += 1;
      return commands[taken++];
    },
  };
}
