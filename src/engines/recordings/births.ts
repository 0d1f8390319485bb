// The threads and processes of a recording as they come: made by a call, by one that is in flight still, or there before.
import { INIT } from '../../contract/command.ts';
import type { Id } from '../../contract/command.ts';
import { hasFlag } from './arguments.ts';
import type { Cast, Member, RecordedThread } from './cast.ts';
import { startsAnew } from './cut-short.ts';
import type { Deed } from './deeds/deed.ts';
import { Descriptors } from './descriptors.ts';
import type { CallOf } from './deeds/deed-of-call.ts';
import type { Making } from './deeds/fork-deed.ts';
import { forkDeed, isMaking, makingOf, threadDeed } from './deeds/fork-deed.ts';
import type { Findings } from './findings.ts';
import { GuessedNamespaces } from './guessed-namespaces.ts';
import type { Call, LogEvent } from './log-event.ts';
import type { LookAhead } from './look-ahead.ts';
import { threadOf } from './look-ahead.ts';
import type { PidNamespace } from './namespaces.ts';
import { enteredNamespace, isInside, nameIn, namespaceOf, newNamespace } from './namespaces.ts';
import type { Order } from './order.ts';
import { childOf, WrongNumbers } from './wrong-numbers.ts';
import { FIRST_STAND_IN, isBelow, withInitRecorded, withNewcomer, withoutProcess } from './world.ts';

/** A child of a call that was cut short shows within so many lines. */
const LOST_LINES_MAX = 4096;

/** A thread of whose making nothing is known but the calls that may have made it, and the line on which it shows. */
interface Guess {
  readonly others: readonly CallOf[];
  readonly shownOn: number;
}

export class Births {
  readonly #cast: Cast;
  readonly #order: Order;
  readonly #findings: Findings;
  readonly #ahead: LookAhead;
  readonly #inFlight: ReadonlyMap<number, Call>;
  readonly #wrongNumbers: WrongNumbers;
  readonly #guessedNamespaces = new GuessedNamespaces(() => this.standIns());
  #nextStandIn = FIRST_STAND_IN;
  /** Whether processes were there before the recording; `undefined` before its first event. */
  #attached: boolean | undefined;
  /** The numbers that showed before the calls that made them returned. */
  readonly #shownEarly = new Map<Call, number>();
  /** Calls in a namespace whose child's number outside of it is not known yet. */
  #unnumbered: readonly CallOf[] = [];
  /** Calls without a result, since their callers were killed. */
  #lost: readonly CallOf[] = [];
  /** Processes that one of several calls has made. */
  readonly #guessed = new Set<number>();

  constructor(
    cast: Cast,
    order: Order,
    findings: Findings,
    ahead: LookAhead,
    inFlight: ReadonlyMap<number, Call>,
  ) {
    this.#cast = cast;
    this.#order = order;
    this.#findings = findings;
    this.#ahead = ahead;
    this.#inFlight = inFlight;
    this.#wrongNumbers = new WrongNumbers(cast, order, ahead);
  }

  get attached(): boolean {
    return this.#attached === true;
  }

  /** Three ids that stand for what is not known: the first of them. */
  standIns(): Id {
    const first = this.#nextStandIn;
    this.#nextStandIn += 3;
    return first;
  }

