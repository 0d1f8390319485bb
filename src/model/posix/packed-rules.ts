// The POSIX commands over packed states: refusals as bit sets, effects on bytes. It says the same as rules.ts by Linux's
// choices, which is the specification; properties/exploration runs both on every state and every command.
import type { Answer, Id } from '../../contract/command.ts';
import { INIT } from '../../contract/command.ts';
import { POSIX_VOCABULARY } from '../../contract/sets/posix.ts';
import type { PosixCommand } from '../../contract/sets/posix.ts';
import { ASIDE, BEYOND, INSIDE } from '../bounded/bound.ts';
import type { SpaceBound } from '../bounded/bound.ts';
import type { Placement } from '../bounded/bounded-model.ts';
import { DEAD } from '../bounded/columns.ts';
import {
  argumentAt,
  GROUP,
  has,
  labelsById,
  PARENT,
  refusalBits,
  STATUS,
  unless,
  when,
} from '../bounded/packed-model.ts';
import {
  EXECUTED,
  IGNORES_SIGCHLD,
  POSIX_COLUMNS,
  RANK,
  SUBREAPER,
  WAIT_STATUS,
  WAIT_STATUSES,
} from './columns.ts';
import { answersWithin, NOTHING } from './packed-answers.ts';
import type { Answers } from './packed-answers.ts';
import { orSelf, PackedProcesses } from './packed-processes.ts';
import { posixRules } from './rules.ts';

type Name = PosixCommand['name'];

const BIT = refusalBits(posixRules('linux'));

/** The POSIX commands on bytes. */
export class PosixModel extends PackedProcesses {
  readonly #names: readonly Name[];
  readonly #caller: Uint8Array;
  /** By label, the arguments after the caller; they may be negative. */
  readonly #first: Int16Array;
  readonly #second: Int16Array;
  readonly #answers: Answers;
  readonly #exits: readonly number[];
  readonly #waits: readonly number[];
  readonly #kept: Uint8Array;

