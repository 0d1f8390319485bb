// The columns of a state of the job-control commands: those of the POSIX commands, and what terminals, stops and waits add.
// The facts of a terminal stand in init's place, which no renaming moves.
import type { Id } from '../../contract/command.ts';
import { INIT } from '../../contract/command.ts';
import { amountOf, bitsFor } from '../bounded/bound.ts';
import type { SpaceBound } from '../bounded/bound.ts';
import type { Column, Draft, StateDraft } from '../bounded/columns.ts';
import { COMMON_COLUMNS, exitCodeColumn, markColumn, RANK_COLUMN } from '../bounded/columns.ts';
import { EXIT_CODES } from '../posix/columns.ts';
import type { Job, News, State, Wait } from '../state.ts';
import { NO_CHILD } from '../state.ts';
import { jobOf, newsOf, NO_JOB, NO_NEWS } from './jobs.ts';
import { SIGNALS } from './signals.ts';

// The places of the columns besides those that the POSIX commands have.
export const JOB_TERMINAL = 144;
export const STOP = 160;
export const CONTINUE_REPORT = 176;
export const PENDING_HANGUP = 192;
export const PENDING_INTERRUPT = 208;
export const WAIT_KIND = 224;
export const WAIT_FOR = 240;
export const WAIT_STALE = 256;
export const WAIT_OPTIONS = 272;
export const FOUND_STATUS = 288;
export const FOUND_PID = 304;
export const LOST_FOREGROUND = 320;
/** The columns of terminal 1; those of terminal 2 begin {@link TERMINAL_BYTES} further. */
export const SERVED_SESSION = 336;
export const FOREGROUND = 352;
export const FOREGROUND_STALE = 368;
export const TERMINAL_BYTES = 48;
export const RECEIVED = 432;
export const WOKEN_STATUS = 448;
export const WOKEN_PID = 464;

/** The wait statuses of ends: first those that every bound has. */
export const END_STATUSES: readonly number[] = [
  0,
  SIGNALS.KILL,
  SIGNALS.INT,
  ...EXIT_CODES.slice(1).map((code) => code << 8),
];
/** The signals that stop. */
export const STOPS: readonly number[] = [SIGNALS.STOP, SIGNALS.TSTP, SIGNALS.TTIN, SIGNALS.TTOU];
/** Every status that a wait can tell. */
export const STATUSES: readonly number[] = [
  ...END_STATUSES.slice(0, 3),
  ...STOPS.map((signal) => (signal << 8) | 0x7f),
  0xffff,
  ...END_STATUSES.slice(3),
];

/** Throws where no bound brings a status about, as an exit code does that it does not know. */
function placeOf(status: number): number {
  const place = STATUSES.indexOf(status);
  if (place < 0) throw new RangeError(`wait status ${status}`);
  return place;
}

const hasStops = ({ commands }: SpaceBound): boolean =>
  ['kill', 'type', 'tcsetpgrp', 'read_terminal', 'write_terminal'].some((name) => commands.includes(name));
const hasTerminals = ({ commands }: SpaceBound): boolean =>
  commands.includes('open_terminal') || commands.includes('set_controlling_terminal');
const terminalsOf = (bound: SpaceBound): number =>
  hasTerminals(bound) ? Math.max(amountOf(bound, 'terminals'), 1) : 0;
const hasWaits = (bound: SpaceBound): boolean =>
  amountOf(bound, 'waits') > 0 && bound.commands.includes('waitpid');
const manyCodes = (bound: SpaceBound): boolean => amountOf(bound, 'codes') > 1;

/** The part of a process's job control that one column holds. */
function jobColumn(
  name: string,
  bits: (bound: SpaceBound) => number,
  read: (job: Job) => number,
  write: (job: Draft<Job>, value: number) => void,
): Column {
  return {
    name,
    kind: 'mark',
    bits,
    read: (state, id) => (state.jobs.has(id) ? read(jobOf(state, id)) : 0),
    write: ({ jobs }, id, value) => {
      const job = jobs.get(id) ?? { ...NO_JOB };
      write(job, value);
      jobs.set(id, job);
    },
  };
}

