// Converts between the two forms of an observation: JSON, as systems write it and reports print it, and flat columns.
// A system's observation is checked here against the table of fields, row by row and nothing left over: a misspelt field
// would otherwise go uncompared in silence.
import type { Answer, Id } from '../command.ts';
import { didYouMean } from '../did-you-mean.ts';
import { describeValue } from '../foreign-value.ts';
import { Trouble } from '../trouble.ts';
import type { Fields, FieldTable, PlacedField } from './fields.ts';
import { FIELDS, placed, showsOf } from './fields.ts';
import type { FlatObservation } from './flat-observation.ts';
import { NO_PARENT, NOT_COUNTED } from './flat-observation.ts';
import type { FieldValue } from './flat-values.ts';
import { columnOf, listsOf, valueAt } from './flat-values.ts';
import { answerProblem, observationProblem } from './form.ts';
import type { Observation, WokenObservation } from './observation.ts';

/** The way between the two forms. */
interface ObservationJson {
  /**
   * Writes a system's JSON to `out`, entries sorted by id. Throws {@link Trouble} where it has the wrong shape: a
   * finding about the system.
   */
  readonly flatten: (observation: Observation, out: FlatObservation) => void;
  /** Gives the JSON of what is shown. */
  readonly unflatten: (seen: FlatObservation) => Observation;
}

/** An entry of foreign JSON, of which nothing is known yet. */
type Entry = Readonly<Record<string, unknown>>;

/** The rows of one kind of entry, and the name of the id that every entry bears. */
interface EntryForm {
  readonly kind: string;
  readonly id: string;
  readonly fields: readonly PlacedField[];
  /** Everything that an entry can have. */
  readonly names: readonly string[];
  /** The bits of all fields. */
  readonly all: number;
}

function entryForm(kind: string, id: string, rows: Fields): EntryForm {
  const fields = placed(rows);
  return { kind, id, fields, names: [id, ...fields.map(({ name }) => name)], all: showsOf(rows) };
}

const LISTS = ['processes', 'groups', 'sessions', 'terminals', 'woken', 'resources'] as const;

/** The entries that say who was woken. Their answer has no row: it is that of a command. */
const WOKEN: EntryForm = {
  kind: 'woken process',
  id: 'process',
  fields: [],
  names: ['process', 'answer'],
  all: 0,
};

export const { flatten, unflatten } = observationJsonBy(FIELDS);

/** The conversion by a table of fields. */
export function observationJsonBy(table: FieldTable): ObservationJson {
  const ofProcess = entryForm('process', 'pid', table.process);
  const ofGroup = entryForm('group', 'pgid', table.group);
  const ofSession = entryForm('session', 'sid', table.session);
  const ofTerminal = entryForm('terminal', 'terminal', table.terminal);
  const counts = Object.keys(table.resources);
  return {
    flatten: (observation, out) => {
      const problem = observationProblem(observation);
      if (problem !== undefined) throw new Trouble(problem, { method: 'observe' });
      checkNames(observation as Entry, LISTS, 'it', 'an observation');
      out.clear();
      out.showsProcesses = observation.processes !== undefined;
      out.showsGroups = observation.groups !== undefined;
      out.showsSessions = observation.sessions !== undefined;
      for (const process of sorted(ofProcess, observation.processes)) {
        out.addProcess(process[ofProcess.id] as Id, NO_PARENT, 0, 0, 0, ofProcess.all);
        const index = out.processCount - 1;
        out.hideOfProcess(ofProcess.all & ~writeEntry(ofProcess, process, out, index, out.marks));
      }
      for (const group of sorted(ofGroup, observation.groups)) {
        out.addGroup(group[ofGroup.id] as Id, 0, ofGroup.all);
        out.hideOfGroup(ofGroup.all & ~writeEntry(ofGroup, group, out, out.groupCount - 1));
      }
      for (const session of sorted(ofSession, observation.sessions)) {
        out.addSession(session[ofSession.id] as Id, ofSession.all);
        out.hideOfSession(ofSession.all & ~writeEntry(ofSession, session, out, out.sessionCount - 1));
      }
      writeTerminals(ofTerminal, observation, out);
      for (const entry of sorted(WOKEN, observation.woken)) writeWoken(entry, out);
      out.showsWoken = observation.woken !== undefined;
      writeCounts(counts, observation.resources, out);
    },
    unflatten: (seen) => {
      const resources = countsIn(counts, seen);
      const { showsProcesses, processCount, showsGroups, groupCount, showsSessions, sessionCount } = seen;
      const { showsTerminals, terminalCount, showsWoken, wokenCount } = seen;
      const listOf = (form: EntryForm, count: number, ids: Int32Array, shows: Int32Array): unknown =>
        indices(count).map((at) => entryAt(form, ids, shows, seen, at));
      const { pid, processShows, pgid, groupShows, sid, sessionShows, terminalId, terminalShows } = seen;
      return {
        ...(showsProcesses && { processes: listOf(ofProcess, processCount, pid, processShows) }),
        ...(showsGroups && { groups: listOf(ofGroup, groupCount, pgid, groupShows) }),
        ...(showsSessions && { sessions: listOf(ofSession, sessionCount, sid, sessionShows) }),
        ...(showsTerminals && { terminals: listOf(ofTerminal, terminalCount, terminalId, terminalShows) }),
        ...(showsWoken && { woken: wokenIn(seen, wokenCount) }),
        ...(Object.keys(resources).length > 0 && { resources }),
      } as Observation;
    },
  };
}

