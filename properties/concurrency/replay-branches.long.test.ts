// Goal: the test that is pasted from a counterexample with branches is one. Method: Vitest runs it, on a table with the fault and
// on one without.
import { expect, test } from 'vitest';
import { vitestOfBranches } from '../../src/counterexample/formats/vitest.ts';
import { race } from '../counterexample/branch-stories.ts';
import { endsOfPasted, importOf } from '../support/pasted-tests.ts';

test('the pasted test of branches fails while the fault is there and passes without it', () => {
  const table = importOf('properties/systems/misbehaving/stepped-table.ts');
  const files = ['forgetful', 'careful'].flatMap((fault) => [
    [`${fault}.ts`, `import { SteppedTable } from ${table};\nexport default new SteppedTable('${fault}');\n`],
    [`${fault}.test.ts`, vitestOfBranches(race, 'tableSystem', `./${fault}.ts`)],
  ]);
  expect(vitestOfBranches(race, 'tableSystem')).toContain(
    "import { replayBranches, tableSystem } from 'procession-check';",
  );
  const ends = endsOfPasted(Object.fromEntries(files) as Readonly<Record<string, string>>);
  expect(
    ends.map(({ file, status, message }) => [
      file,
      status,
      message.includes('2.1 should be refused (id-in-use)'),
    ]),
  ).toEqual([
    ['careful.test.ts', 'passed', false],
    ['forgetful.test.ts', 'failed', true],
  ]);
});
