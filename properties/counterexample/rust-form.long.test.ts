// The Rust form, compiled and run: against a stand-in for the crate that refuses what it should, and against the same with
// one check left out. A failure that a test could not show is not written.
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tableSystem } from '../../src/systems/in-process.ts';
import type { Answer, Command } from '../../src/contract/command.ts';
import { tellStory } from '../support/by-set.ts';
import type { SystemUnderTest } from '../../src/contract/system.ts';
import { rustOf, whyNoRust } from '../../src/counterexample/formats/rust/axprocess-test.ts';
import type { Story } from '../../src/counterexample/explain/story.ts';
import { procession, temporaryFolder } from '../support/procession.ts';
import { evidenceOf, mutant, ORPHAN } from './examples.ts';

const STAND_IN = fileURLToPath(new URL('./rust-form/axprocess.rs', import.meta.url));
const hasCompiler = spawnSync('rustc', ['--version']).status === 0;
/** A part that is left out is in the name that a report shows. */
const suffix = hasCompiler ? '' : ' (NOT RUN: there is no rustc)';

/** The table, which grants what is asked last whatever the model says. */
function granting(...lines: readonly string[]): SystemUnderTest {
  const table = tableSystem('a crate that grants it');
  const count = lines.length;
  let asked = 0;
  return {
    ...table,
    reset: () => {
      asked = 0;
      table.reset();
    },
    apply: (command: Command): Answer => {
      asked += 1;
      const answer = table.apply(command);
      return asked === count && 'refused' in answer ? { ok: {} } : answer;
    },
  };
}

async function storyOn(system: SystemUnderTest, ...lines: readonly string[]): Promise<Story> {
  return await tellStory(evidenceOf(...lines), system, []);
}

describe.skipIf(!hasCompiler)(`the Rust test of a failure${suffix}`, () => {
  const folder = temporaryFolder();
  const rustc = (...words: readonly string[]): void =>
    void execFileSync('rustc', ['--edition', '2024', '-C', 'debuginfo=0', ...words], {
      cwd: folder.path,
      stdio: 'pipe',
    });
  beforeAll(() => rustc('--crate-type', 'lib', '--crate-name', 'axprocess', STAND_IN), 60_000);
  afterAll(() => folder[Symbol.dispose]());

  test.each([
    ['a fork to an id in use', 'fork-in-use', ['1 fork 2', '1 fork 2']],
    ['an exit of what does not run', 'exit-twice', ['1 fork 2', '2 exit', '2 exit']],
    [
      'a session made by a group leader',
      'leader-makes-session',
      ['1 fork 2', '2 create_group', '2 create_session'],
    ],
    ['a state that is wrong', 'children-stay', [...ORPHAN]],
  ])(
    'the Rust test of a failure fails on a crate that has the fault and passes on one that has not: %s',
    async (_what, fault, lines) => {
      const system = fault === 'children-stay' ? mutant('forget-to-orphan') : granting(...lines);
      const story = await storyOn(system, ...lines);
      expect(story.outcome).toBe('failed');
      expect(whyNoRust(story)).toBeUndefined();
      writeFileSync(join(folder.path, `${fault}.rs`), rustOf(story));
      rustc('--test', `${fault}.rs`, '--extern', 'axprocess=libaxprocess.rlib', '-o', `./${fault}`);
      const ended = (AXPROCESS_FAULT: string): number | null =>
        spawnSync(join(folder.path, fault), { env: { ...process.env, AXPROCESS_FAULT } }).status;
      expect(ended('')).toBe(0);
      expect(ended(fault)).toBe(101);
    },
    120_000,
  );

  test('the Rust test of a failure compiles and passes for a trace of everything that the crate can be asked', async () => {
    const lines = [
      '1 fork 2',
      '2 create_group',
      '- hold_group 2',
      '- hold_group 2',
      '1 move_to_group 2',
      '2 new_thread 5',
      '2 fork 5',
      '- exit_thread 5 7',
      '- release_group 2',
      '1 exit',
      '2 free',
      '2 fork 2',
      '9 exit',
      '2 new_thread 2',
      '2 group_exit',
      '2 fork 6',
      '6 create_session',
      '- hold_session 6',
      '6 exit',
      '6 group_exit',
      '6 free',
      '2 exit',
      '2 free',
    ];
    writeFileSync(join(folder.path, 'all.rs'), rustOf(await tellStory(evidenceOf(...lines), undefined, [])));
    rustc('--test', 'all.rs', '--extern', 'axprocess=libaxprocess.rlib', '-o', './all');
    const ended = spawnSync(join(folder.path, 'all'), { encoding: 'utf8' });
    expect(ended.status, ended.stdout).toBe(0);
  }, 120_000);
});

describe('a failure that no Rust test could show is not written', () => {
  const table = tableSystem('table');
  const showing = (changes: Partial<SystemUnderTest>): SystemUnderTest =>
    ({
      ...table,
      ...changes,
      observeInto: undefined,
    }) as unknown as SystemUnderTest;

  test.each<[string, SystemUnderTest, readonly string[], RegExp]>([
    ['a command to nobody', granting('9 exit'), ['9 exit'], /there is no object to call/],
    [
      'another reason for a refusal',
      { ...table, refuses: 'first', apply: () => ({ refused: 'not-running' }) },
      ['1 fork 1'],
      /axprocess gives none/,
    ],
    [
      'a leak that a reset shows',
      mutant('count-keeps-handles-on-a-left-session'),
      ['1 fork 2', '2 create_session', '2 exit', '- hold_session 2', '2 free'],
      /no answer and no state that the API of axprocess shows/,
    ],
    [
      'a subreaper',
      granting('1 set_subreaper on', '9 exit'),
      ['1 set_subreaper on', '9 exit'],
      /no subreapers/,
    ],
    ['an opinion', showing({ selfCheck: () => ['bad'] }), ['1 fork 2'], /opinion|no reset/],
  ])('a failure that no Rust test could show is not written: %s', async (_what, system, lines, why) => {
    expect(whyNoRust(await storyOn(system, ...lines))).toMatch(why);
  });

  test('procession show refuses a failure that no Rust test could show, as misuse', () => {
    using folder = temporaryFolder();
    writeFileSync(
      join(folder.path, 'a.trace'),
      'procession trace 1 hierarchy\n1 set_subreaper on\n1 fork 2\n2 fork 3\n2 exit\n',
    );
    const { code, out, err } = procession(
      folder.path,
      'show',
      'a.trace',
      '--sut',
      'mutant:forget-to-orphan',
      '--format',
      'rust',
    );
    expect([code, out]).toEqual([2, '']);
    expect(err).toBe(
      'procession: a.trace cannot be written as a Rust test: axprocess has no subreapers, and command 1 makes one\n',
    );
  });
});
