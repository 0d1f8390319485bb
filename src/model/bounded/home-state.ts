// Home: init alone again, leading group 1 and session 1 without a handle, up to its own marks and its exit code,
// which nothing takes back.
import type { CommandName } from '../../contract/command.ts';
import { CORE_COMMANDS, INIT } from '../../contract/command.ts';
import type { Extent } from './cells.ts';
import type { KeyLayout } from './key-layout.ts';
import { EXECUTED, EXIT_CODE, GROUP_EXITED, IGNORES_SIGCHLD, newCells, SUBREAPER } from './cells.ts';
import type { SpaceBound } from './bound.ts';

const MARKS = [SUBREAPER, GROUP_EXITED, EXIT_CODE];
const POSIX_MARKS = [...MARKS, EXECUTED, IGNORES_SIGCHLD];

/** Whether a key is home; it reads no more than the key's first words. */
export function isHome(
  layout: KeyLayout,
  { posix, ids }: Pick<Extent, 'posix' | 'ids'>,
): (key: Uint32Array, offset: number) => boolean {
  const home = newCells(posix);
  const cells = newCells(posix);
  return (key, offset) => {
    layout.unpack(key, offset, cells);
    for (const column of posix ? POSIX_MARKS : MARKS) cells[column + INIT] = 0;
    for (let id = INIT; id <= ids; id += 1) {
      for (let at = id; at < cells.length; at += 16) if (cells[at] !== home[at]) return false;
    }
    return true;
  };
}

/** The commands without which a state of the bound may have no way home. */
export function waysHome({ commandSet, commands, handles, threads }: SpaceBound): readonly CommandName[] {
  if (commandSet === 'posix') return commands.includes('fork') ? ['exit', 'waitpid'] : [];
  const names: CommandName[] = commands.includes('fork') ? [...CORE_COMMANDS] : [];
  if (handles > 0 && commands.includes('hold_group')) names.push('release_group');
  if (handles > 0 && commands.includes('hold_session')) names.push('release_session');
  if (threads > 0 && commands.includes('new_thread')) names.push('exit_thread');
  return names;
}
