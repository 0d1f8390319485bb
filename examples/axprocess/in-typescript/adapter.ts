// The crate as a system under test. Every command goes to the crate as it stands: a command names an object by its
// number, and where there is none of that number there is nothing to ask. What is shown are the objects, not the numbers.
import type { Answer, Command, Observation, SystemUnderTest } from '../../../src/index.ts';
import type { Pid, Process, ProcessGroup, Session, Thread } from './crate.ts';
import { Crate, Panic } from './crate.ts';

/** How the caller of the crate treats what it was given. */
export interface Caller {
  /** Keeps its handle on a process that it has freed, as a kernel does whose task still runs. */
  readonly keepsFreed: boolean;
}

/** The system that the bare crate is. */
export function bareSystem(name: string, caller: Caller): SystemUnderTest {
  let adapter = new Adapter(caller);
  return {
    name,
    supports: SUPPORTS,
    guards: GUARDS,
    reset: () => void (adapter = new Adapter(caller)),
    apply: (command) => adapter.apply(command),
    observe: () => adapter.observe(),
  };
}

/** All but `set_subreaper`, which the crate leaves for later. */
const SUPPORTS = [
  'fork',
  'create_session',
  'create_group',
  'move_to_group',
  'exit',
  'free',
  'new_thread',
  'exit_thread',
  'group_exit',
  'hold_group',
  'release_group',
  'hold_session',
  'release_session',
] as const;

/** Where nothing bears the number, there is no object to call. */
const GUARDS = [
  'not-running (nobody)',
  'not-a-zombie (nobody)',
  'no-such-group',
  'no-such-session',
  'no-such-thread',
  'not-held',
] as const;

/** The crate says no, and gives no reason. */
const REFUSED: Answer = { refused: true };
const DONE: Answer = { ok: {} };

