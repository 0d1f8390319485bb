// JSON made wrong in one place.

/** A place in some JSON. */
export type Path = readonly (string | number)[];

/** Every place in some JSON but the root. */
export function pointersIn(json: unknown, at: Path = []): Path[] {
  if (typeof json !== 'object' || json === null) return [];
  return Object.entries(json).flatMap(([key, value]) => {
    const path = [...at, Array.isArray(json) ? Number(key) : key];
    return [path, ...pointersIn(value, path)];
  });
}

/** A copy with something else at one place; `undefined` takes away what is there. */
export function damagedAt(json: unknown, path: Path, put: unknown): unknown {
  const copy = structuredClone(json);
  let holder = copy as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) holder = holder[key] as Record<string | number, unknown>;
  const last = path.at(-1) as string | number;
  if (put !== undefined) holder[last] = put;
  else if (Array.isArray(holder)) holder.splice(last as number, 1);
  else delete holder[last];
  return copy;
}
