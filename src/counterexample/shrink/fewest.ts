// Fewer of a list while a claim about it holds.

/** Takes out one element after the other, from the last to the first, where the rest still does. */
export async function fewest<Element>(
  elements: readonly Element[],
  does: (fewer: readonly Element[]) => Promise<boolean>,
): Promise<readonly Element[]> {
  let best = elements;
  for (let size = Math.ceil(best.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = best.length - size; from >= 0; from -= size) {
      const fewer = [...best.slice(0, from), ...best.slice(from + size)];
      if (await does(fewer)) best = fewer;
    }
  }
  return best;
}
