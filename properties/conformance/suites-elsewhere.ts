// Suites as a user writes them, run in a folder of their own by a test runner of their own.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const SRC = new URL('../../src/', import.meta.url);
export const VITEST = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));

/** A user's code, with the packages that are this repository's. */
export function asItRunsHere(code: string): string {
  return code
    .replaceAll("'procession-check/vitest'", `'${new URL('app/conformance/vitest.ts', SRC).href}'`)
    .replaceAll("'procession-check'", `'${new URL('index.ts', SRC).href}'`);
}

export function run(
  folder: string,
  ...words: readonly string[]
): { readonly code: number | null; readonly out: string } {
  const env = {
    ...process.env,
    NO_COLOR: '1',
    PROCESSION_SEED: '7',
    FORCE_COLOR: undefined,
    VITEST: undefined,
  };
  const ended = spawnSync(process.execPath, words, { cwd: folder, env, encoding: 'utf8', timeout: 60_000 });
  return { code: ended.status, out: ended.stdout + ended.stderr };
}
