// The favourites of one run: which commands, which ids, deep or wide trees. Each run draws its own (swarm testing, Groce
// and others 2012): a run without some commands goes further with the others than an average of all ever does.
import { kept } from '../../contract/kept.ts';
import type { CommandName, Id } from '../../contract/command.ts';
import type { Vocabulary } from '../../contract/vocabulary.ts';
import { ID_MAX, INIT, isFork } from '../../contract/command.ts';
import { Dice } from './prng.ts';

/** The choice of a forking process: uniform, the one forked last (deep), or init (wide). */
type Growth = 'any' | 'deep' | 'wide';

export interface Shape {
  /** Commands to draw from; one that stands `n` times has weight `n`. */
  readonly names: readonly CommandName[];
  /** The ids that new processes and threads may bear, init's included; few of them, so ids recur. */
  readonly ids: readonly Id[];
  readonly growth: Growth;
  /** The share of commands that are meant to be refused, in percent. */
  readonly refusedPercent: number;
  /** Commands that a large run is to have; absent of any other, which has as many as were drawn for it. */
  readonly commands?: number;
}

/** The largest that runs may be. */
export interface SizesMax {
  /** Ids in play at most. */
  readonly idsMax: number;
  /** Whether one run in some is far larger than that. */
  readonly someLarge?: boolean;
}

/** The stated share of refused commands in an average run. */
export const REFUSED_PERCENT = 20;

/** Four runs in ten go without a family of commands, so that what is rarer comes about. */
const WITHOUT_FAMILY_PERCENT = 40;
const WEIGHTS = [0, 1, 1, 2, 4];
/** Ids beyond every table's size and far apart: only their number may cost memory. */
const SCATTERED_IDS_MAX = 16;
const SCATTERED_PERCENT = 5;
/** The largest id from which on ids can be far apart. */
const SCATTERED_FROM = 64;
/** Below this every choice lies. */
const CHOICE_MAX = 0x7fff_ffff;

/**
 * Larger runs, by how many of a thousand there are: enough for some fifty and for more than a hundred processes at once. They
 * are few, since a system that shows everything after each command takes time that grows with the square of their size.
 */
const LARGE: readonly { readonly perMille: number; readonly ids: number; readonly commands: number }[] = [
  { perMille: 3, ids: 300, commands: 250 },
  { perMille: 18, ids: 64, commands: 100 },
];
/** Forks among their commands. */
const LARGE_FORKS_PERCENT = 60;

/** The shape of a run of a search: now and then a large one, where that is asked for. */
export function runShapeOf(
  choice: number,
  vocabulary: Vocabulary,
  commands: readonly CommandName[],
  { idsMax, someLarge = false }: SizesMax,
  largest: Id = ID_MAX,
): Shape {
  const shape = shapeOf(choice, vocabulary, commands, idsMax, largest);
  const dice = new Dice();
  dice.seed(~choice);
  const drawn = dice.below(1000);
  const large = someLarge ? LARGE.find(({ perMille }) => drawn < perMille) : undefined;
  if (large === undefined) return shape;
  const ids = nearIds(Math.min(large.ids, largest));
  return { ...shape, names: mostlyForks(vocabulary, commands), ids, commands: large.commands };
}

/** The shape that this choice stands for, with at most `idsMax` ids in play, none larger than `largest`. */
export function shapeOf(
  choice: number,
  vocabulary: Vocabulary,
  commands: readonly CommandName[],
  idsMax: number,
  largest: Id = ID_MAX,
): Shape {
  const dice = new Dice();
  dice.seed(choice);
  const names: CommandName[] = [];
  const families = kept(FAMILIES, vocabulary, familiesOf).filter((family) =>
    family.some((name) => commands.includes(name)),
  );
  const without = families.filter(() => dice.chance(WITHOUT_FAMILY_PERCENT)).flat();
  for (const name of commands) {
    const drawn = WEIGHTS[dice.below(WEIGHTS.length)] + (isFork(vocabulary, name) ? 2 : 0);
    const weight = without.includes(name) ? 0 : drawn;
    for (let time = 0; time < weight; time += 1) names.push(name);
  }
  const count = dice.chance(50) ? idsMax : Math.min(idsMax, 3 + dice.below(6));
  const scattered = dice.chance(SCATTERED_PERCENT);
  const growth = (['any', 'any', 'deep', 'wide'] as const)[dice.below(4)];
  const refusedPercent = [REFUSED_PERCENT / 2, REFUSED_PERCENT, REFUSED_PERCENT, REFUSED_PERCENT * 1.5][
    dice.below(4)
  ];
  return {
    names: names.length > 0 ? names : commands,
    ids:
      scattered && largest >= SCATTERED_FROM
        ? scatteredIds(count, largest)
        : nearIds(Math.min(count, largest)),
    growth,
    refusedPercent,
  };
}

/** Every command once, and forks for the rest. */
function mostlyForks(vocabulary: Vocabulary, commands: readonly CommandName[]): readonly CommandName[] {
  const fork = commands.find((name) => isFork(vocabulary, name));
  if (fork === undefined) return commands;
  const forks = Math.round((commands.length * LARGE_FORKS_PERCENT) / (100 - LARGE_FORKS_PERCENT));
  return [...commands, ...Array.from({ length: forks }, () => fork)];
}

/**
 * Commands that are nearly always accepted and mean something only together: each family but the core, and the handles on
 * one kind of thing apart from those on another.
 */
function familiesOf({ commands, families }: Vocabulary): Families {
  return families.flatMap((family) => {
    const names = Object.keys(commands).filter((name) => commands[name].family === family);
    return [...Map.groupBy(names, (name) => commands[name].handle?.on).values()];
  });
}

type Families = readonly (readonly CommandName[])[];

const FAMILIES = new WeakMap<Vocabulary, Families>();

/** As many choices as a shape asks for: those there are, and after them others that the first one decides. */
export function lengthened(choices: readonly number[], { commands }: Shape): readonly number[] {
  if (commands === undefined || choices.length > commands) return choices;
  const dice = new Dice();
  dice.seed(choices[0]);
  const more = Array.from({ length: commands + 1 - choices.length }, () => dice.below(CHOICE_MAX));
  return [...choices, ...more];
}

function nearIds(count: number): readonly Id[] {
  return Array.from({ length: count }, (_, index) => index + INIT);
}

function scatteredIds(count: number, largest: Id): readonly Id[] {
  const spread = Math.min(count, SCATTERED_IDS_MAX);
  return [
    INIT,
    ...Array.from({ length: spread - 1 }, (_, index) => largest - index * Math.floor((largest + 1) / 32)),
  ];
}
