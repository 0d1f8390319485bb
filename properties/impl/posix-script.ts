// Sequences of POSIX commands as one line of text, run on a table: `2 setpgid 0 0; 3 setsid => EPERM`.
//
// A step is the acting process, the command and its arguments. Behind `=>` stands what it answers: a number, an errno,
// or for waitpid `pid:status`; without `=>` it must not be refused. An actor `-` asks from outside: `- state 3 => Z`
// (R, Z or gone), `- group 2 => 2 3` (its members, or gone), `- taken 2 => no`.
import { expect } from 'vitest';
import { errnoName } from '../../src/impl/posix/errno.ts';
import type { PosixTable } from '../../src/impl/posix/posix-table.ts';

type Run = (table: PosixTable, process: number, first: string, second: string) => number;

const COMMANDS: Readonly<Record<string, Run>> = {
  fork: (t, p, child) => t.fork(p, Number(child)),
  setsid: (t, p) => t.setsid(p),
  setpgid: (t, p, pid, pgid) => t.setpgid(p, Number(pid), Number(pgid)),
  getpgid: (t, p, pid) => t.getpgid(p, Number(pid)),
  getsid: (t, p, pid) => t.getsid(p, Number(pid)),
  getppid: (t, p) => t.getppid(p),
  execve: (t, p) => t.execve(p),
  exit: (t, p, code) => t.exit(p, Number(code ?? 0)),
  waitpid: (t, p, pid) => t.waitpid(p, Number(pid)),
  subreaper: (t, p, on) => t.setSubreaper(p, on === 'on'),
  kill: (t, p, target, signal) => t.kill(p, Number(target), Number(signal)),
  ignore: (t, p, on) => t.ignoreSigchld(p, on === 'on'),
};

const QUESTIONS: Readonly<Record<string, (table: PosixTable, id: number) => string>> = {
  state: (t, pid) => (t.isRunning(pid) ? 'R' : t.isZombie(pid) ? 'Z' : 'gone'),
  group: (t, pgid) => t.processes(pgid)?.join(' ') ?? 'gone',
  taken: (t, id) => (t.idInUse(id) ? 'yes' : 'no'),
};

/** Runs a script; every answer is expected, and the table is sane after every step. */
export function runScript(table: PosixTable, script: string): void {
  for (const step of script.split(';').map((part) => part.trim())) {
    const [asked, expected] = step.split('=>').map((part) => part.trim());
    const [actor, name, first, second] = asked.split(/\s+/);
    const answered =
      actor === '-'
        ? QUESTIONS[name](table, Number(first))
        : answerOf(table, name, COMMANDS[name](table, Number(actor), first, second), expected);
    if (expected === undefined) expect(answered, step).not.toMatch(/^E/);
    else expect(answered, step).toBe(expected);
    expect(table.selfCheck(), step).toEqual([]);
  }
}

function answerOf(table: PosixTable, name: string, answer: number, expected: string | undefined): string {
  const withStatus = name === 'waitpid' && answer > 0 && expected?.includes(':') === true;
  return errnoName(answer) ?? (withStatus ? `${answer}:${table.lastStatus}` : String(answer));
}
