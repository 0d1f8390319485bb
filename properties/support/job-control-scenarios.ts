// Small scenarios of the job-control commands in the trace notation, run on the model of today's Linux.
import type { Command } from '../../src/contract/command.ts';
import { JOB_CONTROL } from '../../src/model/job-control/specification.ts';
import type { State } from '../../src/model/state.ts';
import { parseCommand } from './by-set.ts';

/** One command of a text. */
export function jobControlCommand(text: string): Command {
  const parsed = parseCommand(text, 1, 'job-control');
  if ('problem' in parsed) throw new Error(`"${text}": ${parsed.problem.message}`);
  return parsed.value;
}

/** The state after commands, separated by semicolons; each takes the first outcome where there are several. */
export function jobControlStateAfter(text: string): State {
  const { linux } = JOB_CONTROL;
  return (text === '' ? [] : text.split('; ')).reduce(
    (state, each) => linux.step(state, jobControlCommand(each)).next,
    linux.initial,
  );
}
