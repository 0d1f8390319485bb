// Traces for the C form: steps in short, the litmus sequences and the stories, and random walks of the model.
import { basename } from 'node:path';
import type { Answer, Command } from '../../src/contract/command.ts';
import { commandOf, shapeOf } from '../support/by-set.ts';
import { parseCommand } from '../../src/contract/notation/trace.ts';
import { JOB_CONTROL_VOCABULARY } from '../../src/contract/sets/job-control.ts';
import { caseOf } from '../../src/counterexample/formats/c/expected.ts';
import { Decoder } from '../../src/engines/generate/command-decoder.ts';
import { JOB_CONTROL } from '../../src/model/job-control/specification.ts';
import { JOB_CONTROL_LITMUS_PATHS, STORY_PATHS, toldTrace } from '../support/job-control-litmus.ts';
import { POSIX } from '../../src/model/posix/specification.ts';
import type { PosixName } from '../../src/contract/sets/posix.ts';
import { acceptedWith } from '../../src/contract/command.ts';
import type { Observation } from '../../src/contract/observation/observation.ts';
import type { CCase, CStep } from '../../src/counterexample/formats/c/program.ts';
import { Dice } from '../../src/engines/generate/prng.ts';
import type { State } from '../../src/model/state.ts';
import { POSIX_LITMUS_PATHS, posixLitmus } from '../support/posix-litmus.ts';

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
  const command = commandOf('posix', name, [Number(process), ...numbers]);
  return { command, answer: answerOf(command, expected) };
}

function answerOf(command: Command, expected: string): Answer {
  if (/^E[A-Z]+$/.test(expected)) return { refused: expected };
  const [value, status] = expected === '' ? [] : expected.split(' ').map(Number);
  if (command.name === 'waitpid') return { ok: status === undefined ? { pid: 0 } : { pid: value, status } };
  const field = FIELDS[command.name];
  if (field === undefined) return { ok: {} };
  return acceptedWith({
    [field]: command.name === 'fork' ? Number(command.child) : Number(value),
  });
}

/** A case of such steps, separated by semicolons. */
export function cCase(name: string, text: string): CCase {
  return { name, steps: text.split(';').map((step) => cStep(step.trim())) };
}

/** The litmus sequences, where they say who is in a group each of its members is asked. */
export const LITMUS: readonly CCase[] = POSIX_LITMUS_PATHS.map((path) => {
  const { title, steps } = posixLitmus(path);
  return {
    name: `${basename(path, '.trace')} ${title}`,
    steps: steps.flatMap(({ command, answer, shows }) => [
      { command, answer },
      ...(shows?.members ?? []).map((member) => cStep(`1 getpgid ${member} = ${shows?.group}`)),
    ]),
  };
});

/** The litmus traces and the stories of job control, with the state that the model has after each step. */
export const JOB_LITMUS: readonly CCase[] = JOB_CONTROL_LITMUS_PATHS.map(jobCaseOf);
export const STORIES: readonly CCase[] = STORY_PATHS.map(jobCaseOf);

function jobCaseOf(path: string): CCase {
  const commands = toldTrace(path).steps.map(({ command }) => command);
  return caseOf(basename(path, '.trace'), commands, 'job-control');
}

/** A case of job-control commands, as a trace has them, separated by semicolons; with the model's answers and states. */
export function jobCase(name: string, text: string): CCase {
  const commands = text.split(';').map((line) => {
    const parsed = parseCommand(line.trim(), JOB_CONTROL_VOCABULARY);
    if ('problem' in parsed) throw new Error(`${line}: ${parsed.problem.message}`);
    return parsed.value;
  });
  return caseOf(name, commands, 'job-control');
}

/** Random job-control commands over the ids 1 to 8, refused ones included, with the model's answers and states. */
export function jobWalk(seed: number, length: number): CCase {
  const dice = new Dice();
  dice.seed(seed);
  const { linux } = JOB_CONTROL;
  const number = (): number => dice.below(0x7fff_ffff);
  const decoder = new Decoder(linux, linux.commands, shapeOf(number(), linux.commands, 8));
  const commands: Command[] = [];
  let state = linux.initial;
  while (commands.length < length) {
    const command = decoder.decode(number(), state);
    commands.push(command);
    state = linux.step(state, command).next;
  }
  return caseOf(`walk ${seed}`, commands, 'job-control');
}

/** The groups of a state and their members, which the C form can look at. */
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
    const answer = step.refusals === undefined ? step.answer : { refused: step.refusals[0] };
    return { command, answer, state: shownOf(state) };
  });
}

/** A random walk of `length` commands over the ids 1 to `ids`, refused ones included. */
export function walkOf(seed: number, length: number, ids: number): readonly Command[] {
  const dice = new Dice();
  dice.seed(seed);
  const id = (): number => 1 + dice.below(ids);
  const one = (...values: readonly number[]): number => values[dice.below(values.length)];
  const values: Readonly<Record<PosixName, () => readonly (number | boolean)[]>> = {
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
  const names = [...POSIX.linux.commands, 'fork', 'fork', 'setpgid'] as readonly PosixName[];
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
