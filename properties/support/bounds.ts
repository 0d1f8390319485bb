// Commands of the bounds that many tests search.
import type { CommandName } from '../../src/contract/command.ts';
import { usualCommands } from '../../src/model/bounded/alphabet.ts';
import type { Amounts } from '../../src/model/bounded/bound.ts';
import { HIERARCHY } from '../../src/model/hierarchy/specification.ts';

/** The POSIX commands that leave marks: who has executed, is a subreaper, ignores SIGCHLD. */
export const MARKING_COMMANDS: readonly CommandName[] = ['execve', 'set_subreaper', 'ignore_sigchld'];

/** The core of the hierarchy commands, and those that these amounts bring in. */
export function commandsFor(amounts: Amounts = {}): readonly CommandName[] {
  return usualCommands(HIERARCHY, amounts);
}
