// What a refused command met in the state: one phrase per refusal.
import type { Id } from '../contract/command.ts';
import type { Refusal } from '../contract/refusal.ts';
import { bearersOf, groupIs, listed, processIs, sessionIs, threadIs } from './describe-phrases.ts';
import type { State } from './state.ts';
import { childrenOf, groupOf, sessionOf } from './state.ts';

/** The arguments that refusals speak of. A command lacks most of them. */
type Arguments = Readonly<
  Partial<Record<'process' | 'child' | 'thread' | 'group' | 'session' | 'pid' | 'pgid' | 'target', number>>
>;

export const CIRCUMSTANCES: Readonly<Record<Refusal, (state: State, command: Arguments) => string>> = {
  'not-running': (state, { process }) => processIs(state, process as Id),
  'id-in-use': (state, { child, thread }) => bearersOf(state, (child ?? thread) as Id),
  'leads-its-group': (state, { process }) =>
    `process ${process} is in group ${groupOf(state, process as Id) ?? 'none'}`,
  'group-id-in-use': (state, { process }) => groupIs(state, process as Id),
  'session-id-in-use': (state, { process }) => sessionIs(state, process as Id),
  'no-such-group': (state, { group }) => groupIs(state, group as Id),
  'no-such-session': (state, { session }) => sessionIs(state, session as Id),
  'no-such-thread': (state, { thread }) => threadIs(state, thread as Id),
  'not-in-my-session': (state, { process, group }) =>
    `group ${group} is in session ${state.groups.get(group as Id)?.session ?? 'none'}, ` +
    `process ${process} in session ${sessionOf(state, process as Id) ?? 'none'}`,
  'is-init': (_, { process }) => `process ${process}`,
  'not-a-zombie': (state, { process }) => processIs(state, process as Id),
  'not-held': (state, { group, session }) =>
    group === undefined
      ? `session ${session} ${state.sessions.has(session as Id) ? 'has no handle' : 'does not live'}`
      : `group ${group} ${state.groups.has(group) ? 'has no handle' : 'does not live'}`,
  'negative-group': (_, { pgid, pid, process }) =>
    `the group is ${pgid === 0 ? (pid === 0 ? process : pid) : pgid}`,
  'no-such-process': (state, { pid }) => processIs(state, pid as Id),
  'child-in-another-session': (state, { process, pid }) =>
    `process ${pid} is in session ${sessionOf(state, pid as Id) ?? 'none'}, ` +
    `process ${process} in session ${sessionOf(state, process as Id) ?? 'none'}`,
  'child-has-executed': (state, { pid }) => processIs(state, pid as Id),
  'neither-self-nor-child': (state, { pid }) =>
    `the parent of process ${pid} is ${state.processes.get(pid as Id)?.parent ?? 'none'}`,
  'leads-its-session': (state, { process, pid }) => sessionIs(state, (pid === 0 ? process : pid) as Id),
  'no-such-group-here': (state, { process, pid, pgid }) => {
    const target = (pid === 0 ? process : pid) as Id;
    const group = (pgid === 0 ? target : pgid) as Id;
    const session = state.groups.get(group)?.session;
    const where = session === undefined ? 'does not live' : `is in session ${session}`;
    return `group ${group} ${where}, process ${target} in session ${sessionOf(state, target) ?? 'none'}`;
  },
  'no-such-child': (state, { process }) =>
    `process ${process} has ${listed(childrenOf(state, process as Id), 'no children')}`,
  'nobody-there': (state, { target }) =>
    (target as number) > 0
      ? processIs(state, target as Id)
      : target === -1
        ? 'there are init and the caller alone'
        : groupIs(state, -(target as number)),
};
