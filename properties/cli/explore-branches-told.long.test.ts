// Goal: an exploration of pairs tells each pair that goes wrong, and one that a signal ends keeps what it found. Method: the
// command line; the process itself, and Ctrl-C.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { RECORDED_PAIRS } from '../concurrency/pair-spaces.ts';
import { plantedModule } from '../support/planted-module.ts';
import { documentedJson } from '../support/json-page.ts';
import { processionShared, temporaryFolder } from '../support/procession.ts';

const explore = (folder: string, ...words: readonly string[]) =>
  processionShared(folder, 'explore', '--branches', '2', ...words);

test('procession explore --branches that is interrupted keeps what it found and says how far it came', {
  timeout: 120_000,
}, async () => {
  const launcher = fileURLToPath(new URL('../../bin/procession.js', import.meta.url));
  using folder = temporaryFolder();
  let code: number | null = null;
  let out = '';
  // On a busy machine it may not have begun when the signal comes, and dies of it: then it is given more time.
  for (const workedMs of [2500, 7500, 20_000]) {
    const words = ['--sut', 'shared-mutant:lock-per-object', '--ids', '4', '--all-failures'];
    const child = spawn(process.execPath, [launcher, 'explore', '--branches', '2', ...words], {
      cwd: folder.path,
    });
    out = '';
    child.stdout.on('data', (text: Buffer) => (out += text.toString()));
    setTimeout(() => child.kill('SIGINT'), workedMs);
    [code] = (await once(child, 'close')) as [number | null];
    if (code === 1) break;
  }
  expect(code).toBe(1);
  expect(out).toContain('\nno program of fork and fork with a shorter prefix fails so within the bound\n');
  expect(out).toMatch(/^not all was run: interrupted after \d+ of [\d,]+ states$/m);
});

test('procession explore --branches --all-failures tells each pair of commands that goes wrong once', () => {
  using folder = temporaryFolder();
  const words = ['--sut', 'shared-mutant:lock-per-object', '--ids', '2', '--all-failures', '--no-save'];
  const { counts, failing, failures } = RECORDED_PAIRS['lock-per-object, ids 2'];
  const { code, out } = explore(folder.path, ...words);
  expect(code).toBe(1);
  expect(out.match(/^FAIL /gm)).toHaveLength(Object.keys(failures).length);
  expect(out).toMatch(/^ free, free +not-linearizable +4$/m);
  const json = JSON.parse(explore(folder.path, ...words, '--json').out) as {
    readonly failures: readonly {
      readonly kind: string;
      readonly commands: readonly string[];
      readonly programs: number;
      readonly counterexample: { readonly version: number };
      readonly replay: string;
    }[];
  };
  expect(json).toMatchObject({
    verdict: 'fail',
    branches: 2,
    mode: 'steps',
    preemptionsMax: null,
    open: null,
    failing,
    ...counts,
  });
  for (const name of [json, json.failures[0]].flatMap(Object.keys))
    expect(documentedJson('explore --branches'), name).toContain(`\`${name}\``);
  const told = json.failures.map(({ kind, commands, programs }) => [
    `${kind} ${commands.join(' ')}`,
    programs,
  ]);
  expect(Object.fromEntries(told)).toEqual(failures);
  expect(json.failures[0].counterexample).toMatchObject({ version: 3, failure: { preemptions: 1 } });
  expect(json.failures[0].replay).toBe(
    'npx procession-check explore --sut shared-mutant:lock-per-object --branches 2 --ids 2 --all-failures',
  );
});

test('procession explore --branches bounds the preemptions of a module whose steps do not say what they touch', () => {
  using folder = temporaryFolder();
  const sut = plantedModule(folder.path, 'sound.ts', "plantedSystem(sound, 'stepper')");
  const words = ['--sut', sut, '--ids', '2', '--commands', 'fork,exit'];
  const { code, out } = explore(folder.path, ...words);
  expect(code).toBe(0);
  expect(out).toContain(
    'of at most 2 preemptions: its steps do not say what they touch (--preemptions none: all)\n',
  );
  expect(out).toMatch(/under all schedules of at most 2 preemptions\n$/);
  expect(explore(folder.path, ...words, '--preemptions', 'none').out).toMatch(/, under all schedules\n$/);
});

test('procession explore --branches tells what fails without concurrency as the sequence that it is', () => {
  using folder = temporaryFolder();
  const sut = plantedModule(
    folder.path,
    'wrong.ts',
    "{ ...plantedSystem(wrongAlone), apply: (c) => { const a = plantedSystem(sound).apply(c); return 'ok' in a ? a : { refused: 'not-held' }; } }",
  );
  const { code, out } = explore(folder.path, '--sut', sut, '--ids', '2');
  expect(code).toBe(1);
  expect(out).toContain('\nwithout any concurrency: the same commands fail one after the other\n');
  expect(out).toMatch(/^replay: npx procession-check replay /m);
});
