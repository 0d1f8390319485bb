// A small project with the tools and settings of this one, and with files of a user's that each tool would complain about.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { temporaryFolder } from '../support/procession.ts';
import { ROOT } from '../support/repository.ts';

/** Wrongly formatted, forbidden by the linter, of wrong types, used by nothing, and a test that fails. */
const BAD = `import { test } from 'vitest'
export   const unused: number = "a"
export default Math.random()
test('fails', () => { throw new Error('judged') })
`;
const OF_A_USER = ['my-system.ts', 'my-system.test.ts', 'my.config.ts', 'mine/deep/index.js'];
const SETTINGS = ['.gitignore', '.oxlintrc.json', 'biome.json', 'knip.json', 'package.json', 'tsconfig.json'];

/** The words of a script of the project, run in the small one. */
function run(folder: string, script: string): { readonly status: number | null; readonly said: string } {
  const { scripts } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  const [tool = '', ...words] = scripts[script]?.split(' ') ?? [];
  const { status, stdout, stderr } = spawnSync(join(ROOT, 'node_modules/.bin', tool), words, {
    cwd: folder,
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { status, said: stdout + stderr };
}

/** A script says nothing of the files of a user, and is red where the project's own have the same in them. */
export function expectOwnFilesJudged(script: string): void {
  using folder = temporaryFolder();
  const at = (path: string): string => join(folder.path, path);
  // All of src goes into the explorer.
  for (const file of [...SETTINGS, 'vitest.config.ts', 'vitest.long.config.ts', 'tools'])
    cpSync(join(ROOT, file), at(file), { recursive: true, filter: (path) => !path.includes('explorer') });
  symlinkSync(join(ROOT, 'node_modules'), at('node_modules'));
  for (const own of ['src', 'properties', 'bench', 'bin', 'schema']) mkdirSync(at(own));
  writeFileSync(at('src/index.ts'), 'export const one = 1;\n');
  writeFileSync(
    at('properties/own.test.ts'),
    `import { expect, test } from 'vitest';\nimport { one } from '../src/index.ts';\n\ntest('one', () => expect(one).toBe(1));\n`,
  );
  mkdirSync(at('mine/deep'), { recursive: true });
  for (const file of OF_A_USER) writeFileSync(at(file), BAD);
  const without = run(folder.path, script);
  for (const file of OF_A_USER) expect(without.said).not.toContain(file);
  expect(without.status, without.said).toBe(0);
  const own = script === 'test:only' ? 'properties/bad.test.ts' : 'src/bad.ts';
  cpSync(at('my-system.ts'), at(own));
  const judged = run(folder.path, script);
  expect(judged.said).toContain(own);
  expect(judged.status).not.toBe(0);
}
