// Tells the outcome of a search in a sentence, for terminal and page alike. Leaves out the commands that were found: each shows
// them in its own way.
import { counted } from '../../contract/format-numbers.ts';
import type { FindOutcome } from './find-shortest.ts';
import type { NearestAcceptance } from './why-refused.ts';

/** The distance of a state that was found. `start`: the words for where the search began; `bound`: those for its bound. */
export function distanceText(
  { steps, states }: FindOutcome & { readonly outcome: 'found' },
  start: string,
  bound?: string,
): string {
  const length =
    steps.length === 0
      ? `${start} is such a state`
      : `after ${counted(steps.length, 'command')}, and after no fewer within this bound`;
  return `${length} (${counted(states, 'state')} searched${bound === undefined ? '' : `, ${bound}`})`;
}

/** The sentence of a search that found nothing. */
export function missingText(found: FindOutcome & { readonly outcome: 'none' | 'unfinished' }): string {
  const { states, depth } = found;
  if (found.outcome === 'none')
    return `no state of this bound satisfies it: all ${counted(states, 'state')} were asked`;
  if (found.limit === 'depth')
    return `no sequence of up to ${counted(depth, 'command')} leads to such a state; longer ones were not looked at`;
  const nearer = depth === 0 ? '' : `; there is none of fewer than ${counted(depth, 'command')}`;
  return `the search was cut short at ${counted(states, 'state')}: ${found.reason}${nearer}`;
}

/** The distance of the nearest state that accepts a command, or why none is known. */
export function acceptanceText(nearest: NearestAcceptance): string {
  if (nearest.outcome === 'unsearchable')
    return `the nearest state that accepts it was not looked for: ${nearest.reason}`;
  const bound = `ids 1 … ${nearest.ids}`;
  switch (nearest.outcome) {
    case 'found':
      return `accepted after ${counted(nearest.steps.length, 'command')}, and after no fewer (${bound})`;
    case 'none':
      return `no state that can be reached from here accepts it (${bound}, ${counted(nearest.states, 'state')} asked)`;
    case 'unfinished':
      return `whether it is accepted later is not known: ${nearest.reason} (${bound}, ${counted(nearest.states, 'state')} asked)`;
  }
}
