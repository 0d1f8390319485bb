// Traces of POSIX commands for the C form. The litmus sequences F01–F24: every answer in them was given by a real Linux
// kernel (6.18). Process 1 is R there, 2 is A, 3 is B and so on; "members" is asked of every member. And random walks
// of the model.
import type { Answer, Command, CommandNameIn } from '../../src/contract/command.ts';
import { commandOf } from '../../src/contract/command.ts';
import type { Observation } from '../../src/contract/observation.ts';
import type { CCase, CStep } from '../../src/counterexample/forms/c.ts';
import { Dice } from '../../src/generate/dice.ts';
import { POSIX } from '../../src/model/specification.ts';
import type { State } from '../../src/model/state.ts';

/** The field of an answer that is an id. */
const FIELDS: Readonly<Record<string, string>> = {
  fork: 'pid',
  setsid: 'sid',
  getpgid: 'pgid',
  getsid: 'sid',
  getppid: 'ppid',
};

/**
 * A step in short: `2 setpgid 0 0`, with `= EPERM` or `= 2` where the answer is not plain `ok`; fork and waitpid say
 * their own child. `waitpid` has the status after it: `1 waitpid 2 = 2 0`.
 */
export function cStep(text: string): CStep {
  const [asked = '', expected = ''] = text.split(' = ');
  const [process, name, ...values] = asked.split(' ');
  const numbers = values.map((value) => (value === 'on' ? true : value === 'off' ? false : Number(value)));
  const command = commandOf('posix', name as CommandNameIn<'posix'>, [Number(process), ...numbers]);
  return { command, answer: answerOf(command, expected) };
}

function answerOf(command: Command, expected: string): Answer {
  if (/^E[A-Z]+$/.test(expected)) return { refused: expected };
  const [value, status] = expected === '' ? [] : expected.split(' ').map(Number);
  if (command.name === 'waitpid') return { ok: status === undefined ? { pid: 0 } : { pid: value, status } };
  const field = FIELDS[command.name];
  if (field === undefined) return { ok: {} };
  return {
    ok: { [field]: command.name === 'fork' ? (command as { child: number }).child : value },
  };
}

/** A case of such steps, separated by semicolons. */
export function cCase(name: string, text: string): CCase {
  return { name, steps: text.split(';').map((step) => cStep(step.trim())) };
}

const SEQUENCES: Readonly<Record<string, string>> = {
  'F01 fork inherits group and session':
    '1 fork 2; 1 setpgid 2 2; 2 fork 3; 3 getpgid 0 = 2; 3 getsid 0 = 1; 1 getpgid 2 = 2; 1 getpgid 3 = 2',
  'F02 setsid guard: a group leader': '1 fork 2; 2 setpgid 0 0; 2 setsid = EPERM; 2 getsid 0 = 1',
  'F03 setsid guard: the old group lives on':
    '1 fork 2; 2 setpgid 0 0; 2 fork 3; 2 setpgid 0 1; 2 setsid = EPERM; 3 exit 0; 2 setsid = EPERM; 2 waitpid 3 = 3 0; 2 setsid = 2',
  'F04 setsid effect and return':
    '1 fork 2; 2 setsid = 2; 2 getsid 0 = 2; 2 getpgid 0 = 2; 1 getpgid 0 = 1; 1 getsid 2 = 2',
  'F05 second setsid': '1 fork 2; 2 setsid = 2; 2 setsid = EPERM',
  'F06 setpgid(p,p) creates':
    '1 fork 2; 2 setpgid 2 2; 2 getpgid 0 = 2; 1 fork 3; 1 setpgid 3 3; 3 getpgid 0 = 3',
  'F07 setpgid(p,p) re-enters a live group p':
    '1 fork 2; 2 setpgid 0 0; 2 fork 3; 2 setpgid 0 1; 2 setpgid 0 0; 1 getpgid 2 = 2; 1 getpgid 3 = 2; 1 kill -2 0',
  'F08 setpgid is idempotent': '1 fork 2; 2 setpgid 0 0; 2 setpgid 0 0; 2 setpgid 2 2; 1 getpgid 2 = 2',
  'F09 a group belongs to one session, leaders dead':
    '1 fork 2; 2 setsid = 2; 2 fork 3; 2 exit 0; 1 waitpid 2 = 2 0; 1 fork 4; 4 setsid = 4; 4 fork 5; 4 exit 0; ' +
    '1 waitpid 4 = 4 0; 5 setpgid 0 2 = EPERM; 5 getpgid 0 = 4; 3 getsid 0 = 2',
  'F10 a group belongs to one session':
    '1 fork 2; 2 setsid = 2; 1 fork 3; 3 setpgid 0 2 = EPERM; 1 setpgid 3 2 = EPERM',
  'F11 a missing group': '1 fork 2; 2 setpgid 0 999999 = EPERM; 1 setpgid 2 999999 = EPERM; 2 getpgid 0 = 1',
  'F12 target must be self or a child':
    '1 fork 2; 2 fork 3; 1 setpgid 3 3 = ESRCH; 3 setpgid 2 2 = ESRCH; 2 setpgid 1 1 = ESRCH; ' +
    '1 setpgid 999999 0 = ESRCH; 1 fork 4; 2 setpgid 4 4 = ESRCH',
  'F13 negative ids': '1 fork 2; 2 setpgid 0 -1 = EINVAL; 2 setpgid -1 0 = EINVAL',
  'F14 a session leader cannot change group':
    '1 fork 2; 2 setsid = 2; 2 setpgid 0 0 = EPERM; 2 setpgid 2 2 = EPERM; 1 setpgid 2 2 = EPERM; 2 fork 3; ' +
    '3 setpgid 0 0; 2 setpgid 0 3 = EPERM; 2 getpgid 0 = 2',
  'F15 caller and target in one session':
    '1 fork 2; 2 fork 3; 2 setsid = 2; 2 setpgid 3 3 = EPERM; 2 setpgid 3 2 = EPERM; 3 getpgid 0 = 1; 3 getsid 0 = 1',
  'F16 EACCES after exec':
    '1 fork 2; 1 setpgid 2 2; 2 execve; 1 setpgid 2 1 = EACCES; 1 setpgid 2 2 = EACCES; 2 setpgid 0 1',
  'F17 a group outlives its leader':
    '1 fork 2; 2 setpgid 0 0; 1 fork 3; 2 exit 0; 3 setpgid 0 2; 1 waitpid 2 = 2 0; 1 fork 4; 4 setpgid 0 2; ' +
    '1 kill -2 0; 1 getpgid 3 = 2; 1 getpgid 4 = 2',
  'F18 a zombie keeps its group':
    '1 fork 2; 2 setpgid 0 0; 2 exit 0; 1 fork 3; 3 setpgid 0 2; 1 getpgid 2 = 2; 1 getsid 2 = 1; 1 setpgid 2 1; 1 getpgid 2 = 1',
  'F19 an empty group is gone':
    '1 fork 2; 2 setpgid 0 0; 2 exit 0; 1 waitpid 2 = 2 0; 1 fork 3; 3 setpgid 0 2 = EPERM; 1 kill -2 0 = ESRCH; 1 getpgid 2 = ESRCH',
  'F20 a zombie still answers':
    '1 fork 2; 2 exit 0; 1 getpgid 2 = 1; 1 getsid 2 = 1; 1 kill 2 0; 1 waitpid 2 = 2 0; 1 kill 2 0 = ESRCH; 1 getsid 2 = ESRCH',
  'F21 reparenting updates both ends':
    '1 fork 2; 2 fork 3; 2 exit 0; 3 getppid = 1; 3 exit 0; 1 waitpid 2 = 2 0; 1 waitpid -1 = 3 0; 1 waitpid -1 = ECHILD',
  'F22 reparenting changes neither group nor session':
    '1 fork 2; 2 setsid = 2; 2 fork 3; 2 exit 0; 3 getppid = 1; 3 getpgid 0 = 2; 3 getsid 0 = 2; 1 waitpid 2 = 2 0; ' +
    '3 getpgid 0 = 2; 3 getsid 0 = 2',
  'F23 zombies are reparented too':
    '1 fork 2; 2 fork 3; 3 exit 0; 2 exit 0; 1 waitpid 2 = 2 0; 1 waitpid -1 = 3 0',
  'F24 nearest living subreaper':
    '1 fork 2; 2 set_subreaper on; 2 fork 3; 3 fork 4; 4 fork 5; 4 exit 0; 5 getppid = 2; 3 waitpid 4 = 4 0; ' +
    '3 set_subreaper on; 2 exit 0; 5 getppid = 1; 3 getppid = 1',
};

