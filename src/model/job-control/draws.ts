// Job-control commands worth drawing: those of the POSIX commands, and of terminals, stops and waits each so that it is
// accepted, and so that it is refused for each of its reasons.
import { TERMINALS, WORDS } from '../../contract/argument.ts';
import type { Command, Id } from '../../contract/command.ts';
import { INIT } from '../../contract/command.ts';
import type { CommandDraw, Draw, Draws } from '../draws.ts';
import { POSIX_DRAWS } from '../posix/draws.ts';
import type { State } from '../state.ts';
import {
  childrenOf,
  groupOf,
  groupsOf,
  idInUse,
  isZombie,
  membersOf,
  processIn,
  reaperOf,
  sessionOf,
} from '../state.ts';
import { canAct, isInBackground, isOrphaned, isStopped, jobOf } from './jobs.ts';

type Fits = (pid: Id) => boolean;
type Values = Readonly<Record<string, number | boolean | string | undefined>>;

/** A command of a caller that can act, best one that fits. */
function of(
  state: State,
  draw: Draw,
  name: string,
  fits: Fits,
  others: (process: Id) => Values,
): Command | undefined {
  const process = draw.among(state.processes, (pid) => canAct(state, pid) && fits(pid));
  if (process === undefined) return undefined;
  const values = others(process);
  return Object.values(values).includes(undefined) ? undefined : { name, process, ...values };
}

const anyTerminal = (draw: Draw): Id => (draw.chance(75) ? 1 : TERMINALS);
const isLeader = (state: State, pid: Id): boolean => sessionOf(state, pid) === pid;
const hasNone = (state: State, pid: Id): boolean => jobOf(state, pid).terminal === null;
const side = (draw: Draw): string => (draw.chance(80) ? 'slave' : 'master');
const disposition = (draw: Draw): string => WORDS.disposition.words[draw.chance(50) ? 0 : draw.below(3)];
const terminalOf = (state: State, pid: Id): Id | undefined => jobOf(state, pid).terminal ?? undefined;
const isBack = (state: State, pid: Id): boolean => {
  const terminal = terminalOf(state, pid);
  return terminal !== undefined && isInBackground(state, pid, terminal);
};
const isLost = (state: State, pid: Id): boolean => isOrphaned(state, groupOf(state, pid) as Id);

/** Draws the POSIX command, with options of a wait. */
const waiting =
  (drawn: CommandDraw | undefined): CommandDraw =>
  (state, draw) => {
    const command = drawn?.(state, draw);
    if (command === undefined) return undefined;
    const block = command['process'] !== INIT && draw.chance(25);
    return { ...command, untraced: draw.chance(60), continued: draw.chance(45), block };
  };

/** Whether a process is in a wait. */
const waits = (state: State, pid: Id | null): boolean => pid !== null && state.waits.has(pid);
const isChildOfWaiter = (state: State, pid: Id): boolean =>
  canAct(state, pid) && waits(state, processIn(state, pid).parent);
/** Whether others are told of its end: by its terminal, by one that it has lost, or by a wait. */
const isMissed = (state: State, pid: Id): boolean =>
  pid !== INIT &&
  (state.lostForegrounds.has(pid) ||
    (isLeader(state, pid) && !hasNone(state, pid)) ||
    waits(state, processIn(state, pid).parent) ||
    (waits(state, reaperOf(state, pid)) && childrenOf(state, pid).some((child) => isZombie(state, child))));
/** Whether it owes or remembers something that it could hand on or lose. */
const isIndebted = (state: State, pid: Id): boolean =>
  state.lostForegrounds.has(pid) || jobOf(state, pid).continueReport;

/** A number that a terminal or a wait remembers and nothing bears any more. */
function staleNumber(state: State, draw: Draw): Id | undefined {
  const terminal = draw.among(state.terminals, (id) => state.terminals.get(id)?.stale === true);
  const waiter = draw.among(state.waits, (pid) => state.waits.get(pid)?.stale === true);
  const number =
    waiter === undefined
      ? terminal === undefined
        ? undefined
        : state.terminals.get(terminal)?.group
      : state.waits.get(waiter)?.group;
  return number === undefined || idInUse(state, number) ? undefined : number;
}

