// Sentences about a counterexample as a whole, for terminal and page alike.
import { counted } from '../../contract/format-numbers.ts';
import type { Story } from './story.ts';

/** `on SYSTEM, seed 7, path 3:1`: the system that it was found on, and how. */
export function foundText({ system, found }: Story): string {
  const seed = found?.seed === undefined ? '' : `, seed ${found.seed}`;
  const path = found?.path === undefined ? '' : `, path ${found.path}`;
  return system === undefined ? '' : `on ${system}${seed}${path}`;
}

const NAMED = 3;

/** The mutants that fail here in the same way or much the same way, nearest first. */
export function likenessText({ nearest = [], candidates }: Story): string {
  const [first, ...others] = nearest;
  if (first === undefined)
    return `none of ${counted(candidates, 'mutant')} tried: none of them fails at this step in this way`;
  const how = first.how === 'same' ? 'exactly as' : 'much as';
  const also = others.slice(0, NAMED - 1).map(({ name }) => name);
  const more = nearest.length > NAMED ? [`${nearest.length - NAMED} more`] : [];
  const rest =
    also.length === 0
      ? ''
      : `; so ${also.length + more.length === 1 ? 'does' : 'do'} ${[...also, ...more].join(', ')}`;
  return `it fails here ${how} ${first.name} does (${first.sentence})${rest}`;
}
