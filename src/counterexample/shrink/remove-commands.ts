// The passes of the shrinker that take commands out.
import type { Command, Id } from '../../contract/command.ts';
import type { Vocabulary } from '../../contract/vocabulary.ts';
import { INIT } from '../../contract/command.ts';
import { ddmin } from './ddmin.ts';
import { idsInOrder, idsOf } from './renumber-ids.ts';
import type { ShrinkSearch } from './shrink-search.ts';

/** Takes out, in one execution, all that changes nothing in the model: what is refused, and what only asks. */
export async function removeIdle(search: ShrinkSearch): Promise<void> {
  const { isIssuable, initial, step } = search.specification;
  const { commands } = search.best;
  let state = initial;
  const changing = commands.filter((command, index) => {
    if (index === commands.length - 1) return true;
    if (!isIssuable(state, command)) return false;
    const { next } = step(state, command);
    const changes = next !== state;
    state = next;
    return changes;
  });
  await search.consider(changing);
}

/** Leaves, in one execution, only what names an id that the last command hangs on, by any number of steps. */
export async function keepRelated(search: ShrinkSearch): Promise<void> {
  const { commands } = search.best;
  const related = new Set<Id>();
  const kept = commands.toReversed().filter((command, index) => {
    const ids = idsOf(command, search.vocabulary).filter((id) => id !== INIT);
    if (index > 0 && !ids.some((id) => related.has(id))) return false;
    for (const id of ids) related.add(id);
    return true;
  });
  await search.consider(kept.toReversed());
}

/** Takes out, of a long sequence, all commands of one name but the last command. */
export async function removeNames(search: ShrinkSearch): Promise<void> {
  for (const name of new Set(search.best.commands.map((command) => command.name))) {
    if (!search.isLong) return;
    const last = search.best.commands.length - 1;
    await search.consider(
      search.best.commands.filter((command, index) => command.name !== name || index === last),
    );
  }
}

/** Afterwards no run of half, a quarter, … one command can be removed. */
export async function removeRuns(search: ShrinkSearch): Promise<void> {
  await ddmin(
    search.best.commands,
    async (fewer) => {
      await search.consider(fewer);
      return search.best.commands;
    },
    () => search.over(),
  );
}

/** Afterwards no id can be removed with all commands that name it. */
export async function removeLives(search: ShrinkSearch): Promise<void> {
  for (const id of idsInOrder(search.best.commands, search.vocabulary).toReversed()) {
    if (search.over()) return;
    await search.consider(
      search.best.commands.filter((command) => !idsOf(command, search.vocabulary).includes(id)),
    );
  }
}

/**
 * Afterwards no two commands can be removed together; of a long sequence, no two of which the second is the next to
 * name an id that the first names.
 */
export async function removePairs(search: ShrinkSearch): Promise<void> {
  let improved = true;
  while (improved && !search.over()) {
    improved = false;
    const { commands } = search.best;
    for (const [first, second] of search.isLong
      ? relatedPairs(commands, search.vocabulary)
      : pairs(commands)) {
      improved = await search.consider(commands.filter((_, index) => index !== first && index !== second));
      if (improved || search.over()) break;
    }
  }
}

/** Every two places, later ones first. */
function* pairs({ length }: readonly Command[]): Iterable<readonly [number, number]> {
  for (let second = length - 1; second > 0; second -= 1)
    for (let first = second - 1; first >= 0; first -= 1) yield [first, second];
}

/** Every two places with an id in common that nothing between them names, init's aside; fewer than arguments. */
function* relatedPairs(
  commands: readonly Command[],
  vocabulary: Vocabulary,
): Iterable<readonly [number, number]> {
  const namedLast = new Map<Id, number>();
  for (let first = commands.length - 1; first >= 0; first -= 1) {
    const ids = idsOf(commands[first], vocabulary).filter((id) => id !== INIT);
    const nexts = new Set(
      ids.map((id) => namedLast.get(id)).filter((next) => next !== undefined && next !== first),
    );
    for (const next of nexts) yield [first, next as number];
    for (const id of ids) namedLast.set(id, first);
  }
}
