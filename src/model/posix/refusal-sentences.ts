// Tells what a refused POSIX command met in the state: one phrase per refusal, and the ground of those that have several.
import type { Id } from '../../contract/command.ts';
import type { PosixRefusal } from '../../contract/sets/posix.ts';
import { bearersOf, groupIs, listed, processIs, sessionIs } from '../describe-phrases.ts';
import { bearerOf } from '../grounds.ts';
import type { State } from '../state.ts';
import { childrenOf, sessionOf } from '../state.ts';

/** The arguments that refusals speak of. A command lacks most of them. */
type Arguments = Readonly<Partial<Record<'process' | 'child' | 'pid' | 'pgid' | 'target', number>>>;

export const POSIX_MET: Readonly<Record<PosixRefusal, (state: State, command: Arguments) => string>> = {
  'id-in-use': (state, { child }) => bearersOf(state, child as Id),
  'group-id-in-use': (state, { process }) => groupIs(state, process as Id),
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

/** The thing that made a refusal apply, where several things can. */
export const POSIX_GROUNDS: Readonly<
  Partial<Record<PosixRefusal, (state: State, command: Arguments) => string>>
> = {
  'id-in-use': (state, { child }) => bearerOf(state, child as Id),
};
