// The job-control commands over packed states: refusals as bit sets, effects on bytes, nothing allocated. It says the same
// as rules.ts by Linux's choices, which is the specification; properties/exploration runs both on every state and every
// command. A command costs O(ids) where it sends no signal.
import type { Answer, Id } from '../../contract/command.ts';
import { INIT } from '../../contract/command.ts';
import type { JobControlCommand } from '../../contract/sets/job-control.ts';
import { amountOf, ASIDE, BEYOND, INSIDE } from '../bounded/bound.ts';
import type { SpaceBound } from '../bounded/bound.ts';
import type { Placement } from '../bounded/bounded-model.ts';
import { GROUP, has, labelsById, PARENT } from '../bounded/packed-model.ts';
import { EXECUTED, IGNORES_SIGCHLD, RANK, SUBREAPER } from '../posix/columns.ts';
import { NOTHING } from '../posix/packed-answers.ts';
import { orSelf } from '../posix/packed-processes.ts';
import {
  END_STATUSES,
  FOREGROUND,
  FOREGROUND_STALE,
  JOB_TERMINAL,
  LOST_FOREGROUND,
  SERVED_SESSION,
} from './columns.ts';
import type { JobControlAnswers } from './packed-answers.ts';
import { BLOCKED, jobControlAnswersWithin, STOPPED } from './packed-answers.ts';
import { JOB_CONTROL_OP as OP, PackedConditions } from './packed-conditions.ts';
import type { JobControlOp } from './packed-conditions.ts';
import { placeOfTerminal } from './packed-jobs.ts';
import { SENT } from './packed-signals.ts';
import { isOfChild } from './packed-waits.ts';
import { SIGNALS } from './signals.ts';

/** The place of signal 9 among the words for signals. */
const KILL = 1;
const KILLED = END_STATUSES.indexOf(SIGNALS.KILL);

type TerminalName = 'open_terminal' | 'set_controlling_terminal' | 'leave_terminal' | 'hang_up' | 'type';
type TerminalOp = (typeof OP)[TerminalName];

/** The job-control commands on bytes. */
export class JobControlModel extends PackedConditions {
  /** Whether waits that block are within the bound. */
  readonly #blocks: boolean;
  readonly #answers: JobControlAnswers;
  /** By caller, target and signal, the labels of kills of one process. */
  readonly #kills: number[];
  /** By pid, the labels of init's waits for one process. */
  readonly #waits: readonly number[];
  readonly #kept: Uint8Array;

