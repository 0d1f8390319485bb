// The choices of docs/semantics.md that show in single outcomes of the POSIX commands.
import type { ChoiceTable } from '../choice.ts';

export const POSIX_CHOICES: ChoiceTable = {
  C26: { title: 'the exit code is the wait status', shows: [{ command: 'exit' }] },
  C34: {
    title: 'children are waited for in the order of forking',
    shows: [{ witness: 'order-is-not-that-of-ids' }],
  },
  C36: {
    title: 'SIGCHLD counts when a process ends or a zombie passes on',
    shows: [{ witness: 'freed-without-a-wait' }, { witness: 'zombie-freed-by-its-adopter' }],
  },
  C37: {
    title: 'nothing takes the executed mark back',
    shows: [{ command: 'setpgid', refusal: 'child-has-executed' }],
  },
  C42: {
    title: 'a session leader is who bears its number',
    shows: [{ command: 'setpgid', refusal: 'leads-its-session' }],
  },
  C43: {
    title: 'the child’s number is chosen by whoever forks',
    shows: [{ command: 'fork', refusal: 'id-in-use' }],
  },
};
