// The classes of transitions: a command, and either the refusals that apply to it or the kinds of things that it changes. Two
// transitions of one class differ in who and how many, not in what happens.
import type { Command } from '../contract/command.ts';
import { INIT } from '../contract/command.ts';
import { jobOf } from '../model/job-control/jobs.ts';
import type { Step } from '../model/rulebook.ts';
import { isRunning } from '../model/state.ts';
import type { Job, Process, State, Terminal } from '../model/state.ts';

/** The class of a step, in words that are its name. O(changes × log size). */
export function transitionClassOf(before: State, command: Command, step: Step): string {
  if (step.refusals !== undefined) return `${command.name} refused: ${step.refusals.toSorted().join(', ')}`;
  const changes = changesOf(before, step.next);
  return changes.length === 0 ? `${command.name}: nothing changes` : `${command.name}: ${changes.join(', ')}`;
}

/** The kinds of changes between two states, each once, in the order of the alphabet. */
function changesOf(before: State, after: State): readonly string[] {
  const found = new Set<string>();
  after.processes.forEachChange(before.processes, (_, was, is) => {
    if (was === undefined) found.add('a process is made');
    else if (is === undefined) found.add(was.zombie ? 'a zombie is gone' : 'a running process is gone');
    else for (const change of changesOfProcess(was, is)) found.add(change);
  });
  after.threads.forEachChange(before.threads, (_, was) => {
    found.add(was === undefined ? 'a thread is made' : 'a thread ends');
  });
  after.groups.forEachChange(before.groups, (_, was, is) => found.add(lifeOf('group', was, is)));
  after.sessions.forEachChange(before.sessions, (_, was, is) => found.add(lifeOf('session', was, is)));
  for (const change of changesOfJobControl(before, after)) found.add(change);
  return [...found].sort();
}

/** The kinds of changes that job control alone knows. Losses by a process's end are not told again. */
function changesOfJobControl(before: State, after: State): readonly string[] {
  const found: string[] = [];
  after.jobs.forEachChange(before.jobs, (pid) => {
    if (before.processes.has(pid) && isRunning(after, pid))
      found.push(...changesOfJob(jobOf(before, pid), jobOf(after, pid)));
  });
  after.terminals.forEachChange(before.terminals, (_, was, is) => found.push(...changesOfTerminal(was, is)));
  after.waits.forEachChange(before.waits, (_, was, is) => {
    if (is === undefined) found.push('a wait ends');
    else found.push(was === undefined ? 'a wait begins' : 'a wait is changed');
  });
  after.lostForegrounds.forEachChange(before.lostForegrounds, (_, was, is) => {
    if (is === undefined) found.push('a lost foreground is forgotten');
    else
      found.push(was === undefined ? 'a lost foreground is remembered' : 'a lost foreground becomes stale');
  });
  after.news.forEach(({ hungUp, continued, woken }) => {
    if (hungUp) found.push('SIGHUP arrives');
    if (continued) found.push('SIGCONT arrives');
    if (woken !== 0) found.push('a wait is answered');
  });
  return found;
}

function changesOfJob(was: Job, is: Job): readonly string[] {
  const changes: string[] = [];
  if (!was.stopped && is.stopped) changes.push('a process stops');
  if (was.stopped && !is.stopped) changes.push('a process is continued');
  if (was.stopReport !== 0 && is.stopped && is.stopReport === 0) changes.push('a stop is fetched');
  if (was.continueReport && !is.stopped && !is.continueReport) changes.push('a continuation is fetched');
  if (!was.pendingHangup && is.pendingHangup) changes.push('a SIGHUP waits');
  if (!was.pendingInterrupt && is.pendingInterrupt) changes.push('a SIGINT waits');
  if (was.terminal === null && is.terminal !== null) changes.push('a process acquires a terminal');
  if (was.terminal !== null && is.terminal === null) changes.push('a process loses its terminal');
  return changes;
}

function changesOfTerminal(was: Terminal | undefined, is: Terminal | undefined): readonly string[] {
  if (was === undefined) return [];
  if (is === undefined) return ['a terminal is free'];
  const changes: string[] = [];
  if (was.session !== is.session) changes.push('a terminal is stolen');
  else if (was.group !== is.group) changes.push('the foreground changes');
  if (!was.stale && is.stale) changes.push('a foreground becomes stale');
  return changes;
}

function changesOfProcess(was: Process, is: Process): readonly string[] {
  const changes: string[] = [];
  if (!was.zombie && is.zombie) changes.push('a process becomes a zombie');
  if (was.group !== is.group) changes.push('a process moves to another group');
  if (was.parent !== is.parent) {
    const orphan = is.zombie ? 'a zombie' : 'a process';
    changes.push(`${orphan} passes to ${is.parent === INIT ? 'init' : 'a subreaper'}`);
  }
  if (was.exitCode !== is.exitCode) changes.push('an exit code is set');
  for (const [name, on] of Object.entries(is) as readonly (readonly [keyof Process, unknown])[])
    if (typeof on === 'boolean' && name !== 'zombie' && was[name] !== on)
      changes.push(`${name} is ${on ? 'set' : 'cleared'}`);
  return changes;
}

/** The change of a group or session, whose fields besides its handles never change. */
function lifeOf(kind: 'group' | 'session', was: Held | undefined, is: Held | undefined): string {
  if (was === undefined) return `a ${kind} is made`;
  if (is === undefined) return `a ${kind} ends`;
  return is.handles > was.handles ? `a ${kind} is held` : `a ${kind} is released`;
}

interface Held {
  readonly handles: number;
}
