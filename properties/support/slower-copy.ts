// Copies of the sources of a table that do the same and take longer, for the measurement of speed to be tried on.
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './repository.ts';

const FIND = 'protected find(id: Id): Row {';

/** A copy in a folder of its own; every lookup of an id reads so many words first, for nothing. */
export function slowerCopy(folder: string, name: string, readsForNothing: number): string {
  const copy = join(folder, name);
  for (const part of ['impl', 'contract'])
    cpSync(join(ROOT, 'src', part), join(copy, part), { recursive: true });
  writeFileSync(join(copy, 'package.json'), '{ "type": "module" }');
  if (readsForNothing === 0) return copy;
  const file = join(copy, 'impl/id-table.ts');
  const text = readFileSync(file, 'utf8');
  if (!text.includes(FIND)) throw new Error(`${file} has no "${FIND}"`);
  const loop = `for (let i = 0; i < ${readsForNothing}; i++) if (this.words[i & 7] === -1) return NONE;`;
  writeFileSync(file, text.replace(FIND, `${FIND}\n    ${loop}`));
  return copy;
}
