// The texts on record of the forms that a counterexample can be shown in.
import { join } from 'node:path';
import { ROOT } from './repository.ts';

/** The file of a form on record, by its name. */
export function goldenForm(name: string): string {
  return join(ROOT, 'properties/recorded/golden/show', name);
}