const JOB_COLUMNS: readonly Column[] = [
  {
    ...jobColumn(
      'jobTerminal',
      (bound) => bitsFor(terminalsOf(bound)),
      ({ terminal }) => terminal ?? 0,
      (job, value) => {
        job.terminal = value;
      },
    ),
    field: 'terminal',
  },
  // 0: it runs; 1: stopped, which was fetched; from 2 on: stopped by this signal.
  jobColumn(
    'stop',
    (bound) => (hasStops(bound) ? 3 : 0),
    ({ stopped, stopReport }) => (stopped ? 2 + STOPS.indexOf(stopReport) : 0),
    (job, value) => {
      job.stopped = true;
      job.stopReport = value < 2 ? 0 : STOPS[value - 2];
    },
  ),
  jobColumn(
    'continueReport',
    (bound) => (hasStops(bound) ? 1 : 0),
    ({ continueReport }) => Number(continueReport),
    (job) => {
      job.continueReport = true;
    },
  ),
  jobColumn(
    'pendingHangup',
    (bound) => (hasStops(bound) ? 1 : 0),
    ({ pendingHangup }) => Number(pendingHangup),
    (job) => {
      job.pendingHangup = true;
    },
  ),
  jobColumn(
    'pendingInterrupt',
    ({ commands }) => (commands.includes('type') ? 1 : 0),
    ({ pendingInterrupt }) => Number(pendingInterrupt),
    (job) => {
      job.pendingInterrupt = true;
    },
  ),
];

/** The part of a wait that one column holds. The column of its kind comes first: it makes the wait. */
function waitColumn(
  name: string,
  kind: Column['kind'],
  bits: (bound: SpaceBound) => number,
  read: (wait: Wait) => number,
  write: (wait: Draft<Wait>, value: number) => void,
): Column {
  return {
    name,
    kind,
    bits: (bound) => (hasWaits(bound) ? bits(bound) : 0),
    read: (state, id) => {
      const wait = state.waits.get(id);
      return wait === undefined ? 0 : read(wait);
    },
    write: ({ waits }, id, value) => {
      const wait = waits.get(id) ?? { ...NEW_WAIT };
      write(wait, value);
      waits.set(id, wait);
    },
  };
}

const NEW_WAIT: Wait = {
  pid: -1,
  group: 0,
  stale: false,
  untraced: false,
  continued: false,
  found: 0,
  foundStatus: 0,
};

/** The children that a wait is for, by its argument. */
export const WAIT_KINDS = { ANY: 1, OWN_GROUP: 2, GROUP: 3, CHILD: 4 } as const;

const { ANY, OWN_GROUP, GROUP, CHILD } = WAIT_KINDS;

/** The kind of a wait that is called with this pid. */
export function waitKindOf(pid: number): number {
  return pid === -1 ? ANY : pid === 0 ? OWN_GROUP : pid < 0 ? GROUP : CHILD;
}

const WAIT_COLUMNS: readonly Column[] = [
  {
    ...waitColumn(
      'waitKind',
      'plain',
      () => 3,
      ({ pid }) => waitKindOf(pid),
      (wait, value) => {
        wait.pid = value === OWN_GROUP ? 0 : -1;
        // Until the next column has said which.
        wait.group = value === GROUP ? -1 : value === CHILD ? -2 : 0;
      },
    ),
    field: 'waiting',
  },
  // The group that 0 or −g means, or the child n.
  waitColumn(
    'waitFor',
    'reference',
    ({ ids }) => bitsFor(ids),
    ({ pid, group }) => (pid > 0 ? pid : group),
    (wait, value) => {
      if (wait.group === -2) {
        wait.pid = value;
        wait.group = 0;
        return;
      }
      if (wait.group === -1) wait.pid = -value;
      wait.group = value;
    },
  ),
  waitColumn(
    'waitStale',
    'plain',
    () => 1,
    ({ stale }) => Number(stale),
    (wait) => {
      wait.stale = true;
    },
  ),
  waitColumn(
    'waitOptions',
    'plain',
    () => 2,
    ({ untraced, continued }) => Number(untraced) | (Number(continued) << 1),
    (wait, value) => {
      wait.untraced = (value & 1) !== 0;
      wait.continued = (value & 2) !== 0;
    },
  ),
  // 0: nothing; 1: no child; from 2 on: the status of the one in the next column.
  waitColumn(
    'foundStatus',
    'plain',
    () => bitsFor(STATUSES.length + 1),
    ({ found, foundStatus }) => (found === 0 ? 0 : found === NO_CHILD ? 1 : 2 + placeOf(foundStatus)),
    (wait, value) => {
      wait.found = NO_CHILD;
      wait.foundStatus = value === 1 ? 0 : STATUSES[value - 2];
    },
  ),
  waitColumn(
    'found',
    'reference',
    ({ ids }) => bitsFor(ids),
    ({ found }) => Math.max(found, 0),
    (wait, value) => {
      wait.found = value;
    },
  ),
];

