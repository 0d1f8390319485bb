// Hierarchy commands worth drawing: each so that it is accepted, and so that it is refused for each of its reasons.
import type { Command, Id } from '../../contract/command.ts';
import { INIT } from '../../contract/command.ts';
import type { CommandDraw, Draw, Draws } from '../draws.ts';
import type { State } from '../state.ts';
import {
  groupIn,
  groupOf,
  groupsOf,
  isRunning,
  isZombie,
  sessionIn,
  sessionOf,
  threadsOf,
} from '../state.ts';

/** The share of new threads that are to bear their process's pid, in percent. */
const OWN_PID_PERCENT = 25;
/** The share of zombies among what is not running, in percent; the others are ids that no process bears. */
const ZOMBIE_PERCENT = 60;

type Fits = (pid: Id) => boolean;

const anyone: Fits = () => true;

function running(state: State, draw: Draw, fits: Fits = anyone): Id | undefined {
  return draw.among(state.processes, (pid) => isRunning(state, pid) && fits(pid));
}

/** A zombie, or an id that no process bears; what also `fits` where there is one. */
function notRunning(state: State, draw: Draw, fits: Fits = anyone): Id | undefined {
  const zombie = (): Id | undefined =>
    draw.among(state.processes, (pid) => isZombie(state, pid) && fits(pid));
  const nobody = (): Id | undefined => draw.idLike((id) => !state.processes.has(id) && fits(id));
  return draw.chance(ZOMBIE_PERCENT) ? (zombie() ?? nobody()) : (nobody() ?? zombie());
}

/** A command whose arguments were drawn, some of them perhaps not. */
type Drawn = { readonly name: string } & Readonly<Record<string, number | boolean | string | undefined>>;

/** The command itself; none where one of its arguments was not drawn. */
function made(command: Drawn): Command | undefined {
  for (const key in command) if (command[key] === undefined) return undefined;
  return command as Command;
}

/** A command that asks nothing of its process but that it runs. */
function ofRunning(name: string): CommandDraw {
  return (state, draw) => made({ name, process: running(state, draw) });
}

const notRunningAtAll =
  (name: string, fits: (state: State, pid: Id) => boolean = () => true): CommandDraw =>
  (state, draw) =>
    made({ name, process: notRunning(state, draw, (pid) => fits(state, pid)) ?? notRunning(state, draw) });

const canFound = (state: State, pid: Id): boolean => !state.groups.has(pid);
const canFoundSession = (state: State, pid: Id): boolean => canFound(state, pid) && !state.sessions.has(pid);

/** A leader of a group, which it may have left; best one that leads no session. */
const awayLeader: CommandDraw = (state, draw) => {
  const isAway = (pid: Id): boolean => state.groups.has(pid) && groupOf(state, pid) !== pid;
  const process =
    running(state, draw, (pid) => isAway(pid) && !state.sessions.has(pid)) ?? running(state, draw, isAway);
  return made({ name: 'create_session', process });
};

const leader: CommandDraw = (state, draw) =>
  made({ name: 'create_session', process: running(state, draw, (pid) => groupOf(state, pid) === pid) });

/** The same process, asked for a group. */
const asGroup =
  (drawn: CommandDraw): CommandDraw =>
  (state, draw) => {
    const command = drawn(state, draw);
    return command === undefined ? undefined : { ...command, name: 'create_group' };
  };

const otherSessions: CommandDraw = (state, draw) => {
  const process = running(state, draw);
  if (process === undefined) return undefined;
  const session = sessionOf(state, process);
  const group = draw.among(state.groups, (pgid) => groupIn(state, pgid).session !== session);
  return made({ name: 'move_to_group', process, group });
};

const noGroup = (state: State, draw: Draw): Id | undefined => draw.idLike((id) => !state.groups.has(id));
const noSession = (state: State, draw: Draw): Id | undefined => draw.idLike((id) => !state.sessions.has(id));

