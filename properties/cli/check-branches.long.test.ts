// Goal: a system elsewhere that crashes or hangs where commands meet is told with the step, made small, and asked on by new
// processes. Method: modules whose code ends or loops between two points.
import { afterAll, expect, test } from 'vitest';
import { plantedModule } from '../support/planted-module.ts';
import { procession, temporaryFolder } from '../support/procession.ts';

const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());

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
