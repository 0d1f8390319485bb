// The files of this repository as text. Reads the tree instead of asking git, so that an unpacked archive will do.
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A file of the repository: its path from the root, with slashes, and its text. */
export interface TextFile {
  readonly path: string;
  readonly text: string;
}

/** The root of the repository, as a file system path that ends in a separator. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** One file's text. */
export function textOf(path: string): string {
  return readFileSync(ROOT + path, 'utf8');
}

/** Every text file that is or could be committed: all but what .gitignore names, and what has a NUL in it. */
export function textFiles(): TextFile[] {
  const ignored = new Set(['.git', '.git/', ...textOf('.gitignore').split('\n')]);
  return filesBelow('', ignored)
    .map((path) => ({ path, text: textOf(path) }))
    .filter((file) => !file.text.includes('\0'));
}

function filesBelow(folder: string, ignored: ReadonlySet<string>): string[] {
  return readdirSync(ROOT + folder, { withFileTypes: true })
    .filter((entry) => !ignored.has(entry.isDirectory() ? `${entry.name}/` : entry.name))
    .flatMap((entry) => {
      const path = folder + entry.name;
      if (entry.isDirectory()) return filesBelow(`${path}/`, ignored);
      return entry.isFile() ? [path] : [];
    });
}
