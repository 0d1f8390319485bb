// Goal: the C that every generated program ends with is a program in its own files, which any C compiler can check.
// Method: the real compiler, with warnings as errors, on the files as they stand and on what is made of them.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Answer } from '../../src/contract/command.ts';
import type { CCase } from '../../src/counterexample/formats/c/program.ts';
import { cProgram } from '../../src/counterexample/formats/c/program.ts';
import { compileOwnC, WHY_NO_STATIC_C, whyNoCompiler } from '../support/c-compiler.ts';
import { temporaryFolder } from '../support/procession.ts';
import { ROOT } from '../support/repository.ts';
import { cCase, JOB_LITMUS, LITMUS, STORIES } from './c-cases.ts';
import { runC } from './c-run.ts';

const RUNTIME = join(ROOT, 'src/counterexample/formats/c/runtime');
const missing = whyNoCompiler();
const suffix = missing === undefined ? '' : ` (not run: ${missing})`;

test.skipIf(missing !== undefined).each([
  ['a child leads a session', []],
  ['a child in the background of a terminal is stopped', ['-DJOBS']],
] as const)(
  `the C files of the C form compile without a warning, and pass their case on this kernel: %s${suffix}`,
  (name, words) => {
    using folder = temporaryFolder();
    const program = join(folder.path, 'cases');
    expect(compileOwnC(join(RUNTIME, 'cases.c'), program, ...words)).toBeUndefined();
    const { status, stdout } = spawnSync(program, { encoding: 'utf8', timeout: 60_000 });
    expect([status, stdout]).toEqual([
      0,
      `TAP version 13\n1..1\nok 1 - ${name}\n# passed 1, failed 0, skipped 0\n`,
    ]);
  },
);

test.skipIf(missing !== undefined)(`a warning in a C file of ours is an error${suffix}`, () => {
  using folder = temporaryFolder();
  const file = join(folder.path, 'unused.c');
  writeFileSync(file, 'static int unused(void) { return 0; }\nint main(void) { return 0; }\n');
  expect(compileOwnC(file, join(folder.path, 'unused'))).toMatch(/unused/);
});

test.skipIf(missing !== undefined).each([
  ['POSIX commands', LITMUS],
  ['job control', [...JOB_LITMUS, ...STORIES]],
] as const)(`a generated program compiles without a warning: %s${suffix}`, (_, cases) => {
  using folder = temporaryFolder();
  const file = join(folder.path, 'trace.c');
  writeFileSync(file, cProgram(cases, { title: 'all of them' }));
  expect(compileOwnC(file, join(folder.path, 'trace'))).toBeUndefined();
});

test.skipIf(WHY_NO_STATIC_C !== undefined)(
  'a story passes as C on this kernel, and fails where it is told otherwise',
  () => {
    const [story] = STORIES.filter(({ name }) => name === 'suspend-and-fg') as [CCase];
    const wrong = {
      ...story,
      steps: story.steps.map((step) => ({ ...step, answer: otherStatus(step.answer) })),
    };
    expect(runC([story, wrong])).toEqual({
      code: 1,
      lines: [
        'ok 1 - suspend-and-fg',
        'not ok 2 - suspend-and-fg',
        '# step 18: 3 waitpid 4 => expected 4 status 256, got 4 status 0',
        '# passed 1, failed 1, skipped 0',
      ],
    });
  },
);

/** The answer of a wait with the status of another exit. */
function otherStatus(answer: Answer): Answer {
  return 'ok' in answer && 'status' in answer.ok ? { ok: { ...answer.ok, status: 256 } } : answer;
}

test('a generated program includes no file of ours, and defines each function once', () => {
  for (const text of [cProgram(LITMUS), cProgram(STORIES)]) {
    expect(text).not.toContain('#include "');
    expect(text).not.toContain('JOBS');
    const names = [...text.matchAll(/^(?:static )?[\w *]*?(\w+)\(.*\) \{$/gm)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(50);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  }
});

test('a program of POSIX commands has nothing of terminals', () => {
  const plain = cProgram([cCase('plain', '1 fork 2')]);
  expect(plain).not.toMatch(/posix_openpt|termios|sendmsg|SIGCONT/);
});
