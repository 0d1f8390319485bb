// Damages what a system shows, in one of the ways in which a broken system shows things: a number that is another one,
// an entry too many or too few, a list in another order, a part left out. Whatever comes out can be read from JSON.
import type { Id } from '../../src/contract/command.ts';
import type { Observation } from '../../src/contract/observation/observation.ts';
import type { Dice } from '../../src/engines/generate/prng.ts';

type Entry = Record<string, unknown>;

const LISTS = ['processes', 'groups', 'sessions'] as const;
const ID_FIELDS = ['pid', 'pgid', 'sid'] as const;

/** The observation with so many damages; ids are drawn from 1 … idsMax. */
export function damaged(observation: Observation, dice: Dice, damages: number, idsMax: Id): Observation {
  const open = structuredClone(observation) as Record<string, Entry[] | undefined>;
  for (let done = 0; done < damages; done += 1) damage(open, dice, idsMax);
  return open;
}

function damage(open: Record<string, Entry[] | undefined>, dice: Dice, idsMax: Id): void {
  const list = LISTS[dice.below(LISTS.length)];
  const entries = open[list];
  if (entries === undefined) return;
  if (dice.chance(3)) return void delete open[list];
  const at = dice.below(Math.max(1, entries.length));
  const entry = entries[at];
  const anId = (): Id => 1 + dice.below(idsMax);
  if (entry === undefined || dice.chance(4)) return void entries.push(newEntry(list, anId()));
  if (dice.chance(6)) return void entries.splice(at, 1);
  if (dice.chance(12)) {
    const changed = dice.chance(50) ? anId() : undefined;
    const elsewhere = { processes: { group: changed }, groups: { session: changed }, sessions: {} }[list];
    return void entries.push({ ...structuredClone(entry), ...(changed !== undefined && elsewhere) });
  }
  const keys = Object.keys(entry);
  const key = keys[dice.below(keys.length)];
  if (dice.chance(6)) {
    if ((ID_FIELDS as readonly string[]).includes(key)) return;
    for (const each of dice.chance(50) ? entries : [entry]) delete each[key];
    return;
  }
  entry[key] = damagedValue(key, entry[key], dice, anId);
}

function damagedValue(key: string, value: unknown, dice: Dice, anId: () => Id): unknown {
  if (key === 'received') return dice.chance(50) ? [] : ['SIGHUP', 'SIGCONT'];
  if (Array.isArray(value)) return damagedList(value as readonly Id[], dice, anId);
  if (typeof value === 'boolean') return !value;
  if (key === 'state') return value === 'zombie' ? 'running' : 'zombie';
  if (key === 'exitCode') return dice.below(3);
  return key === 'parent' && dice.chance(20) ? null : anId();
}

/** One more, one fewer, one in another place, or one in place of another. */
function damagedList(ids: readonly Id[], dice: Dice, anId: () => Id): readonly Id[] {
  const at = dice.below(Math.max(1, ids.length));
  const more = dice.chance(50) && ids.length > 0 ? ids[at] : anId();
  switch (dice.below(4)) {
    case 0:
      return [...ids, more];
    case 1:
      return ids.toSpliced(at, 1);
    case 2:
      return ids.toReversed();
    default:
      return ids.length === 0 ? [more] : ids.with(at, more);
  }
}

function newEntry(list: (typeof LISTS)[number], id: Id): Entry {
  switch (list) {
    case 'processes':
      return { pid: id, parent: 1, group: 1, state: 'running', children: [], threads: [] };
    case 'groups':
      return { pgid: id, session: 1, processes: [] };
    case 'sessions':
      return { sid: id, groups: [] };
  }
}
