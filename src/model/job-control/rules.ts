// The rule of each job-control command, over the same state and effects as the POSIX ones. Pure. Read it beside
// docs/semantics.md, section 7: same ids, same order; `linux:T30` cites a fact of its tables.
import type { Id } from '../../contract/command.ts';
import { INIT } from '../../contract/command.ts';
import type {
  JOB_CONTROL_VOCABULARY,
  JobControlCommand,
  JobControlProfile,
  JobControlRefusal,
} from '../../contract/sets/job-control.ts';
import type { PosixProfile } from '../../contract/sets/posix.ts';
import type { FieldsOf } from '../../contract/vocabulary.ts';
import { anyoneThere, posixRules } from '../posix/rules.ts';
import type { Rules } from '../rulebook.ts';
import type { State } from '../state.ts';
import { groupOf, idInUse, isZombie, membersOf, sessionOf, withoutNews } from '../state.ts';
import {
  canAct,
  isInBackground,
  isItsTerminal,
  isOrphaned,
  jobOf,
  membersOfRemembered,
  withJob,
  withTerminalFreed,
  withTerminalOf,
  withWait,
} from './jobs.ts';
import { JOB_CONTROL_PROFILES } from './profiles.ts';
import { isRaced, mayRace } from './races.ts';
import { ended, membersOfItsGroup, SIGNALS, signalledAll, withInterruptedEnded } from './signals.ts';
import { childrenWaitedFor, fetched, reportsFor, waitFor } from './waits.ts';

type Table = (typeof JOB_CONTROL_VOCABULARY)['commands'];
type JobControlRules = Rules<Table>;
type Waited = FieldsOf<Table, 'waitpid'>;
type Foreground = JobControlCommand<'tcsetpgrp'>;
type Access = JobControlCommand<'read_terminal'> | JobControlCommand<'write_terminal'>;

/** The job-control commands' rules under a profile. */
export function jobControlRules(profile: JobControlProfile): JobControlRules {
  const { posix } = JOB_CONTROL_PROFILES[profile];
  const choosesReports = posix === 'posix';
  return everyRule(
    {
      ...alikePosix(posix),
      ...ALIKE,
      waitpid: waitRule(choosesReports),
      tcsetpgrp: foregroundRule(profile),
    },
    choosesReports,
  );
}

type PosixAlike =
  | 'fork'
  | 'setsid'
  | 'setpgid'
  | 'getpgid'
  | 'getsid'
  | 'getppid'
  | 'execve'
  | 'set_subreaper'
  | 'ignore_sigchld';

/** The rules of the POSIX commands that are the same here, and of those to which terminals add something. */
function alikePosix(posix: PosixProfile): Pick<JobControlRules, PosixAlike> {
  const asPosix = posixRules(posix);
  return {
    setpgid: asPosix.setpgid,
    getpgid: asPosix.getpgid,
    getsid: asPosix.getsid,
    getppid: asPosix.getppid,
    execve: asPosix.execve,
    set_subreaper: asPosix.set_subreaper,
    ignore_sigchld: asPosix.ignore_sigchld,

    // P1. The child has its parent's terminal, and nothing else of its job control (linux:T8).
    fork: {
      ...asPosix.fork,
      effect: (state, command, chosen) =>
        withJob(asPosix.fork.effect(state, command, chosen), command.child, {
          terminal: jobOf(state, command.process).terminal,
        }),
    },

    // P2. The caller alone loses its terminal (linux:T24, T25).
    setsid: {
      ...asPosix.setsid,
      effect: (state, command, chosen) =>
        withJob(asPosix.setsid.effect(state, command, chosen), command.process, { terminal: null }),
    },
  };
}

