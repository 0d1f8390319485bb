// The options that say how far a search or a tour goes, and the bound that they stand for.
import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import { ID_MAX } from '../../../contract/argument.ts';
import type { CommandName, CommandSet, Id } from '../../../contract/command.ts';
import { counted, grouped } from '../../../contract/format-numbers.ts';
import { TooManyStates, tourOf } from '../../../engines/tour/transition-tour.ts';
import type { Tour, TourPlan } from '../../../engines/tour/transition-tour.ts';
import { familyOf, usualCommands } from '../../../model/bounded/alphabet.ts';
import type { Amounts, SpaceBound } from '../../../model/bounded/bound.ts';
import { PACKED_ID_MAX } from '../../../model/bounded/columns.ts';
import {
  COMMAND_SET_NAMES,
  DEFAULT_VOCABULARY,
  specificationOf,
  VOCABULARIES,
} from '../../../command-sets.ts';
import type { Specification } from '../../../model/specification.ts';
import { Misuse } from '../exit-codes.ts';
import { didYouMean } from '../../../contract/did-you-mean.ts';
import { SET_HELP } from './system.ts';
import { choice, wholeNumber } from './values.ts';

/** Besides these, the options of the sets (`--handles`) stand under their own names. */
export interface BoundFlags {
  readonly set?: CommandSet;
  readonly ids?: number;
  readonly commands?: readonly CommandName[];
}

/** The part of a system that a bound depends on. */
interface Bounded {
  readonly name: string;
  readonly commandSet?: CommandSet;
  readonly supports?: readonly CommandName[];
  readonly idMax?: Id;
}

/** The help of `--set` where no system says what it answers. */
export const OF_NO_SYSTEM = `the command set whose commands are meant (default: the ${DEFAULT_VOCABULARY.title} commands)`;

/** Adds the options of {@link BoundFlags}; `ids`: how many where none are given, for both command sets. */
export function withBound(
  command: Command,
  { ids, setHelp = SET_HELP }: { readonly ids?: number; readonly setHelp?: string } = {},
): Command {
  const preset = ids === undefined ? perSet(({ space }) => String(space.idsByDefault)) : String(ids);
  command
    .addOption(choice('--set <commands>', setHelp, COMMAND_SET_NAMES))
    .option('--ids <n>', `ids, init’s included (default: ${preset})`, wholeNumber(1, PACKED_ID_MAX));
  for (const [option, { help, most }] of Object.entries(ALL_OPTIONS))
    command.option(`--${option} <n>`, help, wholeNumber(0, most));
  return command.option(
    '--commands <list>',
    `only these, with commas between, or "all" (default: ${perSet(usualText)})`,
    commandList,
  );
}

/** The same for the commands of one set alone; `why` completes "the … commands are". */
export function withBoundOf(command: Command, commandSet: CommandSet, why: string): Command {
  const specification = specificationOf({ commandSet });
  const { vocabulary, space } = specification;
  return command
    .addOption(
      choice(
        '--set <commands>',
        `the command set: the ${vocabulary.title} commands are ${why}`,
        COMMAND_SET_NAMES,
      ),
    )
    .option(
      '--ids <n>',
      `of the tour, ids, init’s included (default: ${space.idsByDefault})`,
      wholeNumber(1, PACKED_ID_MAX),
    )
    .option(
      '--commands <list>',
      `of the tour, only these, with commas between, or "all" (default: ${usualText(specification)})`,
      commandList,
    );
}

/** A default as the help says it for all sets: of the first, then "; of the POSIX commands …". */
function perSet(text: (specification: Specification) => string): string {
  return COMMAND_SET_NAMES.map((commandSet, index) => {
    const specification = specificationOf({ commandSet });
    const of = index === 0 ? '' : `of the ${specification.vocabulary.title} commands `;
    return `${of}${text(specification)}`;
  }).join('; ');
}

/** The commands of a bound for which none are named. */
function usualText(specification: Specification): string {
  const usual = usualCommands(specification);
  const options = Object.keys(specification.space.options);
  const needs = options.length === 0 ? '' : `, and what ${options.join(' and ')} need`;
  return `${usual.join(', ')}${needs}`;
}

/** The ids asked for, else as many as is usual for the command set, as far as the system has them. */
export function idsMaxFor({ ids }: BoundFlags, { name, commandSet, idMax = ID_MAX }: Bounded): number {
  if (ids !== undefined && ids > idMax)
    throw new Misuse(`--ids ${ids}: the largest id that ${name} can give is ${idMax}`);
  return Math.min(ids ?? specificationOf({ ...(commandSet && { commandSet }) }).space.idsByDefault, idMax);
}

/** The bound asked for; what a system cannot be asked, or what contradicts itself, is misuse. */
export function boundFrom(flags: BoundFlags, system: Bounded, newIds: SpaceBound['newIds']): SpaceBound {
  const { supports } = system;
  const specification = specificationOf(system).mostDecided;
  const { commandSet, commands: known } = specification;
  const supported = supports ?? known;
  const commands = flags.commands?.length === 0 ? supported : flags.commands;
  const unknown = commands?.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new Misuse(
      `there is no ${commandSet} command "${unknown}": ${known.join(', ')}${didYouMean(unknown, known)}`,
    );
  const missing = commands?.find((name) => !supported.includes(name));
  if (missing !== undefined) throw new Misuse(`${system.name} does not support ${missing}`);
  const ids = idsMaxFor(flags, system);
  refuseOtherOptions(specification, flags);
  const amounts = amountsFrom(specification, flags, commands);
  const all = commands ?? usualCommands(specification, amounts).filter((name) => supported.includes(name));
  refuseContradictions(specification, amounts, all);
  return { ids, amounts, commands: all, newIds };
}

