// Takes the events of a recording one after the other: whose they are, and which deeds they make.
import { idInUse } from '../../model/state.ts';
import type { Id } from '../../contract/command.ts';
import { hasFlag, ignoresIn, isSigchld, memberIn, numberIn } from './arguments.ts';
import { Births } from './births.ts';
import { deedOfCall, isNotCovered } from './call-deeds.ts';
import type { Member } from './cast.ts';
import { Cast } from './cast.ts';
import { asDone, contradicted, startsAnew } from './cut-short.ts';
import type { Deed } from './deeds/deed.ts';
import { isMaking } from './deeds/fork-deed.ts';
import { endDeed } from './deeds/life-deeds.ts';
import { isStopOfTerminal, stopDeed } from './deeds/stop-deed.ts';
import { unfinishedDeed } from './deeds/unfinished-deed.ts';
import { changedBy } from './descriptors.ts';
import type { ExplainOptions } from './explain-options.ts';
import type { Explanation, ExplanationProgress } from './explanation.ts';
import { Findings } from './findings.ts';
import { HiddenBehind } from './hidden-behind.ts';
import { HiddenLines } from './hidden-lines.ts';
import type { Call, CallResult, LogEvent, LogMoment } from './log-event.ts';
import type { LookAhead } from './look-ahead.ts';
import { threadOf } from './look-ahead.ts';
import type { InFlight } from './order.ts';
import { namespacesAround, unnameIn } from './namespaces.ts';
import { Order } from './order.ts';
import type { PsSnapshot } from './ps-row.ts';
import type { Recorded } from './recorded.ts';
import { leavesOrderOfChildren } from './rules.ts';
import { SnapshotQueue } from './snapshot-queue.ts';
import { descriptorOf, provesTerminal } from './terminal-calls.ts';
import type { World } from './world.ts';
import { firstWorld, withFreedOutside, zombiesOutside } from './world.ts';

/** So late does strace come to see that a call has returned, when it has others to look after. */
const SEEN_WITHIN_SECONDS = 1;

/** The line of an end comes no more than so many lines after others have seen that end. */
const END_SHOWS_WITHIN = 32;

const KILLED_INSIDE =
  'processes were killed as a call of theirs returned: what strace shows as its result is then another one’s, and no recording shows the right one';

/** Signals that stop a process which does not handle them. */
const STOPPING = new Set(['SIGSTOP', 'SIGTSTP', 'SIGTTIN', 'SIGTTOU']);

type Limits = ExplainOptions & { readonly lookAhead: number; readonly steps: number };
type EndEvent = LogEvent & { readonly kind: 'end' };

/** Events between sweeps of what nobody can ask about any more. */
const SWEEP_EVERY = 4096;

/** Zombies that are somebody's outside may be there for ever, as where process 1 of a container frees none: so many are kept. */
const ZOMBIES_OUTSIDE_MAX = 1024;

export class Explainer {
  readonly #ahead: LookAhead;
  readonly #limits: Limits;
  readonly #cast = new Cast();
  readonly #hidden: HiddenLines;
  readonly #findings: Findings;
  readonly #order: Order;
  readonly #births: Births;
  readonly #recorded: Recorded;
  readonly #snapshots: SnapshotQueue;
  #events = 0;
  #lastSeconds: number | undefined;
  /** The last line, where that is a call with its return, and the world before it. */
  #lastCall: { readonly call: Call; readonly before: World } | undefined;
  /** The line before this one of the thread that this one is of. */
  #previousLine = 0;
  /** Calls that have been entered and have not returned. */
  readonly #inFlight = new Map<number, Call>();
  /** The worlds in which those of them were entered that are on two lines. */
  readonly #atEntry = new Map<Call, World>();
  /** Calls that were taken to succeed where no line as far as it is looked ahead shows how they return. */
  readonly #assumed = new Set<Call>();
  /** Threads whose number their process has changed by executing a program. */
  readonly #takenOver = new Map<number, number>();