/** The zombies that pass to somebody if a process ends. */
const heirsOf = (state: State, pid: Id): readonly Id[] =>
  childrenOf(state, pid).filter((heir) => isZombie(state, heir));
/** A process whose end gives zombies to its reaper, if that is one of these. */
const dying = (state: State, draw: Draw, reapers: Fits): Id | undefined =>
  draw.among(
    state.processes,
    (pid) => pid !== INIT && heirsOf(state, pid).length > 0 && reapers(reaperOf(state, pid)),
  );

/** Signals a process that waits, or a child of it. */
const sentToWaiter: CommandDraw = (state, draw) =>
  of(
    state,
    draw,
    'kill',
    () => true,
    () => {
      const bequeathing = dying(state, draw, (reaper) => waits(state, reaper));
      if (bequeathing !== undefined && draw.chance(60)) return { target: bequeathing, signal: 9 };
      if (draw.chance(35))
        return {
          target: draw.among(state.processes, (pid) => isChildOfWaiter(state, pid)),
          signal: draw.chance(40) ? 9 : draw.chance(50) ? 'STOP' : 'CONT',
        };
      const waiter = draw.among(state.waits, () => true);
      if (waiter !== undefined && isStopped(state, waiter) && draw.chance(60))
        return { target: waiter, signal: 'CONT' };
      const signals = ['STOP', 'STOP', 'HUP', 'HUP', 'CONT', 'TSTP', 9] as const;
      return { target: waiter, signal: signals[draw.below(signals.length)] };
    },
  );

/** Moves a child of one that waits out of the group that is waited for, or into it; or makes a group of a number that is remembered. */
const movedInWait: CommandDraw = (state, draw) => {
  const isRemembered = (number: Id): boolean => {
    let found = false;
    state.waits.forEach(({ group, stale }) => (found ||= stale && group === number));
    state.terminals.forEach(({ group, stale }) => (found ||= stale && group === number));
    return found;
  };
  const remembered = draw.among(
    state.processes,
    (pid) => canAct(state, pid) && !isLeader(state, pid) && groupOf(state, pid) !== pid && isRemembered(pid),
  );
  if (remembered !== undefined && draw.chance(70))
    return { name: 'setpgid', process: remembered, pid: 0, pgid: 0 };
  if (draw.chance(30)) {
    const waiter = draw.among(state.waits, (pid) => !isLeader(state, pid));
    const parent = waiter === undefined ? null : processIn(state, waiter).parent;
    if (waiter !== undefined && parent !== null && canAct(state, parent)) {
      const groups = groupsOf(state, sessionOf(state, waiter) as Id);
      const pgid = (draw.chance(50) ? undefined : draw.oneOf(groups)) ?? 0;
      return { name: 'setpgid', process: parent, pid: waiter, pgid };
    }
  }
  return of(
    state,
    draw,
    'setpgid',
    (pid) => isChildOfWaiter(state, pid) && !isLeader(state, pid),
    (process) => {
      const { parent, group } = processIn(state, process);
      const { group: waited = 0 } = parent === null ? {} : (state.waits.get(parent) ?? {});
      const isThere = waited !== 0 && waited !== group && state.groups.has(waited);
      if (isThere && draw.chance(70)) return { pid: 0, pgid: waited };
      return {
        pid: 0,
        pgid: draw.chance(40) ? 0 : draw.oneOf(groupsOf(state, sessionOf(state, process) as Id)),
      };
    },
  );
};

