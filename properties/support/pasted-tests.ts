// Runs tests as somebody runs them who pasted them into a package of their own.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { temporaryFolder } from './procession.ts';
import { ROOT } from './repository.ts';

/** The end of one test: its file, its title, and all that it failed with. */
export interface PastedEnd {
  readonly file: string;
  readonly title: string;
  readonly status: string;
  readonly message: string;
}

/** The import of a file of this repository, as it stands in a pasted file. */
export const importOf = (path: string): string => JSON.stringify(join(ROOT, path));

/** Runs the tests among some files, in which `procession-check` is what stands here; each with its end, by file. */
export function endsOfPasted(files: Readonly<Record<string, string>>): readonly PastedEnd[] {
  using folder = temporaryFolder();
  const write = (name: string, text: string): void => writeFileSync(join(folder.path, name), text);
  const ours = join('node_modules', 'procession-check');
  mkdirSync(join(folder.path, ours), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules', 'vitest'), join(folder.path, 'node_modules', 'vitest'), 'dir');
  write('package.json', '{"type":"module"}');
  write(join(ours, 'package.json'), '{"type":"module","exports":"./index.js"}');
  write(join(ours, 'index.js'), `export * from ${importOf('src/index.ts')};`);
  // Node runs the TypeScript itself, once for all files, as in the project: Vitest's own way takes several times as long.
  const test = { include: ['*.test.ts'], isolate: false, experimental: { viteModuleRunner: false } };
  write('vitest.config.ts', `export default ${JSON.stringify({ test })};`);
  for (const [name, text] of Object.entries(files)) write(name, text);
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const words = ['run', '--root', folder.path, '--reporter', 'json', '--outputFile', 'ends.json'];
  const { stderr } = spawnSync(process.execPath, [vitest, ...words], { encoding: 'utf8', cwd: folder.path });
  const report = join(folder.path, 'ends.json');
  expect(existsSync(report), stderr).toBe(true);
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as {
    readonly testResults: readonly {
      readonly name: string;
      readonly assertionResults: readonly {
        readonly title: string;
        readonly status: string;
        readonly failureMessages: readonly string[];
      }[];
    }[];
  };
  return testResults
    .flatMap(({ name, assertionResults }) =>
      assertionResults.map(({ title, status, failureMessages }) => ({
        file: name.slice(name.lastIndexOf('/') + 1),
        title,
        status,
        message: failureMessages.join(''),
      })),
    )
    .toSorted((one, other) => (one.file < other.file ? -1 : 1));
}
