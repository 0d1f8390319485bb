// Compiles what the C form writes, and runs it on this kernel: for tests that read its TAP.
import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { CCase } from '../../src/counterexample/formats/c/program.ts';
import { cProgram } from '../../src/counterexample/formats/c/program.ts';
import { compileC } from '../support/c-compiler.ts';
import { temporaryFolder } from '../support/procession.ts';

/** The lines that a program printed after the plan, and its exit code. */
interface Ran {
  readonly code: number | null;
  readonly lines: readonly string[];
}

/** The world in which a program is compiled and run. */
interface World {
  /** C that is read before the program, and may break a call. */
  readonly fault?: string;
  /** Definitions for the compiler: `PROCESSION_SECONDS=1`. */
  readonly defines?: readonly string[];
  /** The command that the program is run through. */
  readonly through?: readonly string[];
  readonly title?: string;
}

const HEAD = `#define _POSIX_C_SOURCE 200809L
#define _XOPEN_SOURCE 700
#include <signal.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>
`;

/** Compiles, runs, and gives back what was printed after the plan, whose number it checks. */
export function runC(
  cases: readonly CCase[],
  { fault = '', defines = [], through = [], title = '' }: World = {},
): Ran {
  using folder = temporaryFolder();
  chmodSync(folder.path, 0o755);
  const at = (name: string): string => join(folder.path, name);
  writeFileSync(at('trace.c'), cProgram(cases, { title }));
  writeFileSync(at('fault.h'), fault === '' ? '' : `${HEAD}${fault}\n`);
  const words = ['-static', ...defines.map((one) => `-D${one}`), '-include', at('fault.h')];
  expect(compileC(...words, '-o', at('trace'), at('trace.c'))).toBeUndefined();
  const [program, ...rest] = [...through, at('trace')] as unknown as readonly [string, ...string[]];
  const { status, stdout, stderr } = spawnSync(program, rest, { encoding: 'utf8', timeout: 60_000 });
  expect(stderr).toBe('');
  const lines = stdout.split('\n');
  expect(lines.slice(0, 2)).toEqual(['TAP version 13', `1..${cases.length}`]);
  return { code: status, lines: lines.slice(2, -1) };
}

/** Whether a program can be run like this here: it may be missing, or the rights for it. */
export function works(...words: readonly [string, ...string[]]): boolean {
  return spawnSync(words[0], [...words.slice(1), 'true']).status === 0;
}

/** Runs a command without the rights of root, and as the first process of its own namespace. */
export const AS_NOBODY = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'] as const;
export const AS_INIT = ['unshare', '--pid', '--fork'] as const;
