// Goal: an exploration of pairs that a signal ends keeps what it found. Method: the process itself, and Ctrl-C.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/procession.ts';

test('procession explore --branches that is interrupted keeps what it found and says how far it came', {
  timeout: 120_000,
}, async () => {
  const launcher = fileURLToPath(new URL('../../bin/procession.js', import.meta.url));
  using folder = temporaryFolder();
  let code: number | null = null;
  let out = '';
  // On a busy machine it may not have begun when the signal comes, and dies of it: then it is given more time.
  for (const workedMs of [2500, 7500, 20_000]) {
    const words = ['--sut', 'shared-mutant:lock-per-object', '--ids', '4', '--all-failures'];
    const child = spawn(process.execPath, [launcher, 'explore', '--branches', '2', ...words], {
      cwd: folder.path,
    });
    out = '';
    child.stdout.on('data', (text: Buffer) => (out += text.toString()));
    setTimeout(() => child.kill('SIGINT'), workedMs);
    [code] = (await once(child, 'close')) as [number | null];
    if (code === 1) break;
  }
  expect(code).toBe(1);
  expect(out).toContain('\nno program of fork and fork with a shorter prefix fails so within the bound\n');
  expect(out).toMatch(/^not all was run: interrupted after \d+ of [\d,]+ states$/m);
});
