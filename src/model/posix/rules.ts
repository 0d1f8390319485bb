// The rule of each POSIX command, what refuses it and what it does otherwise: checks of their own over the same effects
// and the same lifetime law. Pure. Read it beside docs/semantics.md: same ids, same order; `linux:S5` cites a fact of
// its tables.
import type { Id } from '../../contract/command.ts';
import type { FieldsOf } from '../../contract/vocabulary.ts';
import type { PosixCommand, PosixProfile } from '../../contract/sets/posix.ts';
import type { POSIX_VOCABULARY } from '../../contract/sets/posix.ts';
import { INIT } from '../../contract/command.ts';
import {
  inGroup,
  inNewGroup,
  inNewSession,
  withNewProcess,
  withOrphansAdopted,
  withoutZombie,
  withProcess,
} from '../effects.ts';
import { PROFILES } from './profiles.ts';
import type { Rules } from '../rulebook.ts';
import type { State } from '../state.ts';
import {
  childrenInOrder,
  childrenOf,
  groupIn,
  groupOf,
  idInUse,
  isRunning,
  isZombie,
  membersOf,
  newProcess,
  processIn,
  sessionOf,
} from '../state.ts';

/** A process issues its commands itself: it must be running. */
function isCallerRunning(state: State, { process }: { readonly process: Id }): boolean {
  return isRunning(state, process);
}

/** A rule of each POSIX command. */
export type PosixRules = Rules<(typeof POSIX_VOCABULARY)['commands']>;

/** The rules that every profile has, where a system may choose what a waitpid answers. */
const RULES: PosixRules = {
  // P1. The child ignores SIGCHLD where its parent does; no other mark is inherited (linux:F1-F5, E6).
  fork: {
    issuableIf: isCallerRunning,
    refusedIf: { 'id-in-use': (state, { child }) => idInUse(state, child) },
    effect: (state, { process, child }) =>
      withNewProcess(state, child, {
        ...newProcess(process, processIn(state, process).group),
        ignoresSigchld: processIn(state, process).ignoresSigchld,
        place: lastPlace(state, process) + 1,
      }),
    answer: (_, { child }) => ({ pid: child }),
  },

  // P2. It does not matter whether the caller is in that group, nor whether only zombies are (linux:S5, S6, S14-S17).
  setsid: {
    issuableIf: isCallerRunning,
    refusedIf: { 'group-id-in-use': (state, { process }) => state.groups.has(process) },
    effect: (state, { process }) => inNewSession(state, process),
    answer: (_, { process }) => ({ sid: process }),
  },

  // P3. The order of the refusals is prescribed (linux:G3-G25, E2-E4, E9). A zombie may be the target (linux:Z2, Z7).
  setpgid: {
    issuableIf: isCallerRunning,
    refusedIf: {
      'negative-group': (_, command) => groupAskedFor(command) < 0,
      'no-such-process': (state, command) => !state.processes.has(targetOf(command)),
      'child-in-another-session': (state, command) =>
        isChild(state, command) && sessionOf(state, targetOf(command)) !== sessionOf(state, command.process),
      'child-has-executed': (state, command) =>
        isChild(state, command) && processIn(state, targetOf(command)).executed,
      'neither-self-nor-child': (state, command) =>
        state.processes.has(targetOf(command)) &&
        targetOf(command) !== command.process &&
        !isChild(state, command),
      'leads-its-session': (state, command) => sessionOf(state, targetOf(command)) === targetOf(command),
      'no-such-group-here': (state, command) => {
        const [target, group] = [targetOf(command), groupAskedFor(command)];
        if (!state.processes.has(target) || group < 0 || group === target) return false;
        return state.groups.get(group)?.session !== sessionOf(state, target);
      },
    },
    effect: (state, command) => {
      const [target, group] = [targetOf(command), groupAskedFor(command)];
      if (processIn(state, target).group === group) return state;
      return group === target && !state.groups.has(group)
        ? inNewGroup(state, target)
        : inGroup(state, target, group);
    },
  },

  // P4. Zombies have a group and a session still (linux:Z1), and any process may be asked of (linux:Q2).
  getpgid: {
    issuableIf: isCallerRunning,
    refusedIf: { 'no-such-process': (state, command) => !state.processes.has(pidOrSelf(command)) },
    effect: (state) => state,
    answer: (state, command) => ({ pgid: processIn(state, pidOrSelf(command)).group }),
  },
  getsid: {
    issuableIf: isCallerRunning,
    refusedIf: { 'no-such-process': (state, command) => !state.processes.has(pidOrSelf(command)) },
    effect: (state) => state,
    answer: (state, command) => ({
      sid: groupIn(state, processIn(state, pidOrSelf(command)).group).session,
    }),
  },
  getppid: {
    issuableIf: isCallerRunning,
    refusedIf: {},
    effect: (state) => state,
    answer: (state, { process }) => ({ ppid: processIn(state, process).parent ?? 0 }),
  },

  // P5. Nothing but the mark: group, session, leadership and what is ignored stay (linux:E8, E10).
  execve: {
    issuableIf: isCallerRunning,
    refusedIf: {},
    effect: (state, { process }) =>
      withProcess(state, process, { ...processIn(state, process), executed: true }),
  },

  // P6. Init never exits.
  exit: {
    issuableIf: (state, command) => isCallerRunning(state, command) && command.process !== INIT,
    unissuableBecause: () => 'init never exits',
    refusedIf: {},
    effect: (state, { process, code }) => ended(state, process, code << 8),
  },

  // P7. By group means by the group that the child has now (linux:W12-W16, Z8).
  waitpid: {
    issuableIf: isCallerRunning,
    refusedIf: { 'no-such-child': (state, command) => childrenAskedFor(state, command).length === 0 },
    answers: waitAnswers,
    effect: (state, _, { pid }) => (pid === 0 ? state : withoutZombie(state, pid)),
  },

  // P8.
  set_subreaper: {
    issuableIf: isCallerRunning,
    refusedIf: {},
    effect: (state, { process, on }) =>
      withProcess(state, process, { ...processIn(state, process), subreaper: on }),
  },

  // P9. Signal 0 asks who is there, zombies included (linux:Z4-Z6); signal 9 ends a process, but not init and not a
  // zombie.
  kill: {
    issuableIf: (state, command) =>
      isCallerRunning(state, command) && (command.signal === 0 || command.target > 0),
    unissuableBecause: () => 'signal 9 goes to one process at a time',
    refusedIf: { 'nobody-there': (state, command) => !anyoneThere(state, command) },
    effect: (state, { target, signal }) =>
      signal === 9 && target !== INIT && !processIn(state, target).zombie ? ended(state, target, 9) : state,
  },

  // P10. Zombies that are there already stay (linux:W46).
  ignore_sigchld: {
    issuableIf: isCallerRunning,
    refusedIf: {},
    effect: (state, { process, on }) =>
      withProcess(state, process, { ...processIn(state, process), ignoresSigchld: on }),
  },
};

