// Every state of the model within a bound, found the plainest way there is: breadth first, states told apart by
// their text. Slow and short on purpose: it is what the real checker and the recorded numbers are measured by.
import type { Command, CommandName, Id } from '../../src/contract/command.ts';
import { COMMAND_NAMES, CORE_COMMANDS } from './by-set.ts';
import { INIT } from '../../src/contract/command.ts';
import type { Refusal } from '../../src/contract/refusal.ts';
import { refusalsOf, step } from '../../src/model/hierarchy/rules.ts';
import type { State } from '../../src/model/state.ts';
import {
  childrenInOrder,
  groupsOf,
  idInUse,
  INITIAL_STATE,
  membersOf,
  threadsOf,
} from '../../src/model/state.ts';
import { commandsWith } from './alphabet.ts';

/** The bounds of a search. */
export interface Bound {
  readonly idsMax: Id;
  /** Holds and releases, at most one handle per group and per session. */
  readonly handles?: boolean;
  /** Threads. With them every command is asked, but what only marks a process or sets its code is not followed. */
  readonly threads?: boolean;
  /** The search ends once it knows so many states. */
  readonly statesMax?: number;
}

/** Called with each command while the search goes on. */
export interface Watcher {
  readonly accepted?: (from: State, command: Command, to: State) => void;
  readonly refused?: (from: State, command: Command, refusals: readonly Refusal[]) => void;
}

/** Every state reached, in the order of discovery, and how much there is. */
export interface Exploration {
  readonly states: readonly State[];
  readonly counts: {
    readonly states: number;
    readonly transitions: number;
    readonly depth: number;
    readonly refused: number;
    /** Accepted, and nothing changed: moves into the own group. */
    readonly unchanged: number;
  };
}

/** Asks every state every command of the bound, with every id in every position. */
export function exploreModel(bound: Bound, watcher: Watcher = {}): Exploration {
  const { statesMax = Number.POSITIVE_INFINITY } = bound;
  const commands = commandsWithin(bound);
  const states: State[] = [INITIAL_STATE];
  const depths = [0];
  const known = new Set([stateText(INITIAL_STATE)]);
  let transitions = 0;
  let refused = 0;
  let unchanged = 0;
  for (let index = 0; index < states.length && states.length < statesMax; index += 1) {
    const from = states[index];
    for (const command of commands) {
      const refusals = refusalsOf(from, command);
      if (refusals.length > 0) {
        refused += 1;
        watcher.refused?.(from, command, refusals);
        continue;
      }
      if (!isFollowed(from, command)) continue;
      const to = step(from, command).next;
      if (to === from) {
        unchanged += 1;
        continue;
      }
      transitions += 1;
      watcher.accepted?.(from, command, to);
      const text = stateText(to);
      if (known.has(text)) continue;
      known.add(text);
      states.push(to);
      depths.push(depths[index] + 1);
    }
  }
  const counts = {
    states: states.length,
    transitions,
    depth: depths.at(-1) as number,
    refused,
    unchanged,
  };
  return { states, counts };
}

function commandsWithin({ idsMax, handles, threads }: Bound): readonly Command[] {
  const ids = Array.from({ length: idsMax }, (_, index) => index + INIT);
  const names = threads ? COMMAND_NAMES.hierarchy : handles ? [...CORE_COMMANDS, ...HOLDING] : CORE_COMMANDS;
  return names.flatMap((name) => commandsNamed(name, ids));
}

const HOLDING: readonly CommandName[] = ['hold_group', 'release_group', 'hold_session', 'release_session'];

/** The command with each of these ids in every position, exit code 0, switched on. */
export function commandsNamed(name: CommandName, ids: readonly Id[]): readonly Command[] {
  return commandsWith('hierarchy', name, (kind) =>
    kind === 'code' ? [0] : kind === 'switch' ? [true] : ids,
  );
}

/** Whether an accepted command is within the bound: new ids are the lowest free ones, one handle is enough. */
function isFollowed(state: State, command: Command): boolean {
  const { name } = command;
  if (name === 'fork') return isLowestFree(state, Number(command.child));
  if (name === 'new_thread')
    return command.thread === command.process || isLowestFree(state, Number(command.thread));
  if (name === 'hold_group') return state.groups.get(Number(command.group))?.handles === 0;
  if (name === 'hold_session') return state.sessions.get(Number(command.session))?.handles === 0;
  return name !== 'group_exit' && name !== 'set_subreaper';
}

function isLowestFree(state: State, free: Id): boolean {
  for (let id = INIT; id < free; id += 1) if (!idInUse(state, id)) return false;
  return true;
}

/** The state in the notation of docs/semantics.md. Two states are the same if and only if their texts are. */
export function stateText(state: State): string {
  const sessions: string[] = [];
  state.sessions.forEach((session, sid) => {
    const groups = groupsOf(state, sid).map((pgid) => {
      const members = membersOf(state, pgid).map((pid) => ` ${processText(state, pid)}`);
      return `g${pgid}${held(state.groups.get(pgid)?.handles ?? 0)}:${members.join('')} `;
    });
    sessions.push(`s${sid}${held(session.handles)}{ ${groups.join(' ')}}`);
  });
  return sessions.join(' ');
}

function processText(state: State, pid: Id): string {
  const process = state.processes.get(pid);
  if (process === undefined) throw new Error(`${pid} is no process`);
  const parent = process.parent === null ? '' : `<${process.parent}`;
  const marks = [
    process.zombie && 'z',
    process.subreaper && 'r',
    process.groupExited && 'e',
    process.executed && 'x',
    process.ignoresSigchld && 'i',
  ]
    .filter((mark) => mark !== false)
    .join('');
  const code = process.exitCode === 0 ? '' : `=${process.exitCode}`;
  const threads = threadsOf(state, pid);
  const children = childrenInOrder(state, pid);
  const turned = children.some((child, index) => index > 0 && child < children[index - 1]);
  return `${pid}${listed('[]', threads)}${turned ? listed('()', children) : ''}${parent}${marks}${code}`;
}

function listed([open, close]: string, ids: readonly Id[]): string {
  return ids.length === 0 ? '' : `${open}${ids.join(',')}${close}`;
}

function held(handles: number): string {
  return handles === 0 ? '' : handles === 1 ? '*' : `*${handles}`;
}