/** What the caller holds: handles, by number, the newest last. */
class Adapter {
  readonly #caller: Caller;
  readonly #crate = new Crate();
  readonly #processes: Process[] = [this.#crate.init];
  readonly #freed: Process[] = [];
  readonly #threads: Thread[] = [];
  readonly #heldGroups: ProcessGroup[] = [];
  readonly #heldSessions: Session[] = [];

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  apply(command: Command): Answer {
    let answer: Answer;
    try {
      answer = this.#run(command);
    } catch (error) {
      if (!(error instanceof Panic)) throw error;
      answer = REFUSED; // It asserts before it changes anything.
    }
    this.#crate.collect([
      ...this.#processes,
      ...this.#freed,
      ...this.#threads,
      ...this.#heldGroups,
      ...this.#heldSessions,
    ]);
    return answer;
  }

  #run(command: Command): Answer {
    // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- what is not supported is never sent
    switch (command.name) {
      case 'fork':
      case 'create_session':
      case 'create_group':
      case 'move_to_group':
      case 'exit':
      case 'new_thread':
      case 'group_exit': {
        const process = newest(this.#processes, ({ pid }) => pid === command.process);
        return process === undefined ? { refused: 'not-running' } : this.#ask(process, command);
      }
      case 'free':
        return this.#free(command.process);
      case 'exit_thread': {
        const thread = taken(this.#threads, ({ tid }) => tid === command.thread);
        return thread === undefined
          ? { refused: 'no-such-thread' }
          : { ok: { last: thread.exit(command.code) } };
      }
      case 'hold_group':
        return holding(this.#heldGroups, this.#group(command.group), 'no-such-group');
      case 'release_group':
        return released(taken(this.#heldGroups, ({ pgid }) => pgid === command.group));
      case 'hold_session':
        return holding(this.#heldSessions, this.#session(command.session), 'no-such-session');
      case 'release_session':
        return released(taken(this.#heldSessions, ({ sid }) => sid === command.session));
      default:
        throw new Error(`${command.name} is not supported`);
    }
  }

  #ask(process: Process, command: Command): Answer {
    // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- what is not supported is never sent
    switch (command.name) {
      case 'fork':
        this.#processes.push(process.fork(command.child));
        return { ok: { pid: command.child } };
      case 'create_session': {
        const made = process.createSession();
        return made === undefined ? REFUSED : { ok: { sid: made[0].sid, pgid: made[1].pgid } };
      }
      case 'create_group': {
        const made = process.createGroup();
        return made === undefined ? REFUSED : { ok: { pgid: made.pgid } };
      }
      case 'move_to_group': {
        const group = this.#group(command.group);
        if (group === undefined) return { refused: 'no-such-group' };
        return process.moveToGroup(group) ? DONE : REFUSED;
      }
      case 'new_thread':
        this.#threads.push(process.newThread(command.thread));
        return { ok: { tid: command.thread } };
      case 'group_exit':
        process.isGroupExited = true;
        return DONE;
      default:
        process.exit();
        return DONE;
    }
  }

  /** Of several handles of that number, one on a zombie; then the handle is dropped, or kept beside the others. */
  #free(pid: Pid): Answer {
    const known = [...this.#freed, ...this.#processes].filter((process) => process.pid === pid);
    const process = known.findLast(({ isZombie }) => isZombie) ?? known.at(-1);
    if (process === undefined) return { refused: 'not-a-zombie' };
    process.free();
    const kept = taken(this.#processes, (each) => each === process);
    if (kept !== undefined && this.#caller.keepsFreed) this.#freed.push(kept);
    return DONE;
  }

  observe(): Observation {
    const processes = this.#processes.map((process) => ({
      pid: process.pid,
      parent: process.parent?.pid ?? null,
      group: process.group.pgid,
      state: process.isZombie ? ('zombie' as const) : ('running' as const),
      children: [...process.children.keys()].sort((one, other) => one - other),
      threads: process.threads().map(({ tid }) => tid),
      groupExited: process.isGroupExited,
      exitCode: process.exitCode,
    }));
    // A freed process stays in its group as long as somebody has a handle on it.
    if (this.#caller.keepsFreed) return { processes };
    return {
      processes,
      groups: this.#groups().map(({ pgid, session, processes: members }) => ({
        pgid,
        session: session.sid,
        processes: members.values().map(({ pid }) => pid),
      })),
      sessions: this.#sessions().map(({ sid, groups }) => ({
        sid,
        groups: groups.values().map(({ pgid }) => pgid),
      })),
    };
  }

  /** Every live group object, once. */
  #groups(): readonly ProcessGroup[] {
    const ofMembers = [...this.#processes, ...this.#freed, ...this.#threads.map(({ process }) => process)];
    return [...new Set([...ofMembers.map(({ group }) => group), ...this.#heldGroups])];
  }

  /** Every live session object, once. */
  #sessions(): readonly Session[] {
    return [...new Set([...this.#groups().map(({ session }) => session), ...this.#heldSessions])];
  }

  #group(pgid: Pid): ProcessGroup | undefined {
    return newest(this.#groups(), (group) => group.pgid === pgid);
  }

  #session(sid: Pid): Session | undefined {
    return newest(this.#sessions(), (session) => session.sid === sid);
  }
}

function newest<Value>(values: readonly Value[], isIt: (value: Value) => boolean): Value | undefined {
  return values.findLast(isIt);
}

/** The newest of these, taken out of the list. */
function taken<Value>(values: Value[], isIt: (value: Value) => boolean): Value | undefined {
  const index = values.findLastIndex(isIt);
  return index < 0 ? undefined : values.splice(index, 1)[0];
}

function holding<Value>(held: Value[], value: Value | undefined, refusal: string): Answer {
  if (value === undefined) return { refused: refusal };
  held.push(value);
  return DONE;
}

function released(handle: unknown): Answer {
  return handle === undefined ? { refused: 'not-held' } : DONE;
}
