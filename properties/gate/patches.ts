// Patches against the sources, put on and taken off by git, which needs no repository for that.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** A folder of patches below `properties/gate`, as a path from the root. */
export type PatchFolder = 'properties/gate/engine-faults' | 'properties/gate/changes';

/** The names of a folder's patches, in order. */
export function patchNames(root: string, folder: PatchFolder): readonly string[] {
  return readdirSync(join(root, folder))
    .filter((file) => file.endsWith('.patch'))
    .map((file) => file.slice(0, -'.patch'.length))
    .sort();
}

/** Puts a patch on the tree at `root`, takes it off, or only tries: a sentence where it does not fit. */
export function patched(
  root: string,
  folder: PatchFolder,
  name: string,
  how: 'on' | 'off' | 'try',
): string | undefined {
  const file = `${folder}/${name}.patch`;
  const words = { on: [], off: ['--reverse'], try: ['--check'] }[how];
  const { status, stderr, error } = spawnSync('git', ['apply', ...words, file], {
    cwd: root,
    encoding: 'utf8',
  });
  if (error !== undefined) return `git must be there to apply ${file}: ${error.message}`;
  if (status === 0) return undefined;
  const [said = ''] = stderr.trim().split('\n');
  return `${file} must apply to the sources of today (${said.replace(/^error: /, '')}): make its change by hand, and write it anew with git diff`;
}