/** The POSIX commands' rules under a profile: with a prescribed order, a waitpid answers the first zombie alone. */
export function posixRules(profile: PosixProfile): PosixRules {
  if (PROFILES[profile].reapOrder === 'any') return RULES;
  return {
    ...RULES,
    waitpid: { ...RULES.waitpid, answers: (state, command) => [waitAnswers(state, command)[0]] },
  };
}

/** The answers of a waitpid, one for each zombie that it can free. */
function waitAnswers(state: State, command: Waiting): readonly [WaitAnswer, ...WaitAnswer[]] {
  const zombies = childrenAskedFor(state, command).filter((child) => isZombie(state, child));
  const [first, ...others] = zombies.map((pid) => ({ pid, status: processIn(state, pid).exitCode }));
  return first === undefined ? [{ pid: 0 }] : [first, ...others];
}

/** The answer to a waitpid: whom it freed, or nobody. */
type WaitAnswer = FieldsOf<(typeof POSIX_VOCABULARY)['commands'], 'waitpid'>;
type Waiting = PosixCommand<'waitpid'>;
type Moving = PosixCommand<'setpgid'>;

/** The target of setpgid: 0 is the caller. */
function targetOf({ process, pid }: Moving): number {
  return pid === 0 ? process : pid;
}

/** The group of setpgid: 0 is the target's own number, which may be negative. */
function groupAskedFor(command: Moving): number {
  return command.pgid === 0 ? targetOf(command) : command.pgid;
}

function isChild(state: State, command: Moving): boolean {
  return state.processes.get(targetOf(command))?.parent === command.process;
}

function pidOrSelf({ process, pid }: PosixCommand<'getpgid' | 'getsid'>): number {
  return pid === 0 ? process : pid;
}

/** In the order in which they are reaped on Linux: that of forking, adopted ones appended in theirs (linux:W25). */
function childrenAskedFor(state: State, { process, pid }: Waiting): readonly Id[] {
  const group = pid === 0 ? groupOf(state, process) : -pid;
  return childrenInOrder(state, process).filter(
    (child) => pid === -1 || child === pid || (pid <= 0 && groupOf(state, child) === group),
  );
}

/** Tells if anybody is meant by a target of kill, zombies included. */
export function anyoneThere(
  state: State,
  { process, target }: Pick<PosixCommand<'kill'>, 'process' | 'target'>,
): boolean {
  if (target > 0) return state.processes.has(target);
  if (target === 0) return true; // The caller is in its own group.
  if (target !== -1) return membersOf(state, -target).length > 0;
  let others = 0;
  state.processes.forEach((_, pid) => {
    if (pid !== INIT && pid !== process) others += 1;
  });
  return others > 0;
}

/** The place of the last of a process's children; 0 where it has none. */
function lastPlace(state: State, pid: Id): number {
  return Math.max(0, ...childrenOf(state, pid).map((child) => processIn(state, child).place));
}

/**
 * The process has ended with this wait status: its children have passed to its reaper, one after the other, and it is
 * a zombie, or gone where its parent ignores SIGCHLD; so are the zombies that pass to a reaper that does.
 */
function ended(state: State, pid: Id, status: number): State {
  const dead = withProcess(state, pid, { ...processIn(state, pid), zombie: true, exitCode: status });
  const adopted = withOrphansAdopted(dead, pid, childrenInOrder(state, pid), {
    placeWith: (at, reaper) => lastPlace(at, reaper) + 1,
    arrived: goneIfUnwanted,
  });
  return goneIfUnwanted(adopted, pid);
}

/** A zombie whose parent ignores SIGCHLD is freed at once (linux:W40). */
function goneIfUnwanted(state: State, pid: Id): State {
  const { zombie, parent } = processIn(state, pid);
  return zombie && parent !== null && processIn(state, parent).ignoresSigchld
    ? withoutZombie(state, pid)
    : state;
}
