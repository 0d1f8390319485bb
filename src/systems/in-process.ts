// Our own implementation as systems under test: one for each command set. What the engines may know of such a system
// beyond what it answers hangs on the object itself.
import type { Answer, CommandSet } from '../contract/command.ts';
import type { FieldsOf } from '../contract/vocabulary.ts';
import type { PosixCommand } from '../contract/sets/posix.ts';
import type {
  HIERARCHY_COMMANDS,
  HierarchyAnswer,
  HierarchyCommand,
  HierarchyName,
} from '../contract/sets/hierarchy.ts';
import { acceptedWith } from '../contract/command.ts';
import type { System, SystemUnderTest } from '../contract/system.ts';
import { PosixTable } from '../impl/posix/posix-table.ts';
import { ProcessTable } from '../impl/hierarchy/process-table.ts';
import type { Outcome } from '../impl/hierarchy/process-table.ts';
import type { Snapshot } from '../impl/snapshot.ts';
import type { WholeTable } from '../impl/table-base.ts';
import { Abstraction } from '../lockstep/table/abstraction.ts';
import { errnoNameOf } from './errno-names.ts';

/**
 * A process table, or a variant of one, answering the hierarchy commands. A {@link ProcessTable} as it stands is
 * searched as bytes and certified with all that it hides; of a variant only what it shows is known.
 */
export function tableSystem(name = 'table', table: ProcessTable = new ProcessTable()): SystemUnderTest {
  const system: SystemUnderTest = {
    name,
    refuses: 'first',
    apply: (command) => applyTo(table, command as HierarchyCommand),
    ...wholeOf(table),
  };
  return isUnchanged(table, ProcessTable) ? asOwnTable(system, { commandSet: 'hierarchy' }) : system;
}

/** A POSIX table, or a variant of one, answering the POSIX commands as Linux does. */
export function posixTableSystem(
  name = 'posix-table',
  table: PosixTable = new PosixTable(),
): SystemUnderTest {
  const system: SystemUnderTest = {
    name,
    commandSet: 'posix',
    profile: 'linux',
    refuses: 'first',
    apply: (command) => applyToPosix(table, command as PosixCommand),
    ...wholeOf(table),
  };
  return isUnchanged(table, PosixTable) ? asOwnTable(system, { commandSet: 'posix' }) : system;
}

/** Which of our tables a system is: plain data, by which another like it can be made, in another thread too. */
export interface OwnTable {
  readonly commandSet: CommandSet;
  /** The fault it has; a sound one has none. */
  readonly mutant?: string;
}

/** By system, which table it is, and the methods that it was made with. */
const OWN_TABLES = new WeakMap<System, { readonly table: OwnTable; readonly made: SystemUnderTest }>();

/** Notes that a system answers just as this table does. */
export function asOwnTable(system: SystemUnderTest, table: OwnTable): SystemUnderTest {
  OWN_TABLES.set(system, { table, made: { ...system } });
  return system;
}

/**
 * Which of our tables this very object is; `undefined` of any other. A system that wraps one, copies its methods or
 * had one of them replaced is another system, whatever it is called.
 */
export function ownTableOf(system: System): OwnTable | undefined {
  const own = OWN_TABLES.get(system);
  return own !== undefined && !system.asynchronous && BEHAVIOUR.every((key) => own.made[key] === system[key])
    ? own.table
    : undefined;
}

/** What of a system decides its answers and what it shows. */
const BEHAVIOUR = [
  'commandSet',
  'profile',
  'refuses',
  'reset',
  'apply',
  'observe',
  'observeInto',
  'snapshot',
  'restore',
] as const satisfies readonly (keyof SystemUnderTest)[];

/** Whether a table is just what its class makes it. Whoever changes a method of one later changes another table. */
function isUnchanged(table: object, made: { readonly prototype: object }): boolean {
  return (
    Object.getPrototypeOf(table) === made.prototype &&
    Object.values(table).every((value) => typeof value !== 'function')
  );
}

