// Small scenarios of the POSIX commands in the trace notation: run on the model, and what it shows; and a system that is
// right in a way of its own.
import { posixTableSystem } from '../../src/systems/in-process.ts';
import type { PosixCommand } from '../../src/contract/sets/posix.ts';
import { parseCommand } from './by-set.ts';
import { POSIX } from '../../src/model/posix/specification.ts';
import { FlatObservation } from '../../src/contract/observation/flat-observation.ts';
import type { Profile, SystemUnderTest } from '../../src/contract/system.ts';
import type { State } from '../../src/model/state.ts';

const MODEL = POSIX.linux;

/** The commands of a text, separated by semicolons or lines; empty for none. */
export function posixCommandsOf(text: string): readonly PosixCommand[] {
  return text
    .split(/[;\n]/)
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const parsed = parseCommand(line, 1, 'posix');
      if ('problem' in parsed) throw new Error(`"${line.trim()}": ${parsed.problem.message}`);
      return parsed.value as PosixCommand;
    });
}

/** The state after commands, all of which must be issued and accepted; on Linux, where there is a choice. */
export function posixStateAfter(text: string, from: State = MODEL.initial): State {
  return posixCommandsOf(text).reduce((state, command) => {
    if (!MODEL.isIssuable(state, command)) throw new Error(`${JSON.stringify(command)} cannot be issued`);
    const { refusals, next } = MODEL.step(state, command);
    if (refusals !== undefined)
      throw new Error(`${JSON.stringify(command)} is refused: ${refusals.join(', ')}`);
    return next;
  }, from);
}

/** The observation that the model expects of a state. */
export function posixSeenOf(state: State): FlatObservation {
  const seen = new FlatObservation();
  MODEL.observe(state, seen);
  return seen;
}

/** Our table, but for its choice of zombies: as POSIX allows, it waits for the one with the highest pid. */
export function waitingForTheLast(profile: Profile): SystemUnderTest {
  const table = posixTableSystem();
  return {
    ...table,
    profile,
    apply: (command) => {
      if (command.name !== 'waitpid' || command.pid !== -1) return table.apply(command);
      const { processes = [] } = table.observe();
      const last = processes.findLast(
        ({ parent, state }) => parent === command.process && state === 'zombie',
      );
      return table.apply(last === undefined ? command : { ...command, pid: last.pid });
    },
  };
}
