// Runs Stryker in a process of its own, and ends it where that is asked for.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** The file of Stryker's report, below the root; named in its config as well. */
const REPORT = '.stryker/mutation.json';
const PROGRAM = 'node_modules/@stryker-mutator/core/bin/stryker.js';

/** The end of a run: the report's text, or the reason that there is none. */
export type StrykerEnd =
  | { readonly end: 'report'; readonly json: string }
  | { readonly end: 'stopped' }
  | { readonly end: 'trouble'; readonly sentence: string };

/** The control of a run, as the gate gives it. */
interface Watcher {
  readonly stopped: () => boolean;
  readonly progress?: ((phrase: string) => void) | undefined;
}

/** Mutates these files of the checkout at `root`. Mutants that were tried before on the same texts are not tried again. */
export async function runStryker(
  root: string,
  files: readonly string[],
  watcher: Watcher,
): Promise<StrykerEnd> {
  if (!existsSync(join(root, PROGRAM)))
    return { end: 'trouble', sentence: 'Stryker must be installed: run npm ci' };
  const child = spawn(process.execPath, [PROGRAM, 'run', '--mutate', files.join(',')], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that its workers end with it.
    detached: true,
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (part: string) => {
      text = (text + part).slice(-10_000);
      const tested = part.match(/\d+\/\d+ tested/g)?.at(-1);
      if (tested !== undefined)
        watcher.progress?.(`${tested.replace('/', ' of ').replace(' tested', '')} mutants`);
    });
  const over = new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null)).once('close', resolve);
  });
  let code: number | null | undefined;
  void over.then((given) => (code = given));
  while (code === undefined) {
    if (watcher.stopped()) {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      await over;
      return { end: 'stopped' };
    }
    await Promise.race([over, pause(200)]);
  }
  if (code === 0) return { end: 'report', json: readFileSync(join(root, REPORT), 'utf8') };
  return {
    end: 'trouble',
    sentence: `Stryker ended with ${code}: ${text.trim().split('\n').slice(-5).join(' ')}`,
  };
}