/** F01–F24. */
export const LITMUS: readonly CCase[] = Object.entries(SEQUENCES).map(([name, text]) => cCase(name, text));

/** What the groups of a state are, and who is in them: what the C form can look at. */
function shownOf(state: State): Observation {
  const processes: { pid: number; parent: number | null; group: number }[] = [];
  const groups: { pgid: number; session: number }[] = [];
  state.processes.forEach(({ parent, group }, pid) => processes.push({ pid, parent, group }));
  state.groups.forEach(({ session }, pgid) => groups.push({ pgid, session }));
  return { processes, groups };
}

/** Steps with the state after each, as the model has it on Linux. */
export function withStates(steps: readonly Command[]): readonly CStep[] {
  let state = POSIX.linux.initial;
  return steps.map((command) => {
    const step = POSIX.linux.step(state, command);
    state = step.next;
    const answer = step.refusals === undefined ? step.answer : { refused: step.refusals[0] as string };
    return { command, answer, state: shownOf(state) };
  });
}

/** A random walk of `length` commands over the ids 1 to `ids`, refused ones included. */
export function walkOf(seed: number, length: number, ids: number): readonly Command[] {
  const dice = new Dice();
  dice.seed(seed);
  const id = (): number => 1 + dice.below(ids);
  const one = (...values: readonly number[]): number => values[dice.below(values.length)];
  const values: Readonly<Record<CommandNameIn<'posix'>, () => readonly (number | boolean)[]>> = {
    fork: () => [id()],
    setsid: () => [],
    setpgid: () => [one(0, id(), id(), -1), one(0, id(), id(), 99, -2)],
    getpgid: () => [one(0, id(), 99)],
    getsid: () => [one(0, id(), 99)],
    getppid: () => [],
    execve: () => [],
    exit: () => [dice.below(256)],
    waitpid: () => [one(-1, 0, id(), -1 - id())],
    set_subreaper: () => [dice.chance(70)],
    kill: () => (dice.chance(30) ? [id(), 9] : [one(-1, 0, id(), -1 - id()), 0]),
    ignore_sigchld: () => [dice.chance(30)],
  };
  const names = [...POSIX.linux.commands, 'fork', 'fork', 'setpgid'] as readonly CommandNameIn<'posix'>[];
  const commands: Command[] = [];
  let state = POSIX.linux.initial;
  while (commands.length < length) {
    const name = names[dice.below(names.length)];
    const command = commandOf('posix', name, [id(), ...values[name]()]);
    if (!POSIX.linux.isIssuable(state, command)) continue;
    commands.push(command);
    state = POSIX.linux.step(state, command).next;
  }
  return commands;
}
