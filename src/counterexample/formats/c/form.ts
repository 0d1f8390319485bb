// The C form: a program of POSIX calls, with what is expected of each.
import type { Form } from '../form.ts';
import { caseOf } from './expected.ts';
import { cProgram } from './program.ts';
import type { CSet } from './sets.ts';
import { C_SETS } from './sets.ts';

export const C_PROGRAM: Form = {
  name: 'c',
  says: 'a C program with TAP output, of POSIX and job-control commands',
  sets: Object.keys(C_SETS),
  write: ({ steps, commandSet }, { file }) => {
    const commands = steps.map(({ command }) => command);
    return cProgram([caseOf(file, commands, commandSet as CSet)]);
  },
};
