// One sentence per step: what an accepted command did, why a refused one was refused, with the ids in play.
// For reports, play and viewer. Decides nothing: what happened comes from the rules.
import type { Answer, Command, CommandName, CommandOf, Id } from '../contract/command.ts';
import { argumentsOf, signatureOf } from '../contract/command.ts';
import { REFUSALS } from '../contract/refusal.ts';
import type { Refusal } from '../contract/refusal.ts';
import type { Step } from './rules.ts';
import { refusalsPossible } from './rules.ts';
import type { State } from './state.ts';
import { childrenOf, groupOf, groupsOf, membersOf, reaperOf, sessionOf, threadsOf } from './state.ts';

/** How many ids a sentence names before it counts the rest. */
const IDS_MAX = 8;

/** A command's step in one sentence; of a refusal, the first that applies, and the names of the others. */
export function describeStep(before: State, command: Command, step: Step): string {
  if (step.refusals === undefined) return describeAccepted(before, command, step.next, step.answer);
  const [first, ...others] = step.refusals as readonly [Refusal, ...Refusal[]];
  const also = others.length === 0 ? '' : `; also ${others.join(', ')}`;
  return `${describeRefusal(before, command, first)}${also}`;
}

/**
 * Why a command is refused: clause, command, refusal, its meaning, and what it meets in this state. Total: where the
 * refusal does not apply, what is there is said all the same.
 */
export function describeRefusal(before: State, command: Command, refusal: Refusal): string {
  const found = refusalsPossible(command.name).includes(refusal)
    ? CIRCUMSTANCES[refusal](before, argumentsOf(command))
    : 'never a refusal of this command';
  return `${headOf(command.name)} refused: ${refusal} – ${REFUSALS[refusal].sentence} (${found})`;
}

/** What an accepted command did, clean-up by the lifetime law included. */
function describeAccepted(before: State, command: Command, after: State, answer: Answer): string {
  const effect = EFFECTS[command.name] as Describe<CommandName>;
  const sentence = effect({ before, after, answer }, command);
  return `${headOf(command.name)}: ${[sentence, ...ended(before, after)].join('; ')}`;
}

function headOf(name: CommandName): string {
  return `${signatureOf(name).clause} ${name}`;
}

/** The arguments that refusals speak of. A command lacks most of them. */
type Arguments = Readonly<Partial<Record<'process' | 'child' | 'thread' | 'group' | 'session', Id>>>;

const CIRCUMSTANCES: Readonly<Record<Refusal, (state: State, command: Arguments) => string>> = {
  'not-running': (state, { process }) => processIs(state, process as Id),
  'id-in-use': (state, { child, thread }) => bearersOf(state, (child ?? thread) as Id),
  'leads-its-group': (state, { process }) =>
    `process ${process} is in group ${groupOf(state, process as Id) ?? 'none'}`,
  'group-id-in-use': (state, { process }) => groupIs(state, process as Id),
  'session-id-in-use': (state, { process }) => sessionIs(state, process as Id),
  'no-such-group': (state, { group }) => groupIs(state, group as Id),
  'no-such-session': (state, { session }) => sessionIs(state, session as Id),
  'no-such-thread': (state, { thread }) => threadIs(state, thread as Id),
  'not-in-my-session': (state, { process, group }) =>
    `group ${group} is in session ${state.groups.get(group as Id)?.session ?? 'none'}, ` +
    `process ${process} in session ${sessionOf(state, process as Id) ?? 'none'}`,
  'is-init': (_, { process }) => `process ${process}`,
  'not-a-zombie': (state, { process }) => processIs(state, process as Id),
  'not-held': (state, { group, session }) =>
    group === undefined
      ? `session ${session} ${state.sessions.has(session as Id) ? 'has no handle' : 'does not live'}`
      : `group ${group} ${state.groups.has(group) ? 'has no handle' : 'does not live'}`,
};

function processIs(state: State, pid: Id): string {
  const process = state.processes.get(pid);
  return `process ${pid} ${process === undefined ? 'does not exist' : process.zombie ? 'is a zombie' : 'is running'}`;
}

function groupIs(state: State, pgid: Id): string {
  const group = state.groups.get(pgid);
  if (group === undefined) return `group ${pgid} does not live`;
  return `group ${pgid}: ${listed(membersOf(state, pgid), 'no members')}${handlesText(group.handles)}`;
}

function sessionIs(state: State, sid: Id): string {
  const session = state.sessions.get(sid);
  if (session === undefined) return `session ${sid} does not live`;
  const groups = groupsOf(state, sid);
  return `session ${sid}: ${groups.length === 0 ? '' : 'groups '}${listed(groups, 'no groups')}${handlesText(session.handles)}`;
}

function threadIs(state: State, tid: Id): string {
  const thread = state.threads.get(tid);
  return thread === undefined ? `thread ${tid} does not exist` : `thread ${tid} of process ${thread.process}`;
}

function handlesText(handles: number): string {
  return handles === 0 ? '' : handles === 1 ? ', held' : `, held ${handles} times`;
}

