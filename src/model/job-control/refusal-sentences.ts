// Tells what a refused job-control command met in the state: one phrase per refusal.
import type { Id } from '../../contract/command.ts';
import type { JobControlRefusal } from '../../contract/sets/job-control.ts';
import { bearersOf, processIs } from '../describe-phrases.ts';
import { POSIX_MET } from '../posix/refusal-sentences.ts';
import type { State } from '../state.ts';
import { groupOf, sessionOf } from '../state.ts';
import { isOrphaned, jobOf } from './jobs.ts';

/** The arguments that refusals speak of. A command lacks most of them. */
type Arguments = Readonly<
  Partial<Record<'process' | 'child' | 'pid' | 'pgid' | 'target' | 'terminal' | 'group', number>>
>;

type Phrase = (state: State, command: Arguments) => string;

const itsTerminal: Phrase = (state, { process }) => {
  const { terminal } = jobOf(state, process as Id);
  return `process ${process} has ${terminal === null ? 'no controlling terminal' : `terminal ${terminal}`}`;
};

const served: Phrase = (state, { terminal }) => {
  const session = state.terminals.get(terminal as Id)?.session;
  return `terminal ${terminal} serves ${session === undefined ? 'no session' : `session ${session}`}`;
};

const itsGroup: Phrase = (state, { process, terminal }) => {
  const group = groupOf(state, process as Id) as Id;
  const foreground = state.terminals.get(terminal as Id)?.group ?? 'none';
  return `process ${process} is in group ${group}${isOrphaned(state, group) ? ', which is orphaned' : ''}; the foreground is ${foreground}`;
};

const numberIs: Phrase = (state, { group, process }) =>
  `${bearersOf(state, group as Id)}; process ${process} is in session ${sessionOf(state, process as Id) ?? 'none'}`;

export const JOB_CONTROL_MET: Readonly<Record<JobControlRefusal, Phrase>> = {
  ...POSIX_MET,
  'negative-group': (_, { group, pgid, pid, process }) =>
    `the group is ${group ?? (pgid === 0 ? (pid === 0 ? process : pid) : pgid)}`,
  'leads-no-session': (state, { process }) =>
    `process ${process} is in session ${sessionOf(state, process as Id) ?? 'none'}`,
  'has-another-terminal': itsTerminal,
  'serves-another-session': served,
  'not-its-terminal': itsTerminal,
  'orphaned-in-the-background': itsGroup,
  'orphaned-access': itsGroup,
  'no-such-number': (state, { group }) => bearersOf(state, group as Id),
  'no-such-group': numberIs,
  'number-of-another-session': numberIs,
  'serves-no-session': served,
  'has-no-terminal': (state, { process }) => processIs(state, process as Id),
  'cannot-be-stopped': itsGroup,
};