  /** A thread shows that is not known: a call in flight is making it, or it was there before. */
  meet(number: number, event: LogEvent): void {
    const isFirst = this.#attached === undefined;
    if (isFirst) this.#attached = number !== INIT && (!isProgramStart(event) || this.#lacksHead(number));
    if (number === INIT && !this.#cast.wasMember(INIT)) {
      this.#meetInit(event.at.line);
      return;
    }
    if ((!isFirst || this.attached) && this.#meetChild(number, event.at.line)) return;
    if (!isFirst && !this.attached) this.#meetUnmade(number, event);
    else this.#meetOld(number, event.at.line);
  }

  /**
   * Whether a log that begins with the execution of a program lacks its head all the same: a thread that no call makes goes on with
   * a call that no line shows it enter, or has been told of the first process.
   */
  #lacksHead(first: number): boolean {
    const made = new Set([first]);
    const coming = [...this.#ahead.coming()];
    for (const event of coming) {
      const child = event.kind === 'return' && isMaking(event.call) ? childOf(event.call) : undefined;
      if (child !== undefined) made.add(child);
    }
    return coming.some((event) => {
      if (event.kind !== 'return' || made.has(event.call.thread)) return false;
      const { name, result, entered } = event.call;
      const isTold = name.startsWith('wait') && result?.kind === 'value' && result.value === first;
      return isTold || entered.line === 0;
    });
  }

  #meetInit(line: number): void {
    // A log that begins with init is a kernel's from its start on: nobody ignores SIGCHLD yet, and nobody else adopts.
    if (!this.attached) this.#order.goOnWith(withInitRecorded);
    const member = oldMember(INIT);
    this.#cast.addMember({ ...member, newcomer: this.attached, inheritsSigchld: this.attached }, line);
  }

