// Goal: a golden file that is not there is never taken for agreement. Method: the project's own configuration on a test
// whose file is missing.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/procession.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

test('a golden file that is missing fails its test, and is written where that is asked for', () => {
  using folder = temporaryFolder();
  const at = (path: string): string => join(folder.path, path);
  mkdirSync(at('properties'));
  symlinkSync(join(ROOT, 'node_modules'), at('node_modules'), 'dir');
  writeFileSync(
    at('properties/it.test.ts'),
    `import { expect, test } from 'vitest';
     test('it', () => expect('what is printed').toMatchFileSnapshot('./it.txt'));`,
  );
  const run = (...words: readonly string[]) => {
    const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
    const options = ['run', '--root', folder.path, '--config', join(ROOT, 'vitest.config.ts'), ...words];
    // Not CI, where Vitest would have failed by itself.
    const env = { ...process.env, CI: '', GITHUB_ACTIONS: '', NO_COLOR: '1' };
    const ended = spawnSync(process.execPath, [vitest, ...options], { encoding: 'utf8', env });
    return { code: ended.status, out: `${ended.stdout}${ended.stderr}` };
  };
  const missing = run();
  expect(missing.code, missing.out).toBe(1);
  expect(existsSync(at('properties/it.txt'))).toBe(false);
  expect(run('--update').code).toBe(0);
  expect(readFileSync(at('properties/it.txt'), 'utf8')).toBe('what is printed');
  expect(run().code).toBe(0);
});
