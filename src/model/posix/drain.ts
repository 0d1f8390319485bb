// The way back to init alone from any state (I9), by the POSIX commands.
import { INIT } from '../../contract/command.ts';
import type { PosixCommand } from '../../contract/sets/posix.ts';
import type { State } from '../state.ts';
import { childrenInOrder, isRunning, isZombie } from '../state.ts';

/**
 * Every process but init exits, and init waits for whatever passed to it. The rules say whom an exit leaves to whom,
 * and who is gone without a wait because SIGCHLD is ignored, is what the rules say: they are asked at every command.
 */
export function posixDrain(
  state: State,
  step: (at: State, command: PosixCommand) => State,
): readonly PosixCommand[] {
  const drain: PosixCommand[] = [];
  let at = state;
  const issue = (command: PosixCommand): void => {
    drain.push(command);
    at = step(at, command);
  };
  state.processes.forEach((_, process) => {
    if (process !== INIT && isRunning(at, process)) issue({ name: 'exit', process, code: 0 });
  });
  for (const pid of childrenInOrder(at, INIT)) {
    if (isZombie(at, pid)) issue({ name: 'waitpid', process: INIT, pid });
  }
  return drain;
}
