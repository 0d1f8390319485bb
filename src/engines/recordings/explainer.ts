// Takes the events of a recording one after the other: who it is about, which deed it is, and whether the world so far explains it.
import { INIT } from '../../contract/command.ts';
import type { Id } from '../../contract/command.ts';
import { idInUse } from '../../model/state.ts';
import type { Deed } from './deeds/deed.ts';
import type { Making } from './deeds/fork-deed.ts';
import { forkDeed, isMaking, makingOf } from './deeds/fork-deed.ts';
import { endDeed } from './deeds/life-deeds.ts';
import { deedOfCall, isNotCovered } from './call-deeds.ts';
import type { Member, PidNamespace } from './cast.ts';
import { Cast, nameIn, newNamespace } from './cast.ts';
import type { ExplainOptions } from './explain.ts';
import type { Explanation, ExplanationProgress } from './explanation.ts';
import { hasFlag, memberIn, numberIn } from './arguments.ts';
import { Findings } from './findings.ts';
import type { Call, LogEvent } from './log-event.ts';
import type { LookAhead } from './look-ahead.ts';
import { searchOrder } from './order-search.ts';
import { Settling } from './settling.ts';
import { SnapshotQueue } from './snapshot-queue.ts';
import type { World } from './world.ts';
import {
  FIRST_STAND_IN,
  firstWorld,
  withFreedOutside,
  withInitRecorded,
  withNewcomer,
  zombiesOutside,
} from './world.ts';

type Limits = ExplainOptions & { readonly lookAhead: number; readonly steps: number };

/** Events between sweeps of what nobody can ask about any more. */
const SWEEP_EVERY = 4096;

export class Explainer {
  readonly #ahead: LookAhead;
  readonly #limits: Limits;
  readonly #cast = new Cast();
  readonly #findings: Findings;
  readonly #settling: Settling;
  readonly #snapshots: SnapshotQueue;
  #world: World = firstWorld((number) => this.#cast.wasForked(number));
  #events = 0;
  #lastSeconds: number | undefined;
  #nextStandIn = FIRST_STAND_IN;
  /** Whether processes were there before the recording; `undefined` before its first event. */
  #attached: boolean | undefined;
  /** Calls that have been entered and have not returned. */
  readonly #inFlight = new Map<number, Call>();
  /** Calls and ends that were placed before their line. */
  readonly #early = new Set<Call | Member>();
  /** Forks in a namespace whose child's number outside of it is not known yet. */
  readonly #unnumbered: { readonly call: Call; readonly member: Member; readonly text: string }[] = [];
  /** Threads whose number their process has changed by executing a program. */
  readonly #takenOver = new Map<number, number>();

  constructor(ahead: LookAhead, limits: Limits) {
    this.#ahead = ahead;
    this.#limits = limits;
    this.#findings = new Findings();
    this.#settling = new Settling(limits.settled);
    this.#snapshots = new SnapshotQueue(limits.snapshots ?? []);
  }

  progress(): ExplanationProgress {
    return this.#findings.progress();
  }

  take(event: LogEvent): void {
    this.#events += 1;
    this.#findings.line(event.at.line);
    const { seconds } = event.at;
    if (seconds !== undefined) {
      this.#world = this.#snapshots.compareUntil(
        seconds,
        this.#lastSeconds,
        this.#busy(),
        this.#world,
        this.#cast,
        this.#findings,
      );
      this.#lastSeconds = seconds;
    }
    switch (event.kind) {
      case 'enter':
        this.#enter(event.call, event);
        break;
      case 'return':
        this.#return(event.call, event);
        break;
      case 'end':
        this.#end(event);
        break;
      case 'superseded':
        this.#cast.endThread(event.by);
        this.#takenOver.set(event.by, event.thread);
        break;
      case 'unreadable':
        this.#findings.unreadable(event.at.line, event.why);
        break;
      case 'signal':
      case 'stop':
        this.#threadOf(event.thread, event);
        break;
      case 'attach':
      case 'detach':
        break;
    }
    if (this.#events % SWEEP_EVERY === 0) this.#sweep();
  }

