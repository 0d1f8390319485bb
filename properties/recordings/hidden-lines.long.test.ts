// A right log is not told to be wrong for lines that strace was told not to write, with any option.
import { test } from 'vitest';
import { expectNoneWrong, HIDDEN } from './without-lines.ts';

test.each(Object.keys(HIDDEN))(
  'no recording is told to be wrong as strace writes it with %s',
  expectNoneWrong,
);