/** The rules that every profile has. */
const ALIKE: Omit<JobControlRules, PosixAlike | 'waitpid' | 'tcsetpgrp'> = {
  // P6. Init never exits.
  exit: {
    issuableIf: (_, { process }) => process !== INIT,
    unissuableBecause: () => 'init never exits',
    refusedIf: {},
    effect: (state, { process, code }) => ended(state, process, code << 8),
  },

  // J1. Zombies match and take no notice; a stop of itself is answered (linux:J1-J19, K1-K12).
  kill: {
    issuableIf: (_, { signal, target }) => signal === 0 || target > 0 || (signal !== 9 && target !== -1),
    unissuableBecause: (_, { signal }) =>
      signal === 9 ? 'signal 9 goes to one process at a time' : 'signal 0 alone goes to everybody',
    refusedIf: { 'nobody-there': (state, command) => !anyoneThere(state, command) },
    effect: (state, { process, target, signal }) => {
      if (signal === 0) return state;
      if (signal !== 9) return signalledAll(state, membersMeant(state, process, target), signal);
      return target === INIT || isZombie(state, target) ? state : ended(state, target, SIGNALS.KILL);
    },
  },

  // J3 (linux:T1, T11, T20, T22).
  open_terminal: {
    refusedIf: {},
    effect: (state, { process, terminal, noctty }) => {
      const gets =
        !noctty && sessionOf(state, process) === process && jobOf(state, process).terminal === null;
      return gets && !state.terminals.has(terminal) ? withTerminalOf(state, process, terminal) : state;
    },
  },

  // J4. Stolen, the whole old session loses it, without a signal (linux:T3-T15, T86).
  set_controlling_terminal: {
    refusedIf: {
      'leads-no-session': (state, { process }) => sessionOf(state, process) !== process,
      'has-another-terminal': (state, { process, terminal }) =>
        ![null, terminal].includes(jobOf(state, process).terminal),
      'serves-another-session': (state, { process, terminal, steal }) =>
        !steal && (state.terminals.get(terminal)?.session ?? process) !== process,
    },
    effect: (state, { process, terminal }) =>
      isItsTerminal(state, process, terminal)
        ? state
        : withTerminalOf(withTerminalFreed(state, terminal), process, terminal),
  },

  // J5 (linux:T90-T93).
  leave_terminal: {
    refusedIf: {
      'not-its-terminal': (state, { process, terminal }) => !isItsTerminal(state, process, terminal),
    },
    effect: (state, { process, terminal }) => {
      const serves = state.terminals.get(terminal);
      if (serves?.session !== process) return withJob(state, process, { terminal: null });
      const foreground = membersOfRemembered(state, serves);
      return withTerminalFreed(signalledAll(state, foreground, 'HUP', 'CONT'), terminal);
    },
  },

  // J7 (linux:T2, T42, T47, T96-T98).
  tcgetpgrp: {
    refusedIf: { 'not-its-terminal': isOnSlaveOfAnother },
    effect: (state) => state,
    answer: (state, { terminal }) => ({ pgid: state.terminals.get(terminal)?.group ?? 0 }),
  },
  tcgetsid: {
    refusedIf: {
      'not-its-terminal': isOnSlaveOfAnother,
      'serves-no-session': (state, { terminal }) => !state.terminals.has(terminal),
    },
    effect: (state) => state,
    answer: (state, { terminal }) => ({ sid: state.terminals.get(terminal)?.session ?? 0 }),
  },

  // J8.
  open_dev_tty: {
    refusedIf: { 'has-no-terminal': (state, { process }) => jobOf(state, process).terminal === null },
    effect: (state) => state,
  },

  // J9 (linux:T50-T59, T70, T71).
  read_terminal: accessRule('TTIN'),
  write_terminal: accessRule('TTOU'),

  // J10. The leader alone is told; it remembers its foreground (linux:T100-T102).
  hang_up: {
    refusedIf: {},
    effect: (state, { terminal }) => {
      const serves = state.terminals.get(terminal);
      if (serves === undefined) return state;
      const { session, group, stale } = serves;
      const freed = withTerminalFreed(state, terminal);
      const lostForegrounds = stale
        ? freed.lostForegrounds
        : freed.lostForegrounds.set(session, { group, stale });
      return signalledAll({ ...freed, lostForegrounds }, [session], 'HUP', 'CONT');
    },
  },

  // J11 (linux:T110, T111).
  type: {
    refusedIf: {},
    effect: (state, { terminal, key }) => {
      const serves = state.terminals.get(terminal);
      const foreground = serves === undefined ? [] : membersOfRemembered(state, serves);
      return signalledAll(state, foreground, key === '^C' ? 'INT' : 'TSTP');
    },
  },
};

