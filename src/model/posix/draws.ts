// POSIX commands worth drawing: each so that it is accepted, and so that it is refused for each of its reasons. The caller
// is always running, for nobody else issues commands.
import type { Command, Id } from '../../contract/command.ts';
import { INIT } from '../../contract/command.ts';
import type { CommandDraw, Draw, Draws } from '../draws.ts';
import type { State } from '../state.ts';
import {
  childrenOf,
  groupIn,
  groupOf,
  groupsOf,
  isRunning,
  isZombie,
  membersOf,
  processIn,
  sessionOf,
} from '../state.ts';

type Fits = (pid: Id) => boolean;

const anyone: Fits = () => true;

function running(state: State, draw: Draw, fits: Fits = anyone): Id | undefined {
  return draw.among(state.processes, (pid) => isRunning(state, pid) && fits(pid));
}

/** A command of a caller, with arguments that may depend on it; none where the caller or one of them was not drawn. */
function by(
  caller: Id | undefined,
  name: string,
  others: (caller: Id) => Readonly<Record<string, number | boolean | undefined>> = () => ({}),
): Command | undefined {
  if (caller === undefined) return undefined;
  const values = others(caller);
  if (Object.values(values).includes(undefined)) return undefined;
  return { name, process: caller, ...values };
}

/** A command that anybody can issue. */
const ofAnyone =
  (
    name: string,
    others?: (state: State, draw: Draw) => (caller: Id) => Record<string, number | boolean>,
  ): CommandDraw =>
  (state, draw) =>
    by(running(state, draw), name, others?.(state, draw));

/** Whether a process has left the group of its own number while others keep that group alive. */
const isAway = (state: State, pid: Id): boolean => state.groups.has(pid) && groupOf(state, pid) !== pid;
const hasZombiesAlone = (state: State, pgid: Id): boolean =>
  membersOf(state, pgid).every((pid) => isZombie(state, pid));

/**
 * A leader that has left its group while others stay, best one whose group lives by zombies alone; where none is met,
 * any leader. A check that asks only where the caller is, or only who runs, is found out by these.
 */
function leader(state: State, draw: Draw): Id | undefined {
  const any = (): Id | undefined => running(state, draw, (pid) => state.groups.has(pid));
  if (draw.chance(50)) return any();
  return (
    running(state, draw, (pid) => isAway(state, pid) && hasZombiesAlone(state, pid)) ??
    running(state, draw, (pid) => isAway(state, pid)) ??
    any()
  );
}

const isSessionLeader = (state: State, pid: Id): boolean => sessionOf(state, pid) === pid;

/** The caller itself in one of its two ways, or another as it is. */
function named(draw: Draw, caller: Id, pid: Id | undefined): Id | undefined {
  return pid === caller && draw.chance(70) ? 0 : pid;
}

/** Targets that setpgid allows the caller: itself and children that stayed, none of them a session's leader. */
function targetsOf(state: State, caller: Id): readonly Id[] {
  const session = sessionOf(state, caller);
  const children = childrenOf(state, caller).filter(
    (child) =>
      sessionOf(state, child) === session &&
      !processIn(state, child).executed &&
      !isSessionLeader(state, child),
  );
  return isSessionLeader(state, caller) ? children : [caller, ...children];
}

/** A group that a target may move to: its own number, or a group of its session. */
function groupFor(state: State, draw: Draw, target: Id): number | undefined {
  // A group of its own number is one of its session: nobody who leads a group leaves the session.
  if (draw.chance(45)) return draw.chance(60) ? 0 : target;
  const { session } = groupIn(state, processIn(state, target).group);
  return draw.oneOf(groupsOf(state, session));
}

/** Moves one of the caller's targets, or one of those that a refusal asks for. */
function move(
  state: State,
  draw: Draw,
  caller: Id | undefined,
  targets: (caller: Id) => readonly Id[],
): Command | undefined {
  return by(caller, 'setpgid', (process) => {
    const target = draw.oneOf(targets(process));
    return {
      pid: named(draw, process, target),
      pgid: target === undefined ? undefined : groupFor(state, draw, target),
    };
  });
}

