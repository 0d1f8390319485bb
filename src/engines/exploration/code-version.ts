// The code as a word: a digest of every source file that a search can depend on, so that a checkpoint of other code is
// noticed, in whatever folder it changed.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** They show and ask; no search goes another way by what is in them. */
const LEFT_OUT: readonly string[] = ['app'];

/**
 * Stands for the specification, the implementation and the search as they are, and for all else but the folders that are
 * left out. Reads about three megabytes.
 */
export function codeVersion(
  root: string = fileURLToPath(new URL('../../', import.meta.url)),
  leftOut: readonly string[] = LEFT_OUT,
): string {
  const digest = createHash('sha256');
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /(?<!\.d)\.[jt]s$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !leftOut.includes(path.slice(0, path.indexOf('/'))))
    .sort();
  for (const path of files) {
    const text = readFileSync(join(root, path));
    digest.update(`${path} ${text.length}\n`).update(text);
  }
  return `code ${digest.digest('hex').slice(0, 12)}`;
}