/** J2, J12. A report is fetched once; where there is none, a wait that blocks goes on (linux:J2-J8, W27-W37). */
function waitRule(choosesReports: boolean): JobControlRules['waitpid'] {
  const waitAnswers = (
    state: State,
    command: JobControlCommand<'waitpid'>,
  ): readonly [Waited, ...Waited[]] => {
    const [first, ...others] = reportsFor(state, command.process, waitFor(state, command.process, command));
    if (first === undefined) return [command.block ? { pid: 0, blocked: true } : { pid: 0 }];
    return choosesReports ? [first, ...others] : [first];
  };
  return {
    refusedIf: {
      'no-such-child': (state, command) =>
        childrenWaitedFor(state, command.process, waitFor(state, command.process, command)).length === 0,
    },
    answers: waitAnswers,
    effect: (state, command, { pid, status, blocked }) => {
      const { process } = command;
      if (blocked === true) return withWait(state, process, waitFor(state, process, command));
      return pid === 0 || status === undefined ? state : fetched(state, { pid, status });
    },
  };
}

/** J6. The number of a process that leads no group is taken on Linux (linux:T30-T37, T60-T63, T72, T74). */
function foregroundRule(profile: JobControlProfile): JobControlRules['tcsetpgrp'] {
  const { tcsetpgrp, takesMemberless } = JOB_CONTROL_PROFILES[profile];
  const isElsewhere = (state: State, { process, group }: Foreground): boolean => {
    const session = takesMemberless ? sessionOfNumber(state, group) : state.groups.get(group)?.session;
    return session !== sessionOf(state, process);
  };
  /** Each where the call does not stop its caller before it is looked for. */
  const refusals: Partial<Record<JobControlRefusal, (state: State, command: Foreground) => boolean>> = {
    'negative-group': (_, { group }) => group < 0,
    'not-its-terminal': (state, { process, terminal }) => !isItsTerminal(state, process, terminal),
    'no-such-number': (state, { group }) => group >= 0 && !idInUse(state, group),
    'no-such-group': (state, command) => command.group >= 0 && isElsewhere(state, command),
    'number-of-another-session': (state, command) =>
      command.group >= 0 && idInUse(state, command.group) && isElsewhere(state, command),
  };
  return {
    issuableIf: (state, command) => command.process !== INIT || !isStoppedBy(state, command),
    unissuableBecause: () => 'init is never stopped: its call would go round for ever',
    refusedIf: Object.fromEntries(
      tcsetpgrp.map((name) => [
        name,
        (state: State, command: Foreground) =>
          refusals[name] === undefined
            ? isTurnedBack(state, command) && isOrphaned(state, groupOf(state, command.process) as Id)
            : !isStoppedBy(state, command) && refusals[name](state, command),
      ]),
    ),
    answer: (state, command) => (isStoppedBy(state, command) ? { stopped: true } : {}),
    effect: (state, command) => {
      if (isStoppedBy(state, command))
        return signalledAll(state, membersOfItsGroup(state, command.process), 'TTOU');
      const serves = state.terminals.get(command.terminal);
      if (serves === undefined) return state;
      const terminals = state.terminals.set(command.terminal, {
        ...serves,
        group: command.group,
        stale: false,
      });
      return { ...state, terminals };
    },
  };
}

type AnyRule = JobControlRules['fork'];

/**
 * Adds to each rule what all have in common: a caller that can act, no race among right outcomes, and the ends of those
 * that an interrupt meets.
 */
