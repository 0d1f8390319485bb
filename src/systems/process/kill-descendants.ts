// Ends what a program started and left behind. Its process group catches what stayed in it; a mark in the environment,
// which children inherit, catches the rest where /proc shows it (Linux). A process that leaves the group and also
// replaces its environment escapes; so does another user's process.
import { readdirSync, readFileSync } from 'node:fs';

/** The variable that bears the marks of all harnesses a process runs under, each ended by a semicolon. */
export const MARK_VARIABLE = 'PROCESSION_MARK';

/** Looks often enough to catch what forks while it is being ended. */
const ROUNDS = 20;

/** Kills a process group; one that is gone is no trouble. */
export function endGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // Nobody is left in it, or nobody ever was.
  }
}

/** Kills every process whose environment bears the mark. Some milliseconds; nothing where there is no /proc. */
export function endMarked(mark: string): void {
  for (let round = 0; round < ROUNDS; round += 1) {
    const marked = processesMarked(mark);
    if (marked.length === 0) return;
    for (const pid of marked) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It ended by itself in the meantime.
      }
    }
  }
}

function processesMarked(mark: string): readonly number[] {
  let names: readonly string[];
  try {
    names = readdirSync('/proc');
  } catch {
    return []; // No /proc here: nobody can be found by a mark.
  }
  return names
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid && bears(name, mark))
    .map(Number);
}

function bears(pid: string, mark: string): boolean {
  try {
    // In latin1 every byte is a character, so that no environment is too strange to be searched.
    const variables = readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
    return variables.some((variable) => variable.startsWith(`${MARK_VARIABLE}=`) && variable.includes(mark));
  } catch {
    return false; // Gone, or another user's.
  }
}
