// Tells where an observation parts from the expected one, field by field: only what the system shows is compared.
import type { FieldKind, FieldTable, PlacedField } from './fields.ts';
import { FIELDS, placed } from './fields.ts';
import type { FlatObservation } from './flat-observation.ts';
import { isSameAt, valueAt, wordOf } from './flat-values.ts';

/** One thing that should be otherwise: `process 3`'s `group` should be `2` and is `1`. */
export interface Difference {
  readonly of: string;
  readonly field: string;
  readonly expected: string;
  readonly seen: string;
}

/** The order in which the differences of one entry are told; rows of one kind stand in the order of the table. */
const TOLD: readonly FieldKind[] = ['word', 'id-or-null', 'id', 'ids', 'switch', 'code'];

/** Gives everything shown that is not as expected; nothing when they agree. O(size). */
export const differences = differencesBy(FIELDS);

/** The comparison by a table of fields. */
export function differencesBy(
  table: FieldTable,
): (expected: FlatObservation, seen: FlatObservation) => readonly Difference[] {
  const ofProcess = inOrder(placed(table.process));
  const ofGroup = inOrder(placed(table.group));
  const ofSession = inOrder(placed(table.session));
  return (expected, seen) => {
    const found: Difference[] = [];
    if (seen.showsProcesses) compare(found, 'process', ofProcess, processesOf(expected), processesOf(seen));
    if (seen.showsGroups) compare(found, 'group', ofGroup, groupsOf(expected), groupsOf(seen));
    if (seen.showsSessions) compare(found, 'session', ofSession, sessionsOf(expected), sessionsOf(seen));
    return found;
  };
}

function inOrder(fields: readonly PlacedField[]): readonly PlacedField[] {
  return fields.toSorted((one, other) => TOLD.indexOf(one.kind) - TOLD.indexOf(other.kind));
}

/** The entries of one kind: their ids, ascending, and what each shows. */
interface Entries {
  readonly all: FlatObservation;
  readonly count: number;
  readonly ids: Int32Array;
  readonly shows: Int32Array;
}

function processesOf(all: FlatObservation): Entries {
  return { all, count: all.processCount, ids: all.pid, shows: all.processShows };
}

function groupsOf(all: FlatObservation): Entries {
  return { all, count: all.groupCount, ids: all.pgid, shows: all.groupShows };
}

function sessionsOf(all: FlatObservation): Entries {
  return { all, count: all.sessionCount, ids: all.sid, shows: all.sessionShows };
}

/** Walks both columns of ids together: notes what only one has, compares what both have. */
function compare(
  found: Difference[],
  kind: string,
  fields: readonly PlacedField[],
  expected: Entries,
  seen: Entries,
): void {
  let e = 0;
  let s = 0;
  while (e < expected.count || s < seen.count) {
    const wanted = e < expected.count ? expected.ids[e] : Number.POSITIVE_INFINITY;
    const had = s < seen.count ? seen.ids[s] : Number.POSITIVE_INFINITY;
    if (wanted === had) {
      compareEntry(found, `${kind} ${wanted}`, fields, expected, e, seen, s);
    } else if (wanted < had) {
      found.push({ of: `${kind} ${wanted}`, field: 'existence', expected: 'present', seen: 'absent' });
    } else {
      const isTwice = s > 0 && seen.ids[s - 1] === had;
      const shown = isTwice ? 'present twice' : 'present';
      found.push({ of: `${kind} ${had}`, field: 'existence', expected: 'absent', seen: shown });
    }
    if (wanted <= had) e += 1;
    if (had <= wanted) s += 1;
  }
}

/** Notes the fields that both show and that are not the same. */
function compareEntry(
  found: Difference[],
  of: string,
  fields: readonly PlacedField[],
  expected: Entries,
  e: number,
  seen: Entries,
  s: number,
): void {
  const shows = seen.shows[s] & expected.shows[e];
  for (const field of fields) {
    if ((shows & field.shows) === 0 || isSameAt(field, expected.all, e, seen.all, s)) continue;
    found.push({
      of,
      field: field.row.called ?? field.name,
      expected: textAt(expected.all, field, e),
      seen: textAt(seen.all, field, s),
    });
  }
}

function textAt(all: FlatObservation, field: PlacedField, index: number): string {
  const value = valueAt(all, field, index);
  if (value === null) return 'none';
  if (typeof value === 'boolean') return wordOf(field, value);
  return typeof value === 'object' ? `[${value.join(', ')}]` : String(value);
}
