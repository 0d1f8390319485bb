// The threads and processes of a recording, and the numbers by which they know each other: what follows from the log alone,
// whatever order its lines are explained in.
import type { Id } from '../../contract/command.ts';
import type { LineSpan } from './deeds/deed.ts';
import type { Descriptors } from './descriptors.ts';
import type { PidNamespace } from './namespaces.ts';
import { FIRST_STAND_IN } from './world.ts';

/** The interval of an end. */
interface SpanOfEnd extends LineSpan {
  /** A tracer has told of it. */
  readonly isTraced: boolean;
}

/** A process, as the log shows it. */
export interface Member {
  readonly pid: Id;
  /** See {@link namespaceOf}. */
  namespace: PidNamespace | undefined;
  /** The one that its children are born into, where that is another. */
  childNamespace: PidNamespace | undefined;
  readonly threads: Set<number>;
  /** Has had a second thread, so that nobody knows in which order it finds its children. */
  threaded: boolean;
  /** Was there before the recording. */
  readonly newcomer: boolean;
  /** The thread that forked it. */
  readonly forkedBy: number | undefined;
  /** Whether its end is told by SIGCHLD: of any that has executed a program, or has been adopted. */
  tellsBySigchld: boolean;
  /** The interval in which its present parent got it. */
  joined: LineSpan;
  /** The interval of its end; `undefined` while it lives. */
  ended: SpanOfEnd | undefined;
  /** Has stopped, so that a wait may tell of it. */
  stopped: boolean;
  /** Its call of exit_group. */
  exit: { readonly line: number; readonly code: number } | undefined;
  /** Whether its disposition of SIGCHLD comes from before the recording and was shown by no line. */
  inheritsSigchld: boolean;
  /** SA_NOCLDWAIT, which executing a program takes back. */
  noChildWait: boolean;
  /** The line of the call that forked it. */
  readonly forkLine: number | undefined;
  /** The parent that the call which forked it gave it; `undefined` for one from before the recording. */
  readonly bornTo: Id | undefined;
  /** The line on which a wait told of its end and freed it. */
  toldOn: number | undefined;
  readonly descriptors: Descriptors;
  /** The last line on which it asked for any child and was told that it has none. */
  childless: number | undefined;
}

/** A thread of a process. */
export interface RecordedThread {
  readonly number: number;
  readonly member: Member;
  /** Its last line so far. */
  line: number;
  /** The first line that was its own, if one was. */
  shownOn: number | undefined;
  /** The line of the call that made it; `undefined` where it was there before. */
  readonly madeLine: number | undefined;
  /** The tracer has ceased to follow it. */
  isDetached: boolean;
}

export class Cast {
  readonly #threads = new Map<number, RecordedThread>();
  readonly #members = new Map<Id, Member>();
  /** Every number that was a process's, and every one that a call made. */
  readonly #borne = new NumberSet();
  readonly #forked = new NumberSet();
  readonly #lost = new NumberSet();

  thread(number: number): RecordedThread | undefined {
    return this.#threads.get(number);
  }

  member(pid: Id): Member | undefined {
    return this.#members.get(pid);
  }

  members(): IterableIterator<Member> {
    return this.#members.values();
  }

  /** Whether a process of the recording has borne this number. */
  wasMember(pid: Id): boolean {
    return this.#borne.has(pid);
  }

  /** Whether a call of the recording has made a process of this number. */
  wasForked(pid: Id): boolean {
    return this.#forked.has(pid);
  }

  addMember(member: Member, line: number): void {
    this.#members.set(member.pid, member);
    this.#borne.add(member.pid);
    if (member.forkLine !== undefined) this.#forked.add(member.pid);
    this.addThread(member.pid, member, line, member.forkLine);
  }

  addThread(number: number, member: Member, line: number, madeLine: number | undefined): void {
    member.threads.add(number);
    if (member.threads.size > 1) member.threaded = true;
    this.#threads.set(number, { number, member, line, shownOn: undefined, madeLine, isDetached: false });
  }

  /** The threads that calls have made and that have not shown a line so far. */
  *silentThreads(): Generator<RecordedThread> {
    for (const thread of this.#threads.values())
      if (thread.shownOn === undefined && thread.madeLine !== undefined) yield thread;
  }

  /** The thread has ended. Returns whether it was its process's last one. */
  endThread(number: number): boolean {
    const thread = this.#threads.get(number);
    if (thread === undefined) return false;
    this.#threads.delete(number);
    thread.member.threads.delete(number);
    return thread.member.threads.size === 0;
  }

  /** Loses sight of a zombie: from now on nobody knows whether it is still there. */
  lose(pid: Id): void {
    this.#lost.add(pid);
  }

  /** Whether nobody knows if it is still there. */
  isLost(pid: Id): boolean {
    return this.#lost.has(pid);
  }

  /** Forgets a process that nobody can ask about any more. */
  forget(pid: Id): void {
    this.#members.delete(pid);
  }
}

/** A set of numbers: a bit each for those that Linux gives, 512 kB at most. */
class NumberSet {
  #bits = new Uint32Array(2048);
  readonly #large = new Set<number>();

  has(number: number): boolean {
    if (number >= FIRST_STAND_IN) return this.#large.has(number);
    return number > 0 && ((this.#bits[number >>> 5] ?? 0) & (1 << (number & 31))) !== 0;
  }

  add(number: number): void {
    if (number >= FIRST_STAND_IN) {
      this.#large.add(number);
      return;
    }
    const word = number >>> 5;
    if (word >= this.#bits.length) {
      const longer = new Uint32Array(Math.max(word + 1, 2 * this.#bits.length));
      longer.set(this.#bits);
      this.#bits = longer;
    }
    this.#bits[word] |= 1 << (number & 31);
  }
}
