// The properties that compare what is shown with the model, a field or a few fields each: one column of the kill matrix
// for each row of the table of fields, but that switches share one, lists that follow from elsewhere another, and all that
// terminals show a third. A last one is of who was woken.
import { FIELDS, placed } from '../../contract/observation/fields.ts';
import type { FieldTable, PlacedField, ProcessField } from '../../contract/observation/fields.ts';
import type { FlatObservation } from '../../contract/observation/flat-observation.ts';
import { isSameAt } from '../../contract/observation/flat-values.ts';
import type { AlarmMoment } from './moment.ts';
import type { Property } from './property.ts';

const THINGS = ['process', 'group', 'session', 'terminal'] as const;
type Thing = (typeof THINGS)[number];

/** The fields of one column, by the thing that has them. */
type FieldsByThing = Readonly<Record<Thing, readonly PlacedField[]>>;

/** The field of a process whose set shows terminals, and that of one whose set shows who was woken. */
const OF_TERMINALS: ProcessField = 'terminal';
const OF_WOKEN: ProcessField = 'waiting';

/** The properties of a table of fields. */
export function fieldProperties(table: FieldTable = FIELDS): readonly Property[] {
  const columns = Map.groupBy(
    THINGS.flatMap((thing) => placed(table[thing]).map((field) => ({ thing, field }))),
    ({ thing, field }) => columnOf(thing, field),
  );
  return [PRESENCE, ...[...columns].map(([name, fields]) => ofFields(name, byThing(fields))), WOKEN];
}

/** Compares nothing but which processes, groups, sessions and terminals there are. */
const PRESENCE: Property = {
  name: 'present',
  sentence: 'the processes, groups, sessions and terminals that are there are the ones expected',
  modelFree: false,
  isViolated: (moment) => isCompared(moment) && THINGS.some((thing) => !sameIds(entriesOf(moment, thing))),
};

/** Compares whose waits came back, and with what. */
const WOKEN: Property = {
  name: 'woken',
  sentence: 'the processes whose waits came back are the ones expected, each with its answer',
  modelFree: false,
  isAsked: ({ vocabulary: { shows } }) => Object.hasOwn(shows, OF_WOKEN),
  isViolated: (moment) =>
    isCompared(moment) &&
    moment.after.showsWoken &&
    moment.expected.showsWoken &&
    !moment.after.hasSameWoken(moment.expected),
};

function columnOf(thing: Thing, { name, kind, row }: PlacedField): string {
  if (thing === 'terminal') return 'terminals';
  if (kind === 'switch') return 'marks';
  return kind === 'ids' && (thing !== 'process' || row.followsFrom !== undefined) ? 'lists' : name;
}

function byThing(fields: readonly { readonly thing: Thing; readonly field: PlacedField }[]): FieldsByThing {
  const of = (thing: Thing): readonly PlacedField[] =>
    fields.filter((each) => each.thing === thing).map(({ field }) => field);
  return { process: of('process'), group: of('group'), session: of('session'), terminal: of('terminal') };
}

function ofFields(name: string, fields: FieldsByThing): Property {
  const things = THINGS.filter((thing) => fields[thing].length > 0);
  const words = things.flatMap((thing) =>
    fields[thing].map(({ name: called, row }) => `${row.called ?? called} (${thing})`),
  );
  return {
    name,
    sentence: `shown as expected: ${words.join(', ')}`,
    modelFree: false,
    isAsked: ({ vocabulary: { shows } }) =>
      things.some((thing) => thing === 'group' || thing === 'session') ||
      fields.process.some((field) => Object.hasOwn(shows, field.name)) ||
      (fields.terminal.length > 0 && Object.hasOwn(shows, OF_TERMINALS)),
    isViolated: (moment) =>
      isCompared(moment) && things.some((thing) => differs(entriesOf(moment, thing), fields[thing])),
  };
}

/** Whether the states can differ here: at the end of a drain they were compared already. */
function isCompared(moment: AlarmMoment): boolean {
  return (moment.place === 'start' || moment.place === 'step') && !moment.isExpected;
}

/** Both sides' entries of one kind. */
interface Pair {
  readonly expected: Side;
  readonly seen: Side;
  readonly isShown: boolean;
}

interface Side {
  readonly all: FlatObservation;
  readonly count: number;
  readonly ids: Int32Array;
  readonly shows: Int32Array;
}

function entriesOf({ expected, after }: AlarmMoment, thing: Thing): Pair {
  const isShown = {
    process: after.showsProcesses,
    group: after.showsGroups,
    session: after.showsSessions,
    terminal: after.showsTerminals && expected.showsTerminals,
  };
  return { expected: sideOf(expected, thing), seen: sideOf(after, thing), isShown: isShown[thing] };
}

function sideOf(all: FlatObservation, thing: Thing): Side {
  if (thing === 'process') return { all, count: all.processCount, ids: all.pid, shows: all.processShows };
  if (thing === 'group') return { all, count: all.groupCount, ids: all.pgid, shows: all.groupShows };
  if (thing === 'session') return { all, count: all.sessionCount, ids: all.sid, shows: all.sessionShows };
  return { all, count: all.terminalCount, ids: all.terminalId, shows: all.terminalShows };
}

function sameIds({ expected, seen, isShown }: Pair): boolean {
  if (!isShown) return true;
  if (expected.count !== seen.count) return false;
  for (let index = 0; index < seen.count; index += 1)
    if (expected.ids[index] !== seen.ids[index]) return false;
  return true;
}

/** Whether an entry that both have differs in one of these fields, which both show. */
function differs({ expected, seen, isShown }: Pair, fields: readonly PlacedField[]): boolean {
  if (!isShown) return false;
  let e = 0;
  let s = 0;
  while (e < expected.count && s < seen.count) {
    const wanted = expected.ids[e];
    const had = seen.ids[s];
    if (wanted === had) {
      const shows = expected.shows[e] & seen.shows[s];
      for (const field of fields)
        if ((shows & field.shows) !== 0 && !isSameAt(field, expected.all, e, seen.all, s)) return true;
    }
    if (wanted <= had) e += 1;
    if (had <= wanted) s += 1;
  }
  return false;
}