  /** A process is there of which nothing is known, but perhaps its parent. */
  #addNewcomer(pid: Id, parent?: Id): void {
    const standIns = this.standIns();
    this.#order.goOnWith((world) => {
      const { state } = world;
      const isPossible =
        parent === undefined || (state.processes.has(parent) && !isBelow(state, parent, pid));
      return isPossible ? withNewcomer(world, pid, standIns, parent) : undefined;
    });
  }

  /** @param parent Where that is known. */
  #meetOld(number: number, line: number, parent?: Id): void {
    this.#addNewcomer(number, parent);
    this.#cast.addMember(oldMember(number), line);
    this.#findings.process();
    this.#findings.old(number);
  }

  /** Whether a call in flight makes the thread; it is placed now. */
  #meetChild(number: number, line: number): boolean {
    for (const event of this.#ahead.coming()) {
      if (event.kind !== 'return' || !isMaking(event.call) || childOf(event.call) !== number) continue;
      if (event.call.entered.line < line) return this.#makeNow(event.call, number, event);
      if (this.#findings.showsEarly(number, line, event)) return this.#makeNow(event.call, number, event);
    }
    // The reader has read on further than is looked ahead.
    for (const call of this.#inFlight.values())
      if (
        call.returned !== undefined &&
        isMaking(call) &&
        childOf(call) === number &&
        !this.#order.isEarly(call)
      )
        return this.#makeNow(call, number, { at: call.returned, text: '', kind: 'return', call });
    const paired = this.#pairedInNamespaces([number]).find(
      (pair) => pair.number === number && pair.making.call.entered.line < line,
    )?.making;
    if (paired !== undefined) this.#placeEarly(paired.call, number);
    const [first, ...others] = this.#unnumbered;
    const inNamespace = paired ?? first;
    if (inNamespace !== undefined) {
      if (paired === undefined) this.#unnumbered = others;
      this.#register(inNamespace, number);
      return true;
    }
    return this.#makeOneOf(this.#callsWithoutResult(line), number, line);
  }

  /**
   * The calls whose results tell only numbers of their namespace, and the threads that they make: numbers are given in ascending
   * order, so each is paired with the thread of the same rank among those that show next.
   *
   * @param threads Those that are to be made, before those that are looked ahead for.
   * @param returned The calls before those that are looked ahead for.
   */
  #pairedInNamespaces(
    threads: readonly number[],
    ...returned: readonly CallOf[]
  ): readonly { readonly making: CallOf; readonly number: number | undefined }[] {
    const calls = [...returned];
    const shown = new Set(threads);
    const numbered = new Set<number>();
    for (const event of this.#ahead.coming()) {
      const thread = threadOf(event);
      if (thread !== undefined && this.#cast.thread(thread) === undefined) shown.add(thread);
      if (event.kind !== 'return' || !isMaking(event.call) || this.#order.isEarly(event.call)) continue;
      const member = this.#cast.thread(event.call.thread)?.member;
      const child = childOf(event.call);
      if (member === undefined || child === undefined) continue;
      if (isNumbered(event.call, member)) numbered.add(child);
      else calls.push({ call: event.call, member, text: event.text });
    }
    const numbers = [...shown].filter((one) => !numbered.has(one)).toSorted((one, other) => one - other);
    return calls.toSorted(byNumber).map((making, rank) => ({ making, number: numbers[rank] }));
  }

  /** A call has returned a number, perhaps of a namespace that was there before the recording. */
  noteNumbers(call: Call, member: Member): void {
    if (!this.attached) return;
    const maker = member.forkedBy === undefined ? undefined : this.#cast.thread(member.forkedBy)?.member;
    this.#guessedNamespaces.note(call, member, maker);
  }

  /** A call that succeeded and may mean another namespace for the caller's children. */
  noteNamespace(call: Call, member: Member): void {
    if (call.result?.kind !== 'value') return;
    const [first, second] = call.arguments;
    const around = namespaceOf(member);
    if (call.name === 'unshare' && hasFlag(first, 'CLONE_NEWPID'))
      member.childNamespace = newNamespace(around);
    if (call.name !== 'setns') return;
    if (hasFlag(second, 'CLONE_NEWPID') || (first ?? '').includes('<pid:['))
      member.childNamespace = enteredNamespace(around, this.#namespaceInside(around), this.standIns());
  }

  /** The only namespace inside of this one whose process 1 lives. */
  #namespaceInside(around: PidNamespace | undefined): PidNamespace | undefined {
    const found = new Set<PidNamespace>();
    for (const member of this.#cast.members()) {
      const namespace = namespaceOf(member);
      const isInit = namespace?.init === member.pid && member.ended === undefined;
      if (namespace !== undefined && namespace !== around && isInit && isInside(namespace, around))
        found.add(namespace);
    }
    const [only] = found;
    return found.size === 1 ? only : undefined;
  }

  /** The calls whose results the log does not show: as far as it is looked ahead, or at all, since their callers were killed. */
  #callsWithoutResult(line: number): readonly CallOf[] {
    const found = this.#lost.filter(({ call }) => call.entered.line < line);
    for (const call of this.#inFlight.values()) {
      const member = this.#cast.thread(call.thread)?.member;
      if (member === undefined || !isMaking(call) || this.#order.isEarly(call)) continue;
      const isUntold =
        call.returned === undefined ||
        (isCutShort(call) && !this.#startsAnew(call)) ||
        this.#isDoubtful(call, childOf(call));
      if (isUntold) found.push({ call, member, text: '' });
    }
    return found;
  }

  /** Whether a call ends without a result since it is made anew, as far as the log is looked ahead. */
  #startsAnew(call: Call): boolean {
    for (const event of this.#ahead.coming())
      if (event.kind === 'return' && event.call === call) return startsAnew(event.text);
    return false;
  }

  /** One of the calls has made the thread; which one, later lines may tell. */
  #makeOneOf(all: readonly CallOf[], number: number, line: number): boolean {
    const forks = all.filter(({ call }) => !makingOf(call).isThread);
    const [making, ...others] = forks.length > 0 ? forks : all;
    if (making === undefined) return false;
    if (others.length > 0) this.#guessed.add(number);
    else {
      if (!this.#lost.includes(making)) this.#placeEarly(making.call, number);
      this.#lost = this.#lost.filter((one) => one !== making);
    }
    this.#register(making, number, { others, shownOn: line });
    if (!makingOf(making.call).isThread && !this.#order.world.state.processes.has(number))
      this.#addNewcomer(number);
    this.#lost = this.#lost.filter(({ call }) => call.entered.line > line - LOST_LINES_MAX);
    return true;
  }

  #makeNow(call: Call, number: number, event: LogEvent): boolean {
    // The log does not show where it was entered.
    if (this.#cast.thread(call.thread) === undefined) this.#meetOld(call.thread, event.at.line);
    const member = this.#cast.thread(call.thread)?.member;
    if (member === undefined) return false;
    this.#placeEarly(call, number);
    this.#register({ call, member, text: event.text }, number);
    return true;
  }

  #placeEarly(call: Call, number: number): void {
    this.#order.addEarly(call);
    this.#shownEarly.set(call, number);
  }

  /** A thread has ended, perhaps inside of a call that makes another. */
  ended(thread: number, member: Member): void {
    const call = this.#inFlight.get(thread);
    if (call !== undefined && isMaking(call) && !this.#order.takeEarly(call))
      this.#lost = [...this.#lost, { call, member, text: '' }];
  }

  /** A call that makes a process or a thread has returned. */
  made(call: Call, member: Member, text: string): void {
    const making = { call, member, text };
    const child = childOf(call);
    const isUnnumbered = call.result?.kind === 'value' && !isNumbered(call, member);
    const shown = this.#shownEarly.get(call);
    this.#shownEarly.delete(call);
    if (this.#order.takeEarly(call)) {
      const isOther = shown !== undefined && child !== shown && !isUnnumbered && !isCutShort(call);
      if (isOther && !this.#isDoubtful(call, child)) this.#findings.madeOther(making, shown, undefined);
      return;
    }
    if (call.result?.kind === 'injected') return;
    if (isCutShort(call)) {
      if (!startsAnew(text)) this.#cutShort(making);
      return;
    }
    if (child !== undefined && this.#guessed.delete(child)) return;
    if (this.#isDoubtful(call, child)) this.#lost = [...this.#lost, making];
    else if (child === undefined) this.#wrongNumbers.failed(making);
    else if (isUnnumbered) this.#madeUnnumbered(making);
    else this.#register(making, child);
  }

  /** A call was cut short as its caller was killed: it has made the one thread to come that no other has made, or one that shows later. */
  #cutShort(making: CallOf): void {
    const child = this.#onlyUnmade(making.call);
    if (child === undefined) this.#lost = [...this.#lost, making];
    else this.#register(making, child);
  }

  /** The only thread that is still to show and that no call but this one makes, as far as the log is looked ahead. O(look-ahead · calls that make one). */
  #onlyUnmade(call: Call): number | undefined {
    if (this.attached || this.#lost.length > 0) return undefined;
    const makings = new Set([...this.#inFlight.values()].filter((other) => isMaking(other)));
    const shown = new Set<number>();
    const made = new Set<number>();
    for (const event of this.#ahead.coming()) {
      const thread = threadOf(event);
      if (thread !== undefined && this.#cast.thread(thread) === undefined) shown.add(thread);
      if (event.kind !== 'return' || event.call === call || !isMaking(event.call)) continue;
      makings.delete(event.call);
      const child = childOf(event.call);
      const member = this.#cast.thread(event.call.thread)?.member;
      const isTold = !isCutShort(event.call) && !this.#isDoubtful(event.call, child);
      if (!isTold || (member !== undefined && !isNumbered(event.call, member))) return undefined;
      if (child !== undefined) made.add(child);
    }
    const [unmade, ...others] = [...shown].filter((number) => !made.has(number));
    return makings.size === 0 && others.length === 0 ? unmade : undefined;
  }

  #madeUnnumbered(making: CallOf): void {
    const { number } = this.#pairedInNamespaces([], making).find((pair) => pair.making === making) ?? {};
    if (number === undefined) this.#unnumbered = [...this.#unnumbered, making];
    else this.#register(making, number);
  }

  /** Whether the caller was killed as the call returned, and nothing shows that the child is what strace takes for its number. */
  #isDoubtful(call: Call, child: number | undefined): boolean {
    const { thread } = call;
    let isKilled = false;
    let isOthers = false;
    let hasShown = false;
    for (const event of this.#ahead.coming()) {
      const number = threadOf(event);
      const isShown = number !== undefined && number === child && this.#cast.thread(child) === undefined;
      hasShown ||= isShown;
      const isAnother = event.kind === 'return' && event.call !== call && isMaking(event.call);
      isOthers ||= isAnother && child !== undefined && childOf(event.call) === child;
      if (number !== thread || isKilled || (event.kind === 'return' && event.call === call)) continue;
      if (event.kind !== 'end') return false;
      isKilled = true;
    }
    // Another call that returns the number, too, may have made what shows.
    return isKilled && (isOthers || !hasShown);
  }

  #register(made: CallOf, child: number, guess?: Guess): void {
    const { call, member: maker } = made;
    const making = makingOf(call);
    const line = call.returned?.line ?? call.entered.line;
    if (this.#isTaken(made, child)) {
      this.#wrongNumbers.failed(made);
      return;
    }
    this.noteNumbers(call, maker);
    const there = this.#cast.thread(child);
    if (there !== undefined) this.#wrongNumbers.failed(made);
    if (making.isThread) {
      this.#order.place(threadDeed(made, child));
      if (there === undefined) this.#cast.addThread(child, maker, call.entered.line, line);
      return;
    }
    if (call.entered.line === 0 && this.attached && there === undefined) {
      // It may have come some way before the recording began.
      // With CLONE_PARENT, which no line shows, it is a child of the caller’s parent; the C library’s fork has none.
      const isFork = call.name !== 'clone' || made.text.includes('child_tidptr=');
      this.#meetOld(child, line, isFork ? maker.pid : undefined);
      return;
    }
    const around = namespaceOf(maker);
    const namespace = making.inNewNamespace ? newNamespace(around) : (maker.childNamespace ?? around);
    const isInit = namespace !== undefined && namespace.init === undefined;
    const former = this.#cast.member(child);
    if (former === undefined || former.ended !== undefined) {
      this.#cast.addMember(childMember(child, call, maker, making, namespace), call.entered.line);
      this.#findings.process();
    }
    if (around !== undefined && call.result?.kind === 'value') nameIn(around, call.result.value, child);
    if (isInit) {
      namespace.init = child;
      nameIn(namespace, 1, child);
    }
    const deed = forkDeed(made, child, making, isInit);
    if (guess === undefined) {
      this.#order.place(deed);
      return;
    }
    const others = guess.others.map((other) => forkDeed(other, child, makingOf(other.call), false));
    this.#order.place(
      eitherOf([deed, ...others], guess.shownOn),
      () =>
        'processes show whose maker was killed before the log could tell of it: whose they are is not known',
    );
  }

  /**
   * Whether the number that a call returned is that of a thread which no call has made anew. Either of
   * the two calls that returned the number may have made another, if no line of it came before this one.
   */
  #isTaken(made: CallOf, number: number): boolean {
    const former = this.#cast.thread(number);
    if (former?.madeLine === undefined) return false;
    const { shownOn, madeLine } = former;
    const isFirst = number === former.member.pid;
    const isClear = shownOn !== undefined && shownOn <= made.call.entered.line;
    // A process’s number in use is for the specification to refuse.
    if (isClear && isFirst) return false;
    this.#findings.madeOther(made, undefined, madeLine);
    if (isClear) return true;
    this.#findings.unmade(former, undefined, made.call.returned?.line);
    if (isFirst && shownOn !== undefined) return true;
    this.#forgetThread(former, undefined);
    return false;
  }

  /** A thread shows that no call has made, in a log that has been there from the start. */
  #meetUnmade(number: number, event: LogEvent): void {
    const { line } = event.at;
    const maker = this.#wrongNumbers.makerOf(line);
    if (maker === undefined) {
      // No call of a kernel's own log from its start on can be missing.
      if (this.#order.world.initIsRecorded) this.#findings.appeared(number, event);
      else {
        this.#findings.missing(number, line);
        this.#attached = true;
      }
      this.#meetOld(number, line);
    } else if ('call' in maker) {
      this.#findings.madeOther(maker, number, line);
      if ((maker.call.returned?.line ?? 0) > line) this.#order.addEarly(maker.call);
      this.#register(maker, number);
    } else {
      this.#findings.unmade(maker, number, line);
      this.#renumber(maker, number, line);
    }
  }

  /** The thread that a call has made bears another number than it returned. */
  #renumber(thread: RecordedThread, number: number, line: number): void {
    const { member } = thread;
    this.#forgetThread(thread, number);
    if (thread.number !== member.pid) {
      this.#cast.addThread(number, member, line, thread.madeLine);
      return;
    }
    this.#cast.addMember({ ...member, pid: number, threads: new Set() }, line);
    if (!this.#order.world.state.processes.has(number)) this.#addNewcomer(number);
  }

  /** The thread bears another number, or never was. */
  #forgetThread({ number, member }: RecordedThread, other: number | undefined): void {
    this.#cast.endThread(number);
    // Init is there before anything is made.
    if (number !== member.pid || number === INIT) return;
    this.#cast.forget(number);
    this.#order.goOnWith((world) => withoutProcess(world, number, other));
  }
}

/** Whether the number that a call returned is one of the log's first column. */
function isNumbered({ result }: Call, member: Member): boolean {
  const tellsBoth = result?.kind === 'value' && result.inOuterNamespace !== undefined;
  return tellsBoth || namespaceOf(member) === undefined;
}

/** By the number of the child in one namespace; else by the line on which the call was entered. */
function byNumber(one: CallOf, other: CallOf): number {
  const [number, another] = [one.call.result, other.call.result];
  const isSame = namespaceOf(one.member) === namespaceOf(other.member);
  if (isSame && number?.kind === 'value' && another?.kind === 'value') return number.value - another.value;
  return one.call.entered.line - other.call.entered.line;
}

/** Whether a call ends without a result: its caller was killed. */
function isCutShort({ result }: Call): boolean {
  return result?.kind === 'none';
}

/** A deed that may be any of several, and was done before a line. */
function eitherOf(all: readonly [Deed, ...Deed[]], line: number): Deed {
  const [first] = all;
  return {
    ...first,
    entered: Math.min(...all.map(({ entered }) => entered)),
    left: line,
    perform: (world) => all.flatMap((deed) => deed.perform(world)),
  };
}

/** Whether a log begins with the program that the tracer has started. */
function isProgramStart(event: LogEvent): boolean {
  if (event.kind !== 'return') return false;
  const { name, result, entered } = event.call;
  const isWhole = entered.line === event.at.line;
  return isWhole && (name === 'execve' || name === 'execveat') && result?.kind === 'value';
}

function oldMember(pid: Id): Member {
  return {
    pid,
    namespace: undefined,
    childNamespace: undefined,
    threads: new Set(),
    threaded: false,
    newcomer: true,
    forkedBy: undefined,
    tellsBySigchld: true,
    joined: { entered: 0, left: 0 },
    ended: undefined,
    stopped: false,
    exit: undefined,
    inheritsSigchld: true,
    noChildWait: false,
    forkLine: undefined,
    bornTo: undefined,
    toldOn: undefined,
    childless: undefined,
    descriptors: new Descriptors(),
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
    ...oldMember(pid),
    newcomer: false,
    namespace,
    forkedBy: forParent ? undefined : call.thread,
    tellsBySigchld: forParent ? maker.tellsBySigchld : tellsBySigchld,
    joined: { entered, left: call.returned?.line ?? Infinity },
    inheritsSigchld: maker.inheritsSigchld,
    noChildWait: maker.noChildWait,
    forkLine: call.returned?.line ?? entered,
    bornTo: forParent ? undefined : maker.pid,
    descriptors: maker.descriptors.copied(),
  };
}