/** The JSON of who was woken. */
function wokenIn(
  { wokenProcess, wokenAnswers }: FlatObservation,
  count: number,
): readonly WokenObservation[] {
  return indices(count).map((at) => ({ process: wokenProcess[at], answer: wokenAnswers[at] }));
}

/** The entries by ascending id. Throws where they are no list, or one of them bears no id. */
function sorted({ kind, id }: EntryForm, entries: unknown): readonly Entry[] {
  if (entries === undefined) return [];
  if (!Array.isArray(entries))
    throw malformed(`what bears ${id}s must be a list, not ${describeValue(entries)}`);
  for (const entry of entries as readonly unknown[]) {
    if (typeof entry !== 'object' || entry === null)
      throw malformed(`a ${kind} is an object with a ${id}, not ${describeValue(entry)}`);
    const given = (entry as Entry)[id];
    if (!isId(given)) throw malformed(`${id} must be an id, not ${describeValue(given)}`);
  }
  return [...(entries as readonly Entry[])].sort((one, other) => (one[id] as Id) - (other[id] as Id));
}

/**
 * Writes what an entry shows into its columns, the entry and its lists being the last; gives the bits of the fields that
 * it shows. Throws where a field is malformed or none of ours. Every observation of a system elsewhere goes through here.
 */
function writeEntry(
  form: EntryForm,
  entry: Entry,
  out: FlatObservation,
  index: number,
  marks: Int32Array = NO_MARKS,
): number {
  let shows = 0;
  let known = 1; // Its id.
  for (const field of form.fields) {
    const value = entry[field.name];
    if (value === undefined) continue;
    shows |= field.shows;
    known += 1;
    if (field.mark !== 0) {
      if (value === field.withIt) marks[index] |= field.mark;
      else if (field.thirdMark !== 0 && value === field.row.words?.[2]) marks[index] |= field.thirdMark;
      else if (value !== field.without) throw malformedField(form, entry, field);
    } else if (field.kind === 'words') {
      marks[index] |= setOf(form, entry, field);
    } else if (field.kind === 'ids') {
      if (!Array.isArray(value)) throw malformedField(form, entry, field);
      const lists = listsOf(out, field);
      for (const each of value as readonly unknown[]) {
        if (!isId(each)) throw malformedField(form, entry, field, each);
        lists.push(each);
      }
    } else if (isId(value) || (field.kind === 'code' && isWhole(value))) {
      columnOf(out, field)[index] = value;
    } else if (value !== null || field.kind !== 'id-or-null') {
      throw malformedField(form, entry, field);
    }
  }
  let all = 0;
  for (const _ in entry) all += 1;
  if (all !== known) checkNames(entry, form.names, nameOf(form, entry), `a ${form.kind}`);
  return shows;
}

/** The bits of a set of words. Throws where it is no list of these, each at most once. */
function setOf(form: EntryForm, entry: Entry, field: PlacedField): number {
  const value = entry[field.name];
  if (!Array.isArray(value)) throw malformedField(form, entry, field);
  const words: readonly string[] = field.row.words ?? [];
  let bits = 0;
  for (const each of value as readonly unknown[]) {
    const bit = field.setMarks[words.indexOf(each as string)] ?? 0;
    if (bit === 0 || (bits & bit) !== 0) throw malformedField(form, entry, field, each);
    bits |= bit;
  }
  return bits;
}

