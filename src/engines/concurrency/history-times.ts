// Tells where the times and answers of a history contradict each other: what no record of a run can have.
import { actorOf } from '../../contract/command.ts';
import type { Command } from '../../contract/command.ts';
import { isObserve } from '../../contract/concurrent/program.ts';
import type { ConcurrentHistory, HistoryEntry } from './history.ts';

/** A contradiction, and the place of it in the history. */
export interface HistoryProblem {
  readonly path: readonly (string | number)[];
  /** Completes the path and a colon. */
  readonly sentence: string;
}

/** The first contradiction; `undefined` where there is none. O(commands). */
export function historyProblem({
  branches,
}: Pick<ConcurrentHistory, 'branches'>): HistoryProblem | undefined {
  for (const [branch, entries] of branches.entries())
    for (const [position, entry] of entries.entries()) {
      const [field, sentence] = entryProblem(entry) ?? orderProblem(entries, position) ?? [];
      if (sentence === undefined) continue;
      const path = ['branches', branch, position, ...(field === undefined ? [] : [field])];
      return { path, sentence };
    }
  return undefined;
}

type Problem = readonly [field: string, sentence: string];

function entryProblem(entry: HistoryEntry): Problem | undefined {
  const { command, called, answered, answer, observation } = entry;
  const [shown, other] = isObserve(command) ? ['observation', 'answer'] : ['answer', 'observation'];
  const has = { answer: answer !== undefined, observation: observation !== undefined };
  if (has[other as keyof typeof has])
    return [other, `${command.name} has ${shown === 'answer' ? 'an answer' : 'an observation'} instead`];
  const isShown = has[shown as keyof typeof has];
  if (answered === undefined)
    return isShown
      ? [shown, 'a command with this needs the time at which it answered, as "answered"']
      : undefined;
  if (called === undefined) return ['answered', 'a command that answered was called: "called" is missing'];
  if (answered < called)
    return ['answered', `it cannot answer at ${answered}, before it is called at ${called}`];
  return isShown ? undefined : ['answered', `a command that answered has the "${shown}" that it gave`];
}

/** A branch calls its commands one after the other; only another process goes on where one has ended. */
function orderProblem(entries: readonly HistoryEntry[], position: number): Problem | undefined {
  const { called, command } = entries[position];
  if (called === undefined) return undefined;
  for (let index = position - 1; index >= 0; index -= 1) {
    const before = entries[index];
    if (before.answered !== undefined)
      return before.answered <= called
        ? undefined
        : [
            'called',
            `it cannot be called at ${called}, before the command above it answers at ${before.answered}`,
          ];
    if (actorIn(before) === undefined || actorIn(before) === actorOf(command as Command))
      return [
        'called',
        `the command above it has no answer${before.called === undefined ? ' and was not called' : ''}, so its branch cannot go on`,
      ];
  }
  return undefined;
}

function actorIn({ command }: HistoryEntry): number | undefined {
  return isObserve(command) ? undefined : actorOf(command);
}
