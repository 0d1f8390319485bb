// The rule of each hierarchy command: what refuses it, and what it does otherwise. Pure. Read it beside
// docs/semantics.md: same ids, same order. The end of groups and sessions is in effects.ts.
import { INIT } from '../../contract/command.ts';
import { HIERARCHY_VOCABULARY } from '../../contract/sets/hierarchy.ts';
import type { HIERARCHY_COMMANDS } from '../../contract/sets/hierarchy.ts';
import {
  inGroup,
  inNewGroup,
  inNewSession,
  withGroupHandle,
  withNewProcess,
  withOrphansAdopted,
  withNewThread,
  withoutZombie,
  withProcess,
  withSessionHandle,
} from '../effects.ts';
import { rulebook } from '../rulebook.ts';
import type { Rulebook, Rules } from '../rulebook.ts';
import {
  childrenOf,
  groupOf,
  idInUse,
  isRunning,
  isZombie,
  newProcess,
  processIn,
  sessionOf,
  threadIn,
  threadsOf,
} from '../state.ts';

export const RULES = {
  // H1. The child runs in its parent's group, and so in its session.
  fork: {
    refusedIf: {
      'not-running': (state, { process }) => !isRunning(state, process),
      'id-in-use': (state, { child }) => idInUse(state, child),
    },
    effect: (state, { process, child }) =>
      withNewProcess(state, child, newProcess(process, processIn(state, process).group)),
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
    effect: (state, { process }) => inNewSession(state, process),
    answer: (_, { process }) => ({ sid: process, pgid: process }),
  },

  // H3.
  create_group: {
    refusedIf: {
      'not-running': (state, { process }) => !isRunning(state, process),
      'leads-its-group': (state, { process }) => groupOf(state, process) === process,
      'group-id-in-use': (state, { process }) => state.groups.has(process),
    },
    effect: (state, { process }) => inNewGroup(state, process),
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
      groupOf(state, process) === group ? state : inGroup(state, process, group),
  },

  // H5. The zombie keeps its parent and its group, and so keeps the group alive, until it is freed.
  exit: {
    refusedIf: {
      'not-running': (state, { process }) => !isRunning(state, process),
      'is-init': (_, { process }) => process === INIT,
    },
    effect: (state, { process }) => {
      const dead = withProcess(state, process, { ...processIn(state, process), zombie: true });
      const adopted = withOrphansAdopted(dead, process, childrenOf(state, process));
      let { threads } = adopted;
      for (const thread of threadsOf(state, process)) threads = threads.delete(thread);
      return { ...adopted, threads };
    },
  },

  // H6.
  free: {
    refusedIf: { 'not-a-zombie': (state, { process }) => !isZombie(state, process) },
    effect: (state, { process }) => withoutZombie(state, process),
  },

  // H7. A thread made while its process has none may bear the pid.
  new_thread: {
    refusedIf: {
      'not-running': (state, { process }) => !isRunning(state, process),
      'id-in-use': (state, { process, thread }) =>
        idInUse(state, thread) && !(thread === process && threadsOf(state, process).length === 0),
    },
    effect: (state, { process, thread }) => withNewThread(state, thread, process),
    answer: (_, { thread }) => ({ tid: thread }),
  },

  // H8.
  exit_thread: {
    refusedIf: { 'no-such-thread': (state, { thread }) => !state.threads.has(thread) },
    effect: (state, { thread, code }) => {
      const { process } = threadIn(state, thread);
      const next = { ...state, threads: state.threads.delete(thread) };
      return processIn(state, process).groupExited
        ? next
        : withProcess(next, process, { ...processIn(next, process), exitCode: code });
    },
    answer: (state, { thread }) => ({
      last: threadsOf(state, threadIn(state, thread).process).length === 1,
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
    effect: (state, { group }) => withGroupHandle(state, group, +1),
  },
  release_group: {
    refusedIf: { 'not-held': (state, { group }) => !state.groups.get(group)?.handles },
    effect: (state, { group }) => withGroupHandle(state, group, -1),
  },

  // H12.
  hold_session: {
    refusedIf: { 'no-such-session': (state, { session }) => !state.sessions.has(session) },
    effect: (state, { session }) => withSessionHandle(state, session, +1),
  },
  release_session: {
    refusedIf: { 'not-held': (state, { session }) => !state.sessions.get(session)?.handles },
    effect: (state, { session }) => withSessionHandle(state, session, -1),
  },
} satisfies Rules<typeof HIERARCHY_COMMANDS>;

/** The hierarchy commands' rules, ready to be run. */
const HIERARCHY_RULES: Rulebook = rulebook(HIERARCHY_VOCABULARY, RULES);
export const { step, refusalsOf, refusalsPossible } = HIERARCHY_RULES;
