// Finds a program as a shell does: by its path where the name has a slash, else in the folders of PATH.
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Misuse } from '../exit-codes.ts';

/** The path of a program in the folders of PATH; `undefined` where none has it. */
export function programInPath(name: string): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder === '' ? '.' : folder, name))
    .find((path) => whyNotRun(path) === undefined);
}

/** Refuses a command whose program is not there or cannot be run. */
export function refuseNoProgram(command: string): void {
  if (command.includes('/')) {
    const why = whyNotRun(command);
    if (why !== undefined) throw new Misuse(`${command} cannot be run: ${why}`);
  } else if (programInPath(command) === undefined)
    throw new Misuse(`there is no program "${command}" in a folder of PATH`);
}

function whyNotRun(path: string): string | undefined {
  const about = statSync(path, { throwIfNoEntry: false });
  if (about === undefined) return 'there is no such file';
  if (!about.isFile()) return about.isDirectory() ? 'it is a folder' : 'it is not a regular file';
  try {
    accessSync(path, constants.X_OK);
    return undefined;
  } catch {
    return 'it is not executable ("chmod +x" makes it so)'; // The one reason left for a file that is there.
  }
}
