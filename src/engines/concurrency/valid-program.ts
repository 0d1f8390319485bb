// The rules that a program of branches keeps: its prefix can be issued, and where only a running process can issue a command,
// it acts in one branch alone.
import type { Id } from '../../contract/command.ts';
import { actorOf, argumentListOf, argumentsOf, INIT } from '../../contract/command.ts';
import type { Command } from '../../contract/command.ts';
import type { ConcurrentProgram } from '../../contract/concurrent/program.ts';
import { isObserve } from '../../contract/concurrent/program.ts';
import type { Specification } from '../../model/specification.ts';
import { isRunning } from '../../model/state.ts';

/** Whether a command can be issued only by a process that runs. */
export function isBoundToActor({ isIssuable, initial }: Specification, command: Command): boolean {
  return actorOf(command) !== undefined && !isIssuable(initial, { ...command, process: INIT + 1 });
}

/** The number that a command gives to a new process, where it makes one. */
export function newProcessIn(command: Command, { vocabulary }: Specification): Id | undefined {
  const argument = argumentListOf(vocabulary, command.name).find(({ kind }) => kind === 'new-process');
  return argument && Number(argumentsOf(command)[argument.key]);
}

/** True if a program keeps the rules: made from another one by leaving commands out, it need not. O(commands). */
export function isValidProgram(
  specification: Specification,
  { prefix, branches }: ConcurrentProgram,
): boolean {
  let state = specification.initial;
  for (const command of prefix) {
    if (!specification.isIssuable(state, command)) return false;
    state = specification.step(state, command).next;
  }
  const acting = new Map<Id, number>();
  const forked = branches.map(
    (branch) =>
      new Set(
        branch.flatMap((entry) => (isObserve(entry) ? [] : (newProcessIn(entry, specification) ?? []))),
      ),
  );
  return branches.every((branch, index) => {
    const own = new Set<Id>();
    const mayAct = (actor: Id): boolean => {
      const before = acting.get(actor) ?? index;
      acting.set(actor, index);
      if (before !== index) return false;
      if (isRunning(state, actor)) return true;
      return own.has(actor) && forked.every((ids, other) => other === index || !ids.has(actor));
    };
    return branch.every((entry) => {
      if (isObserve(entry)) return true;
      const actor = actorOf(entry);
      const isBound = actor !== undefined && isBoundToActor(specification, entry);
      if (isBound && !mayAct(actor)) return false;
      const child = newProcessIn(entry, specification);
      if (child !== undefined) own.add(child);
      return true;
    });
  });
}
