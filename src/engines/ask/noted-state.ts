// The model's state that a state in the notation stands for. The notation says what is observed: what it leaves out is as if it had
// never come about, and what it cannot say at all, such as whom a wait is for, is told to be missing.
import { INIT } from '../../contract/command.ts';
import type { NotedState } from '../../contract/notation/state.ts';
import { printState } from '../../contract/notation/state.ts';
import { FlatObservation } from '../../contract/observation/flat-observation.ts';
import { unflatten } from '../../contract/observation/json.ts';
import { STATE_INVARIANTS } from '../../model/invariants/of-states.ts';
import type { Specification } from '../../model/specification.ts';
import type { Process, State } from '../../model/state.ts';
import { INITIAL_STATE, newProcess } from '../../model/state.ts';

/**
 * The state, or a sentence that says why the notation does not stand for one of the set: it breaks an invariant, shows what the set does
 * not know, or what only a trace could tell. O(size).
 */
export function stateNoted(
  noted: NotedState,
  specification: Specification,
): { readonly state: State } | { readonly problem: string } {
  const state = stateOf(noted, specification);
  const seen = new FlatObservation();
  specification.observe(state, seen);
  const { groups, sessions } = noted.held;
  const held = {
    onGroup: (pgid: number) => groups.get(pgid) ?? 0,
    onSession: (sid: number) => sessions.get(sid) ?? 0,
  };
  for (const [id, { find }] of Object.entries(STATE_INVARIANTS)) {
    const finding = find(seen, held);
    if (typeof finding === 'string') return { problem: `no state can be so, by ${id}: ${finding}` };
  }
  const [given, shown] = [printState(noted.observation, noted.held), printState(unflatten(seen), noted.held)];
  if (given === shown) return { state };
  return {
    problem: `the ${specification.vocabulary.title} commands have no state "${given}" that the notation alone tells (it leaves "${shown}"): give a trace that leads there`,
  };
}

function stateOf({ observation, held }: NotedState, { space }: Specification): State {
  let { processes, threads, groups, sessions, jobs, terminals } = EMPTY;
  const {
    processes: shown = [],
    groups: pgids = [],
    sessions: sids = [],
    terminals: ttys = [],
  } = observation;
  const isOrdered = space.columns.some(({ kind }) => kind === 'rank');
  const places = new Map(
    shown.flatMap(({ children = [] }) => children.map((child, index) => [child, index + 1] as const)),
  );
  for (const process of shown) {
    const { pid, parent = null, group = INIT } = process;
    const row: Process = {
      ...newProcess(parent, group),
      zombie: process.state === 'zombie',
      subreaper: process.subreaper ?? false,
      groupExited: process.groupExited ?? false,
      exitCode: process.exitCode ?? 0,
      executed: process.executed ?? false,
      ignoresSigchld: process.ignoresSigchld ?? false,
      place: isOrdered ? (places.get(pid) ?? 0) : 0,
    };
    processes = processes.set(pid, row);
    for (const tid of process.threads ?? []) threads = threads.set(tid, { process: pid });
    const job = {
      terminal: process.terminal ?? null,
      stopped: process.state === 'stopped',
      stopReport: 0,
      continueReport: false,
      pendingHangup: process.pendingHangup ?? false,
      pendingInterrupt: process.pendingInterrupt ?? false,
    };
    if (job.terminal !== null || job.stopped || job.pendingHangup || job.pendingInterrupt)
      jobs = jobs.set(pid, job);
  }
  for (const { pgid, session = INIT } of pgids)
    groups = groups.set(pgid, { session, handles: held.groups.get(pgid) ?? 0 });
  for (const { sid } of sids) sessions = sessions.set(sid, { handles: held.sessions.get(sid) ?? 0 });
  for (const { terminal, session, foreground } of ttys) {
    if (typeof session !== 'number') continue;
    const group = foreground ?? 0;
    terminals = terminals.set(terminal, {
      session,
      group,
      stale: !groups.has(group) && !processes.has(group),
    });
  }
  return { ...EMPTY, processes, threads, groups, sessions, jobs, terminals };
}

/** No state at all: not even init. */
const EMPTY: State = {
  ...INITIAL_STATE,
  processes: INITIAL_STATE.processes.delete(INIT),
  groups: INITIAL_STATE.groups.delete(INIT),
  sessions: INITIAL_STATE.sessions.delete(INIT),
};
