// The methods of a terminal table as calls with three numbers, for tests that draw commands at random, and what such a table
// shows.
import { SIGNAL } from '../../src/impl/job-control/signals.ts';
import { WAIT } from '../../src/impl/job-control/terminal-table.ts';
import type { Disposition, TerminalTable } from '../../src/impl/job-control/terminal-table.ts';

type Call = (table: TerminalTable, process: number, x: number, y: number) => number;

const SIGNALS: readonly number[] = [0, ...Object.values(SIGNAL)];
const DISPOSITIONS: readonly Disposition[] = ['default', 'ignored', 'blocked'];
const terminal = (x: number): number => (Math.abs(x) % 2) + 1;
const disposition = (y: number): Disposition => DISPOSITIONS[Math.abs(y) % 3];
/** Init never sleeps, so that whoever draws can drain the table. */
const wait =
  (options: number): Call =>
  (t, p, x) =>
    t.waitpid(p, x, p === 1 ? options & ~WAIT.BLOCK : options);

export const JOB_CONTROL_CALLS: readonly Call[] = [
  (t, p, x) => t.fork(p, Math.abs(x) + 1),
  (t, p, _, y) => t.fork(p, Math.abs(y) + 1),
  (t, p) => t.fork(p, t.lowestFreeId()),
  (t, p) => t.setsid(p),
  (t, p) => t.setsid(p),
  (t, p, x, y) => t.setpgid(p, x, y),
  (t, p, x) => t.setpgid(p, Math.abs(x), 0),
  (t, p) => t.execve(p),
  (t, p, _, y) => t.exit(p, y & 0xff),
  (t, p, x) => t.setSubreaper(p, x > 0),
  (t, p, x) => t.ignoreSigchld(p, x > 3),
  wait(0),
  wait(WAIT.UNTRACED | WAIT.CONTINUED),
  wait(WAIT.BLOCK),
  wait(WAIT.BLOCK | WAIT.UNTRACED),
  (t, p, x, y) => t.kill(p, x, SIGNALS[Math.abs(y) % SIGNALS.length]),
  (t, p, x, y) => t.kill(p, x, y % 2 === 0 ? SIGNAL.STOP : SIGNAL.CONT),
  (t, p, x) => t.openTerminal(p, terminal(x)),
  (t, p, x) => t.openTerminal(p, terminal(x)),
  (t, p, x, y) => t.setControllingTerminal(p, terminal(x), y > 2),
  (t, p, x) => t.leaveTerminal(p, terminal(x)),
  (t, p, x, y) => t.tcsetpgrp(p, terminal(x), Math.abs(y), disposition(x)),
  (t, p, x, y) => t.tcsetpgrp(p, terminal(x), y, 'ignored'),
  (t, p, x, y) => t.tcgetpgrp(p, terminal(x), y > 0),
  (t, p, x, y) => t.tcgetsid(p, terminal(x), y > 0),
  (t, p) => t.openDevTty(p),
  (t, p, x, y) => t.readTerminal(p, terminal(x), disposition(y)),
  (t, p, x, y) => t.writeTerminal(p, terminal(x), disposition(y), x > 0),
  (t, _, x, y) => (y > 5 ? t.hangUp(terminal(x)) : 0),
  (t, _, x, y) => t.type(terminal(x), y > 5 ? '^C' : '^Z'),
];

/** Everything the queries say of a table, the order of children and what has just happened included. */
export function shownOf(table: TerminalTable): unknown {
  const told: unknown[] = [];
  table.happened((...what) => told.push(what));
  return [
    table.resources,
    told,
    table.pids().map((pid) => {
      const children: number[] = [];
      table.childrenInto(pid, children);
      return [
        pid,
        table.parent(pid),
        table.group(pid),
        table.session(pid),
        children,
        table.exitCode(pid),
        table.isZombie(pid),
        table.isSubreaper(pid),
        table.hasExecuted(pid),
        table.ignoresSigchld(pid),
        table.isStopped(pid),
        table.isWaiting(pid),
        table.controllingTerminal(pid),
        table.hasPendingHangup(pid),
        table.hasPendingInterrupt(pid),
        table.isForeground(pid),
        table.hasReceivedHangup(pid),
        table.hasReceivedContinue(pid),
      ];
    }),
    table
      .pgids()
      .map((pgid) => [pgid, table.groupSession(pgid), table.processes(pgid), table.isOrphaned(pgid)]),
    table.sids().map((sid) => [sid, table.processGroups(sid)]),
    [1, 2].map((each) => [table.terminalSession(each), table.terminalForeground(each)]),
  ];
}
