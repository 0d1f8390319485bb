// The contestant: the same core commands as anybody would write them first, with Maps and objects. It looks up
// the same ids and makes the same checks in the same order; it knows no handles.
import type { Id } from '../src/contract/command.ts';
import type { Refusal } from '../src/contract/refusal.ts';

interface Process {
  readonly pid: Id;
  parent: Process | undefined;
  group: Group;
  zombie: boolean;
  subreaper: boolean;
  readonly children: Map<Id, Process>;
}

interface Group {
  readonly pgid: Id;
  readonly session: Session;
  readonly members: Map<Id, Process>;
}

interface Session {
  readonly sid: Id;
  readonly groups: Map<Id, Group>;
}

type Outcome = 'ok' | Refusal;

/** Processes, groups and sessions as objects in Maps by id. */
export class MapTwin {
  readonly #processes = new Map<Id, Process>();
  readonly #groups = new Map<Id, Group>();
  readonly #sessions = new Map<Id, Session>();
  readonly #threads = new Map<Id, Process>();
  readonly #init: Process;

  constructor() {
    const session: Session = { sid: 1, groups: new Map() };
    const group: Group = { pgid: 1, session, members: new Map() };
    const init: Process = {
      pid: 1,
      parent: undefined,
      group,
      zombie: false,
      subreaper: false,
      children: new Map(),
    };
    session.groups.set(1, group);
    group.members.set(1, init);
    this.#processes.set(1, init);
    this.#groups.set(1, group);
    this.#sessions.set(1, session);
    this.#init = init;
  }

  parent(pid: Id): Id | undefined {
    return this.#processes.get(pid)?.parent?.pid;
  }

  group(pid: Id): Id | undefined {
    return this.#processes.get(pid)?.group.pgid;
  }

  session(pid: Id): Id | undefined {
    return this.#processes.get(pid)?.group.session.sid;
  }

  fork(parent: Id, child: Id): Outcome {
    const process = this.#processes.get(parent);
    if (process === undefined || process.zombie) return 'not-running';
    if (this.#inUse(child)) return 'id-in-use';
    const forked: Process = {
      pid: child,
      parent: process,
      group: process.group,
      zombie: false,
      subreaper: false,
      children: new Map(),
    };
    process.children.set(child, forked);
    process.group.members.set(child, forked);
    this.#processes.set(child, forked);
    return 'ok';
  }

  createSession(pid: Id): Outcome {
    const process = this.#processes.get(pid);
    if (process === undefined || process.zombie) return 'not-running';
    if (process.group.pgid === pid) return 'leads-its-group';
    if (this.#groups.has(pid)) return 'group-id-in-use';
    if (this.#sessions.has(pid)) return 'session-id-in-use';
    const session: Session = { sid: pid, groups: new Map() };
    this.#sessions.set(pid, session);
    this.#enter(process, this.#addGroup(pid, session));
    return 'ok';
  }

  createGroup(pid: Id): Outcome {
    const process = this.#processes.get(pid);
    if (process === undefined || process.zombie) return 'not-running';
    if (process.group.pgid === pid) return 'leads-its-group';
    if (this.#groups.has(pid)) return 'group-id-in-use';
    this.#enter(process, this.#addGroup(pid, process.group.session));
    return 'ok';
  }

  moveToGroup(pid: Id, pgid: Id): Outcome {
    const process = this.#processes.get(pid);
    if (process === undefined || process.zombie) return 'not-running';
    const group = this.#groups.get(pgid);
    if (group === undefined) return 'no-such-group';
    if (group.session !== process.group.session) return 'not-in-my-session';
    if (group !== process.group) this.#enter(process, group);
    return 'ok';
  }

  exit(pid: Id): Outcome {
    const process = this.#processes.get(pid);
    if (process === undefined || process.zombie) return 'not-running';
    if (process === this.#init) return 'is-init';
    process.zombie = true;
    if (process.children.size > 0) {
      const reaper = this.#reaperOf(process);
      for (const [childPid, child] of process.children) {
        child.parent = reaper;
        reaper.children.set(childPid, child);
      }
      process.children.clear();
    }
    return 'ok';
  }

  free(pid: Id): Outcome {
    const process = this.#processes.get(pid);
    if (process === undefined || !process.zombie) return 'not-a-zombie';
    process.parent?.children.delete(pid);
    this.#leave(process);
    this.#processes.delete(pid);
    return 'ok';
  }

  #inUse(id: Id): boolean {
    return this.#processes.has(id) || this.#groups.has(id) || this.#sessions.has(id) || this.#threads.has(id);
  }

  #reaperOf(process: Process): Process {
    let ancestor = process.parent;
    while (ancestor !== undefined && !ancestor.subreaper) ancestor = ancestor.parent;
    return ancestor ?? this.#init;
  }

  #addGroup(pgid: Id, session: Session): Group {
    const group: Group = { pgid, session, members: new Map() };
    this.#groups.set(pgid, group);
    session.groups.set(pgid, group);
    return group;
  }

  #enter(process: Process, group: Group): void {
    this.#leave(process);
    process.group = group;
    group.members.set(process.pid, process);
  }

  #leave(process: Process): void {
    const { group } = process;
    group.members.delete(process.pid);
    if (group.members.size > 0) return;
    const { session } = group;
    this.#groups.delete(group.pgid);
    session.groups.delete(group.pgid);
    if (session.groups.size === 0) this.#sessions.delete(session.sid);
  }
}
