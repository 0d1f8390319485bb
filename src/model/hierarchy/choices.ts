// The choices of docs/semantics.md that show in single outcomes of the hierarchy commands.
import type { ChoiceTable } from '../choice.ts';

export const HIERARCHY_CHOICES: ChoiceTable = {
  C3: {
    title: 'a group in another session is refused where it lives',
    shows: [{ command: 'move_to_group', refusal: 'not-in-my-session' }],
  },
  C7: { title: 'a thread may bear its process’s pid', shows: [{ witness: 'thread-bears-the-pid' }] },
  C9: { title: 'only the end of a thread sets an exit code', shows: [{ command: 'exit_thread' }] },
  C12: {
    title: 'a handle keeps what is empty',
    shows: [{ witness: 'empty-group-held' }, { witness: 'empty-session-held' }],
  },
  C13: {
    title: 'what nobody holds cannot be released',
    shows: [
      { command: 'release_group', refusal: 'not-held' },
      { command: 'release_session', refusal: 'not-held' },
    ],
  },
  C16: {
    title: 'the reaper is looked for from the parent upwards',
    shows: [{ witness: 'subreaper-adopts' }, { witness: 'reaper-is-no-parent' }],
  },
  C17: { title: 'zombies are orphaned like others', shows: [{ witness: 'zombie-adopted' }] },
};
