// The names that a predicate may use, made from the table of observable fields and a set's words: the fields of each kind
// of thing, what their values are numbers of, and the words that mark processes. Knows no command set.
import type { FieldKind, Fields, PlacedField } from '../../contract/observation/fields.ts';
import { FIELDS, placed } from '../../contract/observation/fields.ts';
import type { Vocabulary } from '../../contract/vocabulary.ts';

/** The kinds of things that a state has. */
export const KINDS = ['process', 'group', 'session', 'terminal'] as const;

export type Kind = (typeof KINDS)[number];

/** A field of one kind of thing. */
export interface AskedField {
  /** As in JSON. */
  readonly name: string;
  readonly owner: Kind;
  readonly kind: FieldKind;
  /** The kind of thing whose number the value is, or whose numbers its values are. */
  readonly refersTo: Kind | undefined;
  readonly placed: PlacedField;
  /** The field that leads to the thing which has it: a process's session is its group's. */
  readonly through?: AskedField;
}

/** The kind of thing that a field's ids are of. Threads are numbers without fields of their own. */
const REFERS_TO: Readonly<Record<string, Kind | undefined>> = {
  parent: 'process',
  group: 'group',
  children: 'process',
  terminal: 'terminal',
  session: 'session',
  processes: 'process',
  groups: 'group',
  foreground: 'group',
};

/** Everything that may be asked of the states of one set. */
export interface AskedFields {
  /** By kind of thing its fields by name; the kinds that the set does not know have none. */
  readonly of: Readonly<Record<Kind, ReadonlyMap<string, AskedField>>>;
  /** The kinds that there are. */
  readonly kinds: readonly Kind[];
  /** By word the field of a process that can be it: `zombie`. */
  readonly words: ReadonlyMap<string, AskedField>;
  /** By word of a set of words the field that can hold it: a signal that was received. */
  readonly members: ReadonlyMap<string, AskedField>;
}

/** The names for the states of a set. O(fields). */
export function askedFieldsOf({ shows }: Pick<Vocabulary, 'shows'>): AskedFields {
  // Bits are given out by the whole table: a field keeps its place among all rows.
  const process = fieldsOf('process', FIELDS.process, (name) => Object.hasOwn(shows, name));
  const group = fieldsOf('group', FIELDS.group);
  const session = fieldsOf('session', FIELDS.session);
  const isJob = process.has('terminal');
  const terminal = isJob ? fieldsOf('terminal', FIELDS.terminal) : new Map<string, AskedField>();
  const own = process.get('group');
  const further = group.get('session');
  if (own !== undefined && further !== undefined)
    process.set('session', { ...further, owner: 'process', through: own });
  const words = new Map<string, AskedField>();
  const members = new Map<string, AskedField>();
  for (const field of process.values()) {
    const { words: all = [] } = field.placed.row;
    const hasThird = shows[field.name as keyof typeof shows]?.third === true;
    if (field.kind === 'word') for (const word of hasThird ? all : all.slice(0, 2)) words.set(word, field);
    if (field.kind === 'words') for (const word of all) members.set(word, field);
  }
  return {
    of: { process, group, session, terminal },
    kinds: KINDS.filter((kind) => kind !== 'terminal' || isJob),
    words,
    members,
  };
}

function fieldsOf(
  owner: Kind,
  rows: Fields,
  isShown: (name: string) => boolean = () => true,
): Map<string, AskedField> {
  return new Map(
    placed(rows)
      .filter(({ name }) => isShown(name))
      .map((field) => {
        const { name, kind } = field;
        const hasIds = kind === 'id' || kind === 'id-or-null' || kind === 'ids';
        return [name, { name, owner, kind, refersTo: hasIds ? REFERS_TO[name] : undefined, placed: field }];
      }),
  );
}
