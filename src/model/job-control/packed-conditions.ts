// The conditions of the job-control commands on packed states: who can issue one, what refuses it, and whether it stops its
// caller instead. By Linux's choices; races are not looked for here.
import { rankOf } from '../../contract/argument.ts';
import type { Id } from '../../contract/command.ts';
import { argumentListOf, argumentsOf, INIT } from '../../contract/command.ts';
import { JOB_CONTROL_VOCABULARY } from '../../contract/sets/job-control.ts';
import type { JobControlCommand, JobControlName } from '../../contract/sets/job-control.ts';
import type { SpaceBound } from '../bounded/bound.ts';
import { GROUP, has, refusalBits, SESSION, unless, when } from '../bounded/packed-model.ts';
import { orSelf } from '../posix/packed-processes.ts';
import { JOB_TERMINAL, SERVED_SESSION } from './columns.ts';
import { placeOfTerminal } from './packed-jobs.ts';
import { PackedSignals } from './packed-signals.ts';
import { isOfNobody } from './packed-waits.ts';
import { jobControlRules } from './rules.ts';

/** A number for each command, by which a switch jumps at once: it tries names one after the other. */
export const JOB_CONTROL_OP = {
  fork: 0,
  setsid: 1,
  setpgid: 2,
  getpgid: 3,
  getsid: 4,
  getppid: 5,
  execve: 6,
  exit: 7,
  waitpid: 8,
  set_subreaper: 9,
  kill: 10,
  ignore_sigchld: 11,
  open_terminal: 12,
  set_controlling_terminal: 13,
  leave_terminal: 14,
  tcsetpgrp: 15,
  tcgetpgrp: 16,
  tcgetsid: 17,
  open_dev_tty: 18,
  read_terminal: 19,
  write_terminal: 20,
  hang_up: 21,
  type: 22,
} as const satisfies Readonly<Record<JobControlName, number>>;

/** One of those numbers. */
export type JobControlOp = (typeof JOB_CONTROL_OP)[JobControlName];

const OP = JOB_CONTROL_OP;
const BIT = refusalBits(jobControlRules('linux'));

/** Conditions, by the label of a command. */
export abstract class PackedConditions extends PackedSignals {
  protected readonly ops: Uint8Array;
  /** The process that issues it; 0 where it comes from outside. */
  protected readonly callers: Uint8Array;
  /** The arguments after the caller, words and switches as their ranks; they may be negative. */
  protected readonly first: Int16Array;
  protected readonly second: Int16Array;
  protected readonly third: Int16Array;
  protected readonly fourth: Int16Array;

  constructor(bound: SpaceBound, commands: readonly JobControlCommand[]) {
    super(bound, commands);
    this.ops = Uint8Array.from(commands, ({ name }) => OP[name]);
    this.callers = Uint8Array.from(commands, (command) => ('process' in command ? command.process : 0));
    const others = commands.map((command) => {
      const ranks = ranksOf(command);
      return 'process' in command ? ranks.slice(1) : ranks;
    });
    const place = (at: number): Int16Array => Int16Array.from(others, (ranks) => ranks[at] ?? 0);
    this.first = place(0);
    this.second = place(1);
    this.third = place(2);
    this.fourth = place(3);
  }

  /** Whether somebody can issue it, races aside: a caller that can act, and neither init's exit nor a stop of init. */
  protected canBeIssued(label: number): boolean {
    const caller = this.callers[label];
    if (caller === 0) return true;
    if (!has(this.actors, caller)) return false;
    return caller !== INIT || (this.ops[label] !== OP.exit && !this.isStoppedBy(label));
  }

