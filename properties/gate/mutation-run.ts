// Runs Stryker in a process of its own, and ends it where that is asked for.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { filesByScope, SCOPE_VARIABLE } from './mutation-scopes.ts';
import { survivorsOnRecord } from './surviving-mutants.ts';

/** The file of Stryker's report, below the root; named in its config as well. */
const REPORT = '.stryker/mutation.json';
const PROGRAM = 'node_modules/@stryker-mutator/core/bin/stryker.js';

/** The end of a run: the texts of its reports, or the reason that there is none. */
type StrykerEnd =
  | { readonly end: 'reports'; readonly texts: readonly string[] }
  | { readonly end: 'stopped' }
  | { readonly end: 'trouble'; readonly sentence: string };

/** The control of a run, as the gate gives it. */
interface Watcher {
  readonly stopped: () => boolean;
  readonly progress?: ((phrase: string) => void) | undefined;
}

/** Mutates these files of the checkout at `root`, scope after scope. Mutants that were tried before on the same texts are not tried again. */
export async function runStryker(
  root: string,
  files: readonly string[],
  watcher: Watcher,
): Promise<StrykerEnd> {
  if (!existsSync(join(root, PROGRAM)))
    return { end: 'trouble', sentence: 'Stryker must be installed: run npm ci' };
  const texts: string[] = [];
  for (const [scope, its] of filesByScope(files)) {
    const ended = await runScope(root, scope, its, watcher);
    if (ended.end !== 'reports') return ended;
    texts.push(...ended.texts);
  }
  return { end: 'reports', texts };
}

/**
 * The lines on which the other files on record have loops, in Stryker's form: mutated as well, and left out of the findings. A
 * mutant that spoils a list is noticed by the places that a loop passes for ever, and has them in files that are mutated alone.
 */
function loopsBeside(root: string, scope: string, files: readonly string[]): readonly string[] {
  const others = Object.keys(survivorsOnRecord(root).files).filter((file) => !files.includes(file));
  return (filesByScope(others).get(scope) ?? []).flatMap((file) =>
    readFileSync(join(root, file), 'utf8')
      .split('\n')
      .flatMap((line, index) =>
        /\b(?:for|while) \(/.test(line) ? [`${file}:${index + 1}-${index + 1}`] : [],
      ),
  );
}

async function runScope(
  root: string,
  scope: string,
  files: readonly string[],
  watcher: Watcher,
): Promise<StrykerEnd> {
  const kept = `.stryker/${scope}.json`;
  const places = [...files, ...loopsBeside(root, scope, files)];
  const options = ['run', '--mutate', places.join(','), '--incrementalFile', kept];
  const child = spawn(process.execPath, [PROGRAM, ...options], {
    cwd: root,
    env: { ...process.env, [SCOPE_VARIABLE]: scope },
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
        watcher.progress?.(`${tested.replace('/', ' of ').replace(' tested', '')} mutants of the ${scope}`);
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
  if (code === 0) return { end: 'reports', texts: [readFileSync(join(root, REPORT), 'utf8')] };
  return {
    end: 'trouble',
    sentence: `Stryker ended with ${code}: ${text.trim().split('\n').slice(-5).join(' ')}`,
  };
}