/** Moves a target that is refused for what it is; the callers are those that have one. */
function moveOf(targets: (state: State, caller: Id) => readonly Id[]): CommandDraw {
  return (state, draw) => {
    const caller = running(state, draw, (pid) => targets(state, pid).length > 0);
    return move(state, draw, caller, (process) => targets(state, process));
  };
}

const mayMove = (state: State, draw: Draw): Id | undefined =>
  running(state, draw, (pid) => targetsOf(state, pid).length > 0);

const strangersTo = (state: State, draw: Draw, caller: Id): Id | undefined =>
  draw.among(
    state.processes,
    (pid) => pid !== caller && processIn(state, pid).parent !== caller && !isSessionLeader(state, pid),
  );

const nobody = (state: State, draw: Draw): Id | undefined => draw.idLike((id) => !state.processes.has(id));

/** A query of anybody: the caller, its children, any other. */
function queryOf(name: 'getpgid' | 'getsid'): Draws[string] {
  return {
    accepted: (state, draw) =>
      by(running(state, draw), name, (caller) => ({
        pid: draw.chance(40)
          ? draw.chance(70)
            ? 0
            : caller
          : ((draw.chance(40) ? draw.oneOf(childrenOf(state, caller)) : undefined) ??
            draw.among(state.processes, anyone)),
      })),
    refused: {
      'no-such-process': (state, draw) =>
        by(running(state, draw), name, () => ({
          pid: draw.chance(75) ? nobody(state, draw) : -1 - draw.below(2),
        })),
    },
  };
}

/** Draws the children that a waitpid asks for: all, those of the caller's group, of another group, one of them. */
function waitedFor(state: State, draw: Draw, caller: Id): number | undefined {
  const child = draw.oneOf(childrenOf(state, caller));
  if (child === undefined || draw.chance(25)) return -1;
  const { group } = processIn(state, child);
  if (draw.chance(30)) return group === groupOf(state, caller) && draw.chance(60) ? 0 : -group;
  return child;
}

/** Draws a waitpid's question that finds nobody: somebody else's child, a group without children of the caller, nobody at all. */
function nobodysChild(state: State, draw: Draw, caller: Id): number | undefined {
  const isMine = (pid: Id): boolean => processIn(state, pid).parent === caller;
  if (childrenOf(state, caller).length === 0 && draw.chance(50)) return draw.chance(50) ? -1 : 0;
  if (draw.chance(40)) return draw.among(state.processes, (pid) => !isMine(pid));
  const none = (pgid: Id): boolean => pgid !== INIT && !membersOf(state, pgid).some(isMine);
  if (draw.chance(50)) return opposite(draw.among(state.groups, none) ?? draw.idLike(none));
  return nobody(state, draw);
}

const opposite = (id: Id | undefined): number | undefined => (id === undefined ? undefined : -id);

