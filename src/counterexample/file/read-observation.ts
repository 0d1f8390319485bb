// Reads an observation in a counterexample's JSON, by the table of fields. Members that are no fields of ours are passed
// over, as everywhere in that file: a later release may have added them.
import { ID_MAX } from '../../contract/argument.ts';
import type { Field, Fields, FieldTable } from '../../contract/observation/fields.ts';
import { FIELDS } from '../../contract/observation/fields.ts';
import type { Observation } from '../../contract/observation/observation.ts';
import { anyAnswer } from './read-answer.ts';
import type { Read } from './json-reader.ts';
import { distinct, list, nullable, object, oneOf, optional, switched, whole } from './json-reader.ts';

const id = whole(1, ID_MAX);

export const readObservation = observationReaderBy(FIELDS);

/** The reader by a table of fields. */
export function observationReaderBy(table: FieldTable): Read<Observation> {
  return object({
    processes: optional(list(object({ pid: id, ...readersOf(table.process) }))),
    groups: optional(list(object({ pgid: id, ...readersOf(table.group) }))),
    sessions: optional(list(object({ sid: id, ...readersOf(table.session) }))),
    terminals: optional(list(object({ terminal: id, ...readersOf(table.terminal) }))),
    woken: optional(list(object({ process: id, answer: anyAnswer }))),
    resources: optional(object(readersOf(table.resources))),
  }) as unknown as Read<Observation>;
}

function readersOf(rows: Fields): Readonly<Record<string, Read<unknown>>> {
  return Object.fromEntries(Object.entries(rows).map(([name, row]) => [name, optional(readerOf(row))]));
}

function readerOf({ kind, words = ['', ''] }: Field): Read<unknown> {
  switch (kind) {
    case 'id':
      return id;
    case 'id-or-null':
      return nullable(id);
    case 'ids':
      return list(id);
    case 'word':
      return oneOf(...words);
    case 'words':
      return distinct(list(oneOf(...words)));
    case 'switch':
      return switched;
    case 'code':
      return whole(-ID_MAX - 1, ID_MAX);
    case 'count':
      return whole(-ID_MAX, ID_MAX);
  }
}
