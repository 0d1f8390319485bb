// The C compiler of this machine, if there is one. A generated program is asked whether it is C99 as it stands; of our own
// C files every common warning is an error, too.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './procession.ts';

const COMPILER = 'cc';
/** C99 and nothing beyond it; a generated program may hold a text longer than a compiler of 1999 had to take. */
const STRICT = ['-std=c99', '-pedantic-errors', '-Wno-overlength-strings'];

/** Compiles strictly with these words; gives what went wrong, `undefined` where nothing did. */
export function compileC(...words: readonly string[]): string | undefined {
  const { error, status, stderr } = spawnSync(COMPILER, [...STRICT, ...words], { encoding: 'utf8' });
  if (error !== undefined) return error.message;
  return status === 0 ? undefined : `${COMPILER} ends with ${status}: ${stderr}`;
}

/** Compiles a file of ours to a program, warnings being errors; gives what went wrong, `undefined` where nothing did. */
export function compileOwnC(file: string, program: string, ...words: readonly string[]): string | undefined {
  return compileC('-Wall', '-Wextra', '-Werror', ...words, '-o', program, file);
}

/** The reason that no C program can be built here, with these words besides; `undefined` where it can. */
export function whyNoCompiler(...words: readonly string[]): string | undefined {
  using folder = temporaryFolder();
  const file = join(folder.path, 'empty.c');
  writeFileSync(file, 'int main(void) { return 0; }\n');
  if (compileC('-o', join(folder.path, 'empty'), file) !== undefined)
    return `there is no ${COMPILER} that works`;
  const problem = compileC(...words, '-o', join(folder.path, 'empty'), file);
  return problem === undefined ? undefined : `${COMPILER} cannot do ${words.join(' ')}`;
}

/** The same for static programs on this Linux, which run wherever they are copied to. */
export const WHY_NO_STATIC_C: string | undefined =
  process.platform === 'linux' ? whyNoCompiler('-static') : 'this is no Linux';
