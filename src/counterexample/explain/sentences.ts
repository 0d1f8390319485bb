// Sentences about a counterexample as a whole, for terminal and page alike.
import { counted } from '../../contract/format-numbers.ts';
import type { Certificate } from '../file/record.ts';
import type { Story } from './story.ts';

/** Where and how it was found. */
export function foundText({ system, found }: Story): string {
  const seed = found?.seed === undefined ? '' : `, seed ${found.seed}`;
  const path = found?.path === undefined ? '' : `, path ${found.path}`;
  return system === undefined ? '' : `on ${system}${seed}${path}`;
}

/** What is proved about its length. */
export function certificateText(certificate: Certificate): string {
  if (!certificate.shortest)
    return `not certified: shortest of at least ${certificate.atLeast} proved; ${certificate.reason}`;
  const { commands, transitions, sequences, covers } = certificate;
  const examined =
    sequences === undefined
      ? `${counted(transitions, 'transition')} examined`
      : `${counted(sequences, 'sequence')} run`;
  return `certified shortest (${counted(commands, 'command')}, ${examined}: ${covers})`;
}

const NAMED = 3;

/** Which mutant it behaves most like. */
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
