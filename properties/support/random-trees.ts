// Logs of random trees of processes that run at once (properties/recordings/random-trees/tree.c): those kept, and new ones of this kernel.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Concluded } from '../../src/app/cli/exit-codes.ts';
import { findStrace } from '../../src/app/cli/recordings/strace-program.ts';
import { compileOwnC } from './c-compiler.ts';
import { temporaryFolder } from './procession.ts';
import { ROOT } from './repository.ts';

const FOLDER = join(ROOT, 'properties/recordings/random-trees');

/** The names of the logs that are kept. */
export function keptTreeNames(): readonly string[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.strace.gz'))
    .map((file) => file.slice(0, -'.strace.gz'.length));
}

/** The lines of a log that is kept. */
export function linesOfKeptTree(name: string): readonly string[] {
  return linesIn(gunzipSync(readFileSync(join(FOLDER, `${name}.strace.gz`))).toString());
}

/** Records a tree for each seed; or says why that is not possible here. */
export function recordTrees(
  seeds: readonly number[],
  steps: number,
): { readonly logs: readonly (readonly string[])[] } | { readonly inconclusive: string } {
  using folder = temporaryFolder();
  const program = join(folder.path, 'tree');
  const problem = compileOwnC(join(FOLDER, 'tree.c'), program);
  if (problem !== undefined) return { inconclusive: problem };
  let strace: ReturnType<typeof findStrace>;
  try {
    strace = findStrace();
  } catch (error) {
    if (error instanceof Concluded) return { inconclusive: error.message };
    throw error;
  }
  const file = join(folder.path, 'log');
  const logs = seeds.map((seed) => {
    const words = [...strace.options, '-o', file, '--', program, String(seed), String(steps)];
    const { status, stderr } = spawnSync(strace.path, words, { encoding: 'utf8', timeout: 60_000 });
    if (status !== 0) throw new Error(`tree ${seed} ${steps} ended with ${status}: ${stderr}`);
    return linesIn(readFileSync(file, 'utf8'));
  });
  return { logs };
}

function linesIn(text: string): readonly string[] {
  return text.trimEnd().split('\n');
}
