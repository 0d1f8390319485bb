// Goal: what docs/conformance.md promises comes true in a Vitest of its own: green, red with a readable message, skips
// with reasons; and under node:test. The files are the document's, but for the packages, which are this repository's.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/procession.ts';
import { textOf } from '../support/repository.ts';
import { asItRunsHere, run, VITEST } from './suites-elsewhere.ts';

const document = textOf('docs/conformance.md');
const blocks = [...document.matchAll(/^```ts\n([^]*?)^```$/gm)].map(([, code = '']) => code);
const [suite = '', system = '', nodeTest = ''] = blocks;
const ORPHANS = '    for (const other of processes.values()) if (other.parent === pid) other.parent = 1;\n';

describe('the suite of docs/conformance.md', () => {
  test('the suite of docs/conformance.md is green, skips with reasons, and is red once orphans are forgotten, with a message to read', () => {
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
      writeFileSync(join(folder.path, name, 'my-system.ts'), asItRunsHere(code));
      writeFileSync(join(folder.path, name, `${name}.test.ts`), asItRunsHere(suite));
    }
    const { code, out } = run(folder.path, VITEST, 'run', '--reporter', 'verbose');
    expect(code, out).toBe(1);
    expect(out).toContain(
      '✓ right/right.test.ts > my processes > it agrees with the model on random commands (with seed=7)',
    );
    expect(out).toContain(
      '✓ right/right.test.ts > my processes > I1 … I10: the invariants hold of what it shows',
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
    expect(out.match(/^ *× /gm)).toHaveLength(1);
    expect(out).toMatch(/^ *↓ wrong.* > I1 … I10: .* \[not run: a test before it failed\]$/m);
    const stored = /^stored: (\S+\.trace)$/m.exec(out)?.[1] ?? 'it says where';
    expect(readFileSync(join(folder.path, stored), 'utf8')).toContain('procession trace 1 hierarchy\n');
    expect(out, 'a stack of ours').not.toMatch(/^\s*(?:at|❯) .*\/src\/conformance\//m);
  });

  test('the suite of docs/conformance.md says the same under node:test', () => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, 'my-system.ts'), asItRunsHere(system.replace(ORPHANS, '')));
    writeFileSync(join(folder.path, 'my-system.test.ts'), asItRunsHere(nodeTest));
    const { code, out } = run(folder.path, '--test', '--test-reporter', 'tap', 'my-system.test.ts');
    expect(code, out).toBe(1);
    expect(out).toMatch(/^ *ok \d+ - it starts as init alone/m);
    expect(out).toMatch(/^ *not ok \d+ - it agrees with the model on random commands/m);
    expect(out).toContain('process 3: parent should be 1 and is 2');
    expect(out).toMatch(/# SKIP/);
  });
});