  /** The refusals that apply to a command now, which its caller can issue. */
  protected refusalsOf(label: number): number {
    const op = this.ops[label] as JobControlOp;
    const caller = this.callers[label];
    const first = this.first[label];
    switch (op) {
      case OP.fork:
        return when(this.inUse, first, BIT.fork['id-in-use']);
      case OP.setsid:
        return when(this.groups, caller, BIT.setsid['group-id-in-use']);
      case OP.setpgid:
        return this.setpgidRefusals(caller, first, this.second[label]);
      case OP.getpgid:
        return unless(this.processes(), orSelf(first, caller), BIT.getpgid['no-such-process']);
      case OP.getsid:
        return unless(this.processes(), orSelf(first, caller), BIT.getsid['no-such-process']);
      case OP.waitpid:
        return isOfNobody(this.reportAsked(label)) ? BIT.waitpid['no-such-child'] : 0;
      case OP.kill:
        return this.isAnyoneThere(caller, first) ? 0 : BIT.kill['nobody-there'];
      case OP.set_controlling_terminal:
        return this.#acquiringRefusals(caller, first, this.second[label] !== 0);
      case OP.leave_terminal:
        return this.#isIts(caller, first) ? 0 : BIT.leave_terminal['not-its-terminal'];
      case OP.tcsetpgrp:
        return this.#foregroundRefusals(label);
      case OP.tcgetpgrp:
        return this.#isOnSlaveOfAnother(label) ? BIT.tcgetpgrp['not-its-terminal'] : 0;
      case OP.tcgetsid:
        return (
          (this.#isOnSlaveOfAnother(label) ? BIT.tcgetsid['not-its-terminal'] : 0) |
          (this.#served(first) === 0 ? BIT.tcgetsid['serves-no-session'] : 0)
        );
      case OP.open_dev_tty:
        return this.cells[JOB_TERMINAL + caller] === 0 ? BIT.open_dev_tty['has-no-terminal'] : 0;
      case OP.read_terminal:
        return this.#isReadRefused(label) ? BIT.read_terminal['cannot-be-stopped'] : 0;
      case OP.write_terminal:
        return this.#isTurnedBack(label) && this.#isItsGroupOrphaned(caller)
          ? BIT.write_terminal['cannot-be-stopped']
          : 0;
      case OP.getppid:
      case OP.execve:
      case OP.exit:
      case OP.set_subreaper:
      case OP.ignore_sigchld:
      case OP.open_terminal:
      case OP.hang_up:
      case OP.type:
        return 0;
    }
  }

  /** The report that a waitpid fetches in the current state. */
  protected reportAsked(label: number): number {
    return this.reportFor(this.cells, this.callers[label], this.first[label], this.waitOptionsOf(label));
  }

  /** The options of a waitpid, but for whether it blocks. */
  protected waitOptionsOf(label: number): number {
    return this.second[label] | (this.third[label] << 1);
  }

  /** Whether a call to a terminal stops its caller's group instead of doing anything; no other command does. */
  protected isStoppedBy(label: number): boolean {
    const op = this.ops[label];
    if (op !== OP.tcsetpgrp && op !== OP.read_terminal && op !== OP.write_terminal) return false;
    return this.#isTurnedBack(label) && !this.#isItsGroupOrphaned(this.callers[label]);
  }

  /** Whether a call to a terminal is made from the background, and its signal reaches the caller. */
  #isTurnedBack(label: number): boolean {
    const reaches =
      this.ops[label] === OP.tcsetpgrp
        ? this.fourth[label] === 0
        : this.second[label] === 0 && (this.ops[label] === OP.read_terminal || this.third[label] !== 0);
    return reaches && this.isInBackground(this.callers[label], this.first[label]);
  }

  #isItsGroupOrphaned(pid: Id): boolean {
    return this.isOrphaned(this.cells, this.cells[GROUP + pid]);
  }

  #isReadRefused(label: number): boolean {
    const caller = this.callers[label];
    if (!this.isInBackground(caller, this.first[label])) return false;
    return this.second[label] !== 0 || this.#isItsGroupOrphaned(caller);
  }

  #acquiringRefusals(caller: Id, terminal: Id, steals: boolean): number {
    const bit = BIT.set_controlling_terminal;
    const has = this.cells[JOB_TERMINAL + caller];
    const served = this.#served(terminal);
    return (
      (this.sessionOf(caller) === caller ? 0 : bit['leads-no-session']) |
      (has === 0 || has === terminal ? 0 : bit['has-another-terminal']) |
      (steals || served === 0 || served === caller ? 0 : bit['serves-another-session'])
    );
  }

  /** Each but the first where the call does not stop its caller before it is looked for. */
  #foregroundRefusals(label: number): number {
    const bit = BIT.tcsetpgrp;
    const caller = this.callers[label];
    const number = this.second[label];
    let orphaned = 0;
    if (this.#isTurnedBack(label)) {
      if (!this.#isItsGroupOrphaned(caller)) return 0;
      orphaned = bit['orphaned-in-the-background'];
    }
    const other = this.#isIts(caller, this.first[label]) ? 0 : bit['not-its-terminal'];
    if (number < 0) return orphaned | other | bit['negative-group'];
    if (!has(this.inUse, number)) return orphaned | other | bit['no-such-number'];
    const elsewhere = this.#sessionOfNumber(number) !== this.sessionOf(caller);
    return orphaned | other | (elsewhere ? bit['number-of-another-session'] : 0);
  }

  /** The session that a number belongs to: that of the group of this number, else of the process; 0 where of neither. */
  #sessionOfNumber(number: Id): Id {
    const ofGroup = this.cells[SESSION + number];
    return ofGroup === 0 ? this.sessionOf(number) : ofGroup;
  }

  /** The slave of a terminal is asked that is not the caller's; of a master anybody may ask. */
  #isOnSlaveOfAnother(label: number): boolean {
    return this.second[label] === 0 && !this.#isIts(this.callers[label], this.first[label]);
  }

  #isIts(pid: Id, terminal: Id): boolean {
    return this.cells[JOB_TERMINAL + pid] === terminal;
  }

  #served(terminal: Id): Id {
    return this.cells[SERVED_SESSION + placeOfTerminal(terminal)];
  }
}

/** The arguments of a command as numbers: of a word its place among those of its kind. */
function ranksOf(command: JobControlCommand): readonly number[] {
  const values = argumentsOf(command);
  return argumentListOf(JOB_CONTROL_VOCABULARY, command.name).map(({ key, kind }) =>
    rankOf(kind, values[key]),
  );
}
