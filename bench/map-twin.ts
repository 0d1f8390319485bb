// The contestant: the core commands as anybody would write them first, with Maps and objects. It carries the state
// of all commands (threads, exit codes, handles), looks up the same ids and makes the same checks in the same order;
// the commands that the workload does not have are left out.
import type { Id } from '../src/contract/command.ts';
import type { HierarchyRefusal } from '../src/contract/sets/hierarchy.ts';

interface Process {
  readonly pid: Id;
  parent: Process | undefined;
  group: Group;
  zombie: boolean;
  subreaper: boolean;
  groupExited: boolean;
  exitCode: number;
  readonly children: Map<Id, Process>;
  readonly threads: Set<Id>;
}

interface Group {
  readonly pgid: Id;
  readonly session: Session;
  readonly members: Map<Id, Process>;
  handles: number;
}

interface Session {
  readonly sid: Id;
  readonly groups: Map<Id, Group>;
  handles: number;
}

type Outcome = 'ok' | HierarchyRefusal;

/** Processes, groups and sessions as objects in Maps by id. */
export class MapTwin {
  readonly #processes = new Map<Id, Process>();
  readonly #groups = new Map<Id, Group>();
  readonly #sessions = new Map<Id, Session>();
  readonly #threads = new Map<Id, Process>();
  readonly #init: Process;

  constructor() {
    const session = this.#addSession(1);
    const group = this.#addGroup(1, session);
    this.#init = this.#addProcess(1, undefined, group);
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
    process.children.set(child, this.#addProcess(child, process, process.group));
    return 'ok';
  }

  createSession(pid: Id): Outcome {
    const process = this.#processes.get(pid);
    if (process === undefined || process.zombie) return 'not-running';
    if (process.group.pgid === pid) return 'leads-its-group';
    if (this.#groups.has(pid)) return 'group-id-in-use';
    if (this.#sessions.has(pid)) return 'session-id-in-use';
    this.#enter(process, this.#addGroup(pid, this.#addSession(pid)));
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
    for (const tid of process.threads) this.#threads.delete(tid);
    process.threads.clear();
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

  #addProcess(pid: Id, parent: Process | undefined, group: Group): Process {
    const process: Process = {
      pid,
      parent,
      group,
      zombie: false,
      subreaper: false,
      groupExited: false,
      exitCode: 0,
      children: new Map(),
      threads: new Set(),
    };
    group.members.set(pid, process);
    this.#processes.set(pid, process);
    return process;
  }

  #addSession(sid: Id): Session {
    const session: Session = { sid, groups: new Map(), handles: 0 };
    this.#sessions.set(sid, session);
    return session;
  }

  #addGroup(pgid: Id, session: Session): Group {
    const group: Group = { pgid, session, members: new Map(), handles: 0 };
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
    if (group.members.size > 0 || group.handles > 0) return;
    const { session } = group;
    this.#groups.delete(group.pgid);
    session.groups.delete(group.pgid);
    if (session.groups.size === 0 && session.handles === 0) this.#sessions.delete(session.sid);
  }
}
