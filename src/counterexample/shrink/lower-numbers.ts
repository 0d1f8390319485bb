// The passes of the shrinker that lower numbers: ids as names and by themselves, codes, switches.
import type { ArgumentKind, ArgumentValue } from '../../contract/argument.ts';
import type { Vocabulary } from '../../contract/vocabulary.ts';
import {
  idNamed,
  isArgument,
  isNumber,
  isSwitch,
  namesIds,
  rangeOf,
  rankOf,
  valueOfRank,
  wordsOf,
} from '../../contract/argument.ts';
import type { Command, Id } from '../../contract/command.ts';
import { argumentListOf, argumentsOf, INIT } from '../../contract/command.ts';
import { idsInOrder, renamed, renumbered, withArguments } from './renumber-ids.ts';
import type { ShrinkSearch } from './shrink-search.ts';
import { compareNumbers, compareSimplicity } from './shortlex.ts';

/** Up to this distance from 0 every value is tried. */
const SMALL = 8;

/** One argument of one command of a sequence. */
interface Place {
  readonly index: number;
  readonly command: Command;
  readonly key: string;
  readonly kind: ArgumentKind;
  readonly value: ArgumentValue;
}

/**
 * Finds out, of a long sequence, whether it fails alike under other names too: numbered in order, and the other way
 * round.
 */
export async function nameFreely(search: ShrinkSearch): Promise<void> {
  if (!search.isLong || search.namesAreFree) return;
  if (!(await isRenumbered(search))) return;
  const ids = idsInOrder(search.best.commands, search.vocabulary);
  const reversed = new Map(ids.map((id, place) => [id, ids.at(-1 - place) as Id]));
  search.namesAreFree = await search.probe(renamed(search.best.commands, reversed, search.vocabulary));
}

/**
 * Afterwards ids are numbered from 2 in the order in which they first appear, if it fails so too; else no id can be
 * exchanged everywhere for one of the {@link SMALL} smallest, nor for the next smaller one.
 */
export async function renameIds(search: ShrinkSearch): Promise<void> {
  if (await isRenumbered(search)) return;
  search.namesAreFree = false;
  const small = Array.from({ length: SMALL - INIT }, (_, place) => INIT + 1 + place);
  for (let place = 0; !search.over(); place += 1) {
    const { commands } = search.best;
    const id = idsInOrder(commands, search.vocabulary)[place];
    if (id === undefined) return;
    // The names of ids that appear before are no simpler: what comes before would be less simple.
    await lower(search, 'process', id, small, (name) => exchanged(commands, id, name, search.vocabulary));
  }
}

function exchanged(
  commands: readonly Command[],
  id: Id,
  other: Id,
  vocabulary: Vocabulary,
): readonly Command[] {
  return renamed(
    commands,
    new Map([
      [id, other],
      [other, id],
    ]),
    vocabulary,
  );
}

async function isRenumbered(search: ShrinkSearch): Promise<boolean> {
  const { commands } = search.best;
  const wanted = renumbered(commands, search.vocabulary);
  if (compareSimplicity(wanted, commands, search.vocabulary) === 0) return true;
  // If sequences count as tried that differ in names alone, this one does from the start.
  return await (search.namesAreFree ? search.probe(wanted) : search.consider(wanted));
}

/** In a long sequence: each argument lowered to its least in all commands of one name at once. */
export async function lowerEverywhere(search: ShrinkSearch): Promise<void> {
  if (!search.isLong) return;
  for (const places of groups(search.best.commands, search.vocabulary)) {
    if (search.over()) return;
    await search.consider(lowest(search, places));
  }
}

/** Afterwards, of a long sequence, no argument can be lowered alone to its least, but for what a renaming gives. */
export async function lowerInHalves(search: ShrinkSearch): Promise<void> {
  if (!search.isLong) return;
  const left = [...groups(search.best.commands, search.vocabulary)];
  for (let places = left.pop(); places !== undefined && !search.over(); places = left.pop()) {
    if ((await search.consider(lowest(search, places))) || places.length === 1) continue;
    const half = places.length >> 1;
    left.push(places.slice(0, half), places.slice(half));
  }
}

/** Afterwards no code that several commands have can be lowered in all of them at once. */
export async function lowerEqualCodes(search: ShrinkSearch): Promise<void> {
  const codes = placesIn(search.best.commands, search.vocabulary).filter(({ kind }) => isCode(kind));
  for (const places of Map.groupBy(codes, ({ kind, value }) => `${kind} ${value}`).values()) {
    if (places.length > 1 && !search.over()) await lowerAt(search, places);
  }
}

