// Makes the published schema of a counterexample's JSON from what the code reads it by: the vocabularies, the refusals,
// the invariants and the table of observable fields. Version 1 is history and stays as it was published.
import type { ArgumentKind } from '../../src/contract/argument.ts';
import { isSwitch, isWord, rangeOf, wordsOf } from '../../src/contract/argument.ts';
import type { Field, Fields, FieldTable } from '../../src/contract/observation/fields.ts';
import type { CommandShape, RefusalTable, Vocabulary } from '../../src/contract/vocabulary.ts';
import {
  BRANCH_COMMANDS_MAX,
  BRANCHES_MAX,
  BRANCHES_MIN,
  CONCURRENT_MODES,
} from '../../src/contract/concurrent/program.ts';
import { CONCURRENT_FAILURE_KINDS } from '../../src/counterexample/concurrent-failure.ts';
import { CONCURRENT_RECORD_VERSION } from '../../src/counterexample/file/concurrent-record.ts';
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

/** The same for failures with branches. */
export const CONCURRENT_SCHEMA_FILE = new URL(
  `../../schema/counterexample-${CONCURRENT_RECORD_VERSION}.schema.json`,
  import.meta.url,
);

/** The schema of the version that is written today, of failures without branches. */
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
      ...argumentSchemas(),
      ...commandSchemas(vocabularies),
      answer: answer({ anyOf: [ref('code'), SWITCH] }),
      anyAnswer: { description: 'What a system answered, whatever it holds.', ...answer({}) },
      expectedAnswer: {
        anyOf: [ref('answer'), object({ refusedWithAnyOf: list(refusal) })],
      },
      observation: observation(table),
    },
  };
}

/** The schema of failures with branches. */
export function publishedConcurrentSchema(vocabularies: readonly Vocabulary[], table: FieldTable): Json {
  const required = ['format', 'version', 'commandSet', 'system', 'mode', 'program', 'failure'];
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `procession's counterexample with branches, version ${CONCURRENT_RECORD_VERSION}`,
    description:
      'A program whose branches ran at the same time, on which a system under test fails, and what is known about it. Members that are not named here may be added by later releases and mean nothing to earlier ones.',
    ...object(
      {
        format: { const: RECORD_FORMAT },
        version: { const: CONCURRENT_RECORD_VERSION },
        commandSet: {
          enum: vocabularies.map(({ id }) => id),
          description: 'Whose commands they are, and what a state shows.',
        },
        system: { ...TEXT, description: 'The name of the system that failed.' },
        found: {
          ...object({ seed: ref('code'), program: ref('count') }, []),
          description: 'The seed of the search, and which of its programs this was made from, from 1.',
        },
        environment: {
          type: 'array',
          description: 'Variables that the system was given, each NAME=VALUE.',
          items: TEXT,
        },
        mode: {
          enum: CONCURRENT_MODES,
          description: 'Whether the branches ran freely, or one step at a time.',
        },
        program: program({ type: 'object' }),
        schedule: {
          description: 'The branch of each step up to the failure; absent where the branches ran freely.',
          ...list(ref('branch')),
        },
        run: concurrentRun(),
        failure: concurrentFailure(),
        certificate: concurrentCertificate(),
      },
      required,
    ),
    allOf: vocabularies.map(({ id }) => ({
      if: { type: 'object', properties: { commandSet: { const: id } } },
      // oxlint-disable-next-line unicorn/no-thenable -- the schema's own word
      then: { type: 'object', properties: { program: program(ref(`${id}Command`)) } },
    })),
    $defs: {
      ...argumentSchemas(),
      branch: whole(1, BRANCHES_MAX),
      look: {
        description: 'A look at the state from within a branch.',
        ...object({ name: { const: 'observe' } }),
      },
      ...commandSchemas(vocabularies),
      anyAnswer: { description: 'What a system answered, whatever it holds.', ...answer({}) },
      observation: observation(table),
    },
  };
}

function program(command: Json): Json {
  const entry: Json =
    '$ref' in command
      ? // oxlint-disable-next-line unicorn/no-thenable -- the schema's own word
        { if: object({ name: { const: 'observe' } }), then: ref('look'), else: command }
      : command;
  const branch = { type: 'array', minItems: 1, maxItems: BRANCH_COMMANDS_MAX, items: entry };
  return {
    description: 'The commands that ran before, and those of each branch.',
    ...object({
      prefix: list(command),
      branches: { type: 'array', minItems: BRANCHES_MIN, maxItems: BRANCHES_MAX, items: branch },
    }),
  };
}

