// The deeds that change a process without an answer that could be wrong: executing a program, ending, marks.
import type { Id } from '../../../contract/command.ts';
import type { State } from '../../../model/state.ts';
import type { ThreadEnd } from '../log-event.ts';
import type { Cast, Member } from '../cast.ts';
import { objectionTo, posixCommand, stateAfter } from '../rules.ts';
import type { World } from '../world.ts';
import { withMarks } from '../world.ts';
import type { Deed, LineSpan } from './deed.ts';
import type { CallOf } from './deed-of-call.ts';
import { placeOf } from './deed-of-call.ts';
import { statusOfEnd } from './wait-status.ts';

/** A mark set by a call that succeeded. */
function markDeed(
  of: CallOf,
  marks: Parameters<typeof withMarks>[2],
  name: string,
  values: readonly boolean[],
): Deed {
  const command = posixCommand(name, of.member.pid, ...values);
  const marked = (world: World): World => withMarks(world, of.member.pid, marks);
  return {
    ...placeOf(of),
    command,
    seen: { ok: {} },
    checked: false,
    perform: (world) => [marked(world)],
    forced: marked,
    objection: (world) => objectionTo(world.state, command),
  };
}

/** An `execve` that succeeded. */
export function execDeed(of: CallOf): Deed {
  const { call, member } = of;
  const { noChildWait } = member;
  // SA_NOCLDWAIT goes with the handler; SIG_IGN stays (linux: flush_signal_handlers).
  const marks = noChildWait ? { executed: true, ignoresSigchld: false } : { executed: true };
  const path = call.arguments[call.name === 'execveat' ? 1 : 0];
  return { ...markDeed(of, marks, 'execve', []), program: programIn(path) };
}

/** The last part of a path in quotation marks. */
function programIn(path: string | undefined): string | undefined {
  const quoted = path === undefined ? null : /^"(.*)"/.exec(path);
  return quoted === null ? undefined : (quoted[1].split('/').at(-1) ?? quoted[1]);
}

/** `prctl(PR_SET_CHILD_SUBREAPER, on)`. */
export function subreaperDeed(of: CallOf, on: boolean): Deed {
  return markDeed(of, { subreaper: on }, 'set_subreaper', [on]);
}

/** `rt_sigaction(SIGCHLD, …)` that set a disposition. */
export function sigchldDeed(of: CallOf, ignores: boolean): Deed {
  return markDeed(of, { ignoresSigchld: ignores }, 'ignore_sigchld', [ignores]);
}

/** The end of a process's last thread. */
export interface End extends LineSpan {
  readonly text: string;
  readonly seconds: number | undefined;
  readonly end: ThreadEnd;
}

/** A process has ended: its children pass to its reaper, and it is a zombie, or gone. */
export function endDeed(member: Member, end: End, cast: Cast): Deed {
  const { pid } = member;
  const status = statusOfEnd(end.end) ?? 0;
  const command = posixCommand('exit', pid, 'exitCode' in end.end ? status >> 8 : 0);
  const ended = (world: World): World | undefined => {
    const state = member.tellsBySigchld
      ? stateAfter(world.state, command, { ok: {} })
      : keptByItsParent(world.state, pid, (at) => stateAfter(at, command, { ok: {} }));
    if (state === undefined) return undefined;
    noteAdoptions(world, pid, end, cast);
    const zombie = state.processes.get(pid);
    if (zombie === undefined || zombie.exitCode === status) return { ...world, state };
    return {
      ...world,
      state: { ...state, processes: state.processes.set(pid, { ...zombie, exitCode: status }) },
    };
  };
  return {
    entered: end.entered,
    left: end.left,
    text: end.text,
    seconds: end.seconds,
    process: pid,
    command,
    seen: { ok: {} },
    checked: false,
    signal: 'signal' in end.end ? end.end.signal : undefined,
    perform: (world) => {
      const next = ended(world);
      return next === undefined ? [] : [next];
    },
    forced: (world) => ended(world) ?? world,
    objection: (world) => objectionTo(world.state, command),
  };
}

/** The state after an end of which no SIGCHLD tells, so that ignoring it frees nobody. */
function keptByItsParent(
  state: State,
  pid: Id,
  after: (state: State) => State | undefined,
): State | undefined {
  const parent = state.processes.get(pid)?.parent ?? undefined;
  const row = parent === undefined ? undefined : state.processes.get(parent);
  if (parent === undefined || row?.ignoresSigchld !== true) return after(state);
  const heeding = state.processes.set(parent, { ...row, ignoresSigchld: false });
  const ended = after({ ...state, processes: heeding });
  const heir = ended?.processes.get(parent);
  if (ended === undefined || heir === undefined) return ended;
  return { ...ended, processes: ended.processes.set(parent, { ...heir, ignoresSigchld: true }) };
}

/** Notes when the children came to their new parent, so that no order is asked for among those that came at the same time. */
function noteAdoptions({ state }: World, pid: Id, { entered, left }: LineSpan, cast: Cast): void {
  for (const child of state.processes.where('parent', pid)) {
    const member = cast.member(child);
    if (member !== undefined) member.joined = { entered, left };
  }
}
