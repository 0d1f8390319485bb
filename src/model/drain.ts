// The way back to init alone from any state (I9), by the commands of each set.
import { broken } from './assert.ts';
import type { Command } from '../contract/command.ts';
import { INIT } from '../contract/command.ts';
import type { Rulebook } from './rulebook.ts';
import type { State } from './state.ts';
import { childrenInOrder, isRunning, isZombie, threadsOf } from './state.ts';

/**
 * Every process but init exits and is freed, init's threads end, every handle is released. Each command is accepted
 * when its turn comes: exits only add zombies, and a handle keeps its group or session until it is released.
 */
export function hierarchyDrain(state: State): readonly Command[] {
  const exits: Command[] = [];
  const frees: Command[] = [];
  const rest: Command[] = threadsOf(state, INIT).map((thread) => ({ name: 'exit_thread', thread, code: 0 }));
  state.processes.forEach((_, process) => {
    if (process === INIT) return;
    if (isRunning(state, process)) exits.push({ name: 'exit', process });
    frees.push({ name: 'free', process });
  });
  state.groups.forEach(({ handles }, group) => {
    for (let held = handles; held > 0; held -= 1) rest.push({ name: 'release_group', group });
  });
  state.sessions.forEach(({ handles }, session) => {
    for (let held = handles; held > 0; held -= 1) rest.push({ name: 'release_session', session });
  });
  return [...exits, ...frees, ...rest];
}

/**
 * Every process but init exits, and init waits for whatever passed to it. Whom an exit leaves to whom, and who is
 * gone without a wait because SIGCHLD is ignored, is what the rules say: they are asked at every command.
 */
export function posixDrain(rules: Rulebook, state: State): readonly Command[] {
  const drain: Command[] = [];
  let at = state;
  const issue = (command: Command): void => {
    drain.push(command);
    const { refusals, next } = rules.step(at, command);
    if (refusals !== undefined) broken(`the drain's ${command.name} is refused: ${refusals.join(', ')}`);
    at = next;
  };
  state.processes.forEach((_, process) => {
    if (process !== INIT && isRunning(at, process)) issue({ name: 'exit', process, code: 0 });
  });
  for (const pid of childrenInOrder(at, INIT)) {
    if (isZombie(at, pid)) issue({ name: 'waitpid', process: INIT, pid });
  }
  return drain;
}
