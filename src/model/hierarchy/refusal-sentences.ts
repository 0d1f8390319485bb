// Tells what a refused hierarchy command met in the state: one phrase per refusal, and the ground of those that have
// several.
import type { Id } from '../../contract/command.ts';
import type { HierarchyRefusal } from '../../contract/sets/hierarchy.ts';
import { bearersOf, groupIs, processIs, sessionIs, threadIs } from '../describe-phrases.ts';
import { bearerOf, conditionOf } from '../grounds.ts';
import type { State } from '../state.ts';
import { groupOf, sessionOf } from '../state.ts';

/** The arguments that refusals speak of. A command lacks most of them. */
type Arguments = Readonly<Partial<Record<'process' | 'child' | 'thread' | 'group' | 'session', number>>>;

export const HIERARCHY_MET: Readonly<Record<HierarchyRefusal, (state: State, command: Arguments) => string>> =
  {
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
  };

/** The thing that made a refusal apply, where several things can. */
export const HIERARCHY_GROUNDS: Readonly<
  Partial<Record<HierarchyRefusal, (state: State, command: Arguments) => string>>
> = {
  'not-running': (state, { process }) => conditionOf(state, process as Id),
  'id-in-use': (state, { child, thread }) => bearerOf(state, (child ?? thread) as Id),
  'not-a-zombie': (state, { process }) => conditionOf(state, process as Id),
};