/** Writes the terminals, where they are shown. */
function writeTerminals(form: EntryForm, { terminals }: Observation, out: FlatObservation): void {
  for (const terminal of sorted(form, terminals)) {
    out.addTerminal(terminal[form.id] as Id, 0, 0, form.all);
    out.hideOfTerminal(form.all & ~writeEntry(form, terminal, out, out.terminalCount - 1));
  }
  out.showsTerminals = terminals !== undefined;
}

/** Writes who was woken. Throws where the answer has not the form of one. */
function writeWoken(entry: Entry, out: FlatObservation): void {
  checkNames(entry, WOKEN.names, nameOf(WOKEN, entry), `a ${WOKEN.kind}`);
  const { process, answer } = entry;
  const problem = answerProblem(answer);
  if (problem !== undefined) throw malformed(`of the wait of process ${describeValue(process)} ${problem}`);
  out.addWoken(process as Id, answer as Answer);
}

/** The column of what has no marks. */
const NO_MARKS = new Int32Array(0);

function malformedField(
  form: EntryForm,
  entry: Entry,
  { kind, name, row: { words = ['', ''] } }: PlacedField,
  value: unknown = entry[name],
): Trouble {
  const what = `${name} of ${nameOf(form, entry)}`;
  const seen = describeValue(value);
  if (kind === 'word') return malformed(`${what} must be ${alternatives(words)}, not ${seen}`);
  if (kind === 'words' && value !== entry[name])
    return malformed(`${what} must be made of ${alternatives(words)}, each once, not ${seen}`);
  if (kind === 'switch') return malformed(`${what} must be true or false, not ${seen}`);
  if (kind === 'code') return malformed(`${what} must be a whole number of 32 bits, not ${seen}`);
  return malformed(
    `${what} must be ${(kind === 'ids' || kind === 'words') && value === entry[name] ? 'a list' : 'an id'}, not ${seen}`,
  );
}

/** `"running", "zombie" or "stopped"`. */
function alternatives(words: readonly string[]): string {
  const quoted = words.map((word) => `"${word}"`);
  return `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
}

function nameOf({ kind, id }: EntryForm, entry: Entry): string {
  return `${kind} ${describeValue(entry[id])}`;
}

/** Writes how much a system counts of each resource. Throws where it counts what is none. */
function writeCounts(names: readonly string[], resources: unknown, out: FlatObservation): void {
  if (resources === undefined) return;
  if (typeof resources !== 'object' || resources === null || Array.isArray(resources))
    throw malformed(`resources must be an object, not ${describeValue(resources)}`);
  checkNames(resources as Entry, names, 'resources', 'resources');
  for (const [index, name] of names.entries()) {
    const count = (resources as Entry)[name];
    if (count === undefined) continue;
    if (!isWhole(count) || count === NOT_COUNTED)
      throw malformed(`resources.${name} must be a whole number of 32 bits, not ${describeValue(count)}`);
    out.resources[index] = count;
  }
}

function countsIn(names: readonly string[], seen: FlatObservation): Readonly<Record<string, number>> {
  return Object.fromEntries(
    names
      .map((name, index) => [name, seen.resources[index]] as const)
      .filter(([, count]) => count !== NOT_COUNTED),
  );
}

/** The JSON of one entry. */
function entryAt(
  { id, fields }: EntryForm,
  ids: Int32Array,
  shows: Int32Array,
  seen: FlatObservation,
  index: number,
): Readonly<Record<string, FieldValue>> {
  const entry: Record<string, FieldValue> = { [id]: ids[index] };
  for (const field of fields) if (shows[index] & field.shows) entry[field.name] = valueAt(seen, field, index);
  return entry;
}

/** Throws where something has a member that is none of those named. */
function checkNames(given: Entry, names: readonly string[], what: string, of: string): void {
  for (const name of Object.keys(given))
    if (!names.includes(name))
      throw malformed(
        `${what} has ${describeValue(name)}, which is not a field of ${of}${didYouMean(name, names)}`,
      );
}

function isId(value: unknown): value is Id {
  return isWhole(value) && value >= 1;
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && (value | 0) === value;
}

function malformed(problem: string): Trouble {
  return new Trouble(`it shows a malformed observation: ${problem}`, { method: 'observe' });
}

function indices(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}
