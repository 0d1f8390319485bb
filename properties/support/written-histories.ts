// Histories as tests write them: a trace with branches, and the state that was shown at the end.
import { VOCABULARIES } from '../../src/command-sets.ts';
import { isObserve } from '../../src/contract/concurrent/program.ts';
import { parseAnyTrace } from '../../src/contract/notation/concurrent-trace.ts';
import { parseState } from '../../src/contract/notation/parse-state.ts';
import type { Observation } from '../../src/contract/observation/observation.ts';
import type { ConcurrentHistory, HistoryEntry } from '../../src/engines/concurrency/history.ts';

/** The observation of a state in the notation. */
function shownIn(text: string): Observation {
  const parsed = parseState(text);
  if ('problem' in parsed) throw new Error(parsed.problem.message);
  return parsed.value.observation;
}

/**
 * The history of a trace of version 2 without its first line, which must have one. The looks of its branches, in the
 * order of the trace, show the states given.
 */
export function written(
  commandSet: string,
  trace: string,
  end?: string,
  looks: readonly string[] = [],
): ConcurrentHistory {
  const parsed = parseAnyTrace(`procession trace 2 ${commandSet}\n${trace}`, VOCABULARIES);
  if ('problem' in parsed) throw new Error(`${parsed.problem.line}: ${parsed.problem.message}`);
  if (!('branches' in parsed.value)) throw new Error('it has no branches');
  const { prefix, branches, history = [] } = parsed.value;
  const left = [...looks];
  const timed = branches.map((steps, index) => {
    const times = (kind: string): readonly number[] =>
      history.flatMap((event, time) => (event.branch === index + 1 && event.kind === kind ? [time] : []));
    const [called, answered] = [times('call'), times('answer')];
    return steps.map((step, position): HistoryEntry => {
      const look = isObserve(step.command) ? left.shift() : undefined;
      return {
        ...step,
        ...(called[position] !== undefined && { called: called[position] }),
        ...(answered[position] !== undefined && { answered: answered[position] }),
        ...(look !== undefined && { observation: shownIn(look) }),
      };
    });
  });
  return { prefix, branches: timed, ...(end !== undefined && { observation: shownIn(end) }) };
}
