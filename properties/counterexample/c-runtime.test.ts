// Goal: the C that every generated program ends with is a program in its own files, which any C compiler can check.
// Method: the real compiler, with warnings as errors, on the files as they stand and on what is made of them.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cProgram } from '../../src/counterexample/formats/c/program.ts';
import { compileOwnC, whyNoCompiler } from '../support/c-compiler.ts';
import { temporaryFolder } from '../support/procession.ts';
import { ROOT } from '../support/repository.ts';
import { LITMUS } from './c-cases.ts';

const RUNTIME = join(ROOT, 'src/counterexample/formats/c/runtime');
const missing = whyNoCompiler();
const suffix = missing === undefined ? '' : ` (not run: ${missing})`;

test.skipIf(missing !== undefined)(
  `the C files of the C form compile without a warning, and pass their case on this kernel${suffix}`,
  () => {
    using folder = temporaryFolder();
    const program = join(folder.path, 'cases');
    expect(compileOwnC(join(RUNTIME, 'cases.c'), program)).toBeUndefined();
    const { status, stdout } = spawnSync(program, { encoding: 'utf8', timeout: 60_000 });
    expect([status, stdout]).toEqual([
      0,
      'TAP version 13\n1..1\nok 1 - a child leads a session\n# passed 1, failed 0, skipped 0\n',
    ]);
  },
);

test.skipIf(missing !== undefined)(`a warning in a C file of ours is an error${suffix}`, () => {
  using folder = temporaryFolder();
  const file = join(folder.path, 'unused.c');
  writeFileSync(file, 'static int unused(void) { return 0; }\nint main(void) { return 0; }\n');
  expect(compileOwnC(file, join(folder.path, 'unused'))).toMatch(/unused/);
});

test.skipIf(missing !== undefined)(`a generated program compiles without a warning${suffix}`, () => {
  using folder = temporaryFolder();
  const file = join(folder.path, 'trace.c');
  writeFileSync(file, cProgram(LITMUS, { title: 'all of them' }));
  expect(compileOwnC(file, join(folder.path, 'trace'))).toBeUndefined();
});

test('a generated program includes no file of ours and holds each of them once', () => {
  const text = cProgram(LITMUS);
  expect(text).not.toContain('#include "');
  for (const name of ['tables.h', 'puppet.c', 'driver.c', 'steps.c', 'cases.c']) {
    const own =
      readFileSync(join(RUNTIME, name), 'utf8')
        .split(/^#include ".*"\n/m)
        .at(-1) ?? '';
    expect(text.split(own), name).toHaveLength(2);
  }
});