/** Everything that bears the id. */
function bearersOf(state: State, id: Id): string {
  const bearers = [
    state.processes.has(id) && processIs(state, id),
    state.threads.has(id) && threadIs(state, id),
    state.groups.has(id) && groupIs(state, id),
    state.sessions.has(id) && sessionIs(state, id),
  ].filter((bearer) => bearer !== false);
  return bearers.length === 0 ? `nothing bears ${id}` : bearers.join('; ');
}

/** A step that was accepted. */
interface Happened {
  readonly before: State;
  readonly after: State;
  readonly answer: Answer;
}

type Describe<Name extends CommandName> = (happened: Happened, command: CommandOf<Name>) => string;

const EFFECTS: { readonly [Name in CommandName]: Describe<Name> } = {
  fork: ({ after }, { process, child }) =>
    `process ${process} forks ${child}, which runs in group ${groupOf(after, child)} of session ${sessionOf(after, child)}`,
  create_session: ({ before }, { process }) =>
    `process ${process} leaves group ${groupOf(before, process)} of session ${sessionOf(before, process)} and leads the new session ${process} and its group ${process}`,
  create_group: ({ before, after }, { process }) =>
    `process ${process} leaves group ${groupOf(before, process)} and leads the new group ${process} in session ${sessionOf(after, process)}`,
  move_to_group: ({ before }, { process, group }) =>
    groupOf(before, process) === group
      ? `process ${process} is in group ${group} already, nothing changes`
      : `process ${process} moves from group ${groupOf(before, process)} to group ${group}`,
  exit: ({ before }, { process }) => {
    const children = childrenOf(before, process);
    const threads = threadsOf(before, process);
    return [
      `process ${process} becomes a zombie and stays in group ${groupOf(before, process)}`,
      ...(threads.length === 0
        ? []
        : [`${counted('thread', threads)} ${threads.length === 1 ? 'ends' : 'end'}`]),
      ...(children.length === 0
        ? []
        : [
            `${counted('process', children)} ${children.length === 1 ? 'passes' : 'pass'} to its reaper ${reaperOf(before, process)}`,
          ]),
    ].join('; ');
  },
  free: ({ before }, { process }) =>
    `zombie ${process} is gone, out of group ${groupOf(before, process)} and the children of ${before.processes.get(process)?.parent}`,
  new_thread: (_, { process, thread }) => `thread ${thread} of process ${process} begins`,
  exit_thread: ({ before, after, answer }, { thread, code }) => {
    const pid = before.threads.get(thread)?.process as Id;
    const process = after.processes.get(pid);
    const last = 'ok' in answer && answer.ok['last'] === true ? ', its last one,' : '';
    const frozen = process?.groupExited ? `stays ${process.exitCode}, it is group-exited` : `is ${code} now`;
    return `thread ${thread} of process ${pid}${last} ends with code ${code}; the exit code of ${pid} ${frozen}`;
  },
  group_exit: ({ before }, { process }) => {
    const { groupExited, exitCode } = before.processes.get(process) ?? { groupExited: false, exitCode: 0 };
    return groupExited
      ? `process ${process} is marked group-exited already, nothing changes`
      : `process ${process} is marked group-exited, its exit code ${exitCode} is frozen`;
  },
  set_subreaper: ({ before }, { process, on }) => {
    const was = before.processes.get(process)?.subreaper;
    if (was === on) return `process ${process} is ${on ? 'a' : 'no'} subreaper already, nothing changes`;
    return `process ${process} ${on ? 'is a subreaper now: orphans below it pass to it' : 'is no subreaper any more'}`;
  },
  hold_group: ({ after }, { group }) =>
    `group ${group} is held${timesText(after.groups.get(group)?.handles)}`,
  release_group: ({ after }, { group }) =>
    `a handle on group ${group} is released${leftText(after.groups.get(group)?.handles)}`,
  hold_session: ({ after }, { session }) =>
    `session ${session} is held${timesText(after.sessions.get(session)?.handles)}`,
  release_session: ({ after }, { session }) =>
    `a handle on session ${session} is released${leftText(after.sessions.get(session)?.handles)}`,
};

function timesText(handles = 0): string {
  return handles === 1 ? ' now' : `, ${handles} times now`;
}

function leftText(handles = 0): string {
  return handles === 0 ? ', the last one' : `, ${handles} left`;
}

/** The groups and sessions that the lifetime law ended. Costs what changed. */
function ended(before: State, after: State): string[] {
  const groups: Id[] = [];
  const sessions: Id[] = [];
  after.groups.forEachChange(before.groups, (pgid, _, is) => is === undefined && groups.push(pgid));
  after.sessions.forEachChange(before.sessions, (sid, _, is) => is === undefined && sessions.push(sid));
  return [
    ...(groups.length === 0 ? [] : [`${counted('group', groups)} ended, having neither member nor handle`]),
    ...(sessions.length === 0
      ? []
      : [`${counted('session', sessions)} ended, having neither group nor handle`]),
  ];
}

function counted(kind: string, ids: readonly Id[]): string {
  const plural = kind.endsWith('s') ? `${kind}es` : `${kind}s`;
  return `${ids.length === 1 ? kind : plural} ${listed(ids, '')}`;
}

function listed(ids: readonly Id[], none: string): string {
  if (ids.length === 0) return none;
  const named = ids.slice(0, IDS_MAX).join(', ');
  return ids.length > IDS_MAX ? `${named} and ${ids.length - IDS_MAX} more` : named;
}