/** A wait that blocks, for a group more often than not; best one that zombies may still pass to. */
const blocking: CommandDraw = (state, draw) => {
  const mayWait = (pid: Id): boolean =>
    pid !== INIT && canAct(state, pid) && childrenOf(state, pid).length > 0;
  const parent = draw.chance(70) ? dying(state, draw, mayWait) : undefined;
  const first = parent === undefined ? draw.among(state.processes, mayWait) : reaperOf(state, parent);
  if (first === undefined) return undefined;
  const children = childrenOf(state, first);
  const heirs = parent === undefined ? [] : heirsOf(state, parent);
  // The number of a group without its leader is free as soon as nobody is in it.
  const leaderless = children.filter((pid) => !state.processes.has(groupOf(state, pid) as Id));
  const child = draw.oneOf(
    heirs.length > 0 && draw.chance(70) ? heirs : leaderless.length > 0 ? leaderless : children,
  );
  const group = child === undefined ? undefined : groupOf(state, child);
  if (child === undefined || group === undefined) return undefined;
  const ofGroup = group === groupOf(state, first) ? 0 : -group;
  const pid = draw.chance(60) ? ofGroup : draw.chance(50) ? -1 : child;
  const [untraced, continued] = [draw.chance(40), draw.chance(40)];
  return { name: 'waitpid', process: first, pid, untraced, continued, block: true };
};

/** The first that there is one of. */
const best =
  (percent: number, better: CommandDraw, otherwise: CommandDraw): CommandDraw =>
  (state, draw) =>
    (draw.chance(percent) ? better(state, draw) : undefined) ?? otherwise(state, draw);

/** Sends a signal to somebody, to a group, to the foreground; who is stopped is continued more often than not. */
const sent: CommandDraw = (state, draw) =>
  of(
    state,
    draw,
    'kill',
    () => true,
    (process) => {
      if (draw.chance(12)) return { target: draw.chance(50) ? -1 : 0, signal: 0 };
      const stopped = draw.chance(40)
        ? draw.among(state.processes, (pid) => isStopped(state, pid))
        : undefined;
      if (stopped !== undefined) {
        const group = groupOf(state, stopped) as Id;
        return {
          target: draw.chance(40) && group > 1 ? -group : stopped,
          signal: draw.chance(75) ? 'CONT' : 'HUP',
        };
      }
      if (draw.chance(20))
        return {
          target: draw.among(
            state.processes,
            draw.chance(50) ? (pid) => isMissed(state, pid) : (pid) => pid !== process,
          ),
          signal: 9,
        };
      const signal = WORDS['job-signal'].words[2 + draw.below(6)];
      if (draw.chance(10)) return { target: 0, signal };
      const group = draw.among(state.groups, (pgid) => pgid !== INIT);
      if (draw.chance(45) && group !== undefined) return { target: -group, signal };
      return { target: draw.among(state.processes, () => true), signal };
    },
  );

/** Puts a group of the session into the foreground, or a number of it that is no group's. */
const foreground: CommandDraw = (state, draw) =>
  of(
    state,
    draw,
    'tcsetpgrp',
    (pid) => !hasNone(state, pid),
    (process) => ({
      terminal: terminalOf(state, process),
      group: draw.chance(85)
        ? draw.oneOf(groupsOf(state, sessionOf(state, process) as Id))
        : draw.among(state.processes, (pid) => sessionOf(state, pid) === sessionOf(state, process)),
      side: side(draw),
      ttou: draw.chance(60) ? 'blocked' : disposition(draw),
    }),
  );

/** A tcsetpgrp that would go through but for this. */
const foregroundOf =
  (
    fits: (state: State, pid: Id) => boolean,
    others: (state: State, draw: Draw, process: Id) => Values,
  ): CommandDraw =>
  (state, draw) =>
    of(
      state,
      draw,
      'tcsetpgrp',
      (pid) => fits(state, pid),
      (process) => ({
        terminal: terminalOf(state, process) ?? anyTerminal(draw),
        group: groupOf(state, process),
        side: side(draw),
        ttou: 'blocked',
        ...others(state, draw, process),
      }),
    );

/** Asks about a terminal, through either side. */
const ask =
  (name: string): CommandDraw =>
  (state, draw) =>
    of(
      state,
      draw,
      name,
      () => true,
      (process) => {
        const terminal = terminalOf(state, process);
        return draw.chance(60) && terminal !== undefined
          ? { terminal, side: side(draw) }
          : { terminal: anyTerminal(draw), side: 'master' };
      },
    );

const askOfAnother =
  (name: string): CommandDraw =>
  (state, draw) => {
    const terminal = anyTerminal(draw);
    return of(
      state,
      draw,
      name,
      (pid) => terminalOf(state, pid) !== terminal,
      () => ({ terminal, side: 'slave' }),
    );
  };

