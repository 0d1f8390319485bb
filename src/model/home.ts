// Home: init alone again, leading group 1 and session 1 without a handle, up to its own marks and its exit code,
// which nothing takes back.
import type { CommandName } from '../contract/command.ts';
import { CORE_COMMANDS, INIT } from '../contract/command.ts';
import type { KeyLayout } from './packed-state.ts';
import { EXIT_CODE, GROUP_EXITED, newCells, SUBREAPER } from './packed-state.ts';
import type { SpaceBound } from './space.ts';

/** Whether a key is home; it reads no more than the key's first words. */
export function isHome(layout: KeyLayout, ids: number): (key: Uint32Array, offset: number) => boolean {
  const home = newCells();
  const cells = newCells();
  return (key, offset) => {
    layout.unpack(key, offset, cells);
    for (const column of [SUBREAPER, GROUP_EXITED, EXIT_CODE]) cells[column + INIT] = 0;
    for (let id = INIT; id <= ids; id += 1) {
      for (let at = id; at < cells.length; at += 16) if (cells[at] !== home[at]) return false;
    }
    return true;
  };
}

/** The commands without which a state of the bound may have no way home. */
export function waysHome({ commands, handles, threads }: SpaceBound): readonly CommandName[] {
  const names: CommandName[] = commands.includes('fork') ? [...CORE_COMMANDS] : [];
  if (handles > 0 && commands.includes('hold_group')) names.push('release_group');
  if (handles > 0 && commands.includes('hold_session')) names.push('release_session');
  if (threads > 0 && commands.includes('new_thread')) names.push('exit_thread');
  return names;
}
