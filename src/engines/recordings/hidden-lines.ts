// Notes which kinds of lines a log shows. It does not say what it hides: a kind of which it shows not one line may be hidden.
import type { Cast, Member, RecordedThread } from './cast.ts';
import { isMaking, makingOf } from './deeds/fork-deed.ts';
import type { WaitOutcome } from './deeds/wait-call.ts';
import { waitCallOf } from './deeds/wait-call.ts';
import type { HiddenKind } from './hidden-kinds.ts';
import type { Call, LogEvent } from './log-event.ts';
import { namespaceOf } from './namespaces.ts';

/** A line that would explain a result if the log hid it. */
export interface HiddenLine {
  readonly kind: HiddenKind;
  /** Whether the log shows lines of the kind after all, so that it would show this one; asked when the log has ended. */
  readonly isShown: () => boolean;
}

/** The reader's word on a log: that it hides nothing but perhaps all ends, or that it hides what children do. */
export type Hiding = 'nothing' | 'children' | undefined;

/** Numbers of processes that are made at the same time may stand in another order. */
const NUMBERS_APART = 256;

/** So many processes do not live and end without that one of them waits for another. */
const ENDS_MANY = 4;

/** Calls by whose success a kind shows. */
const SHOWN_BY: ReadonlyMap<string, HiddenKind> = new Map([
  ['setpgid', 'setpgid'],
  ['setsid', 'setsid'],
  ['prctl', 'subreaper'],
  ['rt_sigaction', 'sigchld'],
  ['sigaction', 'sigchld'],
  ['execve', 'execve'],
  ['execveat', 'execve'],
]);

function isTold(outcome: WaitOutcome): boolean {
  return outcome.kind === 'child' || outcome.kind === 'unsaid';
}

/** strace's class %process has none of these: who records them has named calls, or records all. */
const OF_GROUPS = ['setpgid', 'setsid', 'getpgid', 'getpgrp', 'getsid', 'getppid'];
const OF_MARKS = ['prctl', 'rt_sigaction', 'sigaction', 'ioctl'];

/** Calls that tell by being there that those of a kind were recorded, too: so many of these names. */
const RECORDED_WITH: Partial<
  Readonly<Record<HiddenKind, { readonly names: readonly string[]; readonly least: number }>>
> = {
  setpgid: { names: [...OF_GROUPS, ...OF_MARKS], least: 2 },
  setsid: { names: [...OF_GROUPS, ...OF_MARKS], least: 2 },
  subreaper: { names: OF_MARKS, least: 1 },
  sigchld: { names: OF_MARKS, least: 1 },
};

export class HiddenLines {
  readonly #cast: Cast;
  readonly #hiding: () => Hiding;
  readonly #isAttached: () => boolean;
  readonly #shown = new Set<HiddenKind>();
  /** Names of the calls that no class of strace's has for processes alone. */
  readonly #names = new Set<string>();
  /** Names of the waits that have told of a child. */
  readonly #waits = new Set<string>();
  /** Processes have shown that no call has made. */
  #appeared = false;
  /** Waits have told of the ends of processes that have shown no line. */
  #toldOfSilent = false;
  /** A process shows before the line of the call that makes it, though that is one line. */
  #showsEarly = false;
  /** Some call makes a process or a thread, and does not say which of the two. */
  #withoutFlags = false;
  /** Some call does not return, as exit_group. */
  #hasUnreturned = false;
  #ends = 0;
  #first: number | undefined;
  #severalShow = false;
  #childrenShow = false;
  /** Processes whose making no line shows, and the least and the highest number that a call has made. */
  #old = 0;
  #lowest = Infinity;
  #highest = 0;
  #isWrapped = false;

  /** @param isAttached Whether processes were there before the recording. */
  constructor(cast: Cast, hiding: () => Hiding, isAttached: () => boolean) {
    this.#cast = cast;
    this.#isAttached = isAttached;
    this.#hiding = hiding;
  }

  /** Notes what an event shows. */
  note(event: LogEvent): void {
    if (event.kind === 'end') {
      this.#shown.add('end');
      this.#ends += 1;
    } else if (event.kind === 'stop') this.#shown.add('stop');
    else if (event.kind === 'return') this.#noteCall(event.call, event.at.line);
  }

