// A copy of this checkout in a temporary folder, with what is not committed yet: there the sources can be made wrong while
// nobody else sees it. Installed packages are shared.
import { cpSync, existsSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { FILES, FOLDERS, ROOT } from '../support/repository.ts';

/** Folders that are made and never committed. */
const MADE: ReadonlySet<string> = new Set([
  'node_modules',
  'dist',
  'target',
  'coverage',
  '.procession',
  '.vitest',
]);

/** The copy; gone at the end. */
export class CheckoutCopy {
  readonly #folder = realpathSync(mkdtempSync(join(tmpdir(), 'procession-copy-')));
  /** The root of the copy. */
  readonly root = join(this.#folder, 'checkout');
  /** A folder beside it, for what is written about it. */
  readonly beside = this.#folder;

  constructor() {
    for (const path of [...FILES, ...FOLDERS].filter((each) => existsSync(ROOT + each)))
      cpSync(ROOT + path, join(this.root, path), {
        recursive: true,
        filter: (source) => !MADE.has(basename(source)),
      });
    symlinkSync(join(ROOT, 'node_modules'), join(this.root, 'node_modules'), 'junction');
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