export const POSIX_DRAWS: Draws = {
  fork: {
    accepted: (state, draw) => {
      const child = draw.freeId(state);
      return child === undefined ? undefined : by(draw.parent(state), 'fork', () => ({ child }));
    },
    refused: {
      'id-in-use': (state, draw) => by(running(state, draw), 'fork', () => ({ child: draw.usedId(state) })),
    },
  },
  setsid: {
    accepted: (state, draw) =>
      by(
        running(state, draw, (pid) => !state.groups.has(pid)),
        'setsid',
      ),
    refused: { 'group-id-in-use': (state, draw) => by(leader(state, draw), 'setsid') },
  },
  setpgid: {
    accepted: (state, draw) => move(state, draw, mayMove(state, draw), (caller) => targetsOf(state, caller)),
    refused: {
      'negative-group': (state, draw) =>
        by(mayMove(state, draw), 'setpgid', (caller) => ({
          pid: named(draw, caller, draw.oneOf(targetsOf(state, caller))),
          pgid: -1 - draw.below(2),
        })),
      'no-such-process': (state, draw) =>
        by(running(state, draw), 'setpgid', () => ({
          pid: draw.chance(75) ? nobody(state, draw) : -1 - draw.below(2),
          pgid: draw.chance(50) ? 1 + draw.below(2) : draw.among(state.groups, anyone),
        })),
      'child-in-another-session': moveOf((state, caller) =>
        childrenOf(state, caller).filter(
          (child) => sessionOf(state, child) !== sessionOf(state, caller) && !isSessionLeader(state, child),
        ),
      ),
      'child-has-executed': moveOf((state, caller) =>
        childrenOf(state, caller).filter(
          (child) =>
            processIn(state, child).executed &&
            sessionOf(state, child) === sessionOf(state, caller) &&
            !isSessionLeader(state, child),
        ),
      ),
      'neither-self-nor-child': (state, draw) => {
        const caller = running(state, draw);
        if (caller === undefined) return undefined;
        const stranger = strangersTo(state, draw, caller);
        return move(state, draw, caller, () => (stranger === undefined ? [] : [stranger]));
      },
      'leads-its-session': (state, draw) =>
        move(
          state,
          draw,
          running(state, draw, (pid) => isSessionLeader(state, pid)),
          (caller) => [caller],
        ),
      'no-such-group-here': (state, draw) =>
        by(mayMove(state, draw), 'setpgid', (caller) => {
          const target = draw.oneOf(targetsOf(state, caller));
          const session = target === undefined ? undefined : sessionOf(state, target);
          const isElsewhere = (pgid: Id): boolean =>
            pgid !== target && state.groups.get(pgid)?.session !== session;
          return {
            pid: named(draw, caller, target),
            pgid:
              (draw.chance(60) ? draw.among(state.groups, isElsewhere) : undefined) ??
              draw.idLike(isElsewhere),
          };
        }),
    },
  },
  getpgid: queryOf('getpgid'),
  getsid: queryOf('getsid'),
  getppid: { accepted: ofAnyone('getppid'), refused: {} },
  execve: { accepted: ofAnyone('execve'), refused: {} },
  exit: {
    accepted: (state, draw) =>
      by(
        running(state, draw, (pid) => pid !== INIT),
        'exit',
        () => ({ code: draw.code(true) }),
      ),
    refused: {},
  },
  waitpid: {
    accepted: (state, draw) =>
      by(
        running(state, draw, (pid) => childrenOf(state, pid).length > 0),
        'waitpid',
        (caller) => ({
          pid: waitedFor(state, draw, caller),
        }),
      ),
    refused: {
      'no-such-child': (state, draw) =>
        by(running(state, draw), 'waitpid', (caller) => ({ pid: nobodysChild(state, draw, caller) })),
    },
  },
  set_subreaper: {
    accepted: ofAnyone('set_subreaper', (_, draw) => () => ({ on: draw.switch() })),
    refused: {},
  },
  kill: {
    accepted: (state, draw) =>
      by(running(state, draw), 'kill', () => {
        if (draw.chance(60))
          return { target: draw.among(state.processes, anyone), signal: draw.chance(60) ? 9 : 0 };
        const group = draw.chance(50) ? draw.among(state.groups, anyone) : undefined;
        return { target: draw.chance(30) ? -1 : (opposite(group) ?? 0), signal: 0 };
      }),
    refused: {
      'nobody-there': (state, draw) =>
        by(running(state, draw), 'kill', () => {
          if (draw.chance(50)) return { target: nobody(state, draw), signal: draw.chance(40) ? 9 : 0 };
          const empty = draw.idLike((id) => membersOf(state, id).length === 0);
          return { target: state.processes.size <= 2 && draw.chance(50) ? -1 : opposite(empty), signal: 0 };
        }),
    },
  },
  ignore_sigchld: {
    accepted: ofAnyone('ignore_sigchld', (_, draw) => () => ({ on: draw.switch() })),
    refused: {},
  },
};
