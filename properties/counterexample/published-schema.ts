// Makes the published schema of a counterexample's JSON from what the code reads it by: the vocabularies, the refusals,
// the invariants and the table of observable fields. Version 1 is history and stays as it was published.
import type { ArgumentKind } from '../../src/contract/argument.ts';
import { rangeOf } from '../../src/contract/argument.ts';
import type { Field, Fields, FieldTable } from '../../src/contract/observation/fields.ts';
import type { CommandShape, RefusalTable, Vocabulary } from '../../src/contract/vocabulary.ts';
import { RECORD_FORMAT, RECORD_VERSION } from '../../src/counterexample/file/record.ts';
import { INVARIANT_SENTENCES } from '../../src/model/invariants/all.ts';

/** A part of a schema. */
type Json = Readonly<Record<string, unknown>>;

const TEXT: Json = { type: 'string' };
const SWITCH: Json = { type: 'boolean' };

/** The file in `schema/`. */
export const SCHEMA_FILE = new URL(
  `../../schema/counterexample-${RECORD_VERSION}.schema.json`,
  import.meta.url,
);

/** The schema of the version that is written today. */
export function publishedSchema(vocabularies: readonly Vocabulary[], table: FieldTable): Json {
  const refusals = Object.entries(
    Object.assign({}, ...vocabularies.map((set) => set.refusals)) as RefusalTable,
  );
  const refusal: Json = { enum: refusals.map(([name]) => name) };
  const ground: Json = { enum: [...new Set(refusals.flatMap(([, { grounds = [] }]) => grounds))] };
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `procession's counterexample, version ${RECORD_VERSION}`,
    description:
      'A sequence of commands on which a system under test parts from the specification of processes, groups and sessions, and what is known about it. Members that are not named here may be added by later releases and mean nothing to earlier ones.',
    ...object(
      {
        format: { const: RECORD_FORMAT },
        version: { const: RECORD_VERSION },
        commandSet: {
          enum: vocabularies.map(({ id }) => id),
          description: 'Whose commands the steps are, and what a state shows.',
        },
        system: { ...TEXT, description: 'The name of the system that failed.' },
        found: {
          ...object({ seed: ref('code'), path: TEXT }, []),
          description: "fast-check's seed, and its path to the run that failed.",
        },
        environment: {
          type: 'array',
          description: 'Variables that the system was given, each NAME=VALUE.',
          items: TEXT,
        },
        steps: {
          type: 'array',
          description:
            'The commands, each with the answer that the specification gives (of a refusal, the first that applies; of the POSIX commands its errno).',
          items: object({ command: { type: 'object' }, answer: ref('answer') }),
        },
        divergence: {
          ...divergence(refusal, ground),
          description:
            'Where and how they part. After the last step: the answer and the state expected and seen; null where nothing was answered or shown, and for an expected answer where the one seen was right.',
        },
        certificate: certificate(),
      },
      ['format', 'version', 'commandSet', 'system', 'steps', 'divergence'],
    ),
    allOf: vocabularies.map(({ id }) => ({
      if: { type: 'object', properties: { commandSet: { const: id } } },
      // oxlint-disable-next-line unicorn/no-thenable -- the schema's own word
      then: { properties: { steps: { type: 'array', items: stepOf(id) } } },
    })),
    $defs: {
      id: whole(1, 2 ** 31 - 1),
      code: whole(-(2 ** 31), 2 ** 31 - 1),
      count: whole(0, Number.MAX_SAFE_INTEGER),
      number: {
        description: 'A pid, 0, −1, or −g for the group g; never −2^31.',
        ...whole(-(2 ** 31 - 1), 2 ** 31 - 1),
      },
      ...Object.fromEntries(
        vocabularies.map(({ id, commands }) => [
          `${id}Command`,
          { oneOf: Object.entries(commands).map(command) },
        ]),
      ),
      answer: answer({ anyOf: [ref('code'), SWITCH] }),
      anyAnswer: { description: 'What a system answered, whatever it holds.', ...answer({}) },
      expectedAnswer: {
        anyOf: [ref('answer'), object({ refusedWithAnyOf: list(refusal) })],
      },
      observation: observation(table),
    },
  };
}

function stepOf(set: string): Json {
  return { type: 'object', properties: { command: ref(`${set}Command`) } };
}

function command([name, { arguments: kinds }]: readonly [string, CommandShape]): Json {
  const given = Object.entries(kinds).map(([key, kind]): [string, Json] => [key, argument(kind)]);
  const members: Json = { name: { const: name }, ...Object.fromEntries(given) };
  return { ...object(members), additionalProperties: false };
}