/** Every option of every set. */
const ALL_OPTIONS: Specification['space']['options'] = Object.fromEntries(
  COMMAND_SET_NAMES.flatMap((commandSet) => Object.entries(specificationOf({ commandSet }).space.options)),
);

/** The value that an option of a set was given; commander has it under the option's own name. */
function given(flags: BoundFlags, option: string): number | undefined {
  return (flags as Readonly<Record<string, unknown>>)[option] as number | undefined;
}

/** Refuses options of other sets. */
function refuseOtherOptions({ vocabulary, space }: Specification, flags: BoundFlags): void {
  const others = Object.keys(ALL_OPTIONS).filter(
    (option) => space.options[option] === undefined && given(flags, option) !== undefined,
  );
  if (others.length === 0) return;
  const names = others.length > 1 ? `neither ${others.join(' nor ')}` : `no ${others.join()}`;
  const options = others.map((option) => `--${option}`).join(' and ');
  const { title: set } = vocabulary;
  throw new Misuse(`the ${set} commands know ${names}: leave ${options} out`);
}

/** As much as the options say; one where none says and a command is named that is about it. */
function amountsFrom(
  { space }: Specification,
  flags: BoundFlags,
  commands: readonly CommandName[] | undefined,
): Amounts {
  return Object.fromEntries(
    Object.entries(space.options).map(([option, { askedBy }]) => {
      const isAsked = commands?.some((name) => askedBy.includes(name)) ?? false;
      return [option, given(flags, option) ?? (isAsked ? 1 : 0)];
    }),
  );
}

/** Refuses an amount that no command is for, and a command that an amount of 0 forbids. */
function refuseContradictions(
  { vocabulary, space }: Specification,
  amounts: Amounts,
  commands: readonly CommandName[],
): void {
  const options = Object.entries(space.options);
  for (const [option, { family, noCommand }] of options)
    if (amounts[option] !== 0 && !commands.some((name) => familyOf(vocabulary, name) === family))
      throw new Misuse(`--${option} is given, and ${noCommand}`);
  for (const [option, { makers, noAmount }] of options)
    if (amounts[option] === 0 && commands.some((name) => makers.includes(name)))
      throw new Misuse(`with --${option} 0 ${noAmount}`);
}

/** In the order of the tables of both sets; whether one is of the set asked for is asked later. `all`: none named. */
function commandList(text: string): readonly CommandName[] {
  if (text === 'all') return [];
  const all: readonly CommandName[] = [
    ...new Set(VOCABULARIES.flatMap(({ commands }) => Object.keys(commands))),
  ];
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !all.includes(name));
  if (unknown !== undefined)
    throw new InvalidArgumentError(
      `There is no command "${unknown}": ${all.join(', ')}.${didYouMean(unknown, all)}`,
    );
  return all.filter((name) => names.includes(name));
}

/** Options of a tour besides its bound. */
export interface WalkFlags {
  readonly changesOnly?: boolean;
  readonly commandsMax?: number;
  readonly symmetry: 'on' | 'off';
  readonly statesMax: number;
}

/** The defaults of {@link WalkFlags} that differ by command. */
interface WalkPresets {
  readonly changesOnly: boolean;
  readonly statesMax: number;
}

const SEQUENCE_MAX = 300;

/** Adds the options of {@link WalkFlags}. */
export function withTour(command: Command, { changesOnly, statesMax }: WalkPresets): Command {
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
    )
    .addOption(
      choice('--symmetry <switch>', 'of states that differ by the names of ids go through one', [
        'on',
        'off',
      ]).default('off'),
    )
    .addOption(
      new Option('--states-max <n>', 'plan no more states: a bound that has more is refused')
        .argParser(wholeNumber(1, 1e7))
        .default(statesMax, grouped(statesMax)),
    );
}

/** The tour of a bound; one that is too large is misuse. `progress` is told now and then how far the planning is. */
export function tourWithin(
  system: Bounded,
  bound: SpaceBound,
  { changesOnly = false, commandsMax = SEQUENCE_MAX, symmetry, statesMax }: WalkFlags,
  progress?: TourPlan['progress'],
): Tour {
  const plan: TourPlan = {
    specification: specificationOf(system).mostDecided,
    bound,
    still: !changesOnly,
    sequenceMax: commandsMax,
    symmetry: symmetry === 'on',
    statesMax,
    ...(progress && { progress }),
  };
  try {
    return tourOf(plan);
  } catch (error) {
    if (!(error instanceof TooManyStates)) throw error;
    const most = counted(statesMax, 'state');
    throw new Misuse(
      `a tour takes bounds of up to ${most}, and this one has more: ask for less with --ids or --commands, or for more with --states-max`,
      { cause: error },
    );
  }
}
