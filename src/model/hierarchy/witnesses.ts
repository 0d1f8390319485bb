// The witnesses: situations without which a green run would mean little. Each is a predicate on a step
// of the model; a campaign that never sees one says so by name.
import { INIT } from '../../contract/command.ts';
import type { HierarchyCommand } from '../../contract/sets/hierarchy.ts';
import type { State } from '../state.ts';
import type { Witness } from '../witness.ts';
import { childrenOf, groupOf, groupsOf, isZombie, membersOf, reaperOf, threadsOf } from '../state.ts';

export const WITNESSES = {
  'session-outlives-its-leader': {
    sentence: 'a session lives on after the process that created it was freed',
    seen: ({ after }) => anySession(after, (sid) => !after.processes.has(sid)),
  },
  'group-outlives-its-leader': {
    sentence: 'a group lives on after the process whose pid it bears was freed',
    seen: ({ after }) => anyGroup(after, (pgid) => !after.processes.has(pgid)),
  },
  'leader-left-its-group': {
    sentence: 'a group id is still in use after its leader left the group',
    seen: ({ after }) =>
      anyGroup(after, (pgid) => after.processes.has(pgid) && groupOf(after, pgid) !== pgid),
  },
  'session-without-its-first-group': {
    sentence: 'a session lives on while the group that bears its id has ended',
    seen: ({ after }) => anySession(after, (sid) => !after.groups.has(sid)),
  },
  'empty-group-held': {
    sentence: 'a handle keeps a group without members',
    needs: ['hold_group'],
    seen: ({ after }) => anyGroup(after, (pgid) => membersOf(after, pgid).length === 0),
  },
  'empty-session-held': {
    sentence: 'a handle keeps a session without groups',
    needs: ['hold_session'],
    seen: ({ after }) => anySession(after, (sid) => groupsOf(after, sid).length === 0),
  },
  'group-held-twice': {
    sentence: 'a group has two handles',
    needs: ['hold_group'],
    amounts: { handles: 2 },
    seen: ({ after }) => anyGroup(after, (pgid) => (after.groups.get(pgid)?.handles ?? 0) >= 2),
  },
  'zombie-keeps-its-group': {
    sentence: 'a group lives by zombies alone',
    seen: ({ after }) => anyGroup(after, (pgid) => livesByZombiesAlone(after, pgid)),
  },
  'zombie-keeps-a-session': {
    sentence: 'a session lives by zombies alone',
    seen: ({ after }) =>
      anySession(after, (sid) => {
        const groups = groupsOf(after, sid);
        if (groups.length === 0 || after.sessions.get(sid)?.handles !== 0) return false;
        return groups.every((pgid) => livesByZombiesAlone(after, pgid));
      }),
  },
  'zombie-adopted': {
    sentence: "a zombie passes to its dying parent's reaper",
    seen: ({ before, command }) =>
      command.name === 'exit' && childrenOf(before, command.process).some((child) => isZombie(before, child)),
  },
  'subreaper-adopts': {
    sentence: 'an orphan passes to a subreaper that is not init',
    needs: ['set_subreaper'],
    seen: ({ before, command }) =>
      command.name === 'exit' &&
      childrenOf(before, command.process).length > 0 &&
      reaperOf(before, command.process) !== INIT,
  },
  'reaper-is-no-parent': {
    sentence: "an orphan passes to a reaper beyond its dying parent's parent",
    seen: ({ before, command }) =>
      command.name === 'exit' &&
      childrenOf(before, command.process).length > 0 &&
      before.processes.get(command.process)?.parent !== reaperOf(before, command.process),
  },
  'init-left-its-group': {
    sentence: 'init is in another group than the one it began in',
    seen: ({ after }) => groupOf(after, INIT) !== INIT,
  },
  'session-of-many-groups': {
    sentence: 'a session has three groups',
    seen: ({ after }) => anySession(after, (sid) => groupsOf(after, sid).length >= 3),
  },
  'thread-bears-the-pid': {
    sentence: "a process's first thread bears its pid",
    needs: ['new_thread'],
    seen: ({ command }) => command.name === 'new_thread' && command.thread === command.process,
  },
  'threads-end-with-their-process': {
    sentence: 'a process exits with threads still living',
    needs: ['new_thread'],
    seen: ({ before, command }) => command.name === 'exit' && threadsOf(before, command.process).length > 0,
  },
  'exit-code-frozen': {
    sentence: 'the last thread of a group-exited process ends with another code than the one it keeps',
    needs: ['new_thread', 'exit_thread', 'group_exit'],
    seen: ({ before, command, after }) => {
      if (command.name !== 'exit_thread') return false;
      const pid = before.threads.get(command.thread)?.process ?? INIT;
      return threadsOf(after, pid).length === 0 && after.processes.get(pid)?.exitCode !== command.code;
    },
  },
} satisfies Readonly<Record<string, Witness<HierarchyCommand>>>;

/** A witness's name. */
export type WitnessName = keyof typeof WITNESSES;

/** Every witness's name, in order. */
export const WITNESS_NAMES = Object.keys(WITNESSES) as readonly WitnessName[];

function anyGroup(state: State, holds: (pgid: number) => boolean): boolean {
  let found = false;
  state.groups.forEach((_, pgid) => {
    found ||= holds(pgid);
  });
  return found;
}

function anySession(state: State, holds: (sid: number) => boolean): boolean {
  let found = false;
  state.sessions.forEach((_, sid) => {
    found ||= holds(sid);
  });
  return found;
}

function livesByZombiesAlone(state: State, pgid: number): boolean {
  const members = membersOf(state, pgid);
  return (
    members.length > 0 &&
    state.groups.get(pgid)?.handles === 0 &&
    members.every((pid) => isZombie(state, pid))
  );
}