  constructor(ahead: LookAhead, limits: Limits) {
    this.#ahead = ahead;
    this.#limits = limits;
    this.#hidden = new HiddenLines(
      this.#cast,
      limits.hiding ?? (() => undefined),
      () => this.#births.attached,
    );
    this.#findings = new Findings(this.#hidden, new HiddenBehind(this.#hidden, this.#cast));
    const world = firstWorld({
      wasForked: (number) => this.#cast.wasForked(number),
      wasMember: (number) => this.#cast.wasMember(number),
      mayBeUnseen: (number) => this.#births.attached && !this.#cast.wasForked(number),
    });
    const inFlight = (deed: Deed): readonly InFlight[] => this.#deedsInFlight(deed.left);
    this.#order = new Order(world, this.#findings, limits.steps, inFlight, limits.settled);
    this.#births = new Births(this.#cast, this.#order, this.#findings, ahead, this.#inFlight);
    const births = this.#births;
    this.#recorded = {
      cast: this.#cast,
      standIns: () => births.standIns(),
      get attached() {
        return births.attached;
      },
      hearsOfChildren: (pid) => this.#hearsOfChildren(pid),
      showsLater: (pid) => this.#showsLater(pid),
      provesLater: (call, member) => this.#provesLater(call, member),
      anyChildFirst: leavesOrderOfChildren(limits.profile),
    };
    this.#snapshots = new SnapshotQueue(limits.snapshots ?? [], this.#cast, this.#order, this.#findings);
  }

  progress(): ExplanationProgress {
    return this.#findings.progress();
  }

  take(event: LogEvent): void {
    this.#events += 1;
    this.#compareSnapshots(event.at.seconds, event);
    this.#findings.line(event.at.line);
    this.#hidden.note(event);
    const isOneLine = event.kind === 'return' && event.call.entered.line === event.at.line;
    this.#lastCall = isOneLine ? { call: event.call, before: this.#order.world } : undefined;
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
      case 'signal': {
        const member = this.#threadOf(event.thread, event);
        if (event.signal === 'SIGCHLD') member.inheritsSigchld = false;
        // The parent may be told of the stop before strace is.
        if (STOPPING.has(event.signal)) member.stopped = true;
        break;
      }
      case 'stop':
        this.#stop(event, event.thread, event.signal);
        break;
      case 'detach':
        this.#noteDetached(event.thread);
        break;
      case 'attach':
        break;
    }
    if (this.#events % SWEEP_EVERY === 0) this.#sweep();
  }

  finish(interrupted: boolean): Explanation {
    const members = [...this.#cast.members()];
    const running = members.filter(({ ended }) => ended === undefined).map(({ pid }) => pid);
    const isWhole = !interrupted && running.length === 0 && this.#lastSeconds !== undefined;
    // Nobody knows what those did that live when a log ends.
    if (isWhole) this.#compareSnapshots(Infinity);
    this.#order.settleAll();
    const { lookAhead, steps } = this.#limits;
    if (!interrupted) {
      this.#reportSilent(members);
      this.#reportEndless(members);
    }
    return this.#findings.explanation({
      interrupted,
      limits: { lookAhead, steps },
      running,
      snapshotsBeyond: this.#snapshots.remaining,
      hasTimes: this.#lastSeconds !== undefined,
      attached: this.#births.attached,
      hidesEnds: this.#hidden.hidesEnds(),
    });
  }

  /** Threads that calls have made and that never showed, where everybody else has ended: the log is cut off, or the calls made others. */
  #reportSilent(members: readonly Member[]): void {
    const silent = [...this.#cast.silentThreads()];
    const alive = members.filter(({ ended }) => ended === undefined);
    const others = alive.filter(({ threads }) =>
      [...threads].some((number) => !silent.some((one) => one.number === number)),
    );
    if (others.length === 0) this.#findings.neverShown(silent);
  }

  /** Processes that asked for their end long before the log ends, where all others have ended: the lines of their ends are missing. */
  #reportEndless(members: readonly Member[]): void {
    const alive = members.filter(({ ended }) => ended === undefined);
    if (this.#hidden.hidesEnds() || !alive.every(({ exit }) => exit !== undefined)) return;
    for (const { pid, exit } of alive)
      if (exit !== undefined && this.#findings.lines - exit.line > END_SHOWS_WITHIN)
        this.#findings.endless(pid, exit.line);
  }

  /** Compares the snapshots taken before an event, or before a moment. */
  #compareSnapshots(seconds: number | undefined, event?: LogEvent): void {
    if (seconds === undefined) return;
    this.#snapshots.compareUntil(
      seconds,
      this.#lastSeconds,
      () => this.#isBusy(),
      (snapshot) => (event === undefined ? [] : this.#worldsAround(snapshot, event)),
    );
    this.#lastSeconds = seconds;
  }

  /** Whether something that a snapshot shows is under way. */
  #isBusy(): boolean {
    for (const call of this.#inFlight.values()) {
      if (this.#order.isEarly(call)) continue;
      if (isMaking(call) || call.name === 'setpgid' || call.name === 'setsid') return true;
    }
    for (const { exit, ended } of this.#cast.members())
      if (exit !== undefined && ended === undefined) return true;
    return false;
  }

  /**
   * The worlds that may have been at a moment, though the log puts that before or behind them: the time of a line with a call is
   * that of its entry, and that of a return or an end is when strace came to see it.
   */
  *#worldsAround({ beganSeconds, endedSeconds }: PsSnapshot, event: LogEvent): Generator<World> {
    const { call, before } = this.#lastCall ?? {};
    const isJustNow = beganSeconds - (this.#lastSeconds ?? 0) < SEEN_WITHIN_SECONDS;
    if (before !== undefined && (isJustNow || call?.name.startsWith('wait') === true)) yield before;
    let all = this.#order.world;
    for (const { deed } of this.#deedsInFlight(event.at.line, event)) {
      if (deed.seconds === undefined || deed.seconds > endedSeconds + SEEN_WITHIN_SECONDS) return;
      const [alone] = deed.perform(this.#order.world);
      if (alone !== undefined) yield alone;
      all = deed.perform(all)[0] ?? all;
      yield all;
    }
  }

  #stop({ at, text }: LogEvent, number: number, signal: string): void {
    const isFirst = this.#cast.thread(number)?.shownOn === undefined;
    const member = this.#threadOf(number, { at, text, kind: 'stop', thread: number, signal });
    member.stopped = true;
    // The kernel asks for the group of the thread that takes the signal, and one from before may have stopped long ago.
    const isUntold = member.threads.size > 1 || (isFirst && member.newcomer);
    if (isStopOfTerminal(signal) && !isUntold)
      this.#order.place(stopDeed(member.pid, signal, this.#previousLine, at, text));
  }

  /** From here on the thread shows no line. */
  #noteDetached(number: number): void {
    const thread = this.#cast.thread(number);
    if (thread !== undefined) thread.isDetached = true;
  }

  #enter(call: Call, event: LogEvent): void {
    const member = this.#threadOf(call.thread, event);
    this.#inFlight.set(call.thread, call);
    if (!isMaking(call)) this.#atEntry.set(call, this.#order.world);
    this.#noteExit(call, member);
  }

  #return(call: Call, event: LogEvent): void {
    const number = this.#takenOver.get(call.thread) ?? call.thread;
    this.#takenOver.delete(call.thread);
    const member = this.#threadOf(number, event);
    this.#inFlight.delete(call.thread);
    const atEntry = this.#atEntry.get(call);
    this.#atEntry.delete(call);
    this.#findings.call(isNotCovered(call));
    this.#births.noteNumbers(call, member);
    if (call.result?.kind === 'injected') this.#findings.injected(event.at.line);
    if (isMaking(call)) {
      this.#births.made(call, member, event.text);
      return;
    }
    this.#placeResult(call, number, member, event, atEntry);
    member.descriptors.note(call);
  }

  #placeResult(
    call: Call,
    number: number,
    member: Member,
    event: LogEvent,
    atEntry: World | undefined,
  ): void {
    this.#noteExit(call, member);
    this.#hidden.noteResult(call, member, event.at.line);
    this.#births.noteNamespace(call, member);
    noteDisposition(call, member);
    const assumed = this.#assumed.delete(call) ? asDone(call, member, event.at) : undefined;
    const isEarly = this.#order.takeEarly(call);
    const isOther = isEarly && assumed !== undefined && !hasResult(call, assumed.result);
    const hasNone = isUnfinished(call, event.text);
    if (isEarly && (!isOther || hasNone)) return;
    if (hasNone) {
      this.#placeUnfinished(call, member, event);
      return;
    }
    const told = this.#deedOf(call, member, event.text);
    const deed = isOther && told !== undefined ? contradicted(told) : told;
    if (deed === undefined) {
      this.#placeFailed(call, number, member, event);
      return;
    }
    const isKilled = this.#isKilledNext(number, member, event);
    const otherwise = isKilled ? this.#unfinished(call, member, event.at, event.text)?.perform : undefined;
    const placed = { ...deed, atEntry, ...(otherwise === undefined ? {} : { otherwise }) };
    this.#order.place(placed, () => (isKilled ? KILLED_INSIDE : undefined));
    if (deed.showsChildren === true) member.inheritsSigchld = false;
  }

  /** A call that does nothing where it fails: it may have succeeded all the same, where its caller was killed as it returned. */
  #placeFailed(call: Call, number: number, member: Member, event: LogEvent): void {
    if (call.result?.kind !== 'error' || asDone(call, member, event.at) === undefined) return;
    if (this.#isKilledNext(number, member, event)) this.#placeUnfinished(call, member, event);
  }

  /** A call in which its caller was killed. */
  #placeUnfinished(call: Call, member: Member, { at, text }: LogEvent): void {
    if (this.#order.takeEarly(call)) return;
    const deed = this.#unfinished(call, member, at, text);
    if (deed !== undefined) this.#order.place(deed);
  }

  #unfinished(call: Call, member: Member, ended: LogMoment, text: string): Deed | undefined {
    return unfinishedDeed({ call, member, text }, ended, this.#recorded, deedOfCall);
  }

  #noteExit(call: Call, member: Member): void {
    if (!isExit(call) || (call.name === 'exit' && member.threads.size > 1)) return;
    member.exit ??= { line: call.entered.line, code: (numberIn(call.arguments[0])?.value ?? 0) & 0xff };
  }

  #deedOf(call: Call, member: Member, text: string): Deed | undefined {
    return deedOfCall({ call, member, text }, this.#recorded);
  }

  /** Whether a thread does nothing more after an event, since SIGKILL or the exit of another thread of its process ends it there. */
  #isKilledNext(thread: number, { threaded }: Member, { at }: LogEvent): boolean {
    const next = this.#ahead.nextOf(thread);
    if (next?.kind !== 'end') return false;
    const isLater = (next.at.seconds ?? 0) - (at.seconds ?? 0) > SEEN_WITHIN_SECONDS;
    return !isLater && (threaded || ('signal' in next.end && next.end.signal === 'SIGKILL'));
  }

  /** Whether a signal that tells of a child comes to a process, as far as the log is looked ahead. */
  #hearsOfChildren(pid: Id): boolean {
    for (const event of this.#ahead.coming()) {
      const thread = threadOf(event);
      if (thread === undefined || this.#cast.thread(thread)?.member.pid !== pid) continue;
      if (event.kind === 'signal' && event.signal === 'SIGCHLD') return true;
      if (event.kind === 'return' && setsSigchld(event.call)) return false;
    }
    return false;
  }

  #provesLater({ arguments: given, returned }: Call, { threads }: Member): boolean {
    const descriptor = numberIn(given[0])?.value;
    for (const event of this.#ahead.coming()) {
      const isOther = event.kind !== 'return' || !threads.has(event.call.thread);
      if (isOther || event.at.line <= (returned?.line ?? Infinity)) continue;
      const changed = changedBy(event.call);
      if (changed === 'all' || (changed !== undefined && changed === descriptor)) return false;
      if (descriptorOf(event.call) === descriptor && provesTerminal(event.call)) return true;
    }
    return false;
  }

  #showsLater(pid: Id): boolean {
    const member = this.#cast.member(pid);
    return (
      member !== undefined && [...member.threads].some((thread) => this.#ahead.nextOf(thread) !== undefined)
    );
  }

  #end(event: EndEvent): void {
    const member = this.#threadOf(event.thread, event);
    this.#births.ended(event.thread, member);
    const call = this.#inFlight.get(event.thread);
    this.#inFlight.delete(event.thread);
    if (call !== undefined) {
      this.#atEntry.delete(call);
      this.#placeUnfinished(call, member, event);
    }
    const entered = member.exit?.line ?? this.#previousLine;
    if (!this.#cast.endThread(event.thread)) return;
    member.ended = { entered, left: event.at.line, isTraced: event.isTraced === true };
    if (!this.#order.takeEarly(member)) this.#order.place(this.#endDeed(member, event, entered));
  }

  #endDeed(member: Member, { text, at, end, isTraced = false }: EndEvent, entered: number): Deed {
    // All threads end as the call of one of them says.
    const told =
      member.exit !== undefined && member.threaded && 'exitCode' in end
        ? { exitCode: member.exit.code }
        : end;
    const { line: left, seconds } = at;
    return endDeed(member, { text, seconds, end: told, entered, left, isTraced }, this.#cast);
  }

  /** The process of a thread, which may show here for the first time. */
  #threadOf(number: number, event: LogEvent): Member {
    if (this.#cast.thread(number) === undefined) this.#births.meet(number, event);
    const thread = this.#cast.thread(number);
    if (thread === undefined) throw new Error(`thread ${number} was met and is not known`);
    this.#previousLine = thread.line;
    thread.line = event.at.line;
    thread.shownOn ??= event.at.line;
    this.#hidden.noteThread(thread);
    return thread.member;
  }

  /** The deeds in flight at a line, as far as the log is looked ahead; that of the event of this line, too, where it is given. */
  #deedsInFlight(left: number, current?: LogEvent): readonly InFlight[] {
    const flights: InFlight[] = [];
    const active = new Set<number>();
    let lastLine = left;
    for (let distance = current === undefined ? 0 : -1; ; distance += 1) {
      const event = distance < 0 ? current : this.#ahead.ahead(distance);
      if (event === undefined) return [...flights, ...this.#cutShort(active, lastLine)];
      lastLine = event.at.line;
      if (event.kind === 'end') {
        const thread = this.#cast.thread(event.thread);
        if (thread === undefined || active.has(event.thread) || this.#order.isEarly(thread.member)) continue;
        if (thread.member.threads.size > 1) continue;
        active.add(event.thread);
        const entered = thread.member.exit?.line ?? thread.line;
        flights.push({ deed: this.#endDeed(thread.member, event, entered), of: thread.member });
        const call = this.#inFlight.get(event.thread);
        if (call !== undefined) flights.push(...this.#flightOf(call, left, event));
      } else if (event.kind === 'return') {
        const { call } = event;
        // The end of the process comes on the next line of it.
        if (isExit(call) && call.entered.line < left) continue;
        active.add(call.thread);
        flights.push(...this.#flightOf(call, left, event));
      }
    }
  }

  /** A call that is in flight at a line, and ends with an event: what it does, or may do. */
  #flightOf(call: Call, left: number, { at, text }: LogEvent): readonly InFlight[] {
    const member = this.#cast.thread(call.thread)?.member;
    const isInFlight = call.entered.line < left && !this.#order.isEarly(call) && !isMaking(call);
    if (!isInFlight || member === undefined) return [];
    const deed = isUnfinished(call, text)
      ? this.#unfinished(call, member, at, text)
      : this.#deedOf(call, member, text);
    if (deed === undefined) return [];
    this.#assumed.delete(call);
    return [{ deed, of: call }];
  }

  /** The deeds in flight where the log ends, or where it is looked ahead no further: none of the threads that are done before. */
  #cutShort(done: ReadonlySet<number>, lastLine: number): readonly InFlight[] {
    const flights: InFlight[] = [];
    for (const [thread, call] of this.#inFlight) {
      const member = this.#cast.thread(thread)?.member;
      if (done.has(thread) || member === undefined || this.#order.isEarly(call)) continue;
      const ended = { line: lastLine, seconds: undefined };
      const asIfDone = asDone(call, member, ended);
      const deed =
        asIfDone === undefined
          ? this.#unfinished(call, member, ended, '')
          : this.#deedOf(asIfDone, member, '');
      if (deed === undefined) continue;
      if (asIfDone !== undefined) this.#assumed.add(call);
      flights.push({ deed: { ...deed, checked: false }, of: call });
    }
    if (!this.#ahead.isWhole || lastLine - this.#findings.lines > END_SHOWS_WITHIN) return flights;
    for (const member of this.#cast.members()) {
      const { pid, exit, ended } = member;
      if (exit === undefined || ended !== undefined || done.has(pid) || this.#order.isEarly(member)) continue;
      const end = { exitCode: exit.code };
      const at = { line: lastLine, seconds: undefined };
      const deed = this.#endDeed(member, { kind: 'end', thread: pid, text: '', at, end }, exit.line);
      flights.push({ deed, of: member });
    }
    return flights;
  }

  /** Forgets processes that are gone, and the oldest of many zombies that somebody outside may have freed. */
  #sweep(): void {
    const old = this.#findings.lines - this.#limits.lookAhead;
    const endOf = (pid: Id): number => this.#cast.member(pid)?.ended?.left ?? 0;
    const zombies = zombiesOutside(this.#order.world).toSorted((one, other) => endOf(other) - endOf(one));
    const freed = zombies.slice(ZOMBIES_OUTSIDE_MAX).filter((pid) => endOf(pid) < old);
    if (freed.length > 0) {
      this.#order.goOnWith((world) => withFreedOutside(world, freed));
      for (const pid of freed) this.#cast.lose(pid);
    }
    const { state } = this.#order.world;
    for (const member of this.#cast.members()) {
      const { pid, ended } = member;
      if (ended === undefined || ended.left >= old || state.processes.has(pid)) continue;
      this.#cast.forget(pid);
      if (!idInUse(state, pid)) for (const namespace of namespacesAround(member)) unnameIn(namespace, pid);
    }
  }
}

function hasResult({ result }: Call, other: CallResult | undefined): boolean {
  return JSON.stringify(result) === JSON.stringify(other);
}

function isExit({ name }: Call): boolean {
  return name === 'exit_group' || name === 'exit';
}

/** Whether a call has succeeded and set a disposition of SIGCHLD. */
function setsSigchld({ name, arguments: [signal, action = ''], result }: Call): boolean {
  return name === 'rt_sigaction' && isSigchld(signal) && action.startsWith('{') && result?.kind === 'value';
}

/** Whether a call has no result, since its caller was killed in it: one that starts anew is another line. */
function isUnfinished({ result }: Call, text: string): boolean {
  return result === undefined || (result.kind === 'none' && !startsAnew(text));
}

/** Notes what a call that succeeded means for a process's SIGCHLD, whenever it took effect. */
function noteDisposition(call: Call, member: Member): void {
  const [, action] = call.arguments;
  if (!setsSigchld(call)) return;
  member.inheritsSigchld = false;
  const ignores = ignoresIn(action);
  member.noChildWait = !ignores && hasFlag(memberIn(action, 'sa_flags'), 'SA_NOCLDWAIT');
}
