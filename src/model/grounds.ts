// The ground of a refusal, where several things can: a check that a system lacks may be one of several of that name.
import type { Id } from '../contract/command.ts';
import type { Ground } from '../contract/refusal.ts';
import { isZombie } from './state.ts';
import type { State } from './state.ts';

/** The kind of thing that bears an id in use. O(log size). */
export function bearerOf(state: State, id: Id): Ground {
  if (state.processes.has(id)) return 'process';
  if (state.threads.has(id)) return 'thread';
  return state.groups.has(id) ? 'group' : 'session';
}

/** The condition of a process. O(log size). */
export function conditionOf(state: State, pid: Id): Ground {
  if (isZombie(state, pid)) return 'zombie';
  return state.processes.has(pid) ? 'running' : 'nobody';
}
