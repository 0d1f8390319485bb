// The classes of transitions: a command, and either the refusals that apply to it or the kinds of things that it changes. Two
// transitions of one class differ in who and how many, not in what happens.
import type { Command } from '../contract/command.ts';
import { INIT } from '../contract/command.ts';
import type { Step } from '../model/rulebook.ts';
import type { Process, State } from '../model/state.ts';

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
  return [...found].sort();
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
