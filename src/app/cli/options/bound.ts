// The options that say how far a search or a tour goes, and the bound that they stand for.
import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { ID_MAX } from '../../../contract/argument.ts';
import type { CommandName, CommandSet, Id } from '../../../contract/command.ts';
import { COMMAND_NAMES, COMMAND_SET_NAMES } from '../../../contract/command.ts';
import { counted } from '../../../contract/format-numbers.ts';
import { TooManyStates, TOUR_STATES_MAX, tourOf } from '../../../engines/tour/transition-tour.ts';
import type { Tour, TourPlan } from '../../../engines/tour/transition-tour.ts';
import { PACKED_ID_MAX } from '../../../model/bounded/cells.ts';
import {
  commandsFor,
  HANDLE_COMMANDS,
  MARKING_COMMANDS,
  THREAD_COMMANDS,
} from '../../../model/bounded/bound.ts';
import type { SpaceBound } from '../../../model/bounded/bound.ts';
import { Misuse } from '../exit-codes.ts';
import { didYouMean } from '../../../contract/did-you-mean.ts';
import { choice, wholeNumber } from './values.ts';

export interface BoundFlags {
  readonly set?: CommandSet;
  readonly ids?: number;
  readonly handles?: number;
  readonly threads?: number;
  readonly commands?: readonly CommandName[];
}

/** What of a system a bound depends on. */
interface Bounded {
  readonly name: string;
  readonly commandSet?: CommandSet;
  readonly supports?: readonly CommandName[];
  readonly idMax?: Id;
}

/** Adds the options of {@link BoundFlags}; `ids`: how many where none are given, for both command sets. */
export function withBound(command: Command, ids?: number): Command {
  const preset = ids === undefined ? '4; of the POSIX commands 3' : String(ids);
  return command
    .addOption(
      choice(
        '--set <commands>',
        'the command set (default: the one that the system answers, or the hierarchy commands)',
        COMMAND_SET_NAMES,
      ),
    )
    .option('--ids <n>', `ids, init’s included (default: ${preset})`, wholeNumber(1, PACKED_ID_MAX))
    .option('--handles <n>', 'handles on a group and on a session at most (default: 0)', wholeNumber(0, 255))
    .option('--threads <n>', 'threads of a process at most (default: 0)', wholeNumber(0, PACKED_ID_MAX))
    .option(
      '--commands <list>',
      'only these, with commas between, or "all" (default: the core, and what handles and threads need; of the POSIX commands all but those that leave marks: execve, set_subreaper, ignore_sigchld)',
      commandList,
    );
}

/** The same for what can be had of the POSIX commands alone. */
export function withPosixBound(command: Command): Command {
  return command
    .addOption(
      choice(
        '--set <commands>',
        'the command set: the POSIX commands are the only ones that C can issue',
        COMMAND_SET_NAMES,
      ),
    )
    .option('--ids <n>', 'of the tour, ids, init’s included (default: 3)', wholeNumber(1, PACKED_ID_MAX))
    .option(
      '--commands <list>',
      'of the tour, only these, with commas between, or "all" (default: all but those that leave marks: execve, set_subreaper, ignore_sigchld)',
      commandList,
    );
}

/** The POSIX commands have many more arguments: a smaller bound is searched in the same time. */
export function idsOf({ ids }: BoundFlags, { name, commandSet, idMax = ID_MAX }: Bounded): number {
  if (ids !== undefined && ids > idMax)
    throw new Misuse(`--ids ${ids}: the largest id that ${name} can give is ${idMax}`);
  return Math.min(ids ?? (commandSet === 'posix' ? 3 : 4), idMax);
}