/** The facts of a terminal, in init's place. */
function terminalColumns(terminal: Id): readonly Column[] {
  const atInit = (
    name: string,
    kind: Column['kind'],
    bits: (bound: SpaceBound) => number,
    read: (state: State) => number,
    write: (draft: StateDraft, value: number) => void,
  ): Column => ({
    name: `${name}${terminal}`,
    kind,
    bits: (bound, id) => (id === INIT && terminalsOf(bound) >= terminal ? bits(bound) : 0),
    read: (state, id) => (id === INIT ? read(state) : 0),
    write: (draft, _, value) => write(draft, value),
  });
  const served = (state: State): { session: Id; group: Id; stale: boolean } | undefined =>
    state.terminals.get(terminal);
  const change = (
    { terminals }: StateDraft,
    values: Partial<{ session: Id; group: Id; stale: boolean }>,
  ): void =>
    void terminals.set(terminal, {
      ...(terminals.get(terminal) ?? { session: 0, group: 0, stale: false }),
      ...values,
    });
  return [
    atInit(
      'session',
      'reference',
      ({ ids }) => bitsFor(ids),
      (state) => served(state)?.session ?? 0,
      (draft, session) => change(draft, { session }),
    ),
    atInit(
      'foreground',
      'reference',
      ({ ids }) => bitsFor(ids),
      (state) => served(state)?.group ?? 0,
      (draft, group) => change(draft, { group }),
    ),
    atInit(
      'stale',
      'plain',
      () => 1,
      (state) => Number(served(state)?.stale ?? false),
      (draft) => change(draft, { stale: true }),
    ),
  ];
}

/** The foreground that a leader remembers from a hang-up. */
const LOST_FOREGROUND_COLUMN: Column = {
  name: 'lostForeground',
  kind: 'reference',
  bits: (bound) => (bound.commands.includes('hang_up') && terminalsOf(bound) > 0 ? bitsFor(bound.ids) : 0),
  read: (state, id) => state.lostForegrounds.get(id)?.group ?? 0,
  write: ({ lostForegrounds }, id, group) => void lostForegrounds.set(id, { group, stale: false }),
};

/** News are compared and decide nothing: they take no bits of a key. */
function newsColumn(
  name: string,
  kind: Column['kind'],
  read: (news: News) => number,
  write: (news: Draft<News>, value: number) => void,
  values: readonly number[] = [],
): Column {
  return {
    name,
    kind,
    values,
    bits: () => 0,
    read: (state, id) => (state.news.has(id) ? read(newsOf(state, id)) : 0),
    write: ({ news }, id, value) => {
      const row = news.get(id) ?? { ...NO_NEWS };
      write(row, value);
      news.set(id, row);
    },
  };
}

const NEWS_COLUMNS: readonly Column[] = [
  newsColumn(
    'received',
    'plain',
    ({ hungUp, continued }) => Number(hungUp) | (Number(continued) << 1),
    (news, value) => {
      news.hungUp = (value & 1) !== 0;
      news.continued = (value & 2) !== 0;
    },
  ),
  newsColumn(
    'wokenStatus',
    'plain',
    ({ woken, wokenStatus }) => (woken === 0 ? 0 : woken === NO_CHILD ? 1 : 2 + placeOf(wokenStatus)),
    (news, value) => {
      news.woken = NO_CHILD;
      news.wokenStatus = value === 1 ? 0 : STATUSES[value - 2];
    },
    [0, NO_CHILD, ...STATUSES],
  ),
  newsColumn(
    'woken',
    'reference',
    ({ woken }) => Math.max(woken, 0),
    (news, value) => {
      news.woken = value;
    },
  ),
];

export const JOB_CONTROL_COLUMNS: readonly Column[] = [
  ...COMMON_COLUMNS,
  markColumn('subreaper', 'set_subreaper'),
  exitCodeColumn(END_STATUSES, (bound) => (manyCodes(bound) ? END_STATUSES.length - 1 : 2)),
  markColumn('executed', 'execve'),
  markColumn('ignoresSigchld', 'ignore_sigchld'),
  RANK_COLUMN,
  ...JOB_COLUMNS,
  ...WAIT_COLUMNS,
  LOST_FOREGROUND_COLUMN,
  ...terminalColumns(1),
  ...terminalColumns(2),
  ...NEWS_COLUMNS,
];
