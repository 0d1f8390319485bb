// Tells what each accepted hierarchy command did, in one sentence.
import type { HierarchyCommand, HierarchyName } from '../../contract/sets/hierarchy.ts';
import { fieldsOf } from '../../contract/command.ts';
import { idsNamed } from '../describe-phrases.ts';
import type { Happened } from '../describe-phrases.ts';
import { childrenOf, groupOf, reaperOf, sessionOf, threadIn, threadsOf } from '../state.ts';

export const HIERARCHY_EFFECTS: {
  readonly [Name in HierarchyName]: (happened: Happened, command: HierarchyCommand<Name>) => string;
} = {
  fork: ({ after }, { process, child }) =>
    `process ${process} forks ${child}, which runs in group ${groupOf(after, child)} of session ${sessionOf(after, child)}`,
  create_session: ({ before }, { process }) =>
    `process ${process} leaves group ${groupOf(before, process)} of session ${sessionOf(before, process)} and leads the new session ${process} and its group ${process}`,
  create_group: ({ before, after }, { process }) =>
    `process ${process} leaves group ${groupOf(before, process)} and leads the new group ${process} in session ${sessionOf(after, process)}`,
  move_to_group: ({ before }, { process, group }) =>
    groupOf(before, process) === group
      ? `process ${process} is in group ${group} already, nothing changes`
      : `process ${process} moves from group ${groupOf(before, process)} to group ${group}`,
  exit: ({ before }, { process }) => {
    const children = childrenOf(before, process);
    const threads = threadsOf(before, process);
    return [
      `process ${process} becomes a zombie and stays in group ${groupOf(before, process)}`,
      ...(threads.length === 0
        ? []
        : [`${idsNamed('thread', threads)} ${threads.length === 1 ? 'ends' : 'end'}`]),
      ...(children.length === 0
        ? []
        : [
            `${idsNamed('process', children)} ${children.length === 1 ? 'passes' : 'pass'} to its reaper ${reaperOf(before, process)}`,
          ]),
    ].join('; ');
  },
  free: ({ before }, { process }) =>
    `zombie ${process} is gone, out of group ${groupOf(before, process)} and the children of ${before.processes.get(process)?.parent}`,
  new_thread: (_, { process, thread }) => `thread ${thread} of process ${process} begins`,
  exit_thread: ({ before, after, answer }, { thread, code }) => {
    const pid = threadIn(before, thread).process;
    const process = after.processes.get(pid);
    const last = 'ok' in answer && fieldsOf(answer)['last'] === true ? ', its last one,' : '';
    const frozen = process?.groupExited ? `stays ${process.exitCode}, it is group-exited` : `is ${code} now`;
    return `thread ${thread} of process ${pid}${last} ends with code ${code}; the exit code of ${pid} ${frozen}`;
  },
  group_exit: ({ before }, { process }) => {
    const { groupExited, exitCode } = before.processes.get(process) ?? { groupExited: false, exitCode: 0 };
    return groupExited
      ? `process ${process} is marked group-exited already, nothing changes`
      : `process ${process} is marked group-exited, its exit code ${exitCode} is frozen`;
  },
  set_subreaper: ({ before }, { process, on }) => {
    const was = before.processes.get(process)?.subreaper;
    if (was === on) return `process ${process} is ${on ? 'a' : 'no'} subreaper already, nothing changes`;
    return `process ${process} ${on ? 'is a subreaper now: orphans below it pass to it' : 'is no subreaper any more'}`;
  },
  hold_group: ({ after }, { group }) =>
    `group ${group} is held${timesText(after.groups.get(group)?.handles)}`,
  release_group: ({ after }, { group }) =>
    `a handle on group ${group} is released${leftText(after.groups.get(group)?.handles)}`,
  hold_session: ({ after }, { session }) =>
    `session ${session} is held${timesText(after.sessions.get(session)?.handles)}`,
  release_session: ({ after }, { session }) =>
    `a handle on session ${session} is released${leftText(after.sessions.get(session)?.handles)}`,
};

function timesText(handles = 0): string {
  return handles === 1 ? ' now' : `, ${handles} times now`;
}

function leftText(handles = 0): string {
  return handles === 0 ? ', the last one' : `, ${handles} left`;
}
