// What refuses each hierarchy command, what it does otherwise, and the one law by which groups and sessions end.
// Pure. No bound, search or implementation is known here. Read it beside docs/semantics.md: same ids, same order.
import type { Answer, Command, CommandName, CommandOf, Id } from '../contract/command.ts';
import { INIT } from '../contract/command.ts';
import type { Refusal } from '../contract/refusal.ts';
import type { Group, Process, Session, State } from './state.ts';
import {
  childrenOf,
  groupOf,
  idInUse,
  isRunning,
  isZombie,
  newProcess,
  reaperOf,
  sessionOf,
  threadsOf,
} from './state.ts';

/** What a rule may look at: the state before, the command, and what the system answered where that is known. */
type Asked<Result, Name extends CommandName> = (
  state: State,
  command: CommandOf<Name>,
  seen?: Answer,
) => Result;

/**
 * One command. `refusedIf` lists its refusals in the table's order, each with the condition under which it
 * applies; every condition must be total. `effect` may assume that none applies; ended groups and sessions are
 * not its concern. `answer` is computed on the state before.
 */
interface Rule<Name extends CommandName> {
  readonly refusedIf: Readonly<Partial<Record<Refusal, Asked<boolean, Name>>>>;
  readonly effect: Asked<State, Name>;
  readonly answer?: Asked<Readonly<Record<string, number | boolean>>, Name>;
}

export const RULES: { readonly [Name in CommandName]: Rule<Name> } = {
  // H1. The child runs in its parent's group, and so in its session.
  fork: {
    refusedIf: {
      'not-running': (state, { process }) => !isRunning(state, process),
      'id-in-use': (state, { child }) => idInUse(state, child),
    },
    effect: (state, { process, child }) =>
      withProcess(state, child, newProcess(process, groupOf(state, process) as number)),
    answer: (_, { child }) => ({ pid: child }),
  },

  // H2. leads-its-group never decides alone (group-id-in-use covers it); it stands because users look for it.
  // session-id-in-use decides alone where a session leader moved on and its first group has ended.
  create_session: {
    refusedIf: {
      'not-running': (state, { process }) => !isRunning(state, process),
      'leads-its-group': (state, { process }) => groupOf(state, process) === process,
      'group-id-in-use': (state, { process }) => state.groups.has(process),
      'session-id-in-use': (state, { process }) => state.sessions.has(process),
    },
    effect: (state, { process }) =>
      leading(withGroup(withSession(state, process, NEW_SESSION), process, newGroup(process)), process),
    answer: (_, { process }) => ({ sid: process, pgid: process }),
  },

  // H3.
  create_group: {
    refusedIf: {
      'not-running': (state, { process }) => !isRunning(state, process),
      'leads-its-group': (state, { process }) => groupOf(state, process) === process,
      'group-id-in-use': (state, { process }) => state.groups.has(process),
    },
    effect: (state, { process }) =>
      leading(withGroup(state, process, newGroup(sessionOf(state, process) as number)), process),
    answer: (_, { process }) => ({ pgid: process }),
  },

  // H4. A session leader may move too, and init: this API is laxer than setpgid (deviation D1).
  move_to_group: {
    refusedIf: {
      'not-running': (state, { process }) => !isRunning(state, process),
      'no-such-group': (state, { group }) => !state.groups.has(group),
      'not-in-my-session': (state, { process, group }) =>
        state.groups.has(group) &&
        state.processes.has(process) &&
        state.groups.get(group)?.session !== sessionOf(state, process),
    },
    effect: (state, { process, group }) =>
      groupOf(state, process) === group
        ? state
        : withProcess(state, process, { ...processIn(state, process), group }),
  },

  // H5. The zombie keeps its parent and its group, and so keeps the group alive, until it is freed.
  exit: {
    refusedIf: {
      'not-running': (state, { process }) => !isRunning(state, process),
      'is-init': (_, { process }) => process === INIT,
    },
    effect: (state, { process }) => {
      const reaper = reaperOf(state, process);
      let next = withProcess(state, process, { ...processIn(state, process), zombie: true });
      for (const child of childrenOf(state, process)) {
        next = withProcess(next, child, { ...processIn(next, child), parent: reaper });
      }
      for (const thread of threadsOf(state, process))
        next = { ...next, threads: next.threads.delete(thread) };
      return next;
    },
  },

  // H6.
  free: {
    refusedIf: { 'not-a-zombie': (state, { process }) => !isZombie(state, process) },
    effect: (state, { process }) => ({ ...state, processes: state.processes.delete(process) }),
  },

  // H7. A thread made while its process has none may bear the pid.
  new_thread: {
    refusedIf: {
      'not-running': (state, { process }) => !isRunning(state, process),
      'id-in-use': (state, { process, thread }) =>
        idInUse(state, thread) && !(thread === process && threadsOf(state, process).length === 0),
    },
    effect: (state, { process, thread }) => ({ ...state, threads: state.threads.set(thread, { process }) }),
    answer: (_, { thread }) => ({ tid: thread }),
  },

  // H8.
  exit_thread: {
    refusedIf: { 'no-such-thread': (state, { thread }) => !state.threads.has(thread) },
    effect: (state, { thread, code }) => {
      const process = state.threads.get(thread)?.process as number;
      const next = { ...state, threads: state.threads.delete(thread) };
      return state.processes.get(process)?.groupExited
        ? next
        : withProcess(next, process, { ...processIn(next, process), exitCode: code });
    },
    answer: (state, { thread }) => ({
      last: threadsOf(state, state.threads.get(thread)?.process as number).length === 1,
    }),
  },

  // H9. From now on the exit code is frozen.
  group_exit: {
    refusedIf: { 'not-running': (state, { process }) => !isRunning(state, process) },
    effect: (state, { process }) =>
      withProcess(state, process, { ...processIn(state, process), groupExited: true }),
  },

  // H10.
  set_subreaper: {
    refusedIf: { 'not-running': (state, { process }) => !isRunning(state, process) },
    effect: (state, { process, on }) =>
      withProcess(state, process, { ...processIn(state, process), subreaper: on }),
  },

  // H11.
  hold_group: {
    refusedIf: { 'no-such-group': (state, { group }) => !state.groups.has(group) },
    effect: (state, { group }) => withGroup(state, group, handled(state.groups.get(group) as Group, +1)),
  },
  release_group: {
    refusedIf: { 'not-held': (state, { group }) => !state.groups.get(group)?.handles },
    effect: (state, { group }) => withGroup(state, group, handled(state.groups.get(group) as Group, -1)),
  },

  // H12.
  hold_session: {
    refusedIf: { 'no-such-session': (state, { session }) => !state.sessions.has(session) },
    effect: (state, { session }) =>
      withSession(state, session, handled(state.sessions.get(session) as Session, +1)),
  },
  release_session: {
    refusedIf: { 'not-held': (state, { session }) => !state.sessions.get(session)?.handles },
    effect: (state, { session }) =>
      withSession(state, session, handled(state.sessions.get(session) as Session, -1)),
  },
};

