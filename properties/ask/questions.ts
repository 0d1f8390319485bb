// Questions in the language of predicates, each with the same question written by hand on the model's own state.
import type { State } from '../../src/model/state.ts';
import {
  isRunning,
  isZombie,
  membersOf,
  groupsOf,
  childrenOf,
  sessionOf,
  groupOf,
  threadsOf,
} from '../../src/model/state.ts';

/** A question, put twice. */
export interface TwiceAsked {
  readonly text: string;
  readonly byHand: (state: State) => boolean;
}

const pids = ({ processes }: State): readonly number[] =>
  Array.from({ length: processes.size }, (_, place) => processes.idAt(place));
const pgids = ({ groups }: State): readonly number[] =>
  Array.from({ length: groups.size }, (_, place) => groups.idAt(place));
const zombies = (state: State): readonly number[] => pids(state).filter((pid) => isZombie(state, pid));
const parent = (state: State, pid: number): number | null | undefined => state.processes.get(pid)?.parent;

/** Questions to which every set's states have an answer. */
export const OF_EVERY_SET: readonly TwiceAsked[] = [
  { text: 'zombie(3) and parent(3) = 1', byHand: (state) => isZombie(state, 3) && parent(state, 3) === 1 },
  { text: 'parent(3) = 2', byHand: (state) => parent(state, 3) === 2 },
  { text: '2 in children(3)', byHand: (state) => parent(state, 2) === 3 },
  {
    text: 'some p: zombie p and group p != p',
    byHand: (state) => zombies(state).some((pid) => groupOf(state, pid) !== pid),
  },
  { text: 'count(zombies) >= 2', byHand: (state) => zombies(state).length >= 2 },
  {
    text: 'some group 3 and no process 3',
    byHand: (state) => state.groups.has(3) && !state.processes.has(3),
  },
  {
    text: 'some session 2 and not some process 2 or group(3) = g2 and sid 3 = s2 and no zombies',
    byHand: (state) =>
      (state.sessions.has(2) && !state.processes.has(2)) ||
      (groupOf(state, 3) === 2 && sessionOf(state, 3) === 2 && zombies(state).length === 0),
  },
  {
    text: 'some p: every g in groups(sid p): every q in processes g: zombie q',
    byHand: (state) =>
      pids(state).some((pid) =>
        groupsOf(state, sessionOf(state, pid) ?? 0).every((pgid) =>
          membersOf(state, pgid).every((member) => isZombie(state, member)),
        ),
      ),
  },
  {
    text: 'some p, q: p != q and p != 1 and q != 1 and group p = group q and sid p != 1',
    byHand: (state) =>
      pids(state).some((p) =>
        pids(state).some(
          (q) =>
            p !== q &&
            p !== 1 &&
            q !== 1 &&
            groupOf(state, p) === groupOf(state, q) &&
            sessionOf(state, p) !== 1,
        ),
      ),
  },
  {
    text: 'count(group g: session g = 1) = 3',
    byHand: (state) => groupsOf(state, 1).length === 3,
  },
  {
    text: 'some p: parent p > p and running p and parent(parent p) != none',
    byHand: (state) =>
      pids(state).some((pid) => {
        const of = parent(state, pid);
        return (
          typeof of === 'number' && of > pid && isRunning(state, pid) && typeof parent(state, of) === 'number'
        );
      }),
  },
  {
    text: 'parent(1) != 1 or parent(3) != 1 and state 3 != running and exitCode 3 = 0 and no group g: g != 1',
    // Init has none, which is another number than 1.
    byHand: () => true,
  },
  {
    text: 'not parent(2) = 1 and parent(2) != 1 or parent(2) < 1',
    byHand: (state) => ![1, undefined].includes(parent(state, 2) ?? undefined),
  },
  {
    text: 'count(children 1) = 1 and count(p in children 1: zombie p) = 1 and count(running) = 2',
    byHand: (state) => {
      const children = childrenOf(state, 1);
      return (
        children.length === 1 &&
        children.every((child) => isZombie(state, child)) &&
        pids(state).filter((pid) => isRunning(state, pid)).length === 2
      );
    },
  },
  {
    text: 'pgid 2 = 2 and session(g2) = s1 and count(processes g2) = 1',
    byHand: (state) =>
      groupOf(state, 2) === 2 && state.groups.get(2)?.session === 1 && membersOf(state, 2).length === 1,
  },
  {
    text: 'count(processes) = 4',
    byHand: (state) => state.processes.size === 4,
  },
  {
    text: 'every group g: some process g',
    byHand: (state) => pgids(state).every((pgid) => state.processes.has(pgid)),
  },
];

/** By set those that only its states answer. */
export const OF_ONE_SET: Readonly<Record<string, readonly TwiceAsked[]>> = {
  hierarchy: [
    {
      text: 'some t in threads(2): t != 2',
      byHand: (state) => threadsOf(state, 2).some((tid) => tid !== 2),
    },
    {
      text: 'subreaper(2) and parent(3) = 2 and groupExited(3)',
      byHand: ({ processes }) =>
        processes.get(2)?.subreaper === true &&
        processes.get(3)?.parent === 2 &&
        processes.get(3)?.groupExited === true,
    },
  ],
  posix: [
    {
      text: 'executed(2) and not executed(1)',
      byHand: ({ processes }) => processes.get(2)?.executed === true && processes.get(1)?.executed !== true,
    },
    { text: 'exitCode(2) = 9', byHand: ({ processes }) => processes.get(2)?.exitCode === 9 },
    { text: 'exitCode(2) = 65280', byHand: ({ processes }) => processes.get(2)?.exitCode === 0xff00 },
    {
      text: 'some p: ignoresSigchld p and some c in children p: zombie c',
      byHand: (state) =>
        pids(state).some(
          (pid) =>
            state.processes.get(pid)?.ignoresSigchld === true &&
            childrenOf(state, pid).some((child) => isZombie(state, child)),
        ),
    },
  ],
  'job-control': [
    {
      text: 'some p: stopped p and p != 1',
      byHand: ({ jobs }) => jobs.get(2)?.stopped === true,
    },
    {
      text: 'terminal(2) = tty1 and state(2) != running',
      byHand: (state) =>
        state.jobs.get(2)?.terminal === 1 && (!isRunning(state, 2) || state.jobs.get(2)?.stopped === true),
    },
    {
      text: 'foreground(tty1) = 2 and session(tty1) = 2',
      byHand: ({ terminals }) => terminals.get(1)?.group === 2 && terminals.get(1)?.session === 2,
    },
    {
      text: 'SIGHUP in received(2) and stopped 2',
      byHand: ({ news, jobs }) => news.get(2)?.hungUp === true && jobs.get(2)?.stopped === true,
    },
    {
      text: 'pendingHangup(2) and terminal(2) != none',
      byHand: ({ jobs }) => jobs.get(2)?.pendingHangup === true && typeof jobs.get(2)?.terminal === 'number',
    },
  ],
};