/**
 * Afterwards no argument can be lowered alone to a value whose distance from 0 is at most {@link SMALL}, nor by one;
 * of a long sequence, no argument that names nothing.
 */
export async function lowerArguments(search: ShrinkSearch): Promise<void> {
  for (let taken = 0; !search.over(); taken += 1) {
    const place = placesIn(search.best.commands, search.vocabulary)[taken];
    if (place === undefined) return;
    if (!search.isLong || isCode(place.kind)) await lowerAt(search, [place]);
  }
}

async function lowerAt(search: ShrinkSearch, places: readonly Place[]): Promise<void> {
  const { commands } = search.best;
  const [{ kind, value }] = places;
  await lower(search, kind, rankOf(kind, value), smallOnes(kind), (lowered) =>
    changed(commands, search.vocabulary, places, () => valueOfRank(kind, lowered)),
  );
}

/**
 * Looks for the least value that fails alike: the small ones one by one, simplest first; then by doubling what is too
 * small and halving what is between. If a fault shows from a value on, that is found; else one that cannot be
 * lowered by one. O(log value) executions besides the small ones.
 */
async function lower(
  search: ShrinkSearch,
  kind: ArgumentKind,
  value: number,
  small: readonly number[],
  withValue: (value: number) => readonly Command[],
): Promise<void> {
  for (const simpler of small) {
    if (compareNumbers(kind, simpler, value) >= 0) return;
    if (await search.consider(withValue(simpler))) return;
  }
  const sign = Math.sign(value);
  if (compareNumbers(kind, -value, value) < 0 && (await search.consider(withValue(-value)))) return;
  let least = Math.abs(value);
  let below = SMALL;
  for (let probe = 2 * below; probe < least && !search.over(); probe *= 2) {
    if (await search.consider(withValue(sign * probe))) least = probe;
    else below = probe;
  }
  while (least - below > 1 && !search.over()) {
    const middle = below + ((least - below) >> 1);
    if (await search.consider(withValue(sign * middle))) least = middle;
    else below = middle;
  }
}

/** The ranks near 0 that an argument can have, simplest first. A negative number that names nothing is like −1. */
function smallOnes(kind: ArgumentKind): readonly number[] {
  if (isSwitch(kind)) return [0];
  if (!isNumber(kind)) return [...wordsOf(kind).keys()];
  const negative = kind === 'code' || kind === 'several' ? SMALL : 1;
  return Array.from({ length: SMALL + 1 + negative }, (_, place) => (place <= SMALL ? place : SMALL - place))
    .filter((value) => isArgument(kind, value))
    .toSorted((a, b) => compareNumbers(kind, a, b));
}

/** An argument's least value. */
function leastOf(kind: ArgumentKind): ArgumentValue {
  return isNumber(kind) ? Math.max(rangeOf(kind).least, 0) : valueOfRank(kind, 0);
}

/** Whether arguments of this kind name nothing that can have another name. */
function isCode(kind: ArgumentKind): boolean {
  return !namesIds(kind);
}

function placesIn(commands: readonly Command[], vocabulary: Vocabulary): readonly Place[] {
  return commands.flatMap((command, index) =>
    argumentListOf(vocabulary, command.name).map(({ key, kind }) => ({
      index,
      command,
      key,
      kind,
      value: argumentsOf(command)[key],
    })),
  );
}

/** The places of each argument of each name of command, those left out at which an id is named for the first time. */
function groups(commands: readonly Command[], vocabulary: Vocabulary): Iterable<readonly Place[]> {
  const seen = new Set<Id>([INIT]);
  const named = placesIn(commands, vocabulary).filter(({ kind, value }) => {
    const id = idNamed(kind, value);
    if (id === 0 || seen.has(id)) return true;
    seen.add(id);
    return false;
  });
  return Map.groupBy(named, ({ command, key }) => `${command.name} ${key}`).values();
}

function lowest({ best, vocabulary }: ShrinkSearch, places: readonly Place[]): readonly Command[] {
  return changed(best.commands, vocabulary, places, leastOf);
}

/** Other values at some places, unless another command stands there by now. */
function changed(
  commands: readonly Command[],
  vocabulary: Vocabulary,
  places: readonly Place[],
  valueOf: (kind: ArgumentKind) => ArgumentValue,
): readonly Command[] {
  const byIndex = Map.groupBy(places, ({ index }) => index);
  return commands.map((command, index) => {
    const here = byIndex.get(index)?.filter((place) => place.command.name === command.name);
    if (here === undefined) return command;
    return withArguments(command, vocabulary, (old, { key, kind }) =>
      here.some((place) => place.key === key) ? valueOf(kind) : old,
    );
  });
}