/** A read or write, from the background if there is one. */
const access =
  (name: string, more: (draw: Draw) => Values): CommandDraw =>
  (state, draw) =>
    of(
      state,
      draw,
      name,
      draw.chance(70) ? (pid) => isBack(state, pid) && !isLost(state, pid) : () => true,
      (process) => ({
        terminal: (draw.chance(85) ? terminalOf(state, process) : undefined) ?? anyTerminal(draw),
        signal: draw.chance(70) ? 'default' : disposition(draw),
        ...more(draw),
      }),
    );

const accessRefused =
  (name: string, more: (draw: Draw) => Values): CommandDraw =>
  (state, draw) =>
    of(
      state,
      draw,
      name,
      (pid) => isBack(state, pid) && (name === 'read_terminal' || isLost(state, pid)),
      (process) => ({
        terminal: terminalOf(state, process),
        signal: name === 'read_terminal' && !isLost(state, process) ? 'ignored' : 'default',
        ...more(draw),
      }),
    );

const served = (state: State, draw: Draw): Id => {
  const [one, other] = draw.chance(75) ? [1, 2] : [2, 1];
  return state.terminals.has(one) ? one : other;
};

const { kill, waitpid } = POSIX_DRAWS;
const nobodyThere = kill.refused['nobody-there'];

/** Draws something now and then: what is of use once would end the rest too often. */
const sometimes =
  (percent: number, drawn: CommandDraw): CommandDraw =>
  (state, draw) =>
    draw.chance(percent) ? drawn(state, draw) : undefined;

/** The same, of all that is drawn to be accepted. */
function seldom(percent: number, ...names: readonly string[]): Draws {
  return Object.fromEntries(
    names.map((name) => [
      name,
      { ...POSIX_DRAWS[name], accepted: sometimes(percent, POSIX_DRAWS[name].accepted) },
    ]),
  );
}

