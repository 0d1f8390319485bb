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

/**
 * The project's folders and files at the root. Other files there are a user's, who tries a snippet of the README where it
 * stands: no check of ours judges them.
 */
export const FOLDERS = ['.ci', 'bench', 'bin', 'docs', 'examples', 'properties', 'schema', 'src', 'tools'];
export const FILES = [
  '.editorconfig',
  '.gitignore',
  '.node-version',
  '.npmrc',
  '.oxlintrc.json',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'LICENSE',
  'README.md',
  'biome.json',
  'knip.json',
  'procession.gate.json',
  'package-lock.json',
  'package.json',
  'stryker.config.json',
  'tsconfig.build.json',
  'tsconfig.json',
  'vitest.config.ts',
  'vitest.long.config.ts',
  'vitest.mutation.config.ts',
];

/** Whether a file, told by its path from the root, is the project's. */
export function isOwn(path: string): boolean {
  return FILES.includes(path) || FOLDERS.some((folder) => path.startsWith(`${folder}/`));
}

/** Every text file of the project that is or could be committed: not what .gitignore names, nor what has a NUL in it. */
export function textFiles(): TextFile[] {
  const ignored = new Set(textOf('.gitignore').split('\n'));
  return [...FILES, ...FOLDERS.flatMap((folder) => filesBelow(`${folder}/`, ignored))]
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
