// The tree that a recording shows beside the one that its trace leads to, process by process.
import { INIT } from '../../src/contract/command.ts';
import type { Id } from '../../src/contract/command.ts';
import type { Process, State } from '../../src/model/state.ts';
import { sessionOf } from '../../src/model/state.ts';
import type { RecordedTrace } from './recorded-traces.ts';

/** A process of both. */
interface Pair {
  readonly number: Id;
  readonly id: Id;
  readonly row: Process;
  readonly own: Process;
}

/** The differences, each in a few words; none where the one tree is the other but for its numbers. */
export function treeDifferences({ trace, state }: Pick<RecordedTrace, 'trace' | 'state'>): readonly string[] {
  if (state === undefined) return trace.state.processes.size === 1 ? [] : ['there is no step'];
  const found: string[] = [];
  const pairs: Pair[] = [];
  state.processes.forEach((row, number) => {
    const id = trace.idOf(number);
    const own = id === undefined ? undefined : trace.state.processes.get(id);
    if (id !== undefined && own !== undefined) pairs.push({ number, id, row, own });
    // Init has freed a zombie already. Whoever is in its group is somebody's parent, and of no line.
    else if (!row.zombie && row.group !== INIT) found.push(`${number} is missing`);
  });
  if (!pairs.some(({ number }) => number === INIT)) found.push('init is missing');
  if (trace.state.processes.size !== pairs.length) found.push('the trace has more processes');
  for (const pair of pairs) found.push(...rowDifferences(pair, trace.idOf(pair.row.parent ?? 0)));
  for (const [place, one] of pairs.entries())
    for (const other of pairs.slice(place + 1))
      found.push(...togetherDifferences(one, other, state, trace.state));
  return found;
}

function rowDifferences({ number, id, row, own }: Pair, parent: Id | undefined): readonly string[] {
  if (number === INIT) return [];
  const isSignal = (row.exitCode & 0x7f) !== 0;
  const facts: Readonly<Record<string, readonly [number | boolean | null, number | boolean | null]>> = {
    zombie: [row.zombie, own.zombie],
    executed: [row.executed, own.executed],
    subreaper: [row.subreaper, own.subreaper],
    ignoresSigchld: [row.ignoresSigchld, own.ignoresSigchld],
    parent: [parent ?? INIT, own.parent],
    exitCode: [isSignal ? 9 : row.exitCode, own.exitCode],
    leadsGroup: [row.group === number, own.group === id],
  };
  return Object.entries(facts)
    .filter(([, [shown, here]]) => shown !== here)
    .map(([name, [shown, here]]) => `${number}, here ${id}: ${name} is ${shown}, here ${here}`);
}

function togetherDifferences(one: Pair, other: Pair, state: State, here: State): readonly string[] {
  // Init's own group and session stand for those of whoever began the recording.
  if (one.number === INIT || other.number === INIT) return [];
  const inOneGroup = one.row.group === other.row.group;
  const inOneSession = sessionOf(state, one.number) === sessionOf(state, other.number);
  return [
    ...(inOneGroup === (one.own.group === other.own.group)
      ? []
      : [`${one.number} and ${other.number}: groups`]),
    ...(inOneSession === (sessionOf(here, one.id) === sessionOf(here, other.id))
      ? []
      : [`${one.number} and ${other.number}: sessions`]),
  ];
}
