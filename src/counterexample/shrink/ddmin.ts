// Delta debugging: takes ever smaller parts out of a list while a claim about the rest holds (Zeller and Hildebrandt's
// ddmin, complements only). Does not know what the elements are.

/**
 * Tries the list without each part of half, a quarter, … one of its elements, later parts first. `attempt` returns the
 * list to go on with: the fewer elements, or fewer still, where the claim holds of them, else the list before. Afterwards
 * no single element can be taken out, unless `isOver` ended it.
 */
export async function ddmin<Element>(
  elements: readonly Element[],
  attempt: (fewer: readonly Element[]) => Promise<readonly Element[]>,
  isOver: () => boolean = () => false,
): Promise<readonly Element[]> {
  let best = elements;
  for (let size = Math.ceil(best.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = best.length - size; from >= 0 && !isOver(); from -= size)
      best = await attempt([...best.slice(0, from), ...best.slice(from + size)]);
  }
  return best;
}