  finish(interrupted: boolean): Explanation {
    if (!interrupted && this.#lastSeconds !== undefined)
      this.#world = this.#snapshots.compareUntil(
        Infinity,
        this.#lastSeconds,
        this.#busy(),
        this.#world,
        this.#cast,
        this.#findings,
      );
    this.#settling.settleAll();
    const { lookAhead, steps } = this.#limits;
    return this.#findings.explanation({
      interrupted,
      limits: { lookAhead, steps },
      members: [...this.#cast.members()],
      snapshotsWithoutTime: this.#snapshots.remaining,
      attached: this.#attached === true,
    });
  }

  /** Whether something that a snapshot shows is under way. */
  #busy(): boolean {
    for (const call of this.#inFlight.values()) {
      if (this.#early.has(call)) continue;
      if (isMaking(call) || call.name === 'setpgid' || call.name === 'setsid') return true;
    }
    for (const { exit, ended } of this.#cast.members())
      if (exit !== undefined && ended === undefined) return true;
    return false;
  }

  #enter(call: Call, event: LogEvent): void {
    const member = this.#threadOf(call.thread, event);
    this.#inFlight.set(call.thread, call);
    if (call.name === 'exit_group' || call.name === 'exit') this.#noteExit(call, member);
  }

  #return(call: Call, event: LogEvent): void {
    const thread = this.#takenOver.get(call.thread) ?? call.thread;
    this.#takenOver.delete(call.thread);
    const member = this.#threadOf(thread, event);
    this.#inFlight.delete(call.thread);
    this.#findings.call(isNotCovered(call));
    if (isMaking(call)) {
      this.#make(call, member, event.text);
      return;
    }
    this.#note(call, member);
    if (this.#early.delete(call)) return;
    const deed = this.#deedOf(call, member, event.text);
    if (deed !== undefined) this.#place(deed);
  }

  /** What follows from a call alone, whenever it took effect. */
  #note(call: Call, member: Member): void {
    switch (call.name) {
      case 'exit_group':
      case 'exit':
        this.#noteExit(call, member);
        break;
      case 'unshare':
        if (call.result?.kind === 'value' && hasFlag(call.arguments[0], 'CLONE_NEWPID'))
          member.childNamespace = newNamespace();
        break;
      case 'setns':
        if (call.result?.kind === 'value' && hasFlag(call.arguments[1], 'CLONE_NEWPID'))
          member.childNamespace = newNamespace();
        break;
      case 'rt_sigaction': {
        const [signal, action] = call.arguments;
        if (signal !== 'SIGCHLD' || call.result?.kind !== 'value' || !action?.startsWith('{')) break;
        member.inheritsSigchld = false;
        member.noChildWait =
          hasFlag(memberIn(action, 'sa_flags'), 'SA_NOCLDWAIT') &&
          memberIn(action, 'sa_handler') !== 'SIG_IGN';
        break;
      }
      default:
        break;
    }
  }

  #noteExit(call: Call, member: Member): void {
    const code = numberIn(call.arguments[0])?.value ?? 0;
    if (call.name === 'exit_group' || member.threads.size === 1)
      member.exit ??= { line: call.entered.line, code: code & 0xff };
  }

  #deedOf(call: Call, member: Member, text: string): Deed | undefined {
    return deedOfCall(
      { call, member, text },
      { cast: this.#cast, standIns: () => this.#standIns(), attached: this.#attached === true },
    );
  }

  #standIns(): Id {
    const first = this.#nextStandIn;
    this.#nextStandIn += 3;
    return first;
  }

  #end(event: LogEvent & { readonly kind: 'end' }): void {
    const member = this.#threadOf(event.thread, event);
    const call = this.#inFlight.get(event.thread);
    if (call !== undefined) this.#inFlight.delete(event.thread);
    const entered = member.exit?.line ?? this.#previousLine;
    if (!this.#cast.endThread(event.thread)) return;
    member.ended = { entered, left: event.at.line };
    if (this.#early.delete(member)) return;
    this.#place(this.#endDeed(member, event, entered));
  }

  #endDeed(member: Member, { text, at, end }: LogEvent & { readonly kind: 'end' }, entered: number): Deed {
    const told =
      member.exit !== undefined && member.threaded && 'exitCode' in end
        ? { exitCode: member.exit.code }
        : end;
    return endDeed(member, { text, seconds: at.seconds, end: told, entered, left: at.line }, this.#cast);
  }

  /** The line of the thread before the present one. */
  #previousLine = 0;

  /** The process of a thread, which may show here for the first time. */
  #threadOf(number: number, event: LogEvent): Member {
    const { line } = event.at;
    let thread = this.#cast.thread(number);
    if (thread === undefined) {
      this.#meet(number, event);
      thread = this.#cast.thread(number);
    }
    if (thread === undefined) throw new Error(`thread ${number} was met and is not known`);
    this.#previousLine = thread.line;
    thread.line = line;
    thread.shown = true;
    return thread.member;
  }

  /** A thread shows that nobody has made so far: a call in flight is making it, or it was there before. */
  #meet(number: number, event: LogEvent): void {
    const isFirst = this.#attached === undefined;
    if (isFirst) {
      const isProgram =
        event.kind === 'return' &&
        event.call.name.startsWith('execve') &&
        event.call.result?.kind === 'value';
      this.#attached = !isProgram && number !== INIT;
    }
    if (number === INIT && !this.#cast.wasMember(INIT)) {
      const newcomer = this.#attached === true;
      // A log that begins with init is a kernel's from its start on: nobody ignores SIGCHLD yet, and nobody else adopts.
      if (!newcomer) this.#world = withInitRecorded(this.#world);
      this.#cast.addMember(
        { ...newMember(INIT, { line: 0, newcomer }), inheritsSigchld: newcomer },
        event.at.line,
      );
      return;
    }
    if (!isFirst && this.#meetChild(number, event)) return;
    if (!isFirst && this.#attached === false) this.#reportUnmade(number, event);
    else {
      this.#settling.settleAll();
      this.#world = withNewcomer(this.#world, number, this.#standIns());
      this.#findings.process();
    }
    const member = newMember(number, { line: 0, newcomer: true });
    this.#cast.addMember(member, event.at.line);
  }

  /** Whether a call in flight makes the thread; it is placed now. */
  #meetChild(number: number, { at }: LogEvent): boolean {
    for (let distance = 0; ; distance += 1) {
      const event = this.#ahead.ahead(distance);
      if (event === undefined) break;
      if (event.kind !== 'return' || !isMaking(event.call) || event.call.entered.line >= at.line) continue;
      if (childOf(event.call) !== number) continue;
      return this.#makeNow(event.call, number, event.text);
    }
    const inNamespace = this.#unnumbered.shift();
    if (inNamespace !== undefined) {
      this.#register(inNamespace.call, inNamespace.member, number, inNamespace.text);
      return true;
    }
    // Calls that return so late that nobody has looked that far: the only one, if there is one.
    const pending = [...this.#inFlight.values()].filter(
      (call) => isMaking(call) && !this.#early.has(call) && call.returned === undefined,
    );
    const [only] = pending;
    return only !== undefined && pending.length === 1 && this.#makeNow(only, number, '');
  }

  #makeNow(call: Call, number: number, text: string): boolean {
    const maker = this.#cast.thread(call.thread)?.member;
    if (maker === undefined) return false;
    this.#early.add(call);
    this.#register(call, maker, number, text);
    return true;
  }

  /** A call that makes a process or a thread has returned. */
  #make(call: Call, member: Member, text: string): void {
    if (this.#early.delete(call)) return;
    if (call.result?.kind !== 'value' || call.result.value <= 0) return;
    const child = childOf(call);
    const { namespace } = member;
    if (namespace !== undefined && call.result.inOuterNamespace === undefined) {
      this.#unnumbered.push({ call, member, text });
      return;
    }
    if (child !== undefined) this.#register(call, member, child, text);
  }

  #register(call: Call, maker: Member, child: number, text: string): void {
    const making = makingOf(call);
    const { line } = call.entered;
    if (making.isThread) {
      this.#cast.addThread(child, maker, line, call.returned?.line ?? line);
      return;
    }
    const namespace = making.inNewNamespace ? newNamespace() : (maker.childNamespace ?? maker.namespace);
    const isInit = namespace !== maker.namespace && namespace !== undefined && namespace.init === undefined;
    const former = this.#cast.member(child);
    if (former === undefined || former.ended !== undefined) {
      this.#cast.addMember(childMember(child, call, maker, making, namespace), line);
      this.#findings.process();
    }
    if (isInit) {
      namespace.init = child;
      nameIn(namespace, 1, child);
    } else if (namespace !== undefined && namespace === maker.namespace && call.result?.kind === 'value')
      nameIn(namespace, call.result.value, child);
    this.#place(forkDeed({ call, member: maker, text }, child, making, isInit));
  }

  /** A process shows that no call has made, in a log that has been there from the start. */
  #reportUnmade(number: number, event: LogEvent): void {
    const silent = this.#silentChild();
    this.#settling.settleAll();
    this.#findings.unmade(number, event, silent);
    if (silent === undefined) {
      this.#world = withNewcomer(this.#world, number, this.#standIns());
      return;
    }
    // The fork that returned another number made this one.
    const { state } = this.#world;
    const row = state.processes.get(silent.pid);
    const processes =
      row === undefined ? state.processes : state.processes.delete(silent.pid).set(number, row);
    this.#world =
      row === undefined
        ? withNewcomer(this.#world, number, this.#standIns())
        : { ...this.#world, state: { ...state, processes } };
    for (const thread of silent.threads) this.#cast.endThread(thread);
    this.#cast.forget(silent.pid);
  }

  /** The last process forked that has not shown a line and shows none as far as the log is looked ahead. */
  #silentChild(): Member | undefined {
    const silent = [...this.#cast.members()].filter(
      ({ shown, ended, newcomer }) => !shown && ended === undefined && !newcomer,
    );
    if (silent.length === 0) return undefined;
    const showing = new Set<number>();
    const made = new Set<number>();
    const show = (thread: number): void => {
      if (!made.has(thread)) showing.add(thread);
    };
    for (let distance = 0; ; distance += 1) {
      const event = this.#ahead.ahead(distance);
      if (event === undefined) break;
      if ('thread' in event) show(event.thread);
      else if ('call' in event) {
        show(event.call.thread);
        // A number that another call makes anew was never this one's.
        const child = event.kind === 'return' && isMaking(event.call) ? childOf(event.call) : undefined;
        if (child !== undefined) made.add(child);
      }
    }
    return silent.filter(({ pid }) => !showing.has(pid)).at(-1);
  }

  /** Gives the deed its place in the order: here, or where a search finds one. */
  #place(deed: Deed): void {
    const open = deed.leftOpen?.(this.#world);
    if (open !== undefined) this.#findings.open(open, deed);
    else if (deed.checked) this.#findings.checked();
    const [after] = deed.perform(this.#world);
    if (after !== undefined) {
      this.#settling.place({ deed, before: this.#world, after });
      this.#world = after;
      return;
    }
    if (this.#findOrder(deed)) return;
    const after2 = deed.forced(this.#world);
    this.#findings.unexplained(deed, this.#world);
    this.#settling.force({ deed, before: this.#world, after: after2 });
    this.#world = after2;
  }

  #findOrder(deed: Deed): boolean {
    const flights = this.#deedsInFlight(deed);
    const found = searchOrder(
      this.#settling.recent,
      this.#world,
      deed,
      flights.map(([one]) => one),
      this.#limits.steps,
    );
    const isBeyond = found.placed === undefined && !found.isWhole;
    this.#findings.searched(deed.left, found.steps, isBeyond);
    if (found.placed === undefined) return false;
    this.#settling.replace(found.replaces, found.placed);
    for (const { deed: placed } of found.placed) {
      const flight = flights.find(([one]) => one === placed);
      if (flight !== undefined) this.#early.add(flight[1]);
    }
    const last = found.placed.at(-1);
    if (last !== undefined) this.#world = last.after;
    for (const { deed: placed } of found.placed)
      if (flights.some(([one]) => one === placed) && placed.checked) this.#findings.checked();
    return true;
  }

  /** The deeds in flight at the line of a deed, as far as the log is looked ahead, with what they are of. */
  #deedsInFlight({ left }: Deed): readonly (readonly [Deed, Call | Member])[] {
    const flights: (readonly [Deed, Call | Member])[] = [];
    const active = new Set<number>();
    for (let distance = 0; ; distance += 1) {
      const event = this.#ahead.ahead(distance);
      if (event === undefined) break;
      if (event.kind === 'end') {
        const thread = this.#cast.thread(event.thread);
        if (thread === undefined || active.has(event.thread) || this.#early.has(thread.member)) continue;
        if (thread.member.threads.size > 1) continue;
        const entered = thread.member.exit?.line ?? thread.line;
        flights.push([this.#endDeed(thread.member, event, entered), thread.member]);
      } else if (event.kind === 'return') {
        const { call } = event;
        active.add(call.thread);
        const member = this.#cast.thread(call.thread)?.member;
        if (member === undefined || call.entered.line >= left || this.#early.has(call) || isMaking(call))
          continue;
        const deed = this.#deedOf(call, member, event.text);
        if (deed !== undefined) flights.push([deed, call]);
      }
    }
    return flights;
  }

  /** Forgets processes that are gone, and frees zombies that somebody outside has had the time to free. */
  #sweep(): void {
    const old = this.#findings.lines - this.#limits.lookAhead;
    const isOld = (pid: Id): boolean => (this.#cast.member(pid)?.ended?.left ?? 0) < old;
    const zombies = zombiesOutside(this.#world).filter(isOld);
    if (zombies.length > 0) this.#world = withFreedOutside(this.#world, zombies);
    const { state } = this.#world;
    for (const { pid, ended, namespace } of this.#cast.members()) {
      if (ended === undefined || ended.left >= old || state.processes.has(pid)) continue;
      this.#cast.forget(pid);
      if (namespace === undefined || idInUse(state, pid)) continue;
      const number = namespace.inner.get(pid);
      namespace.inner.delete(pid);
      if (number !== undefined && namespace.outer.get(number) === pid) namespace.outer.delete(number);
    }
  }
}

/** The number of the log's first column that a call's child has, where the log tells it. */
function childOf({ result }: Call): number | undefined {
  if (result?.kind !== 'value' || result.value <= 0) return undefined;
  return result.inOuterNamespace ?? result.value;
}

function newMember(
  pid: Id,
  { line, newcomer }: { readonly line: number; readonly newcomer: boolean },
): Member {
  return {
    pid,
    namespace: undefined,
    childNamespace: undefined,
    threads: new Set(),
    threaded: false,
    newcomer,
    forkedBy: undefined,
    tellsBySigchld: true,
    joined: { entered: line, left: line },
    ended: undefined,
    exit: undefined,
    inheritsSigchld: true,
    noChildWait: false,
    forkLine: undefined,
  };
}

function childMember(
  pid: Id,
  call: Call,
  maker: Member,
  { tellsBySigchld, forParent }: Making,
  namespace: PidNamespace | undefined,
): Member {
  const entered = call.entered.line;
  return {
    ...newMember(pid, { line: entered, newcomer: false }),
    namespace,
    forkedBy: forParent ? undefined : call.thread,
    tellsBySigchld,
    joined: { entered, left: call.returned?.line ?? Infinity },
    inheritsSigchld: maker.inheritsSigchld,
    noChildWait: maker.noChildWait,
    forkLine: call.returned?.line ?? entered,
  };
}
