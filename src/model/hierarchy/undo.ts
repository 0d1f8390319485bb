// Guesses at the commands that undo a hierarchy command.
import type { HierarchyCommand } from '../../contract/sets/hierarchy.ts';
import type { State } from '../state.ts';

/** Sequences that may lead back to the state before the command; whether one does is for the caller to try. */
export function undoHierarchy(
  before: State,
  command: HierarchyCommand,
): readonly (readonly HierarchyCommand[])[] {
  switch (command.name) {
    case 'fork':
      return [exitAndFree(command.child)];
    case 'create_group':
    case 'move_to_group': {
      const group = before.processes.get(command.process)?.group;
      if (group === undefined) return [];
      return [[{ name: 'move_to_group', process: command.process, group }], renewed(before, command.process)];
    }
    case 'new_thread':
      return [[{ name: 'exit_thread', thread: command.thread, code: 0 }]];
    case 'set_subreaper':
      return [[{ ...command, on: !command.on }]];
    case 'hold_group':
      return [[{ name: 'release_group', group: command.group }]];
    case 'release_group':
      return [[{ name: 'hold_group', group: command.group }]];
    case 'hold_session':
      return [[{ name: 'release_session', session: command.session }]];
    case 'release_session':
      return [[{ name: 'hold_session', session: command.session }]];
    case 'exit':
      return [renewed(before, command.process).slice(1)];
    case 'free':
      return [[...renewed(before, command.process).slice(2), { name: 'exit', process: command.process }]];
    case 'create_session':
    case 'group_exit':
      return [renewed(before, command.process)];
    case 'exit_thread':
      return [];
  }
}

function exitAndFree(process: number): readonly HierarchyCommand[] {
  return [
    { name: 'exit', process },
    { name: 'free', process },
  ];
}

/** Ended and forked again. */
function renewed(before: State, process: number): readonly HierarchyCommand[] {
  const parent = before.processes.get(process)?.parent ?? process;
  return [...exitAndFree(process), { name: 'fork', process: parent, child: process }];
}