function argument(kind: ArgumentKind): Json {
  switch (kind) {
    case 'switch':
      return SWITCH;
    case 'signal':
      return { enum: [0, 9] };
    case 'exit-code':
      return whole(rangeOf(kind).least, rangeOf(kind).most);
    case 'code':
      return ref('code');
    case 'pid-or-self':
    case 'pgid-or-own':
    case 'several':
      return ref('number');
    case 'process':
    case 'new-process':
    case 'thread':
    case 'new-thread':
    case 'group':
    case 'session':
      return ref('id');
  }
}

function answer(field: Json): Json {
  return {
    oneOf: [
      {
        ...object({ ok: { type: 'object', additionalProperties: field } }),
        additionalProperties: false,
      },
      {
        ...object({ refused: { anyOf: [TEXT, { const: true }] } }),
        additionalProperties: false,
      },
    ],
  };
}

function divergence(refusal: Json, ground: Json): Json {
  const members = {
    step: {
      ...whole(-1, 2 ** 31 - 1),
      description: 'The index of the step at which they part, from 0; -1 where a reset shows it.',
    },
    kind: { enum: ['answer', 'observation', 'invariant', 'self-check', 'exception'] },
    concerns: { ...TEXT, description: 'A clause (H5, P3) or invariant (I9) of the semantics.' },
    missed: {
      ...object(
        {
          refusal,
          ground: {
            ...ground,
            description:
              'What made it apply: what bears the id, or what the process is. Absent where one condition alone does.',
          },
        },
        ['refusal'],
      ),
      description: 'Of an answer that should have been a refusal: the first that applies.',
    },
    sentence: TEXT,
    expectedAnswer: nullable(ref('expectedAnswer')),
    seenAnswer: nullable(ref('anyAnswer')),
    expected: nullable(ref('observation')),
    seen: nullable(ref('observation')),
    differences: list(object({ of: TEXT, field: TEXT, expected: TEXT, seen: TEXT })),
    violations: list(object({ invariant: { enum: Object.keys(INVARIANT_SENTENCES) }, finding: TEXT })),
  };
  return object(
    members,
    Object.keys(members).filter((name) => name !== 'missed'),
  );
}

function certificate(): Json {
  return {
    description: 'Whether it was proved that there is no shorter one, among which commands, ids and states.',
    oneOf: [
      object(
        {
          shortest: { const: true },
          commands: ref('count'),
          transitions: ref('count'),
          sequences: {
            description:
              'Of a system elsewhere: how many sequences it ran; the transitions are then the commands in them.',
            ...ref('count'),
          },
          covers: TEXT,
        },
        ['shortest', 'commands', 'transitions', 'covers'],
      ),
      object({ shortest: { const: false }, atLeast: ref('count'), reason: TEXT }),
    ],
  };
}

/** An observation by a table of fields. */
function observation(table: FieldTable): Json {
  const entry = (id: string, rows: Fields): Json => object({ [id]: ref('id'), ...fields(rows) }, [id]);
  return {
    description: 'What is shown of a state; what a system does not show is left out.',
    ...object(
      {
        processes: list(entry('pid', table.process)),
        groups: list(entry('pgid', table.group)),
        sessions: list(entry('sid', table.session)),
        resources: object(fields(table.resources), []),
      },
      [],
    ),
  };
}

function fields(rows: Fields): Json {
  return Object.fromEntries(
    Object.entries(rows).map(([name, row]) => [
      name,
      { ...field(row), ...(row.note !== undefined && { description: row.note }) },
    ]),
  );
}

function field({ kind, words }: Field): Json {
  switch (kind) {
    case 'id':
      return ref('id');
    case 'id-or-null':
      return nullable(ref('id'));
    case 'ids':
      return list(ref('id'));
    case 'word':
      return { enum: words };
    case 'switch':
      return SWITCH;
    case 'code':
      return ref('code');
    case 'count':
      return whole(-(2 ** 31 - 1), 2 ** 31 - 1);
  }
}

function ref(definition: string): Json {
  return { $ref: `#/$defs/${definition}` };
}

function object(properties: Json, required: readonly string[] = Object.keys(properties)): Json {
  return { type: 'object', required, properties };
}

function list(items: Json): Json {
  return { type: 'array', items };
}

function nullable(schema: Json): Json {
  return { anyOf: [schema, { type: 'null' }] };
}

function whole(minimum: number, maximum: number): Json {
  return { type: 'integer', minimum, maximum };
}
