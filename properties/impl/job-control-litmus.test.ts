// Does the terminal table do what a Linux kernel did, in every trace that one was asked? Each is run on a table that has
// room and on one that must grow; whoever a trace does not name after a command received nothing and was told nothing.
import { expect, test } from 'vitest';
import { printAnswer, printCommand } from '../../src/contract/notation/trace.ts';
import { JOB_CONTROL_VOCABULARY } from '../../src/contract/sets/job-control.ts';
import type { JobControlCommand } from '../../src/contract/sets/job-control.ts';
import { jobControlAnswer, jobControlMethodOf, wokenAnswer } from '../../src/impl/job-control/apply.ts';
import { TerminalTable } from '../../src/impl/job-control/terminal-table.ts';
import { JOB_CONTROL_LITMUS_PATHS, STORY_PATHS, toldTrace } from '../support/job-control-litmus.ts';
import type { SeenThen } from '../support/seen-then.ts';

const PATHS = [...JOB_CONTROL_LITMUS_PATHS, ...STORY_PATHS];

test.each(PATHS)('the table answers and tells what the kernel did in %s', (path) => {
  for (const capacity of [64, 1]) {
    const table = new TerminalTable({ capacity });
    for (const { command, answer, seen } of toldTrace(path).steps) {
      const said = printCommand(command, JOB_CONTROL_VOCABULARY);
      expect(printAnswer(answerOf(table, command as unknown as JobControlCommand)), said).toBe(
        printAnswer(answer),
      );
      expectSeen(table, seen, said);
      expect(table.selfCheck(), said).toEqual([]);
    }
  }
});

test('there are more than a hundred traces of a kernel', () => {
  expect(PATHS.length).toBeGreaterThan(100);
});

function answerOf(table: TerminalTable, command: JobControlCommand): ReturnType<typeof jobControlAnswer> {
  return jobControlAnswer(command, jobControlMethodOf(command)(table, command));
}

function expectSeen(table: TerminalTable, seen: readonly SeenThen[], said: string): void {
  const told = new Map<number, string>();
  table.happened((what, process, value, status) => {
    if (what === 'woken') told.set(process, printAnswer(wokenAnswer(value, status)));
  });
  const named = (key: 'received' | 'told') => seen.filter((each) => each[key] !== undefined);
  expect(Object.fromEntries(told), said).toEqual(
    Object.fromEntries(named('told').map(({ process, told: answer }) => [process, answer])),
  );
  for (const pid of table.pids()) {
    const received = [
      ...(table.hasReceivedHangup(pid) ? ['SIGHUP'] : []),
      ...(table.hasReceivedContinue(pid) ? ['SIGCONT'] : []),
    ];
    const expected = named('received').find(({ process }) => process === pid)?.received ?? [];
    expect(received, `${said}: what ${pid} received`).toEqual(expected);
  }
  for (const { process, is } of seen) {
    const state = table.isStopped(process) ? 'stopped' : table.isRunning(process) ? 'running' : 'ended';
    if (is === 'waiting') expect(table.isWaiting(process), `${said}: whether ${process} waits`).toBe(true);
    else if (is !== undefined) expect(state, `${said}: ${process}`).toBe(is);
  }
}
