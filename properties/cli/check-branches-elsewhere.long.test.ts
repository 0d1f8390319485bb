// Goal: a system elsewhere is checked as one in this process; where it crashes or hangs where commands meet, that is told with the
// step, made small, and asked on by new processes. Method: modules, some of whose code ends or loops between two points.
import { afterAll, expect, test } from 'vitest';
import { plantedModule } from '../support/planted-module.ts';
import { procession, processionShared, temporaryFolder } from '../support/procession.ts';

const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());
const check = (...words: readonly string[]) => processionShared(folder.path, 'check', ...words);
const module = (name: string, system: string): string => plantedModule(folder.path, name, system);

/** A module whose second command under way does this. */
function meets(name: string, does: string): string {
  return plantedModule(
    folder.path,
    name,
    `plantedSystem(function* (table, command) {
  yield { at: 'enter' };
  if (table.held.size > 0) ${does};
  table.held.add('in');
  yield { at: 'leave' };
  table.held.delete('in');
  return yield* sound(table, command);
})`,
  );
}

test.each([
  ['crashes', 'process.exit(7)', 'its runConcurrent: it ended with exit code 7', []],
  ['hangs', 'for (;;)', 'its runConcurrent: it did not answer within ', ['--time-limit-step', '1']],
])(
  'procession check --branches places where a module %s, and makes the program small',
  (name, does, sentence, words) => {
    const sut = meets(`${name}.ts`, does);
    const common = ['check', '--sut', sut, '--branches', '2', '--seed', '1', '--no-save', '--json'];
    const { code, out } = procession(folder.path, ...common, ...words);
    expect(code).toBe(1);
    const { reason, counterexample } = JSON.parse(out) as Readonly<Record<string, unknown>>;
    expect(reason).toMatch(new RegExp(`^${sentence}`));
    expect(counterexample).toMatchObject({
      failure: { kind: 'trouble', step: 4, preemptions: 1, again: { tries: 2, times: 2 } },
      schedule: [1, 1, 2],
      certificate: { smallest: true, commands: 2, branches: 2 },
    });
  },
  120_000,
);

test('procession check --branches says where the state at rest was compared with nothing', () => {
  const blind =
    '{ ...plantedSystem(sound), runConcurrent: (...asked) => ({ ...plantedSystem(sound).runConcurrent(...asked), observation: {} }) }';
  const said = (sut: string) =>
    check('--sut', sut, '--branches', '2', '--seed', '1', '--runs', '3').out.split('\n');
  const line = 'NOT compared, the system shows no processes: the state when all is at rest';
  expect(said(module('blind.ts', blind))).toContain(line);
  expect(said(module('seeing.ts', 'plantedSystem(sound)'))).not.toContain(line);
});

test('procession check --branches tells what fails without concurrency as the sequence that it is', () => {
  const sut = module(
    'wrong.ts',
    "{ ...plantedSystem(wrongAlone), apply: (c) => { const a = plantedSystem(sound).apply(c); return 'ok' in a ? a : { refused: 'not-held' }; } }",
  );
  const { code, out } = check('--sut', sut, '--branches', '2', '--seed', '1', '--no-certify');
  expect(code).toBe(1);
  expect(out).toContain('\nwithout any concurrency: the same commands fail one after the other\n');
  expect(out).toMatch(/^replay: npx procession-check replay /m);
});

test('procession check --branches refuses an option about free runs of a system by steps, and one about steps of a system that runs freely', () => {
  const free = module('free.ts', 'freeSystem(true)');
  const steps = 'shared-table';
  for (const [sut, option, sentence] of [
    [steps, '--free-runs', '--free-runs is about free runs: shared-table runs its branches by steps'],
    [free, '--preemptions', '--preemptions is about steps: free runs its branches freely'],
    [free, '--schedules', '--schedules is about steps: free runs its branches freely'],
  ] as const) {
    const { code, out, err } = check('--sut', sut, '--branches', '2', option, '1');
    expect([code, out, err]).toEqual([2, '', `procession: ${sentence}\n`]);
  }
  const { code } = check('--sut', free, '--branches', '2', '--free-runs', '1', '--runs', '30', '--seed', '1');
  expect(code).toBe(0);
});