/** What every table offers, whichever commands it answers. */
function wholeOf(
  table: WholeTable<undefined>,
): Pick<SystemUnderTest, 'reset' | 'observe' | 'observeInto' | 'snapshot' | 'restore' | 'selfCheck'> {
  const abstraction = new Abstraction(table);
  return {
    reset: () => table.reset(),
    observe: () => abstraction.toJson(),
    observeInto: (out, focus) => abstraction.observe(out, focus),
    snapshot: () => table.snapshot(),
    restore: (snapshot) => table.restore(snapshot as Snapshot),
    selfCheck: () => table.selfCheck(),
  };
}

/** Runs one hierarchy command on a table. Allocates the answer alone. */
export function applyTo(table: ProcessTable, command: HierarchyCommand): Answer {
  switch (command.name) {
    case 'fork':
      return answer<'fork'>(table.fork(command.process, command.child), { pid: command.child });
    case 'create_session':
      return answer<'create_session'>(table.createSession(command.process), {
        sid: command.process,
        pgid: command.process,
      });
    case 'create_group':
      return answer<'create_group'>(table.createGroup(command.process), { pgid: command.process });
    case 'move_to_group':
      return answer<'move_to_group'>(table.moveToGroup(command.process, command.group), NOTHING);
    case 'exit':
      return answer<'exit'>(table.exit(command.process), NOTHING);
    case 'free':
      return answer<'free'>(table.free(command.process), NOTHING);
    case 'new_thread':
      return answer<'new_thread'>(table.newThread(command.process, command.thread), { tid: command.thread });
    case 'exit_thread': {
      const outcome = table.exitThread(command.thread, command.code);
      if (outcome === 'last' || outcome === 'not-last') return { ok: { last: outcome === 'last' } };
      return { refused: outcome };
    }
    case 'group_exit':
      return answer<'group_exit'>(table.groupExit(command.process), NOTHING);
    case 'set_subreaper':
      return answer<'set_subreaper'>(table.setSubreaper(command.process, command.on), NOTHING);
    case 'hold_group':
      return answer<'hold_group'>(table.holdGroup(command.group), NOTHING);
    case 'release_group':
      return answer<'release_group'>(table.releaseGroup(command.group), NOTHING);
    case 'hold_session':
      return answer<'hold_session'>(table.holdSession(command.session), NOTHING);
    case 'release_session':
      return answer<'release_session'>(table.releaseSession(command.session), NOTHING);
  }
}

/** Runs one POSIX command on a table. Allocates the answer alone. */
function applyToPosix(table: PosixTable, command: PosixCommand): Answer {
  const { process } = command;
  switch (command.name) {
    case 'fork':
      return named('pid', table.fork(process, command.child));
    case 'setsid':
      return named('sid', table.setsid(process));
    case 'setpgid':
      return done(table.setpgid(process, command.pid, command.pgid));
    case 'getpgid':
      return named('pgid', table.getpgid(process, command.pid));
    case 'getsid':
      return named('sid', table.getsid(process, command.pid));
    case 'getppid':
      return named('ppid', table.getppid(process));
    case 'execve':
      return done(table.execve(process));
    case 'exit':
      return done(table.exit(process, command.code));
    case 'waitpid': {
      const pid = table.waitpid(process, command.pid);
      return pid > 0 ? { ok: { pid, status: table.lastStatus } } : named('pid', pid);
    }
    case 'set_subreaper':
      return done(table.setSubreaper(process, command.on));
    case 'kill':
      return done(table.kill(process, command.target, command.signal));
    case 'ignore_sigchld':
      return done(table.ignoreSigchld(process, command.on));
  }
}

const NOTHING = {};

/** An answer below 0 is an errno; another goes under a name, or under none. */
function named(name: 'pid' | 'sid' | 'pgid' | 'ppid', value: number): Answer {
  return value < 0 ? { refused: errnoNameOf(value) } : acceptedWith({ [name]: value });
}

function done(value: number): Answer {
  return value < 0 ? { refused: errnoNameOf(value) } : { ok: NOTHING };
}

function answer<Name extends HierarchyName>(
  outcome: Outcome,
  ok: FieldsOf<typeof HIERARCHY_COMMANDS, Name>,
): HierarchyAnswer<Name> {
  return outcome === 'ok' ? { ok } : { refused: outcome };
}
