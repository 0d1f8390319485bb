// What made a refusal apply, where several things can: a check that a system lacks may be one of several of that name.
import type { Command, Id } from '../contract/command.ts';
import { actorOf } from '../contract/command.ts';
import type { Ground, Refusal } from '../contract/refusal.ts';
import { isZombie } from './state.ts';
import type { State } from './state.ts';

/** The ground of a refusal that applies to a command; `undefined` where one condition alone makes it apply. O(log size). */
export function groundOf(state: State, command: Command, refusal: Refusal): Ground | undefined {
  if (refusal === 'id-in-use') return bearerOf(state, newIdIn(command));
  if (refusal !== 'not-running' && refusal !== 'not-a-zombie') return undefined;
  const process = actorOf(command) ?? 0;
  if (isZombie(state, process)) return 'zombie';
  return state.processes.has(process) ? 'running' : 'nobody';
}

function newIdIn(command: Command): Id {
  if ('child' in command) return Number(command.child);
  if ('thread' in command) return Number(command.thread);
  throw new Error(`${command.name} takes no new id`);
}

function bearerOf(state: State, id: Id): Ground {
  if (state.processes.has(id)) return 'process';
  if (state.threads.has(id)) return 'thread';
  return state.groups.has(id) ? 'group' : 'session';
}
