// What the axprocess crate does (commit 57d44806), in TypeScript and after its documentation alone: it stands in where the
// crate cannot be built. Checks no more than the crate does. What Rust's reference counts free, `Crate.collect` frees.

export type Pid = number;

/** The crate asserts: in Rust a panic. */
export class Panic extends Error {}

/** What a weak reference may point to. */
interface Counted {
  alive: boolean;
}

/** Weak references by number, as the crate keeps them: what is dead is skipped, and a second entry displaces the first. */
class WeakMapOf<Value extends Counted> {
  readonly #entries = new Map<Pid, Value>();

  insert(id: Pid, value: Value): void {
    this.#entries.set(id, value);
  }

  /** Whatever bears the number. */
  remove(id: Pid): void {
    this.#entries.delete(id);
  }

  values(): readonly Value[] {
    return [...this.#entries]
      .filter(([, { alive }]) => alive)
      .sort(([one], [other]) => one - other)
      .map(([, value]) => value);
  }
}

export class Session implements Counted {
  alive = true;
  readonly sid: Pid;
  readonly groups = new WeakMapOf<ProcessGroup>();

  constructor(sid: Pid) {
    this.sid = sid;
  }
}

export class ProcessGroup implements Counted {
  alive = true;
  readonly pgid: Pid;
  /** A strong reference: the session lives as long as the group. */
  readonly session: Session;
  readonly processes = new WeakMapOf<Process>();

  constructor(pgid: Pid, session: Session) {
    this.pgid = pgid;
    this.session = session;
    session.groups.insert(pgid, this);
  }
}

export class Thread implements Counted {
  alive = true;
  readonly tid: Pid;
  /** A strong reference: the process lives as long as the thread. */
  readonly process: Process;

  constructor(tid: Pid, process: Process) {
    this.tid = tid;
    this.process = process;
    process.weakThreads.insert(tid, this);
  }

  /** Whether the process has no thread left. */
  exit(code: number): boolean {
    const { process } = this;
    if (!process.isGroupExited) process.exitCode = code;
    process.weakThreads.remove(this.tid);
    return process.weakThreads.values().length === 0;
  }
}

export class Process implements Counted {
  alive = true;
  isZombie = false;
  isGroupExited = false;
  exitCode = 0;
  readonly pid: Pid;
  readonly weakThreads = new WeakMapOf<Thread>();
  /** Strong references, by pid. */
  readonly children = new Map<Pid, Process>();
  #group: ProcessGroup;
  #parent: Process | undefined;
  readonly #crate: Crate;

  constructor(crate: Crate, pid: Pid, group: ProcessGroup, parent: Process | undefined) {
    this.#crate = crate;
    this.pid = pid;
    this.#group = group;
    this.#parent = parent;
    group.processes.insert(pid, this);
    parent?.children.set(pid, this);
  }

  get group(): ProcessGroup {
    return this.#group;
  }

  get parent(): Process | undefined {
    return this.#parent?.alive ? this.#parent : undefined;
  }

  fork(pid: Pid): Process {
    return this.#crate.track(new Process(this.#crate, pid, this.#group, this));
  }

  createSession(): readonly [Session, ProcessGroup] | undefined {
    if (this.#group.session.sid === this.pid) return undefined;
    const session = this.#crate.track(new Session(this.pid));
    const group = this.#crate.track(new ProcessGroup(this.pid, session));
    this.#moveTo(group);
    return [session, group];
  }

  createGroup(): ProcessGroup | undefined {
    if (this.#group.pgid === this.pid) return undefined;
    const group = this.#crate.track(new ProcessGroup(this.pid, this.#group.session));
    this.#moveTo(group);
    return group;
  }

  /** Whether it could: the group is in the same session, as an object. */
  moveToGroup(group: ProcessGroup): boolean {
    if (group === this.#group) return true;
    if (group.session !== this.#group.session) return false;
    this.#moveTo(group);
    return true;
  }

  exit(): void {
    const { init } = this.#crate;
    if (this === init) throw new Panic('init process cannot exit');
    this.isZombie = true;
    for (const [pid, child] of this.children) {
      child.#parent = init;
      init.children.set(pid, child);
    }
    this.children.clear();
  }

  free(): void {
    if (!this.isZombie) throw new Panic('only zombie process can be freed');
    this.parent?.children.delete(this.pid);
  }

  newThread(tid: Pid): Thread {
    return this.#crate.track(new Thread(tid, this));
  }

  threads(): readonly Thread[] {
    return this.weakThreads.values();
  }

  #moveTo(group: ProcessGroup): void {
    this.#group.processes.remove(this.pid);
    group.processes.insert(this.pid, this);
    this.#group = group;
  }
}

type Owned = Session | ProcessGroup | Process | Thread;

/** The crate's statics, and the counting of references. */
export class Crate {
  readonly init: Process;
  #objects: Owned[] = [];

  constructor() {
    const session = this.track(new Session(1));
    const group = this.track(new ProcessGroup(1, session));
    this.init = this.track(new Process(this, 1, group, undefined));
  }

  track<Value extends Owned>(object: Value): Value {
    this.#objects.push(object);
    return object;
  }

  /** Frees whatever is reached by no strong reference from these handles or from init. O(objects). */
  collect(handles: Iterable<Owned>): void {
    const reached = new Set<Owned>();
    const waiting: Owned[] = [this.init, ...handles];
    for (let object = waiting.pop(); object !== undefined; object = waiting.pop()) {
      if (reached.has(object)) continue;
      reached.add(object);
      if (object instanceof Thread) waiting.push(object.process);
      if (object instanceof Process) waiting.push(object.group, ...object.children.values());
      if (object instanceof ProcessGroup) waiting.push(object.session);
    }
    for (const object of this.#objects) object.alive = reached.has(object);
    this.#objects = [...reached];
  }
}
