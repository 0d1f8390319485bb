// The C form: a program of POSIX calls, with what is expected of each.
import type { Form } from '../form.ts';
import { caseOf } from './expected.ts';
import { cProgram } from './program.ts';

/** The command set that C can issue. */
export const C_SET = 'posix';

export const C_PROGRAM: Form = {
  name: 'c',
  says: 'a C program with TAP output, of POSIX commands',
  sets: [C_SET],
  write: ({ steps }, { file }) => {
    const commands = steps.map(({ command }) => command);
    return cProgram([caseOf(file, commands)]);
  },
};
