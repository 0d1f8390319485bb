// Goal: the test that is pasted from a counterexample with branches is one. Method: Vitest runs it, on a table with the fault and
// on one without.
import { spawnSync } from 'node:child_process';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { vitestOfBranches } from '../../src/counterexample/formats/vitest.ts';
import { race } from '../counterexample/branch-stories.ts';
import { temporaryFolder } from '../support/procession.ts';
import { ROOT } from '../support/repository.ts';

test('the pasted test of branches fails while the fault is there and passes without it', () => {
  using folder = temporaryFolder();
  const write = (name: string, text: string): void => writeFileSync(join(folder.path, name), text);
  const source = (path: string): string => JSON.stringify(join(ROOT, path));
  symlinkSync(join(ROOT, 'node_modules'), join(folder.path, 'node_modules'), 'dir');
  write('package.json', '{"type":"module"}');
  write(
    'vitest.config.ts',
    `export default { resolve: { alias: { 'procession-check': ${source('src/index.ts')} } }, test: { include: ['*.test.ts'] } };`,
  );
  for (const fault of ['forgetful', 'careful']) {
    write(
      `${fault}.ts`,
      `import { SteppedTable } from ${source('properties/systems/misbehaving/stepped-table.ts')};\nexport default new SteppedTable('${fault}');\n`,
    );
    write(`${fault}.test.ts`, vitestOfBranches(race, 'tableSystem', `./${fault}.ts`));
  }
  expect(vitestOfBranches(race, 'tableSystem')).toContain(
    "import { replayBranches, tableSystem } from 'procession-check';",
  );
  spawnSync(
    process.execPath,
    [
      join(ROOT, 'node_modules/vitest/vitest.mjs'),
      'run',
      '--root',
      folder.path,
      '--reporter',
      'json',
      '--outputFile',
      'ends.json',
    ],
    { encoding: 'utf8', cwd: folder.path },
  );
  const { testResults } = JSON.parse(readFileSync(join(folder.path, 'ends.json'), 'utf8')) as {
    testResults: readonly {
      name: string;
      assertionResults: readonly { status: string; failureMessages: readonly string[] }[];
    }[];
  };
  const ends = testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ status, failureMessages }) => [
      name.slice(name.lastIndexOf('/') + 1),
      status,
      failureMessages.join('').includes('2.1 should be refused (id-in-use)'),
    ]),
  );
  expect(ends.toSorted(([one], [other]) => (String(one) < String(other) ? -1 : 1))).toEqual([
    ['careful.test.ts', 'passed', false],
    ['forgetful.test.ts', 'failed', true],
  ]);
});
