// Tells where an observation parts from the expected one, field by field: only what the system shows is compared.
import type { Answer, Id } from '../command.ts';
import { printAnswer } from '../notation/trace.ts';
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
const TOLD: readonly FieldKind[] = ['word', 'id-or-null', 'id', 'ids', 'switch', 'code', 'words'];

/** Gives everything shown that is not as expected; nothing when they agree. O(size). */
export const differences = differencesBy(FIELDS);

/** The comparison by a table of fields. */
export function differencesBy(
  table: FieldTable,
): (expected: FlatObservation, seen: FlatObservation) => readonly Difference[] {
  const ofProcess = inOrder(placed(table.process));
  const ofGroup = inOrder(placed(table.group));
  const ofSession = inOrder(placed(table.session));
  const ofTerminal = inOrder(placed(table.terminal));
  return (expected, seen) => {
    const found: Difference[] = [];
    if (seen.showsProcesses) compare(found, 'process', ofProcess, processesOf(expected), processesOf(seen));
    if (seen.showsGroups) compare(found, 'group', ofGroup, groupsOf(expected), groupsOf(seen));
    if (seen.showsSessions) compare(found, 'session', ofSession, sessionsOf(expected), sessionsOf(seen));
    if (seen.showsTerminals && expected.showsTerminals)
      compare(found, 'terminal', ofTerminal, terminalsOf(expected), terminalsOf(seen));
    if (seen.showsWoken && expected.showsWoken) compareWoken(found, expected, seen);
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

function terminalsOf(all: FlatObservation): Entries {
  return { all, count: all.terminalCount, ids: all.terminalId, shows: all.terminalShows };
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

/** Notes who was woken on one side alone, twice, or with another answer. O(woken × woken), of which there are few. */
function compareWoken(found: Difference[], expected: FlatObservation, seen: FlatObservation): void {
  const wanted = wokenIn(expected);
  const had = wokenIn(seen);
  for (const process of new Set([...wanted.keys(), ...had.keys()].toSorted((one, other) => one - other))) {
    const [right = NOTHING, wrong = NOTHING] = [wanted.get(process), had.get(process)];
    if (right !== wrong)
      found.push({ of: `process ${process}`, field: WOKEN_WITH, expected: right, seen: wrong });
  }
}

const WOKEN_WITH = 'woken with';
const NOTHING = 'nothing';

/** By process the answer that its wait came back with, as text; of one that was woken twice both. */
function wokenIn({ wokenCount, wokenProcess, wokenAnswers }: FlatObservation): ReadonlyMap<Id, string> {
  const found = new Map<Id, string>();
  for (let index = 0; index < wokenCount; index += 1) {
    const before = found.get(wokenProcess[index]);
    const text = printAnswer(sorted(wokenAnswers[index]));
    found.set(wokenProcess[index], before === undefined ? text : `${before} and ${text}`);
  }
  return found;
}

/** The same answer, its fields in the order of their names, so that equal ones have equal texts. */
function sorted(answer: Answer): Answer {
  if (!('ok' in answer)) return answer;
  return {
    ok: Object.fromEntries(Object.entries(answer.ok).toSorted(([one], [other]) => (one < other ? -1 : 1))),
  };
}

function textAt(all: FlatObservation, field: PlacedField, index: number): string {
  const value = valueAt(all, field, index);
  if (value === null) return 'none';
  if (typeof value === 'boolean') return wordOf(field, value);
  if (field.kind === 'words') return (value as readonly string[]).join(', ') || 'none';
  return typeof value === 'object' ? `[${value.join(', ')}]` : String(value);
}
