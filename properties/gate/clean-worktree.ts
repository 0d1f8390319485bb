// A clean checkout of HEAD beside this one, in a temporary folder: git knows it, so that a version to compare with can be named.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../support/repository.ts';

/** The worktree; gone at the end. Installed packages are shared. */
export class CleanWorktree {
  readonly #folder = realpathSync(mkdtempSync(join(tmpdir(), 'procession-worktree-')));
  /** The root of the worktree. */
  readonly root = join(this.#folder, 'checkout');
  /** A folder beside it, for what is written about it. */
  readonly beside = this.#folder;

  constructor() {
    git('worktree', 'add', '--quiet', '--detach', this.root, 'HEAD');
    symlinkSync(join(ROOT, 'node_modules'), join(this.root, 'node_modules'), 'junction');
  }

  [Symbol.dispose](): void {
    if (existsSync(this.root)) git('worktree', 'remove', '--force', this.root);
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function git(...words: readonly string[]): void {
  execFileSync('git', words, { cwd: ROOT, stdio: ['ignore', 'ignore', 'pipe'] });
}