/** The bound asked for; what a system cannot be asked, or what contradicts itself, is misuse. */
export function boundFrom(flags: BoundFlags, system: Bounded, newIds: SpaceBound['newIds']): SpaceBound {
  const { commandSet = 'hierarchy', supports } = system;
  const known: readonly CommandName[] = COMMAND_NAMES[commandSet];
  const supported = supports ?? known;
  const commands = flags.commands?.length === 0 ? supported : flags.commands;
  const unknown = commands?.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new Misuse(
      `there is no ${commandSet} command "${unknown}": ${known.join(', ')}${didYouMean(unknown, known)}`,
    );
  const missing = commands?.find((name) => !supported.includes(name));
  if (missing !== undefined) throw new Misuse(`${system.name} does not support ${missing}`);
  const ids = idsOf(flags, system);
  if (commandSet === 'posix') {
    if ((flags.handles ?? flags.threads) !== undefined)
      throw new Misuse(
        'the POSIX commands know neither handles nor threads: leave --handles and --threads out',
      );
    const usual = known.filter((name) => supported.includes(name) && !MARKING_COMMANDS.includes(name));
    return { commandSet, ids, handles: 0, threads: 0, commands: commands ?? usual, newIds };
  }
  return { commandSet, ids, ...hierarchyPart(flags, commands, supported), newIds };
}

/** Handles, threads, and the commands for them. */
function hierarchyPart(
  flags: BoundFlags,
  commands: readonly CommandName[] | undefined,
  supported: readonly CommandName[],
): Pick<SpaceBound, 'handles' | 'threads' | 'commands'> {
  const named = (of: readonly CommandName[]): boolean => commands?.some((name) => of.includes(name)) ?? false;
  const handles = flags.handles ?? (named(HANDLE_COMMANDS) ? 1 : 0);
  const threads = flags.threads ?? (named(['new_thread', 'exit_thread']) ? 1 : 0);
  const all = commands ?? commandsFor(handles, threads).filter((name) => supported.includes(name));
  const useless = (count: number, of: readonly CommandName[]): boolean =>
    count > 0 && !all.some((name) => of.includes(name));
  if (useless(handles, HANDLE_COMMANDS))
    throw new Misuse('--handles is given, and no command of the list holds one');
  if (useless(threads, THREAD_COMMANDS))
    throw new Misuse('--threads is given, and no command of the list makes one');
  if (handles === 0 && named(['hold_group', 'hold_session']))
    throw new Misuse('with --handles 0 nothing can be held: leave the hold commands out');
  if (threads === 0 && named(['new_thread']))
    throw new Misuse('with --threads 0 there are no threads: leave new_thread out');
  return { handles, threads, commands: all };
}

/** In the order of the tables of both sets; whether one is of the set asked for is asked later. `all`: none named. */
function commandList(text: string): readonly CommandName[] {
  if (text === 'all') return [];
  const all: readonly CommandName[] = [...new Set(COMMAND_SET_NAMES.flatMap((set) => COMMAND_NAMES[set]))];
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !all.includes(name));
  if (unknown !== undefined)
    throw new InvalidArgumentError(
      `There is no command "${unknown}": ${all.join(', ')}.${didYouMean(unknown, all)}`,
    );
  return all.filter((name) => names.includes(name));
}

/** What can be asked of a tour besides its bound. */
export interface WalkFlags {
  readonly changesOnly?: boolean;
  readonly commandsMax?: number;
}

const SEQUENCE_MAX = 300;

/** Adds the options of {@link WalkFlags}; `changesOnly`: what is done where neither of its two is given. */
export function withTour(command: Command, changesOnly: boolean): Command {
  const preset = ' (default)';
  return command
    .option(
      '--changes-only',
      `of the commands that are refused or change nothing run each kind once${changesOnly ? preset : ''}`,
    )
    .option('--no-changes-only', `run them from every state${changesOnly ? '' : preset}`)
    .option(
      '--commands-max <n>',
      `commands in a sequence at most (default: ${SEQUENCE_MAX})`,
      wholeNumber(1, 1e6),
    );
}

/** The tour of a bound; one that is too large is misuse. */
export function tourWithin(
  bound: SpaceBound,
  { changesOnly = false, commandsMax = SEQUENCE_MAX }: WalkFlags,
): Tour {
  const plan: TourPlan = { bound, still: !changesOnly, sequenceMax: commandsMax };
  try {
    return tourOf(plan);
  } catch (error) {
    if (!(error instanceof TooManyStates)) throw error;
    const most = counted(TOUR_STATES_MAX, 'state');
    throw new Misuse(
      `a tour takes bounds of up to ${most}, and this one has more: ask for less with --ids or --commands`,
      { cause: error },
    );
  }
}