function concurrentRun(): Json {
  const command = object(
    {
      called: ref('count'),
      answered: ref('count'),
      answer: ref('anyAnswer'),
      observation: ref('observation'),
    },
    [],
  );
  const step = object(
    {
      branch: ref('branch'),
      at: { ...TEXT, description: 'The point that it stood at.' },
      can: { ...list(ref('branch')), description: 'The branches that could have gone.' },
      reads: list(TEXT),
      writes: list(TEXT),
    },
    ['branch', 'at', 'can'],
  );
  return {
    description: 'The run seen, as the protocol has it; absent where the system came to grief in it.',
    ...object(
      {
        prefix: list(ref('anyAnswer')),
        branches: list(list(command)),
        steps: list(step),
        ended: { enum: ['done', 'deadlock', 'limit'] },
        observation: ref('observation'),
        at: list(nullable(TEXT)),
      },
      ['prefix', 'branches', 'ended'],
    ),
  };
}

function concurrentFailure(): Json {
  const order = object({
    order: { ...list(TEXT), description: 'The commands by branch and place in it: 1.1 and so on.' },
    at: { enum: ['command', 'end'] },
    because: TEXT,
    clause: TEXT,
    refusals: list(TEXT),
  });
  const members = {
    kind: { enum: CONCURRENT_FAILURE_KINDS },
    preemptions: ref('count'),
    step: { ...ref('count'), description: 'The step at which trouble came, from 1.' },
    isSequential: {
      ...SWITCH,
      description: 'It went wrong in the prefix or without a preemption, so that it takes no concurrency.',
    },
    concerns: { ...TEXT, description: 'The clause that is broken, or the name of the kind.' },
    sentence: TEXT,
    orders: { ...list(order), description: 'The orders tried, each up to where it explains nothing.' },
    allOrders: { ...SWITCH, description: 'Whether every order begins with one of those.' },
    again: {
      ...object({ tries: ref('count'), times: ref('count') }),
      description: 'How often it was run again, and how often it came; never: it is not replayable.',
    },
  };
  const optional = ['preemptions', 'step', 'again'];
  return object(
    members,
    Object.keys(members).filter((name) => !optional.includes(name)),
  );
}

function concurrentCertificate(): Json {
  const counts = { programs: ref('count'), executions: ref('count') };
  return {
    description:
      'Whether it was proved that there is nothing smaller: fewer commands, then branches, then preemptions; and among which.',
    oneOf: [
      object({
        smallest: { const: true },
        commands: ref('count'),
        branches: ref('count'),
        preemptions: ref('count'),
        ...counts,
        covers: TEXT,
      }),
      object({ smallest: { const: false }, reason: TEXT, ...counts }),
    ],
  };
}

/** The kinds of numbers in arguments and answers. */
function argumentSchemas(): Json {
  return {
    id: whole(1, 2 ** 31 - 1),
    code: whole(-(2 ** 31), 2 ** 31 - 1),
    count: whole(0, Number.MAX_SAFE_INTEGER),
    number: {
      description: 'A pid, 0, −1, or −g for the group g; never −2^31.',
      ...whole(-(2 ** 31 - 1), 2 ** 31 - 1),
    },
  };
}

function commandSchemas(vocabularies: readonly Vocabulary[]): Json {
  return Object.fromEntries(
    vocabularies.map(({ id, commands }) => [
      `${id}Command`,
      { oneOf: Object.entries(commands).map(command) },
    ]),
  );
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
  if (isSwitch(kind)) return SWITCH;
  if (isWord(kind)) return { enum: wordsOf(kind) };
  switch (kind) {
    case 'signal':
      return { enum: [0, 9] };
    case 'exit-code':
    case 'terminal':
      return whole(rangeOf(kind).least, rangeOf(kind).most);
    case 'code':
      return ref('code');
    case 'pid-or-self':
    case 'pgid-or-own':
    case 'several':
    case 'pgid':
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
        terminals: list(entry('terminal', table.terminal)),
        woken: {
          ...list(object({ process: ref('id'), answer: ref('anyAnswer') })),
          description: 'The processes whose waitpid came back with the command, and the answers.',
        },
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
    case 'words':
      return { ...list({ enum: words }), uniqueItems: true };
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
