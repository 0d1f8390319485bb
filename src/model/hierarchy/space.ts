// The hierarchy commands within a bound: what a search needs to know of them.
import type { HierarchyCommand } from '../../contract/sets/hierarchy.ts';
import { amountOf } from '../bounded/bound.ts';
import type { SpaceBound } from '../bounded/bound.ts';
import type { SpaceTraits } from '../bounded/space.ts';
import type { State } from '../state.ts';
import { threadsOf } from '../state.ts';
import { HIERARCHY_COLUMNS, OTHER_CODE } from './columns.ts';
import { HierarchyModel } from './packed-rules.ts';

export const HIERARCHY_SPACE: SpaceTraits<HierarchyCommand> = {
  idsByDefault: 4,
  families: ['core'],
  options: {
    handles: {
      help: 'handles on a group and on a session at most (default: 0)',
      most: 255,
      family: 'handles',
      makers: ['hold_group', 'hold_session'],
      askedBy: ['hold_group', 'release_group', 'hold_session', 'release_session'],
      noun: 'handle',
      place: 'on a thing',
      each: 'on each group and session',
      noCommand: 'no command of the list holds one',
      noAmount: 'nothing can be held: leave the hold commands out',
    },
    threads: {
      help: 'threads of a process at most (default: 0)',
      most: 15,
      family: 'threads',
      makers: ['new_thread'],
      askedBy: ['new_thread', 'exit_thread'],
      noun: 'thread',
      place: 'in a process',
      each: 'a process',
      noCommand: 'no command of the list makes one',
      noAmount: 'there are no threads: leave new_thread out',
    },
  },
  columns: HIERARCHY_COLUMNS,
  values: { code: () => [0, OTHER_CODE] },
  isBeyond: (bound, state, command) => isOneTooMany(bound, state, command),
  draining: ['exit', 'free', 'exit_thread', 'release_group', 'release_session'],
  homeward: (bound) => {
    const { commands } = bound;
    const handles = amountOf(bound, 'handles') > 0;
    return [
      ...(commands.includes('fork')
        ? (['fork', 'create_session', 'create_group', 'move_to_group', 'exit', 'free'] as const)
        : []),
      ...(handles && commands.includes('hold_group') ? (['release_group'] as const) : []),
      ...(handles && commands.includes('hold_session') ? (['release_session'] as const) : []),
      ...(amountOf(bound, 'threads') > 0 && commands.includes('new_thread')
        ? (['exit_thread'] as const)
        : []),
    ];
  },
  packed: (bound, commands) => new HierarchyModel(bound, commands),
  certificate: {
    everyCommandUpTo: 5,
    amountsFor: ({ length }) => {
      const shorter = Math.min(Math.max(length - 1, 1), 3);
      return { handles: shorter, threads: shorter };
    },
    whyNot: (commands) =>
      commands.some(
        (command) => command.name === 'exit_thread' && command.code !== 0 && command.code !== OTHER_CODE,
      )
        ? 'it has exit codes that the search does not know'
        : undefined,
  },
};

function isOneTooMany(bound: SpaceBound, state: State, command: HierarchyCommand): boolean {
  if (command.name === 'new_thread')
    return threadsOf(state, command.process).length >= amountOf(bound, 'threads');
  if (command.name === 'hold_group')
    return (state.groups.get(command.group)?.handles ?? 0) >= amountOf(bound, 'handles');
  if (command.name === 'hold_session')
    return (state.sessions.get(command.session)?.handles ?? 0) >= amountOf(bound, 'handles');
  return false;
}
