// What a certificate is about: which commands on which ids a shorter failure could have, in data and in words; and what
// a search for one may cost and gives.
import { idNamed } from '../../contract/argument.ts';
import { specificationOf } from '../../command-sets.ts';
import type { Command, CommandName } from '../../contract/command.ts';
import { argumentsOf, COMMAND_NAMES, CORE_COMMANDS, ID_MAX, INIT, partsOf } from '../../contract/command.ts';
import type { RunControl } from '../../contract/run-control.ts';
import type { System } from '../../contract/system.ts';
import type { Certificate } from '../../counterexample/file/record.ts';
import type { Failure } from '../../counterexample/failure.ts';
import { HANDLE_COMMANDS, SEVERAL_CODES, THREAD_COMMANDS } from '../../model/bounded/bound.ts';
import type { SpaceBound } from '../../model/bounded/bound.ts';
import { counted } from '../../contract/format-numbers.ts';

/** A failure and what is known of its length. */
export interface Certified {
  readonly failure: Failure;
  readonly certificate: Certificate;
}

/** The cost of a certificate, at most, and the control of the search for a shorter failure. */
export interface CertificateBudget extends Partial<RunControl> {
  /** States visited at most, of a system in this process. */
  readonly statesMax?: number | undefined;
  /** Sequences at most that a system elsewhere is given. */
  readonly sequencesMax?: number | undefined;
  /** The time for which such a system is given sequences, in milliseconds. */
  readonly timeMs?: number | undefined;
  /** Told of failures of other signatures that lie nearer, each as a run of its own showed it. */
  readonly met?: ((other: Failure) => void) | undefined;
}

/** Nothing longer is searched for: the number of states grows tenfold with each command. */
export const LENGTH_MAX = 9;
/** Failures up to this long are searched with every command; longer ones with the families of their own commands. */
const EVERY_COMMAND_UP_TO = 5;
/** The same of the POSIX commands, of which each state has more. */
const EVERY_POSIX_COMMAND_UP_TO = 4;
/** The families besides the core. */
const FAMILIES: readonly (readonly CommandName[])[] = [HANDLE_COMMANDS, THREAD_COMMANDS, ['set_subreaper']];
/** Of the POSIX commands, those that a failure can often do without. */
const POSIX_FAMILIES: readonly (readonly CommandName[])[] = [
  ['execve'],
  ['set_subreaper'],
  ['ignore_sigchld'],
  ['kill'],
  ['getpgid', 'getsid', 'getppid'],
];

/** Whatever a shorter sequence could use of what the system answers: as many ids as it could take and one more. */
export function boundFor(system: System, commands: readonly Command[]): SpaceBound {
  const bound = specificationOf(system).commandSet === 'posix' ? posixBoundOf(commands) : boundOf(commands);
  const { supports, idMax = ID_MAX } = system;
  const names = bound.commands.filter((name) => supports === undefined || supports.includes(name));
  return {
    ...bound,
    ids: Math.min(bound.ids, idMax),
    handles: names.includes('hold_group') || names.includes('hold_session') ? bound.handles : 0,
    threads: names.includes('new_thread') ? bound.threads : 0,
    commands: names,
  };
}

/** The bound in words: `all sequences of any commands on ids 1 … 3, at most 2 handles on a thing`. */
export function coversOf(bound: SpaceBound): string {
  const { commandSet = 'hierarchy', ids, codes, handles, threads, commands } = bound;
  const most = [
    ...(handles > 0 ? [`${counted(handles, 'handle')} on a thing`] : []),
    ...(threads > 0 ? [`${counted(threads, 'thread')} in a process`] : []),
  ];
  const limits = most.length === 0 ? '' : `, at most ${most.join(' and ')}`;
  const which = commands.length === COMMAND_NAMES[commandSet].length ? 'any commands' : commands.join(', ');
  const exits =
    commandSet === 'posix' ? `, exit codes ${(codes === 'several' ? SEVERAL_CODES : [0]).join(', ')}` : '';
  return `all sequences of ${which} on ids 1 … ${ids}${limits}${exits}`;
}

function boundOf(commands: readonly Command[]): SpaceBound {
  const names = new Set(commands.map(({ name }) => name));
  const families = FAMILIES.filter(
    (family) => commands.length <= EVERY_COMMAND_UP_TO || family.some((name) => names.has(name)),
  ).flat();
  const shorter = Math.max(commands.length - 1, 1);
  return {
    ids: idsFor(commands),
    handles: families.includes('hold_group') ? Math.min(shorter, 3) : 0,
    threads: families.includes('new_thread') ? Math.min(shorter, 3) : 0,
    commands: COMMAND_NAMES.hierarchy.filter(
      (name) => CORE_COMMANDS.includes(name) || families.includes(name),
    ),
    newIds: 'any',
  };
}

function posixBoundOf(commands: readonly Command[]): SpaceBound {
  const names = new Set(commands.map(({ name }) => name));
  const leftOut = POSIX_FAMILIES.filter(
    (family) => commands.length > EVERY_POSIX_COMMAND_UP_TO && !family.some((name) => names.has(name)),
  ).flat();
  return {
    commandSet: 'posix',
    ...(commands.some(hasCode) && { codes: 'several' }),
    ids: idsFor(commands),
    handles: 0,
    threads: 0,
    commands: COMMAND_NAMES.posix.filter((name) => !leftOut.includes(name)),
    newIds: 'any',
  };
}

/** Whether a process exits with another code than 0. */
function hasCode(command: Command): boolean {
  return command.name === 'exit' && 'code' in command && command.code !== 0;
}

/** As many ids as a shorter sequence could take, and those that the failure names. */
function idsFor(commands: readonly Command[]): number {
  const named = commands.flatMap((command) =>
    partsOf(command).map(({ key, kind }) => idNamed(kind, argumentsOf(command)[key])),
  );
  return Math.max(INIT + 1, Math.min(commands.length, LENGTH_MAX), ...named.filter((id) => id <= LENGTH_MAX));
}
