// Goal: the adapters of the axprocess crate are right, and find what they say that they find. Method: both are built
// against a stand-in of the crate's public API, with one fault more where a new one is to be found, and checked; the bare
// one is compared with the crate in TypeScript, command by command. The tests say so if there is no cargo.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { TestContext } from 'vitest';
import { bareSystem } from '../../examples/axprocess/in-typescript/adapter.ts';
import type { Observation } from '../../src/contract/observation/observation.ts';
import { wireSystem } from '../support/by-set.ts';
import type { SystemUnderTest } from '../../src/contract/system.ts';
import { procession, temporaryFolder } from '../support/procession.ts';
import { ROOT } from '../support/repository.ts';
import { wildCommands } from '../support/wild-commands.ts';

const FOLDER = `${ROOT}examples/axprocess/`;
const KNOWN = `${FOLDER}known.json`;
const FAULT = 'moves-across-sessions';
const FAST = ['--seed', '1', '--no-certify', '--no-corpus', '--no-save'];

/** Builds both adapters against the stand-in; the folder with the programs. Without cargo the test is skipped, aloud. */
function built(context: TestContext, ...features: readonly string[]): string {
  if (spawnSync('cargo', ['--version'], { stdio: 'ignore' }).status !== 0) context.skip('no cargo here');
  // Stays, so that cargo need not build it each time.
  const target = `${ROOT}node_modules/.cache/${['axprocess', ...features].join('-')}`;
  const manifest = `${FOLDER}tests/with-stub/Cargo.toml`;
  const words = ['build', '--quiet', '--offline', '--locked', '--manifest-path', manifest];
  const { status, stderr } = spawnSync(
    'cargo',
    [...words, '--target-dir', target, ...features.flatMap((each) => ['--features', each])],
    { encoding: 'utf8' },
  );
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return `${target}/debug`;
}

/** `procession WORDS --sut cmd:PROGRAM`, in a folder of its own. */
function run(program: string, ...words: readonly string[]): ReturnType<typeof procession> {
  using folder = temporaryFolder();
  return procession(folder.path, ...words, '--sut', `cmd:${program}`);
}

describe('the guarded adapter', { timeout: 180_000 }, () => {
  test('the guarded adapter passes, for it asks what the crate leaves to its caller, and says so', (context) => {
    const program = `'${built(context)}/axprocess-guarded'`;
    const { code, out } = run(program, 'check', '--runs', '50', ...FAST);
    expect(out).toContain('invariants checked: I1 I2 I3 I4 I5 I6 I7 I8 I9 I10');
    expect(out).toContain('nothing is known of the system itself: not-running, id-in-use, leads-its-group,');
    expect(out).toMatch(/^PASS {2}axprocess, guarded/m);
    expect(code).toBe(0);
  });

  test('the guarded adapter finds a fault of the crate that a careful caller meets', (context) => {
    const program = `'${built(context, FAULT)}/axprocess-guarded'`;
    const { code, out } = run(program, 'check', '--runs', '100', ...FAST);
    expect(out).toMatch(/move_to_group \d+ should answer "refused not-in-my-session" and answers "ok"/);
    expect(code).toBe(1);
  });
});

describe('the bare adapter', { timeout: 180_000 }, () => {
  test('the bare adapter fails in one command, and in many ways besides, each told once', (context) => {
    const program = `'${built(context)}/axprocess-bare'`;
    const { code, out } = run(program, 'check', '--runs', '25', '--all-failures', ...FAST);
    expect(code).toBe(1);
    const kinds = [...out.matchAll(/^ {2}(\S+ \w+: the (?:answers|states) differ.*) \(\d+ command/gm)];
    expect(kinds.length).toBeGreaterThanOrEqual(8);
    expect(new Set(kinds.map(([, kind]) => kind)).size).toBe(kinds.length);
  });

  test('the bare adapter is green with the file of what is known, and red by what is new', (context) => {
    const words = ['check', '--runs', '100', '--known', KNOWN, ...FAST];
    const green = run(`'${built(context)}/axprocess-bare'`, ...words);
    expect(green.out).toMatch(/^PASS /m);
    expect(green.code).toBe(0);
    const red = run(`'${built(context, FAULT)}/axprocess-bare'`, ...words);
    expect(red.out).toMatch(/move_to_group \d+ should answer "refused not-in-my-session" and answers "ok"/);
    expect(red.code).toBe(1);
  });

  test.for([
    ['', 'a session made by a group leader', '1 fork 2\n2 create_group\n2 create_session'],
    ['', 'a child of a zombie', '1 fork 2\n2 exit\n2 fork 3'],
    ['', 'a second group', '1 fork 2\n1 fork 3\n2 create_group\n1 move_to_group 2\n1 create_group'],
    [' --keep-handles', 'a second free', '1 fork 2\n2 exit\n2 free\n1 fork 2\n2 free'],
  ] as const)('the bare adapter fails%s on %s', ([argument, , commands], context) => {
    const program = `'${built(context)}/axprocess-bare'${argument}`;
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, 'a.trace'), `procession trace 1 hierarchy\n${commands}\n`);
    const { code, out } = procession(folder.path, 'replay', 'a.trace', '--sut', `cmd:${program}`);
    expect(out).toMatch(/^FAIL /);
    expect(code).toBe(1);
  });

  test.for([false, true])(
    'the bare adapter does what the crate in TypeScript does, whatever it is asked (handles kept: %s)',
    async (keepsFreed, context) => {
      const program = `'${built(context)}/axprocess-bare'${keepsFreed ? ' --keep-handles' : ''}`;
      const inRust = await wireSystem(program, 'hierarchy');
      const inTypeScript: SystemUnderTest = bareSystem('bare', { keepsFreed });
      for (const seed of [1, 2, 3, 4, 5, 6]) {
        const commands = wildCommands(seed, inTypeScript.supports ?? []);
        const { steps, trouble } = await inRust.runSequence(commands);
        expect(trouble).toBeUndefined();
        inTypeScript.reset();
        for (const [index, command] of commands.entries()) {
          const answer = inTypeScript.apply(command);
          expect(steps[index]?.answer, `${seed}: ${index}`).toEqual(answer);
          expect(inOrder(steps[index]?.observation ?? {})).toEqual(inOrder(inTypeScript.observe()));
        }
      }
      await inRust.close();
    },
  );
});

/** Entries of one number in an order that does not depend on who shows them. */
function inOrder({ processes = [], groups = [], sessions = [] }: Observation): unknown {
  const sorted = (entries: readonly unknown[]): readonly string[] =>
    entries.map((entry) => JSON.stringify(entry, Object.keys(entry as object).toSorted())).toSorted();
  return [sorted(processes), sorted(groups), sorted(sessions)];
}
