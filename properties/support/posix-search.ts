// Every state of the POSIX commands' model within a bound, found the plainest way there is: breadth first, states told
// apart by their text. It knows the arguments of each command by itself, packs nothing, and shares no code with the
// checker: what the real search and the recorded numbers are measured by.
import type { Command, CommandName, Id } from '../../src/contract/command.ts';
import { POSIX } from '../../src/model/posix/specification.ts';
import type { PosixCommand } from '../../src/contract/sets/posix.ts';
import type { Refusal } from '../../src/contract/refusal.ts';
import type { State } from '../../src/model/state.ts';
import type { Exploration } from './plain-search.ts';
import { stateText } from './plain-search.ts';

/** The bounds of a search. */
export interface PosixBound {
  readonly idsMax: Id;
  /** All but these are asked. */
  readonly without?: readonly CommandName[];
  /** Follows of accepted forks only the one with the lowest free id is followed, unless this is set. */
  readonly anyNewId?: true;
}

/** Called with each command while the search goes on. */
export interface PosixWatcher {
  readonly accepted?: (from: State, command: Command, to: State) => void;
  readonly refused?: (from: State, command: Command, refusals: readonly Refusal[]) => void;
}

const MODEL = POSIX.linux;

/** Asks every state every command of the bound that can be issued in it. */
export function explorePosix(bound: PosixBound, watcher: PosixWatcher = {}): Exploration {
  const { idsMax, without = [], anyNewId = false } = bound;
  const commands = posixCommands(idsMax).filter(({ name }) => !without.includes(name));
  const states: State[] = [MODEL.initial];
  const depths = [0];
  const known = new Set([stateText(MODEL.initial)]);
  const counts = { transitions: 0, refused: 0, unchanged: 0 };
  for (let index = 0; index < states.length; index += 1) {
    const from = states[index];
    const text = stateText(from);
    for (const command of commands) {
      if (!MODEL.isIssuable(from, command)) continue;
      const { refusals, next } = MODEL.step(from, command);
      if (refusals !== undefined) {
        counts.refused += 1;
        watcher.refused?.(from, command, refusals);
        continue;
      }
      if (command.name === 'fork' && !anyNewId && command.child !== lowestFree(from)) continue;
      watcher.accepted?.(from, command, next);
      const reached = stateText(next);
      if (reached === text) {
        counts.unchanged += 1;
        continue;
      }
      counts.transitions += 1;
      if (known.has(reached)) continue;
      known.add(reached);
      states.push(next);
      depths.push(depths[index] + 1);
    }
  }
  return { states, counts: { states: states.length, depth: depths.at(-1) as number, ...counts } };
}

/** Every command with all that its arguments can name among these ids; exit code 0, both signals, on and off. */
export function posixCommands(idsMax: Id): readonly PosixCommand[] {
  const ids = Array.from({ length: idsMax }, (_, index) => index + 1);
  const orSelf = [-1, 0, ...ids];
  const several = [...orSelf, ...ids.slice(1).map((id) => -id)];
  return ids.flatMap((process): PosixCommand[] => [
    ...ids.map((child) => ({ name: 'fork', process, child }) as const),
    { name: 'setsid', process },
    ...orSelf.flatMap((pid) => orSelf.map((pgid) => ({ name: 'setpgid', process, pid, pgid }) as const)),
    ...orSelf.map((pid) => ({ name: 'getpgid', process, pid }) as const),
    ...orSelf.map((pid) => ({ name: 'getsid', process, pid }) as const),
    { name: 'getppid', process },
    { name: 'execve', process },
    { name: 'exit', process, code: 0 },
    ...several.map((pid) => ({ name: 'waitpid', process, pid }) as const),
    ...[false, true].map((on) => ({ name: 'set_subreaper', process, on }) as const),
    ...several.map((target) => ({ name: 'kill', process, target, signal: 0 }) as const),
    ...ids.map((target) => ({ name: 'kill', process, target, signal: 9 }) as const),
    ...[false, true].map((on) => ({ name: 'ignore_sigchld', process, on }) as const),
  ]);
}

/** The lowest id that no process, group or session bears. */
function lowestFree({ processes, groups, sessions }: State): Id {
  for (let id = 1; ; id += 1) if (!processes.has(id) && !groups.has(id) && !sessions.has(id)) return id;
}
