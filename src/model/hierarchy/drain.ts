// The way back to init alone from any state (I9), by the hierarchy commands.
import { INIT } from '../../contract/command.ts';
import type { HierarchyCommand } from '../../contract/sets/hierarchy.ts';
import type { State } from '../state.ts';
import { isRunning, threadsOf } from '../state.ts';

/**
 * Every process but init exits and is freed, init's threads end, every handle is released. Each command is accepted
 * when its turn comes: exits only add zombies, and a handle keeps its group or session until it is released.
 */
export function hierarchyDrain(state: State): readonly HierarchyCommand[] {
  const exits: HierarchyCommand[] = [];
  const frees: HierarchyCommand[] = [];
  const rest: HierarchyCommand[] = threadsOf(state, INIT).map((thread) => ({
    name: 'exit_thread',
    thread,
    code: 0,
  }));
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