  constructor(bound: SpaceBound, commands: readonly PosixCommand[]) {
    super(POSIX_COLUMNS, bound, commands);
    this.#names = commands.map(({ name }) => name);
    this.#caller = Uint8Array.from(commands, (command) => argumentAt(POSIX_VOCABULARY, command, 0));
    this.#first = Int16Array.from(commands, (command) => argumentAt(POSIX_VOCABULARY, command, 1));
    this.#second = Int16Array.from(commands, (command) => argumentAt(POSIX_VOCABULARY, command, 2));
    this.#answers = answersWithin(bound.ids);
    this.#exits = labelsById(commands, (command) =>
      command.name === 'exit' && command.code === 0 ? command.process : 0,
    );
    this.#waits = labelsById(commands, (command) =>
      command.name === 'waitpid' && command.process === INIT ? Math.max(command.pid, 0) : 0,
    );
    this.#kept = new Uint8Array(this.cells.length);
  }

  expand(): void {
    const { refusals, placements } = this;
    for (let label = 0; label < refusals.length; label += 1) {
      const isIssuable = has(this.running, this.#caller[label]) && !this.#isExitOfInit(label);
      const bits = isIssuable ? this.#refusalsOf(label) : 0;
      refusals[label] = bits;
      placements[label] = isIssuable ? this.#placementOf(label) : BEYOND;
      if (!isIssuable || bits !== 0) continue;
      this.answers[label] = this.answer(label);
      this.idle[label] = this.#isIdle(label) ? 1 : 0;
    }
  }

  #isExitOfInit(label: number): boolean {
    return this.#caller[label] === INIT && this.#names[label] === 'exit';
  }

  /** The refusals that apply to a command now, which its caller can issue. */
  #refusalsOf(label: number): number {
    const name = this.#names[label];
    const caller = this.#caller[label];
    const first = this.#first[label];
    switch (name) {
      case 'fork':
        return when(this.inUse, first, BIT.fork['id-in-use']);
      case 'setsid':
        return when(this.groups, caller, BIT.setsid['group-id-in-use']);
      case 'setpgid':
        return this.setpgidRefusals(caller, first, this.#second[label]);
      case 'getpgid':
        return unless(this.processes(), orSelf(first, caller), BIT.getpgid['no-such-process']);
      case 'getsid':
        return unless(this.processes(), orSelf(first, caller), BIT.getsid['no-such-process']);
      case 'waitpid':
        return this.#childrenAskedFor(caller, first) === 0 ? BIT.waitpid['no-such-child'] : 0;
      case 'kill':
        return this.isAnyoneThere(caller, first) ? 0 : BIT.kill['nobody-there'];
      case 'getppid':
      case 'execve':
      case 'exit':
      case 'set_subreaper':
      case 'ignore_sigchld':
        return 0;
    }
  }

  #placementOf(label: number): Placement {
    if (!this.lowestOnly || this.#names[label] !== 'fork') return INSIDE;
    return this.#first[label] === this.lowestFree() ? INSIDE : ASIDE;
  }

  apply(label: number): boolean {
    const { cells, next } = this;
    const name = this.#names[label];
    const caller = this.#caller[label];
    const first = this.#first[label];
    next.set(cells);
    switch (name) {
      case 'fork':
        this.forkChild(caller, first);
        return true;
      case 'setsid':
        this.enterNewSession(caller);
        return true;
      case 'setpgid':
        return this.setpgid(orSelf(first, caller), this.#second[label]);
      case 'getpgid':
      case 'getsid':
      case 'getppid':
        return false;
      case 'execve':
        next[EXECUTED + caller] = 1;
        return cells[EXECUTED + caller] === 0;
      case 'exit':
        this.#end(caller, WAIT_STATUSES.indexOf(first << 8));
        return true;
      case 'waitpid':
        return this.#wait(this.#zombieFor(caller, first));
      case 'set_subreaper':
        next[SUBREAPER + caller] = first;
        return cells[SUBREAPER + caller] !== first;
      case 'kill':
        if (this.#isIdle(label)) return false;
        this.#end(first, WAIT_STATUSES.indexOf(9));
        return true;
      case 'ignore_sigchld':
        next[IGNORES_SIGCHLD + caller] = first;
        return cells[IGNORES_SIGCHLD + caller] !== first;
    }
  }

  /** Whether a command only asks, or finds nothing to do. */
  #isIdle(label: number): boolean {
    const first = this.#first[label];
    const name = this.#names[label];
    if (name === 'waitpid') return this.#zombieFor(this.#caller[label], first) === 0;
    if (name === 'kill') return this.#second[label] !== 9 || first === INIT || !has(this.running, first);
    return name === 'getpgid' || name === 'getsid' || name === 'getppid';
  }

  answer(label: number): Answer {
    const { cells } = this;
    const name = this.#names[label];
    const caller = this.#caller[label];
    const first = this.#first[label];
    switch (name) {
      case 'fork':
        return this.#answers.pid[first];
      case 'setsid':
        return this.#answers.sid[caller];
      case 'getpgid':
        return this.#answers.pgid[cells[GROUP + orSelf(first, caller)]];
      case 'getsid':
        return this.#answers.sid[this.sessionOf(orSelf(first, caller))];
      case 'getppid':
        return this.#answers.ppid[cells[PARENT + caller]];
      case 'waitpid':
        return this.#waitAnswer(this.#zombieFor(caller, first));
      case 'setpgid':
      case 'execve':
      case 'exit':
      case 'set_subreaper':
      case 'kill':
      case 'ignore_sigchld':
        return NOTHING;
    }
  }

  stepHolds(label: number): boolean {
    return this.keepsSessions(this.#names[label] === 'setsid' ? this.#caller[label] : 0);
  }

  /** The drain of drain.ts, as labels. The states on the way are run through, and the current one is put back. */
  drain(): readonly number[] {
    const labels: number[] = [];
    const others = this.running & ~(1 << INIT);
    this.#kept.set(this.cells);
    for (let pid = INIT + 1; others >>> pid !== 0; pid += 1) {
      if (!has(others & this.running, pid)) continue;
      labels.push(this.#exits[pid]);
      this.apply(this.#exits[pid]);
      this.advance();
    }
    for (let rank = 1, rest = this.childrenOf(INIT); rank <= rest; rank += 1)
      for (let pid = INIT + 1; pid <= this.ids; pid += 1)
        if (this.cells[PARENT + pid] === INIT && this.cells[RANK + pid] === rank)
          labels.push(this.#waits[pid]);
    this.cells.set(this.#kept);
    this.survey();
    return labels;
  }

  /** The children that a waitpid asks for, as bits. */
  #childrenAskedFor(caller: Id, pid: number): number {
    const { cells } = this;
    const group = pid === 0 ? cells[GROUP + caller] : -pid;
    let asked = 0;
    for (let id = INIT; id <= this.ids; id += 1) {
      if (cells[PARENT + id] !== caller) continue;
      if (pid === -1 || id === pid || (pid <= 0 && cells[GROUP + id] === group)) asked |= 1 << id;
    }
    return asked;
  }

  /** The first zombie, in the order of forking and adoption, of the children that a waitpid asks for; 0 for none. */
  #zombieFor(caller: Id, pid: number): Id {
    const zombies = this.#childrenAskedFor(caller, pid) & this.dead;
    let first = 0;
    for (let id = INIT; zombies >>> id !== 0; id += 1)
      if (has(zombies, id) && (first === 0 || this.cells[RANK + id] < this.cells[RANK + first])) first = id;
    return first;
  }

  #wait(zombie: Id): boolean {
    if (zombie !== 0) this.#free(zombie);
    return zombie !== 0;
  }

  #waitAnswer(zombie: Id): Answer {
    if (zombie === 0) return this.#answers.pid[0];
    return this.#answers.freed[zombie * WAIT_STATUSES.length + this.cells[WAIT_STATUS + zombie]];
  }

  /** Ends a process: its children pass to its reaper, one after the other, and whoever is unwanted then is freed. */
  #end(pid: Id, status: number): void {
    const { cells, next } = this;
    const reaper = this.reaperOf(pid);
    next[STATUS + pid] = DEAD;
    next[WAIT_STATUS + pid] = status;
    for (let rank = 1, rest = this.childrenOf(pid); rank <= rest; rank += 1)
      for (let child = INIT; child <= this.ids; child += 1)
        if (cells[PARENT + child] === pid && cells[RANK + child] === rank) this.#adopt(child, reaper);
    this.#freeIfUnwanted(pid);
  }

  #adopt(child: Id, reaper: Id): void {
    this.passOn(child, reaper);
    this.#freeIfUnwanted(child);
  }

  /** A zombie whose parent ignores SIGCHLD is freed at once. */
  #freeIfUnwanted(pid: Id): void {
    const { next } = this;
    if (next[STATUS + pid] === DEAD && next[IGNORES_SIGCHLD + next[PARENT + pid]] !== 0) this.#free(pid);
  }

  /** Takes a zombie out of its group and its parent's children. */
  #free(pid: Id): void {
    const { next } = this;
    const group = next[GROUP + pid];
    this.leaveSiblings(pid);
    for (const column of OF_PROCESS) next[column + pid] = 0;
    this.endGroupIfEmpty(group);
  }
}

/** The columns of a process. */
const OF_PROCESS = [STATUS, GROUP, SUBREAPER, WAIT_STATUS, EXECUTED, IGNORES_SIGCHLD];
