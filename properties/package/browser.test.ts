// Goal: what need not know a machine runs in a browser: the tables that a program there keeps, and the halves of the
// harness that its pages use. Method: bundling them as a web page would be, and looking at what the bundle still imports.
import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { describe, expect, test } from 'vitest';
import type { PosixTable } from '../../src/impl/index.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

interface Bundled {
  readonly code: string;
  /** Modules that are left to whoever runs the bundle. */
  readonly outside: readonly string[];
}

async function bundled(files: string | readonly string[]): Promise<Bundled> {
  await using bundle = await rolldown({
    input: typeof files === 'string' ? files : [...files],
    cwd: ROOT,
    platform: 'browser',
    external: /^node:/,
    logLevel: 'silent',
  });
  const { output } = await bundle.generate({ format: 'esm', minify: true });
  const chunks = output.filter((part) => part.type === 'chunk');
  const own = new Set(chunks.map(({ fileName }) => fileName));
  const imported = chunks.flatMap(({ imports, dynamicImports }) => [...imports, ...dynamicImports]);
  return {
    code: chunks.map(({ code }) => code).join('\n'),
    outside: imported.filter((name) => !own.has(name)),
  };
}

describe('the entry of the tables', () => {
  test.each([
    // The terminal table is a third of it: its commands, signals, waits and self-check, 20 kB.
    ['all tables', 'src/impl/index.ts', 62_000],
    [
      'the tables of one thread',
      ['src/impl/hierarchy/process-table.ts', 'src/impl/posix/posix-table.ts', 'src/impl/posix/errno.ts'],
      30_000,
    ],
  ] as const)('a bundle of %s imports nothing, and is small', async (_, files, bytesMax) => {
    const { code, outside } = await bundled(files);
    expect(outside).toEqual([]);
    expect(code).not.toMatch(/\bnode:|\brequire\(|\bprocess\.|\bBuffer\b/);
    expect(code.length).toBeLessThan(bytesMax);
    expect(code.length).toBeGreaterThan(5_000);
  });

  test('a bundle of the tables runs without anything of Node', async () => {
    const { code } = await bundled('src/impl/index.ts');
    const url = `data:text/javascript,${encodeURIComponent(code)}`;
    const made = (await import(url)) as { readonly PosixTable: typeof PosixTable };
    const table = new made.PosixTable();
    expect([table.fork(1, 2), table.setsid(2), table.fork(2, 2)]).toEqual([2, 2, -17]);
  });
});

test.each(['contract', 'model', 'impl', 'checker', 'lockstep'])(
  'a bundle of every file of src/%s imports nothing outside of it',
  async (folder) => {
    const { outside } = await bundled(globSync(`src/${folder}/**/*.ts`, { cwd: ROOT }));
    expect(outside).toEqual([]);
  },
);

test('a bundle of what starts programs does import Node, so that the others mean something', async () => {
  const { outside } = await bundled('src/systems/process/child-process.ts');
  expect(outside).toContain('node:child_process');
});
