// Goal: what docs/conformance.md promises comes true in a Vitest of its own: green, red with a readable message, skips
// with reasons; and under node:test. The files are the document's, but for the packages, which are this repository's.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/procession.ts';
import { textOf } from '../support/repository.ts';

const SRC = new URL('../../src/', import.meta.url);
const VITEST = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));
const document = textOf('docs/conformance.md');
const blocks = [...document.matchAll(/^```ts\n([^]*?)^```$/gm)].map(([, code = '']) => code);
const [suite = '', system = '', nodeTest = ''] = blocks;
const ORPHANS = '    for (const other of processes.values()) if (other.parent === pid) other.parent = 1;\n';

/** The document's code as it runs here. */
function here(code: string): string {
  return code
    .replaceAll("'procession-check/vitest'", `'${new URL('conformance/vitest.ts', SRC).href}'`)
    .replaceAll("'procession-check'", `'${new URL('index.ts', SRC).href}'`);
}

function run(
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

describe('the suite of docs/conformance.md', () => {
  test('is green, skips with reasons, and is red once orphans are forgotten, with a message to read', () => {
    using folder = temporaryFolder();
    const broken = system.replace(ORPHANS, '');
    expect(broken).not.toBe(system);
    writeFileSync(
      join(folder.path, 'vitest.config.mjs'),
      'export default { test: { experimental: { viteModuleRunner: false } } };\n',
    );
    for (const [name, code] of [
      ['right', system],
      ['wrong', broken],
    ] as const) {
      mkdirSync(join(folder.path, name));
      writeFileSync(join(folder.path, name, 'my-system.ts'), here(code));
      writeFileSync(join(folder.path, name, `${name}.test.ts`), here(suite));
    }
    const { code, out } = run(folder.path, VITEST, 'run', '--reporter', 'verbose');
    expect(code, out).toBe(1);
    expect(out).toContain(
      '✓ right/right.test.ts > my processes > it agrees with the model on random commands (with seed=7)',
    );
    expect(out).toMatch(
      /↓ right\/right\.test\.ts > my processes > I1: .* \[the system does not show what it is judged by\]/,
    );
    expect(out).not.toContain('× right/');
    const unchecked = /^not checked: .*$/m.exec(document)?.[0] ?? 'the document shows what is not checked';
    expect(out.match(/^not checked: .*$/gm)).toEqual([unchecked]);
    expect(out).toContain(
      '× wrong/wrong.test.ts > my processes > it agrees with the model on random commands (with seed=7)',
    );
    const shown =
      /^Nonconformance: H5 exit: [^]*?violates I7.*$/m.exec(document)?.[0] ?? 'the document shows a failure';
    expect(out).toContain(shown);
    expect(out).toContain('procession trace 1 hierarchy\n');
    expect(out, 'a stack of ours').not.toMatch(/^\s*(?:at|❯) .*\/src\/conformance\//m);
  });

  test('says the same under node:test', () => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, 'my-system.ts'), here(system.replace(ORPHANS, '')));
    writeFileSync(join(folder.path, 'my-system.test.ts'), here(nodeTest));
    const { code, out } = run(folder.path, '--test', '--test-reporter', 'tap', 'my-system.test.ts');
    expect(code, out).toBe(1);
    expect(out).toMatch(/^ *ok \d+ - it starts as init alone/m);
    expect(out).toMatch(/^ *not ok \d+ - it agrees with the model on random commands/m);
    expect(out).toContain('process 3: parent should be 1 and is 2');
    expect(out).toMatch(/# SKIP/);
  });
});