/**
 * The lifetime law (semantics, section 1): a group lives exactly as long as it has a member or a handle, a session
 * exactly as long as it has a live group or a handle. Applied after every accepted command, groups first. In a
 * state where it held before, only what lost a member, a group or a handle can have ended, so only that is asked:
 * the cost is that of the change, not that of the state.
 */
function endLifetimes(before: State, after: State): State {
  let { groups, sessions } = after;
  const endGroupIfEmpty = (pgid: Id): void => {
    const empty = after.processes.where('group', pgid).length === 0;
    if (empty && groups.get(pgid)?.handles === 0) groups = groups.delete(pgid);
  };
  const endSessionIfEmpty = (sid: Id): void => {
    const empty = groups.where('session', sid).length === 0;
    if (empty && sessions.get(sid)?.handles === 0) sessions = sessions.delete(sid);
  };
  after.processes.forEachChange(
    before.processes,
    (_, was) => was !== undefined && endGroupIfEmpty(was.group),
  );
  after.groups.forEachChange(before.groups, endGroupIfEmpty);
  groups.forEachChange(before.groups, (_, was) => was !== undefined && endSessionIfEmpty(was.session));
  after.sessions.forEachChange(before.sessions, endSessionIfEmpty);
  return groups === after.groups && sessions === after.sessions ? after : { ...after, groups, sessions };
}

/** What came of a command: refused, with every refusal that applies in the table's order, or accepted. */
export type Step =
  | { readonly refusals: readonly Refusal[]; readonly next: State }
  | { readonly refusals: undefined; readonly next: State; readonly answer: Answer };

/**
 * One command. Where the specification leaves a choice, `seen`, the system's answer, makes it (the hierarchy
 * commands leave none). A refused command's `next` is `state` itself (I8).
 */
export function step(state: State, command: Command, seen?: Answer): Step {
  const refusals = refusalsOf(state, command);
  if (refusals.length > 0) return { refusals, next: state };
  const rule = RULES[command.name] as Rule<CommandName>;
  const after = rule.effect(state, command, seen);
  const answer = { ok: rule.answer === undefined ? {} : rule.answer(state, command, seen) };
  return { refusals: undefined, next: after === state ? state : endLifetimes(state, after), answer };
}

/** Every refusal that applies to the command, in the table's order; none means that it would be accepted. */
export function refusalsOf(state: State, command: Command): readonly Refusal[] {
  let found: Refusal[] | undefined;
  for (const { name, applies } of CONDITIONS[command.name]) {
    if (applies(state, command)) (found ??= []).push(name);
  }
  return found ?? NONE;
}

/** The refusals that a command can have, in the table's order. */
export function refusalsPossible(name: CommandName): readonly Refusal[] {
  return CONDITIONS[name].map((condition) => condition.name);
}

const NONE: readonly Refusal[] = [];
const NEW_SESSION: Session = { handles: 0 };

/** One entry of a rule's `refusedIf`. */
interface Condition {
  readonly name: Refusal;
  readonly applies: Asked<boolean, CommandName>;
}

/** `refusedIf` of every rule, as lists. */
const CONDITIONS = Object.fromEntries(
  Object.entries(RULES).map(([name, { refusedIf }]) => [
    name,
    Object.entries(refusedIf).map(([refusal, applies]) => ({
      name: refusal as Refusal,
      applies: applies as Asked<boolean, CommandName>,
    })),
  ]),
) as unknown as Readonly<Record<CommandName, readonly Condition[]>>;

function newGroup(session: number): Group {
  return { session, handles: 0 };
}

function handled<Held extends Group | Session>(held: Held, more: number): Held {
  return { ...held, handles: held.handles + more };
}

function withProcess(state: State, pid: number, process: Process): State {
  return { ...state, processes: state.processes.set(pid, process) };
}

function withGroup(state: State, pgid: number, group: Group): State {
  return { ...state, groups: state.groups.set(pgid, group) };
}

function withSession(state: State, sid: number, session: Session): State {
  return { ...state, sessions: state.sessions.set(sid, session) };
}

/** With the process in the group that bears its pid. */
function leading(state: State, process: number): State {
  return withProcess(state, process, { ...processIn(state, process), group: process });
}

function processIn(state: State, pid: number): Process {
  return state.processes.get(pid) as Process;
}