function everyRule(rules: JobControlRules, choosesReports: boolean): JobControlRules {
  const common = (rule: AnyRule): AnyRule => {
    const isFree = (state: State, command: JobControlCommand<'fork'>): boolean =>
      !('process' in command) || canAct(state, command.process);
    const can = rule.issuableIf ?? (() => true);
    const isRacing = (state: State, command: JobControlCommand<'fork'>): boolean =>
      isRaced(
        state,
        command,
        () =>
          rule.effect(
            withoutNews(state),
            command,
            'answers' in rule ? rule.answers(state, command)[0] : { pid: 0 },
          ),
        choosesReports,
      );
    const isRefused = (state: State, command: JobControlCommand<'fork'>): boolean =>
      Object.values(rule.refusedIf).some((applies) => applies(state, command));
    return {
      ...rule,
      issuableIf: (state, command) =>
        isFree(state, command) &&
        can(state, command) &&
        (!mayRace(state, command) || isRefused(state, command) || !isRacing(state, command)),
      unissuableBecause: (state, command) => {
        if (!isFree(state, command)) return `process ${command.process} is stopped, or waits`;
        if (!can(state, command)) return rule.unissuableBecause?.(state, command) ?? 'nobody can send it';
        return 'a system may do one thing or another, and both are right';
      },
      effect: (state, command, chosen) => withInterruptedEnded(rule.effect(state, command, chosen)),
    };
  };
  const all = Object.entries(rules as unknown as Readonly<Record<string, AnyRule>>);
  return Object.fromEntries(all.map(([name, rule]) => [name, common(rule)])) as unknown as JobControlRules;
}

/** The rule of an access to a terminal: in the background it goes through, stops its whole group, or fails. */
function accessRule(signal: 'TTIN' | 'TTOU') {
  return {
    issuableIf: (state: State, command: Access) => command.process !== INIT || !isStoppedBy(state, command),
    unissuableBecause: () => 'init is never stopped: its call would go round for ever',
    refusedIf: {
      'cannot-be-stopped': (state: State, command: Access) => {
        if (!isInBackground(state, command.process, command.terminal)) return false;
        const isLost = isOrphaned(state, groupOf(state, command.process) as Id);
        if (signal === 'TTIN') return isLost || command.signal !== 'default';
        return isLost && isTurnedBack(state, command);
      },
    },
    answer: (state: State, command: Access) => (isStoppedBy(state, command) ? { stopped: true } : {}),
    effect: (state: State, command: Access) =>
      isStoppedBy(state, command)
        ? signalledAll(state, membersOfItsGroup(state, command.process), signal)
        : state,
  };
}

/** Whether a call is made from the background, and its signal reaches the caller. */
function isTurnedBack(state: State, command: Foreground | Access): boolean {
  if (!isInBackground(state, command.process, command.terminal)) return false;
  if (command.name === 'tcsetpgrp') return command.ttou === 'default';
  return command.signal === 'default' && (command.name === 'read_terminal' || command.tostop);
}

/** Whether a call stops its caller's group instead of doing anything. */
function isStoppedBy(state: State, command: Foreground | Access): boolean {
  return isTurnedBack(state, command) && !isOrphaned(state, groupOf(state, command.process) as Id);
}

/** The slave of a terminal is asked that is not the caller's; of a master anybody may ask. */
function isOnSlaveOfAnother(
  state: State,
  { process, terminal, side }: JobControlCommand<'tcgetpgrp' | 'tcgetsid'>,
): boolean {
  return side === 'slave' && !isItsTerminal(state, process, terminal);
}

/** The session that a number belongs to: that of the group of this number, else of the process. */
function sessionOfNumber(state: State, number: Id): Id | undefined {
  return state.groups.get(number)?.session ?? sessionOf(state, number);
}

/** The processes that a target of kill means. */
function membersMeant(state: State, process: Id, target: number): readonly Id[] {
  if (target > 0) return [target];
  return target === 0 ? membersOfItsGroup(state, process) : membersOf(state, -target);
}
