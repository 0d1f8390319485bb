// Sequences of job-control commands as one line of text, in the notation of traces, run on a table:
// `2 tcsetpgrp tty1 3; 3 read_terminal tty1 => ok stopped=on`.
//
// Behind `=>` stands the answer; without it the command must be accepted. An actor `-` asks from outside, `- state 3 => T`:
//
//     state 3 => R, T, Z or gone, with w behind it in a wait      received 3 => nothing, SIGHUP, SIGCONT or both
//     pending 3 => nothing, h, c or hc                            woken => nobody, or `2 pid=3 status=9, 4 ECHILD`
//     terminal 3 => 0, 1 or 2                                     tty1 => free, or `s2 fg 3`
//     told => all that happened, as `3 stopped 20, 2 woken 3`     group 2 => its members, or gone
import { expect } from 'vitest';
import { parseCommand, printAnswer } from '../../src/contract/notation/trace.ts';
import { JOB_CONTROL_VOCABULARY } from '../../src/contract/sets/job-control.ts';
import type { JobControlCommand } from '../../src/contract/sets/job-control.ts';
import { jobControlAnswer, jobControlMethodOf, wokenAnswer } from '../../src/impl/job-control/apply.ts';
import type { TerminalTable } from '../../src/impl/job-control/terminal-table.ts';

const QUESTIONS: Readonly<Record<string, (table: TerminalTable, id: number) => string>> = {
  state: stateOf,
  received: (table, pid) => {
    const received = [
      table.hasReceivedHangup(pid) ? 'SIGHUP' : '',
      table.hasReceivedContinue(pid) ? 'SIGCONT' : '',
    ];
    return received.filter((name) => name !== '').join(' ') || 'nothing';
  },
  pending: (table, pid) =>
    (table.hasPendingHangup(pid) ? 'h' : '') + (table.hasPendingInterrupt(pid) ? 'c' : '') || 'nothing',
  woken: (table) => {
    const woken: string[] = [];
    table.happened((what, process, value, status) => {
      if (what !== 'woken') return;
      const answer = printAnswer(wokenAnswer(value, status));
      woken.push(`${process} ${answer.replace('ok ', '')}`);
    });
    return woken.join(', ') || 'nobody';
  },
  terminal: (table, pid) => String(table.controllingTerminal(pid)),
  tty1: (table) => terminalText(table, 1),
  tty2: (table) => terminalText(table, 2),
  told: (table) => {
    const told: string[] = [];
    table.happened((what, process, value) => {
      told.push(`${process} ${what}${value === 0 ? '' : ` ${value}`}`);
    });
    return told.join(', ') || 'nothing';
  },
  group: (table, pgid) => table.processes(pgid)?.join(' ') ?? 'gone',
};

/** Makes the table that the next command is run on out of the one that ran the command before. */
export type NextTable = (table: TerminalTable) => TerminalTable;

/** Runs a script; every answer is expected, and the table is sane after every step. */
export function runJobScript(first: TerminalTable, script: string, next: NextTable = (table) => table): void {
  let table = first;
  for (const step of script.split(';').map((part) => part.trim())) {
    const [asked, expected] = step.split('=>').map((part) => part.trim());
    if (asked.startsWith('- ')) {
      const [, question, id] = asked.split(/\s+/);
      expect(QUESTIONS[question](table, Number(id)), step).toBe(expected);
      continue;
    }
    table = next(table);
    const answer = printAnswer(answerOf(table, asked));
    if (expected === undefined) expect(answer, step).toMatch(/^ok/);
    else expect(answer, step).toBe(expected);
    expect(table.selfCheck(), step).toEqual([]);
  }
}

function answerOf(table: TerminalTable, text: string): ReturnType<typeof jobControlAnswer> {
  const parsed = parseCommand(text, JOB_CONTROL_VOCABULARY);
  if ('problem' in parsed) throw new Error(`${text}: ${parsed.problem.message}`);
  const command = parsed.value as unknown as JobControlCommand;
  return jobControlAnswer(command, jobControlMethodOf(command)(table, command));
}

function stateOf(table: TerminalTable, pid: number): string {
  if (!table.has(pid)) return 'gone';
  if (table.isZombie(pid)) return 'Z';
  return (table.isStopped(pid) ? 'T' : 'R') + (table.isWaiting(pid) ? 'w' : '');
}

function terminalText(table: TerminalTable, terminal: number): string {
  const session = table.terminalSession(terminal);
  return session === undefined ? 'free' : `s${session} fg ${table.terminalForeground(terminal)}`;
}
