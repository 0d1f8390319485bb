// A suite whose system never answers is red at once.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/procession.ts';
import { asItRunsHere, run, VITEST } from './suites-elsewhere.ts';

/** The document's system, elsewhere, losing a wake-up at each exit. */
const HANGS = `import { conformance } from 'procession-check/vitest';
import { tableSystem } from 'procession-check';

conformance('my processes', () => {
  const table = tableSystem();
  return {
    name: 'mine',
    asynchronous: true,
    reset: async () => table.reset(),
    apply: async (command) => command.name === 'exit' ? await new Promise(() => {}) : table.apply(command),
    observe: async () => table.observe(),
  };
}, { stepTimeoutMs: 500 });
`;

test('the suite of docs/conformance.md is red once and at once where a promise never settles, names the command, and stores the trace', () => {
  using folder = temporaryFolder();
  writeFileSync(
    join(folder.path, 'vitest.config.mjs'),
    'export default { test: { experimental: { viteModuleRunner: false } } };\n',
  );
  writeFileSync(join(folder.path, 'hangs.test.ts'), asItRunsHere(HANGS));
  const { code, out } = run(folder.path, VITEST, 'run');
  expect(code, out).toBe(1);
  expect(out).toContain('Tests  1 failed | 1 passed | 7 skipped (9)');
  expect(out).toContain('Nonconformance: H5 exit: the system threw, or gave no answer');
  expect(out).toMatch(/^ *its apply of "1 exit": it did not answer within 0\.\d+ s/m);
  expect(out).not.toContain('Test timed out');
  const stored = /^stored: (\S+\.trace)$/m.exec(out)?.[1] ?? 'it says where';
  expect(readFileSync(join(folder.path, stored), 'utf8')).toContain('\n1 exit => refused is-init\n');
});
