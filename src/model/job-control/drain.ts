// The way back to init alone from any state (I9), by the job-control commands.
import { INIT } from '../../contract/command.ts';
import type { Id } from '../../contract/command.ts';
import type { JobControlCommand } from '../../contract/sets/job-control.ts';
import type { State } from '../state.ts';
import { childrenInOrder, isRunning, isZombie } from '../state.ts';
import { canAct } from './jobs.ts';

/**
 * Every process but init is killed by init, which is never stopped, and init waits for whatever passed to it. One after the
 * other in an order in which no command races: those next to init first, and if a kill of none of them will do, one of them
 * is continued before. `isIssuable` says what races. If init itself waits, others wake it; it ends early where nobody
 * can act any more.
 */
export function jobControlDrain(
  state: State,
  step: (at: State, command: JobControlCommand) => State,
  isIssuable: (at: State, command: JobControlCommand) => boolean,
): readonly JobControlCommand[] {
  const drain: JobControlCommand[] = [];
  let at = state;
  const issue = (command: JobControlCommand): void => {
    drain.push(command);
    at = step(at, command);
  };
  for (let alive = aliveIn(at); alive.length > 0 || !canAct(at, INIT); alive = aliveIn(at)) {
    const actors = canAct(at, INIT) ? [INIT] : alive.filter((pid) => canAct(at, pid));
    const next = ([9, 'CONT', 'HUP'] as const)
      .flatMap((signal) => (signal === 9 ? alive : [...alive, INIT]).map((target) => ({ target, signal })))
      .flatMap(({ target, signal }) =>
        actors.map((process) => ({ name: 'kill', process, target, signal }) as const),
      )
      .find((command) => isIssuable(at, command) && !isRepeated(drain, command));
    if (next === undefined) return drain;
    issue(next);
  }
  for (const pid of childrenInOrder(at, INIT))
    if (isZombie(at, pid))
      issue({ name: 'waitpid', process: INIT, pid, untraced: false, continued: false, block: false });
  return drain;
}

/** A signal that was of no use would be of none again. */
function isRepeated(drain: readonly JobControlCommand[], command: JobControlCommand<'kill'>): boolean {
  return (
    command.signal !== 9 &&
    drain.some(
      (each) => each.name === 'kill' && each.target === command.target && each.signal === command.signal,
    )
  );
}

/** Every process but init that has not ended: children of init first, each generation ascending. */
function aliveIn(state: State): readonly Id[] {
  const alive: Id[] = [];
  let generation: readonly Id[] = [INIT];
  while (generation.length > 0) {
    generation = generation.flatMap((pid) => state.processes.where('parent', pid));
    alive.push(...generation.filter((pid) => isRunning(state, pid)));
  }
  return alive;
}