export const HIERARCHY_DRAWS: Draws = {
  fork: {
    accepted: (state, draw) => made({ name: 'fork', process: draw.parent(state), child: draw.freeId(state) }),
    refused: {
      'not-running': (state, draw) =>
        made({ name: 'fork', process: notRunning(state, draw), child: draw.freeId(state) }),
      'id-in-use': (state, draw) =>
        made({ name: 'fork', process: running(state, draw), child: draw.usedId(state) }),
    },
  },
  create_session: {
    accepted: (state, draw) =>
      made({ name: 'create_session', process: running(state, draw, (pid) => canFoundSession(state, pid)) }),
    refused: {
      'not-running': notRunningAtAll('create_session', canFoundSession),
      'leads-its-group': leader,
      'group-id-in-use': awayLeader,
      'session-id-in-use': (state, draw) =>
        made({
          name: 'create_session',
          process:
            running(state, draw, (pid) => state.sessions.has(pid) && !state.groups.has(pid)) ??
            running(state, draw, (pid) => state.sessions.has(pid)),
        }),
    },
  },
  create_group: {
    accepted: (state, draw) =>
      made({ name: 'create_group', process: running(state, draw, (pid) => canFound(state, pid)) }),
    refused: {
      'not-running': notRunningAtAll('create_group', canFound),
      'leads-its-group': asGroup(leader),
      'group-id-in-use': asGroup(awayLeader),
    },
  },
  move_to_group: {
    accepted: (state, draw) => {
      const process = running(state, draw);
      const session = process === undefined ? undefined : sessionOf(state, process);
      const group = session === undefined ? undefined : draw.oneOf(groupsOf(state, session));
      return made({ name: 'move_to_group', process, group });
    },
    refused: {
      'not-running': (state, draw) => {
        const process = notRunning(state, draw);
        const session = process === undefined ? undefined : sessionOf(state, process);
        const group = draw.among(
          state.groups,
          (pgid) => session === undefined || groupIn(state, pgid).session === session,
        );
        return made({ name: 'move_to_group', process, group });
      },
      'no-such-group': (state, draw) =>
        made({ name: 'move_to_group', process: running(state, draw), group: noGroup(state, draw) }),
      'not-in-my-session': otherSessions,
    },
  },
  exit: {
    accepted: (state, draw) => made({ name: 'exit', process: running(state, draw, (pid) => pid !== INIT) }),
    refused: {
      'not-running': notRunningAtAll('exit'),
      'is-init': () => ({ name: 'exit', process: INIT }),
    },
  },
  free: {
    accepted: (state, draw) =>
      made({ name: 'free', process: draw.among(state.processes, (pid) => isZombie(state, pid)) }),
    refused: {
      'not-a-zombie': (state, draw) =>
        made({
          name: 'free',
          process: draw.chance(ZOMBIE_PERCENT)
            ? running(state, draw)
            : draw.idLike((id) => !state.processes.has(id)),
        }),
    },
  },
  new_thread: {
    accepted: (state, draw) => {
      const process = running(state, draw);
      if (process === undefined) return undefined;
      const mayBearPid = draw.chance(OWN_PID_PERCENT) && threadsOf(state, process).length === 0;
      return made({ name: 'new_thread', process, thread: mayBearPid ? process : draw.freeId(state) });
    },
    refused: {
      'not-running': (state, draw) =>
        made({ name: 'new_thread', process: notRunning(state, draw), thread: draw.freeId(state) }),
      'id-in-use': (state, draw) => {
        const process = running(state, draw);
        const thread = draw.chance(OWN_PID_PERCENT) ? process : draw.usedId(state);
        return made({ name: 'new_thread', process, thread });
      },
    },
  },
  exit_thread: {
    accepted: (state, draw) =>
      made({ name: 'exit_thread', thread: draw.among(state.threads, anyone), code: draw.code(false) }),
    refused: {
      'no-such-thread': (state, draw) =>
        made({
          name: 'exit_thread',
          thread: draw.idLike((id) => !state.threads.has(id)),
          code: draw.code(false),
        }),
    },
  },
  group_exit: {
    accepted: ofRunning('group_exit'),
    refused: { 'not-running': notRunningAtAll('group_exit') },
  },
  set_subreaper: {
    accepted: (state, draw) =>
      made({ name: 'set_subreaper', process: running(state, draw), on: draw.switch() }),
    refused: {
      'not-running': (state, draw) =>
        made({ name: 'set_subreaper', process: notRunning(state, draw), on: draw.switch() }),
    },
  },
  hold_group: {
    accepted: (state, draw) => made({ name: 'hold_group', group: draw.among(state.groups, anyone) }),
    refused: { 'no-such-group': (state, draw) => made({ name: 'hold_group', group: noGroup(state, draw) }) },
  },
  release_group: {
    accepted: (state, draw) =>
      made({
        name: 'release_group',
        group: draw.among(state.groups, (pgid) => groupIn(state, pgid).handles > 0),
      }),
    refused: {
      'not-held': (state, draw) =>
        made({
          name: 'release_group',
          group: draw.chance(50)
            ? draw.among(state.groups, (pgid) => groupIn(state, pgid).handles === 0)
            : noGroup(state, draw),
        }),
    },
  },
  hold_session: {
    accepted: (state, draw) => made({ name: 'hold_session', session: draw.among(state.sessions, anyone) }),
    refused: {
      'no-such-session': (state, draw) => made({ name: 'hold_session', session: noSession(state, draw) }),
    },
  },
  release_session: {
    accepted: (state, draw) =>
      made({
        name: 'release_session',
        session: draw.among(state.sessions, (sid) => sessionIn(state, sid).handles > 0),
      }),
    refused: {
      'not-held': (state, draw) =>
        made({
          name: 'release_session',
          session: draw.chance(50)
            ? draw.among(state.sessions, (sid) => sessionIn(state, sid).handles === 0)
            : noSession(state, draw),
        }),
    },
  },
};
