// Runs the command line as a user would, in a folder of its own.
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The command line's program. */
export const LAUNCHER = fileURLToPath(new URL('../../bin/procession.js', import.meta.url));

/** What a command left behind. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A folder that goes with the scope: `using folder = temporaryFolder()`. */
export function temporaryFolder(): { readonly path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'procession-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** Runs `procession WORDS` in a folder, without a terminal. */
export function procession(folder: string, ...words: readonly string[]): Ended {
  return processionWith({}, folder, ...words);
}

/** The same with something on standard input, or with variables set. */
export function processionWith(
  world: { readonly input?: string; readonly env?: Readonly<Record<string, string>> },
  folder: string,
  ...words: readonly string[]
): Ended {
  const ended = spawnSync(process.execPath, [LAUNCHER, ...words], {
    cwd: folder,
    input: world.input ?? '',
    env: { ...process.env, NO_COLOR: '1', ...world.env },
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { code: ended.status, out: ended.stdout, err: ended.stderr };
}

/** The same as `procession`, while the test's own thread goes on: for tests that run beside each other. */
export async function processionMeanwhile(folder: string, ...words: readonly string[]): Promise<Ended> {
  return await new Promise((resolve) => {
    const options = { cwd: folder, env: { ...process.env, NO_COLOR: '1' }, timeout: 60_000 };
    const child = execFile(process.execPath, [LAUNCHER, ...words], options, (_error, out, err) => {
      resolve({ code: child.exitCode, out, err });
    });
    child.stdin?.end();
  });
}
