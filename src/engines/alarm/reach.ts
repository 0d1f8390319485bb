// The reach of each property: how many mutants it kills, and how many nothing else does.

/** A row, as far as reach goes. */
interface Killed {
  readonly killedBy: Readonly<Record<string, number>>;
}

/** The reach of one property among some. */
export interface Reach {
  readonly property: string;
  /** Mutants that it kills when it alone is judged. */
  readonly kills: number;
  /** Those of them that no other property kills. */
  readonly alone: number;
}

/** The reach of each of these properties among them. */
export function reachOf(rows: readonly Killed[], properties: readonly string[]): readonly Reach[] {
  const kills = new Map(properties.map((name) => [name, { property: name, kills: 0, alone: 0 }]));
  for (const { killedBy } of rows) {
    const killers = properties.filter((name) => Object.hasOwn(killedBy, name));
    for (const name of killers) {
      const reach = kills.get(name);
      if (reach === undefined) continue;
      reach.kills += 1;
      if (killers.length === 1) reach.alone += 1;
    }
  }
  return [...kills.values()];
}

/** The properties that kill nothing which no other of them kills. */
export function superfluousAmong(reach: readonly Reach[]): readonly string[] {
  return reach.filter(({ alone }) => alone === 0).map(({ property }) => property);
}