export const JOB_CONTROL_DRAWS: Draws = {
  ...POSIX_DRAWS,
  ...seldom(25, 'ignore_sigchld', 'getppid', 'getpgid', 'getsid'),
  ...seldom(55, 'setsid'),
  fork: {
    ...POSIX_DRAWS['fork'],
    accepted: (state, draw) => {
      const child = (draw.chance(50) ? staleNumber(state, draw) : undefined) ?? draw.freeId(state);
      const indebted = draw.chance(15)
        ? draw.among(state.processes, (pid) => canAct(state, pid) && isIndebted(state, pid))
        : undefined;
      if (indebted !== undefined && child !== undefined) return { name: 'fork', process: indebted, child };
      const ofTerminal = draw.chance(60)
        ? draw.among(state.processes, (pid) => canAct(state, pid) && !hasNone(state, pid))
        : undefined;
      return ofTerminal === undefined || child === undefined
        ? POSIX_DRAWS['fork'].accepted(state, draw)
        : { name: 'fork', process: ofTerminal, child };
    },
  },
  setpgid: {
    ...POSIX_DRAWS['setpgid'],
    accepted: best(50, movedInWait, (state, draw) => {
      if (draw.chance(50)) return POSIX_DRAWS['setpgid'].accepted(state, draw);
      // A session whose leader was freed, which is seldom left in time.
      const left = (pid: Id): boolean =>
        canAct(state, pid) &&
        groupOf(state, pid) !== pid &&
        !state.processes.has(sessionOf(state, pid) as Id);
      const made = draw.chance(25)
        ? of(state, draw, 'setpgid', left, () => ({ pid: 0, pgid: 0 }))
        : undefined;
      if (made !== undefined) return made;
      // A job of a shell: its group is not orphaned.
      const moved = (pid: Id): boolean =>
        canAct(state, pid) && !hasNone(state, pid) && !isLeader(state, pid) && groupOf(state, pid) !== pid;
      return of(state, draw, 'setpgid', moved, () => ({ pid: 0, pgid: 0 }));
    }),
  },
  set_subreaper: {
    accepted: best(
      50,
      (state, draw) => {
        // Above whoever has zombies: they pass to it then.
        const child = dying(state, draw, () => true);
        const parent = child === undefined ? null : processIn(state, child).parent;
        const process = parent === null || draw.chance(50) ? parent : processIn(state, parent).parent;
        return process === null || process === INIT || !canAct(state, process)
          ? undefined
          : { name: 'set_subreaper', process, on: true };
      },
      sometimes(25, POSIX_DRAWS['set_subreaper'].accepted),
    ),
    refused: {},
  },
  execve: {
    accepted: best(
      40,
      (state, draw) =>
        of(
          state,
          draw,
          'execve',
          (pid) => isIndebted(state, pid),
          () => ({}),
        ),
      sometimes(25, POSIX_DRAWS['execve'].accepted),
    ),
    refused: {},
  },
  exit: {
    accepted: best(
      55,
      (state, draw) =>
        of(
          state,
          draw,
          'exit',
          draw.chance(40) ? (pid) => state.lostForegrounds.has(pid) : (pid) => isMissed(state, pid),
          () => ({ code: draw.code(true) }),
        ),
      sometimes(55, POSIX_DRAWS['exit'].accepted),
    ),
    refused: {},
  },
  waitpid: {
    accepted: best(30, blocking, waiting(waitpid.accepted)),
    refused: { 'no-such-child': waiting(waitpid.refused['no-such-child']) },
  },
  kill: {
    accepted: best(40, sentToWaiter, sent),
    refused: {
      'nobody-there': (state, draw) => {
        const command = nobodyThere?.(state, draw);
        if (command === undefined || command['target'] === -1 || command['signal'] === 9) return command;
        return { ...command, signal: WORDS['job-signal'].words[draw.chance(40) ? 0 : 2 + draw.below(6)] };
      },
    },
  },
  open_terminal: {
    accepted: (state, draw) =>
      of(
        state,
        draw,
        'open_terminal',
        draw.chance(35) && state.lostForegrounds.size > 0
          ? (pid) => state.lostForegrounds.has(pid)
          : draw.chance(75)
            ? (pid) => isLeader(state, pid) && hasNone(state, pid)
            : () => true,
        () => ({ terminal: anyTerminal(draw), noctty: draw.chance(12) }),
      ),
    refused: {},
  },
  set_controlling_terminal: {
    accepted: (state, draw) =>
      of(
        state,
        draw,
        'set_controlling_terminal',
        (pid) => isLeader(state, pid),
        (process) => ({
          terminal: terminalOf(state, process) ?? anyTerminal(draw),
          steal: draw.chance(35),
        }),
      ),
    refused: {
      'leads-no-session': (state, draw) =>
        of(
          state,
          draw,
          'set_controlling_terminal',
          (pid) => !isLeader(state, pid) && hasNone(state, pid),
          () => ({
            terminal: [1, 2].find((terminal) => !state.terminals.has(terminal)) ?? 1,
            steal: draw.chance(50),
          }),
        ),
      'has-another-terminal': (state, draw) =>
        of(
          state,
          draw,
          'set_controlling_terminal',
          (pid) => isLeader(state, pid) && !hasNone(state, pid),
          (process) => ({
            terminal: terminalOf(state, process) === 1 ? 2 : 1,
            steal: true,
          }),
        ),
      'serves-another-session': (state, draw) =>
        of(
          state,
          draw,
          'set_controlling_terminal',
          (pid) => isLeader(state, pid) && hasNone(state, pid),
          () => ({
            terminal: served(state, draw),
            steal: false,
          }),
        ),
    },
  },
  leave_terminal: {
    accepted: sometimes(40, (state, draw) =>
      of(
        state,
        draw,
        'leave_terminal',
        (pid) => !hasNone(state, pid),
        (process) => ({
          terminal: terminalOf(state, process),
        }),
      ),
    ),
    refused: {
      'not-its-terminal': (state, draw) => {
        const terminal = anyTerminal(draw);
        return of(
          state,
          draw,
          'leave_terminal',
          (pid) => terminalOf(state, pid) !== terminal,
          () => ({ terminal }),
        );
      },
    },
  },
  tcsetpgrp: {
    accepted: foreground,
    refused: {
      'orphaned-in-the-background': foregroundOf(
        (state, pid) => isBack(state, pid) && isLost(state, pid),
        () => ({ ttou: 'default' }),
      ),
      'orphaned-access': foregroundOf(
        (state, pid) => isBack(state, pid) && isLost(state, pid),
        () => ({ ttou: 'default' }),
      ),
      'negative-group': foregroundOf(
        (state, pid) => !hasNone(state, pid),
        (_, draw) => ({ group: -1 - draw.below(2) }),
      ),
      'not-its-terminal': foregroundOf(
        () => true,
        (state, draw, process) => ({
          terminal:
            draw.chance(50) || hasNone(state, process)
              ? anyTerminal(draw)
              : 3 - (terminalOf(state, process) as Id),
        }),
      ),
      'no-such-number': foregroundOf(
        (state, pid) => !hasNone(state, pid),
        (state, draw) => ({ group: draw.chance(30) ? 0 : draw.freeId(state) }),
      ),
      'no-such-group': foregroundOf(
        (state, pid) => !hasNone(state, pid),
        (state, draw, process) => ({
          group: draw.chance(30)
            ? draw.freeId(state)
            : draw.among(
                state.groups,
                (pgid) => state.groups.get(pgid)?.session !== sessionOf(state, process),
              ),
        }),
      ),
      'number-of-another-session': foregroundOf(
        (state, pid) => !hasNone(state, pid),
        (state, draw, process) => ({
          group: draw.chance(60)
            ? draw.among(
                state.groups,
                (pgid) => state.groups.get(pgid)?.session !== sessionOf(state, process),
              )
            : draw.usedId(state),
        }),
      ),
    },
  },
  tcgetpgrp: { accepted: ask('tcgetpgrp'), refused: { 'not-its-terminal': askOfAnother('tcgetpgrp') } },
  tcgetsid: {
    accepted: (state, draw) => {
      const command = ask('tcgetsid')(state, draw);
      return command === undefined || state.terminals.size === 0 || draw.chance(50)
        ? command
        : { ...command, terminal: served(state, draw), side: 'master' };
    },
    refused: {
      'not-its-terminal': askOfAnother('tcgetsid'),
      'serves-no-session': (state, draw) =>
        of(
          state,
          draw,
          'tcgetsid',
          () => true,
          () => ({
            terminal: [1, 2].find((terminal) => !state.terminals.has(terminal)),
            side: 'master',
          }),
        ),
    },
  },
  open_dev_tty: {
    accepted: (state, draw) =>
      of(
        state,
        draw,
        'open_dev_tty',
        (pid) => !hasNone(state, pid),
        () => ({}),
      ),
    refused: {
      'has-no-terminal': (state, draw) =>
        of(
          state,
          draw,
          'open_dev_tty',
          (pid) => hasNone(state, pid),
          () => ({}),
        ),
    },
  },
  read_terminal: {
    accepted: access('read_terminal', () => ({})),
    refused: { 'cannot-be-stopped': accessRefused('read_terminal', () => ({})) },
  },
  write_terminal: {
    accepted: access('write_terminal', (draw) => ({ tostop: draw.chance(60) })),
    refused: { 'cannot-be-stopped': accessRefused('write_terminal', () => ({ tostop: true })) },
  },
  hang_up: {
    accepted: sometimes(25, (state, draw) => ({
      name: 'hang_up',
      terminal:
        // Init never ends, so nobody is told of what it remembers; and best it is another group than the leader's.
        draw.among(state.terminals, (id) => {
          const serves = state.terminals.get(id);
          return serves !== undefined && serves.session !== INIT && serves.session !== serves.group;
        }) ?? served(state, draw),
    })),
    refused: {},
  },
  type: {
    accepted: sometimes(50, (state, draw) => ({
      name: 'type',
      terminal: served(state, draw),
      key: draw.chance(60) && hasManyInForeground(state) ? '^Z' : draw.chance(50) ? '^Z' : '^C',
    })),
    refused: {},
  },
};

/** Whether a key would reach several processes: an interrupt would end them all. */
function hasManyInForeground(state: State): boolean {
  let many = false;
  state.terminals.forEach(({ group }) => {
    many ||= membersOf(state, group).filter((pid) => !isZombie(state, pid)).length > 2;
  });
  return many;
}