  constructor(bound: SpaceBound, commands: readonly JobControlCommand[]) {
    super(bound, commands);
    this.#blocks = amountOf(bound, 'waits') > 0;
    this.#answers = jobControlAnswersWithin(bound.ids);
    const kills = [...commands.keys()].filter(
      (label) => commands[label].name === 'kill' && this.first[label] > 0,
    );
    this.#kills = [];
    for (const label of kills)
      this.#kills[this.#killKey(this.callers[label], this.first[label], this.second[label])] = label;
    this.#waits = labelsById(commands, (command) =>
      command.name === 'waitpid' &&
      command.process === INIT &&
      !(command.untraced || command.continued || command.block)
        ? Math.max(command.pid, 0)
        : 0,
    );
    this.#kept = new Uint8Array(this.cells.length);
  }

  expand(): void {
    const { refusals, placements, answers, idle } = this;
    for (let label = 0; label < refusals.length; label += 1) {
      const isIssuable = this.canBeIssued(label);
      const bits = isIssuable ? this.refusalsOf(label) : 0;
      refusals[label] = bits;
      placements[label] = isIssuable ? INSIDE : BEYOND;
      if (!isIssuable || bits !== 0) continue;
      const placement = this.#placementOf(label);
      placements[label] = placement;
      if (placement === BEYOND) continue;
      answers[label] = this.answer(label);
      idle[label] = this.#isIdle(label) ? 1 : 0;
    }
  }

  /** Places a command that can be issued and that no refusal applies to. With a race nobody issues it. */
  #placementOf(label: number): Placement {
    const op = this.ops[label];
    if (op === OP.waitpid && this.fourth[label] !== 0 && (!this.#blocks || this.callers[label] === INIT))
      return BEYOND;
    if (this.#isRacing(label)) return BEYOND;
    return op === OP.fork && this.lowestOnly && this.first[label] !== this.lowestFree() ? ASIDE : INSIDE;
  }

  /** Carries the command out to see: {@link next} is of no use afterwards. */
  #isRacing(label: number): boolean {
    const op = this.ops[label];
    if (!this.isUnsettled && op !== OP.type) return false;
    this.#carryOut(label);
    return this.isRaced(op === OP.exit || op === OP.kill);
  }

  /** Whether a command surely changes nothing: it only asks, or finds nothing to do. {@link expand} has noted its answer. */
  #isIdle(label: number): boolean {
    const first = this.first[label];
    // Whatever is done next, the news are gone then.
    if (this.hasNews) return false;
    switch (this.ops[label]) {
      case OP.waitpid:
        return this.answers[label] === this.#answers.pid[0];
      case OP.kill:
        if (this.second[label] !== KILL) return this.second[label] === 0;
        return first === INIT || !has(this.running, first);
      case OP.getpgid:
      case OP.getsid:
      case OP.getppid:
      case OP.tcgetpgrp:
      case OP.tcgetsid:
      case OP.open_dev_tty:
        return true;
      default:
        return false;
    }
  }

  apply(label: number): boolean {
    this.#carryOut(label);
    this.endInterrupted();
    return this.close();
  }

  /** The effect of a command, but for the ends of those that an interrupt meets. */
  #carryOut(label: number): void {
    this.begin();
    const { next } = this;
    const op = this.ops[label] as JobControlOp;
    const caller = this.callers[label];
    const first = this.first[label];
    const second = this.second[label];
    switch (op) {
      case OP.fork:
        this.forkChild(caller, first);
        next[JOB_TERMINAL + first] = next[JOB_TERMINAL + caller];
        return;
      case OP.setsid:
        this.enterNewSession(caller);
        next[JOB_TERMINAL + caller] = 0;
        return;
      case OP.setpgid:
        this.setpgid(orSelf(first, caller), second);
        return;
      case OP.execve:
        next[EXECUTED + caller] = 1;
        return;
      case OP.exit:
        this.end(caller, END_STATUSES.indexOf(first << 8));
        return;
      case OP.waitpid:
        this.#wait(label);
        return;
      case OP.set_subreaper:
        next[SUBREAPER + caller] = first;
        return;
      case OP.kill:
        this.#kill(caller, first, second);
        return;
      case OP.ignore_sigchld:
        next[IGNORES_SIGCHLD + caller] = first;
        return;
      case OP.getpgid:
      case OP.getsid:
      case OP.getppid:
      case OP.tcgetpgrp:
      case OP.tcgetsid:
      case OP.open_dev_tty:
        return;
      case OP.tcsetpgrp:
        if (this.isStoppedBy(label)) this.#stopGroup(caller, SENT.TTOU);
        else this.#setForeground(first, second);
        return;
      case OP.read_terminal:
        if (this.isStoppedBy(label)) this.#stopGroup(caller, SENT.TTIN);
        return;
      case OP.write_terminal:
        if (this.isStoppedBy(label)) this.#stopGroup(caller, SENT.TTOU);
        return;
      case OP.open_terminal:
      case OP.set_controlling_terminal:
      case OP.leave_terminal:
      case OP.hang_up:
      case OP.type:
        this.#changeTerminal(op, caller, first, second);
    }
  }

  #changeTerminal(op: TerminalOp, caller: Id, terminal: Id, option: number): void {
    const { next } = this;
    const served = next[SERVED_SESSION + placeOfTerminal(terminal)];
    switch (op) {
      case OP.open_terminal:
        if (
          option === 0 &&
          served === 0 &&
          next[JOB_TERMINAL + caller] === 0 &&
          this.sessionOf(caller) === caller
        )
          this.giveTerminal(caller, terminal);
        return;
      case OP.set_controlling_terminal:
        if (next[JOB_TERMINAL + caller] === terminal) return;
        this.freeTerminal(terminal);
        this.giveTerminal(caller, terminal);
        return;
      case OP.leave_terminal:
        if (served === caller) this.#leaveTerminal(terminal);
        else next[JOB_TERMINAL + caller] = 0;
        return;
      case OP.hang_up:
        if (served !== 0) this.#hangUp(served, terminal);
        return;
      case OP.type:
        this.signalAll(this.foregroundOf(terminal), option === 0 ? SENT.INT : SENT.TSTP);
    }
  }

  answer(label: number): Answer {
    const { cells } = this;
    const answers = this.#answers;
    const op = this.ops[label] as JobControlOp;
    const caller = this.callers[label];
    const first = this.first[label];
    switch (op) {
      case OP.fork:
        return answers.pid[first];
      case OP.setsid:
        return answers.sid[caller];
      case OP.getpgid:
        return answers.pgid[cells[GROUP + orSelf(first, caller)]];
      case OP.getsid:
        return answers.sid[this.sessionOf(orSelf(first, caller))];
      case OP.getppid:
        return answers.ppid[cells[PARENT + caller]];
      case OP.waitpid:
        return (
          answers.reports[this.reportAsked(label)] ?? (this.fourth[label] === 0 ? answers.pid[0] : BLOCKED)
        );
      case OP.tcgetpgrp:
        return answers.pgid[cells[FOREGROUND + placeOfTerminal(first)]];
      case OP.tcgetsid:
        return answers.sid[cells[SERVED_SESSION + placeOfTerminal(first)]];
      case OP.tcsetpgrp:
      case OP.read_terminal:
      case OP.write_terminal:
        return this.isStoppedBy(label) ? STOPPED : NOTHING;
      case OP.setpgid:
      case OP.execve:
      case OP.exit:
      case OP.set_subreaper:
      case OP.kill:
      case OP.ignore_sigchld:
      case OP.open_terminal:
      case OP.set_controlling_terminal:
      case OP.leave_terminal:
      case OP.open_dev_tty:
      case OP.hang_up:
      case OP.type:
        return NOTHING;
    }
  }

  stepHolds(label: number): boolean {
    return this.keepsSessions(this.ops[label] === OP.setsid ? this.callers[label] : 0);
  }

  /** The drain of drain.ts, as labels. The states on the way are run through, and the current one is put back. */
  drain(): readonly number[] {
    const labels: number[] = [];
    this.#kept.set(this.cells);
    while ((this.running & ~(1 << INIT)) !== 0 || !has(this.actors, INIT)) {
      const label = this.#killToDrain(labels);
      if (label < 0) break;
      labels.push(label);
      this.apply(label);
      this.advance();
    }
    if (this.running === 1 << INIT && has(this.actors, INIT)) this.#addWaits(labels);
    this.cells.set(this.#kept);
    this.survey();
    return labels;
  }

  /** Adds init's waits for its children, which have all ended. */
  #addWaits(labels: number[]): void {
    for (let rank = 1, rest = this.childrenOf(INIT); rank <= rest; rank += 1)
      for (let pid = INIT + 1; pid <= this.ids; pid += 1)
        if (this.cells[PARENT + pid] === INIT && this.cells[RANK + pid] === rank)
          labels.push(this.#waits[pid]);
  }

  /** The first signal in the drain's order that can be sent now and was not sent already; −1 where there is none. */
  #killToDrain(sent: readonly number[]): number {
    const alive = this.#alive();
    const actors = has(this.actors, INIT) ? [INIT] : alive.filter((pid) => has(this.actors, pid));
    for (const signal of [KILL, SENT.CONT, SENT.HUP])
      for (const target of signal === KILL ? alive : [...alive, INIT]) {
        const before = sent.some((label) => this.first[label] === target && this.second[label] === signal);
        if (before && signal !== KILL) continue;
        for (const actor of actors) {
          const label = this.#kills[this.#killKey(actor, target, signal)];
          if (!this.#isRacing(label)) return label;
        }
      }
    return -1;
  }

  /** Every process but init that has not ended: children of init first, each generation ascending. */
  #alive(): readonly Id[] {
    const alive: Id[] = [];
    let generation: readonly Id[] = [INIT];
    while (generation.length > 0) {
      const next: Id[] = [];
      for (const parent of generation)
        for (let pid = INIT; pid <= this.ids; pid += 1)
          if (this.cells[PARENT + pid] === parent) next.push(pid);
      alive.push(...next.filter((pid) => has(this.running, pid)));
      generation = next;
    }
    return alive;
  }

  #killKey(caller: Id, target: number, signal: number): number {
    return (signal * (this.ids + 1) + target) * (this.ids + 1) + caller;
  }

  #wait(label: number): void {
    const report = this.reportAsked(label);
    if (isOfChild(report)) this.fetch(report);
    else if (this.fourth[label] !== 0)
      this.startWait(this.callers[label], this.first[label], this.waitOptionsOf(label));
  }

  #kill(caller: Id, target: number, signal: number): void {
    if (signal === KILL) {
      if (target !== INIT && has(this.running, target)) this.end(target, KILLED);
    } else if (signal !== 0) this.signalAll(this.#membersMeant(caller, target), signal);
  }

  /** The processes that a target of kill means, as bits. */
  #membersMeant(caller: Id, target: number): number {
    if (target > 0) return 1 << target;
    return this.membersOf(target === 0 ? this.cells[GROUP + caller] : -target);
  }

  #stopGroup(caller: Id, signal: number): void {
    this.signalAll(this.membersOf(this.cells[GROUP + caller]), signal);
  }

  #setForeground(terminal: Id, group: Id): void {
    const at = placeOfTerminal(terminal);
    this.next[FOREGROUND + at] = group;
    this.next[FOREGROUND_STALE + at] = 0;
  }

  /** The leader of its session leaves a terminal, which loses it. */
  #leaveTerminal(terminal: Id): void {
    const foreground = this.foregroundOf(terminal);
    this.signalAll(foreground, SENT.HUP);
    this.signalAll(foreground, SENT.CONT);
    this.freeTerminal(terminal);
  }

  /** The leader alone is told; it remembers its foreground. */
  #hangUp(leader: Id, terminal: Id): void {
    const { next } = this;
    const at = placeOfTerminal(terminal);
    const foreground = next[FOREGROUND_STALE + at] === 0 ? next[FOREGROUND + at] : 0;
    this.freeTerminal(terminal);
    if (foreground !== 0) next[LOST_FOREGROUND + leader] = foreground;
    this.signalAll(1 << leader, SENT.HUP);
    this.signalAll(1 << leader, SENT.CONT);
  }
}