  /** Notes that a thread shows a line. */
  noteThread({ number, madeLine }: RecordedThread): void {
    this.#first ??= number;
    if (number === this.#first) return;
    this.#severalShow = true;
    this.#childrenShow ||= madeLine !== undefined;
  }

  #noteCall(call: Call, line: number): void {
    const { result, name } = call;
    if (call.entered.line < line) this.#shown.add('entry');
    if (result?.kind === 'none') this.#hasUnreturned = true;
    if (OF_GROUPS.includes(name) || OF_MARKS.includes(name)) this.#names.add(name);
    if (result?.kind !== 'value') return;
    const kind = SHOWN_BY.get(name);
    // strace -e raw and -e verbose=none write the place of an action, and not the action.
    const isUnsaid = kind === 'sigchld' && (call.arguments[1] ?? '').startsWith('0x');
    if (kind !== undefined && !isUnsaid) this.#shown.add(kind);
    if (!isMaking(call)) return;
    if (makingOf(call).isUnsaid) this.#withoutFlags = true;
    // Numbers are given in ascending order, and anew from the least one when the highest is reached.
    const number = result.inOuterNamespace ?? result.value;
    if (number + NUMBERS_APART < this.#highest) this.#isWrapped = true;
    this.#highest = Math.max(this.#highest, number);
    this.#lowest = Math.min(this.#lowest, number);
  }

  /** Notes what the result of a process's call shows. */
  noteResult(call: Call, caller: Member, line: number): void {
    const { result } = call;
    const isInside = result?.kind === 'value' && result.inOuterNamespace !== undefined;
    if (isInside && result.inOuterNamespace !== result.value && namespaceOf(caller) === undefined)
      this.#appeared = true;
    const said = call.name.startsWith('wait') ? waitCallOf(call, caller) : undefined;
    const { outcome } = said ?? {};
    if (said?.asked === -1 && outcome?.kind === 'refused' && outcome.errno === 'ECHILD')
      caller.childless = call.entered.line;
    if (said === undefined || outcome === undefined || !isTold(outcome)) return;
    this.#waits.add(call.name);
    this.#shown.add('wait');
    if (said.writesStatus || (outcome.kind === 'child' && outcome.told !== 'untold'))
      this.#shown.add('status');
    if (outcome.kind !== 'child') return;
    if (outcome.told !== 'ended' && (outcome.told !== 'untold' || said.forStops)) return;
    const member = this.#cast.member(outcome.pid);
    if (member !== undefined) member.toldOn = said.leavesIt ? member.toldOn : (member.toldOn ?? line);
    const child = this.#cast.thread(outcome.pid);
    this.#toldOfSilent ||= child !== undefined && child.shownOn === undefined;
  }

  /** Notes that a process shows which no call has made. */
  noteAppeared(): void {
    this.#appeared = true;
    this.#childrenShow = true;
  }

  /** Notes that a process shows before the line of the call that makes it. */
  noteEarly(): void {
    this.#showsEarly = true;
  }

  /** Whether every line is there. */
  get hidesNothing(): boolean {
    return this.#hiding() === 'nothing';
  }

  /** Notes that a process shows which was there before the recording, or was made by a call that the log hides. */
  noteOld(number: number): void {
    this.#old += 1;
    // Numbers are given in ascending order.
    if (number > this.#lowest) this.#appeared = true;
  }

  /** Whether the log has lines of a kind, or would have them if there had been such calls. */
  #isRecorded(kind: HiddenKind): boolean {
    if (this.#shown.has(kind)) return true;
    const evidence = RECORDED_WITH[kind];
    return (
      evidence !== undefined &&
      evidence.names.filter((name) => this.#names.has(name)).length >= evidence.least
    );
  }

  /** A line of a kind. */
  of(kind: HiddenKind): HiddenLine {
    return { kind, isShown: () => this.#isRecorded(kind) };
  }

  /** The lines that may be behind anything: there is more than the absence of their kind that says that they are hidden. */
  behindAll(): readonly HiddenLine[] {
    return [{ kind: 'fork', isShown: () => !this.#hidesForks() }, ...this.behindNumbers()];
  }

  /** Those of them that may be behind a number that two calls have returned. */
  behindNumbers(): readonly HiddenLine[] {
    return [
      { kind: 'flags', isShown: () => !this.#withoutFlags },
      { kind: 'entry', isShown: () => !this.#hidesEntries() },
      { kind: 'end', isShown: () => !this.hidesEnds() },
    ];
  }

  /** A wait that has freed a zombie: of one that another wait tells of later, there was none. */
  waitFor(zombie: Member | undefined): HiddenLine {
    return {
      kind: 'wait',
      isShown: () => zombie?.toldOn !== undefined || (this.#waits.has('wait4') && this.#waits.has('waitid')),
    };
  }

  /**
   * A subreaper that has adopted an orphan: not one that was told that it has no children while the orphan lived.
   *
   * @param parent Its parent, where that was about to end at a line.
   */
  ofSubreaper(
    subreaper: Member | undefined,
    orphan: Member,
    parent: Member | undefined,
    line: number,
  ): HiddenLine {
    const isFromBefore = this.#isAttached() && subreaper?.newcomer === true;
    const isOrphan = (): boolean => parent === undefined || (parent.ended?.entered ?? Infinity) < line;
    const isChildless = (): boolean => {
      const childless = subreaper?.childless ?? 0;
      return childless > orphan.joined.left && childless < (orphan.ended?.entered ?? Infinity);
    };
    return {
      kind: 'subreaper',
      isShown: () => (this.#isRecorded('subreaper') && !isFromBefore) || !isOrphan() || isChildless(),
    };
  }

  /**
   * A parent that ignored SIGCHLD when its children ended, so that they have left no zombies: not where a wait tells of one of them.
   * The log shows nothing of what it did before the recording.
   */
  ofIgnored(zombies: readonly Member[], parent: Member | undefined): HiddenLine {
    const isFromBefore = this.#isAttached() && parent?.inheritsSigchld === true;
    return {
      kind: 'sigchld',
      isShown: () =>
        (this.#isRecorded('sigchld') && !isFromBefore) || zombies.some(({ toldOn }) => toldOn !== undefined),
    };
  }

  /** A process of which a wait tells, or a question, that has left no zombie for all that the log shows: not one that a wait has freed. */
  ofFreed(member: Member | undefined, line: number): HiddenLine {
    const isTold = (member?.toldOn ?? Infinity) < line;
    return { kind: 'sigchld', isShown: () => isTold || this.#isRecorded('sigchld') };
  }

  /** Lines of a thread that has not shown one so far. */
  ofUnseen(thread: RecordedThread): HiddenLine {
    return { kind: 'children', isShown: () => thread.shownOn !== undefined || !this.#hidesChildren() };
  }

  /** The ends of processes that show no line after this one. */
  ofEnds(threads: readonly RecordedThread[], line: number): HiddenLine {
    const goesOn = ({ member, line: last }: RecordedThread): boolean =>
      last > line || (member.ended?.left ?? 0) > line;
    return { kind: 'gone', isShown: () => threads.length === 0 || threads.some(goesOn) };
  }

  /** Lines of processes that no call shows, either. */
  ofOthers(): HiddenLine {
    const isFollowed = (): boolean => this.#severalShow || !this.#hidesChildren();
    return { kind: 'children', isShown: () => !this.#isAttached() && isFollowed() };
  }

  /** A process outside that was given the number of one that is gone. */
  ofReuse(): readonly HiddenLine[] {
    return this.#isWrapped ? [{ kind: 'reuse', isShown: () => false }] : [];
  }

  /** Whether the log hides one of these lines, for all that it shows so far. */
  hidesAny(lines: readonly HiddenLine[]): boolean {
    const { hidesNothing } = this;
    return lines.some(({ kind, isShown }) => (kind === 'end' || !hidesNothing) && !isShown());
  }

  /** Processes show that no call has made, or several that were there before, and no call makes any. */
  #hidesForks(): boolean {
    return this.#appeared || (this.#old > 1 && this.#highest === 0);
  }

  /** No child that a call has made shows a line, though one has ended, or all others have. */
  #hidesChildren(): boolean {
    if (this.#hiding() === 'children') return true;
    if (this.#childrenShow) return false;
    if (this.#toldOfSilent) return true;
    const silent = new Set([...this.#cast.silentThreads()].map(({ number }) => number));
    return [...this.#cast.members()].every(
      ({ ended, threads }) => ended !== undefined || [...threads].every((number) => silent.has(number)),
    );
  }

  /** No call stands on two lines, though a child shows before the line of its call, or several processes show and end. */
  #hidesEntries(): boolean {
    if (this.#shown.has('entry')) return false;
    const areMany = this.#ends >= ENDS_MANY || (this.#ends > 0 && !this.#hasUnreturned);
    return this.#showsEarly || (this.#severalShow && areMany);
  }

  /** Processes have asked for their end, and no line shows one. */
  hidesEnds(): boolean {
    if (this.#shown.has('end')) return false;
    return [...this.#cast.members()].some(({ exit }) => exit !== undefined);
  }
}
