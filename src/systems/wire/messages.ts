// The messages of the wire protocol, version 1, as schemas: what we send and what we take. docs/protocol.md tells them
// in words.
import * as v from 'valibot';
import { RUN_ENDS } from '../../contract/concurrent/run.ts';
import type { Vocabularies } from '../../contract/vocabulary.ts';
import type { Answer } from '../../contract/command.ts';
import type { Observation } from '../../contract/observation/observation.ts';
import { describeValue } from '../../contract/foreign-value.ts';
import { Hindrance } from '../../contract/hindrance.ts';
import { SYSTEM_METHODS, Trouble } from '../../contract/trouble.ts';
import { ANSWER_FORM, answerSchema as answer } from './answer-schema.ts';
import { idSchema, observationSchema } from './observation-schema.ts';

/** A name for people: one line, for it goes into reports and files. */
const label = v.pipe(
  v.string(),
  v.maxLength(80, 'at most 80 characters are expected'),
  v.regex(/^[^\p{Cc}\u2028\u2029]*$/u, 'one line without control characters is expected'),
);

const steps = v.array(v.strictObject({ answer, observation: v.exactOptional(observationSchema) }));
const command = v.looseObject({ name: v.string() });

const number = v.number();
const concurrentProgram = v.strictObject({
  prefix: v.array(command),
  branches: v.array(v.array(command)),
  schedule: v.exactOptional(v.array(number)),
  limit: v.exactOptional(number),
});

/** A run by its kinds of values; whether it can be one of the program is looked at where it is judged. */
const concurrentRun = v.object({
  prefix: v.array(answer),
  branches: v.array(
    v.array(
      v.strictObject({
        called: v.exactOptional(number),
        answered: v.exactOptional(number),
        answer: v.exactOptional(answer),
        observation: v.exactOptional(observationSchema),
      }),
    ),
  ),
  ended: v.picklist(RUN_ENDS),
  observation: v.exactOptional(observationSchema),
  at: v.exactOptional(v.array(v.nullable(v.string()))),
  steps: v.exactOptional(
    v.array(
      v.strictObject({
        branch: number,
        at: v.string(),
        can: v.array(number),
        reads: v.exactOptional(v.array(v.string())),
        writes: v.exactOptional(v.array(v.string())),
      }),
    ),
  ),
});

/** The schemas of a method's parameters and of its result. Unknown fields of a result are passed over. */
export const METHODS = {
  initialize: {
    params: v.strictObject({ protocol: v.literal(1), commands: v.string() }),
    result: v.object({
      protocol: v.literal(1),
      name: v.pipe(label, v.minLength(1)),
      version: v.exactOptional(label),
      commands: v.string(),
      supports: v.array(v.string()),
      reset: v.exactOptional(v.literal('restart')),
      profile: v.exactOptional(v.string()),
      guards: v.exactOptional(v.array(v.string())),
      limits: v.exactOptional(v.looseObject({})),
      concurrent: v.exactOptional(v.array(v.string())),
      consistentReads: v.exactOptional(v.boolean()),
    }),
  },
  reset: {
    params: v.strictObject({}),
    result: v.object({ observation: v.exactOptional(observationSchema) }),
  },
  run: {
    params: v.strictObject({
      commands: v.array(command),
      observe: v.picklist(['each', 'end', 'none']),
    }),
    result: v.object({ steps }),
  },
  runConcurrent: { params: concurrentProgram, result: concurrentRun },
  close: { params: v.strictObject({}), result: v.object({}) },
} as const;

/** A method of the system in the host ended in trouble, and the host lives on. */
const trouble = v.exactOptional(
  v.strictObject({
    method: v.picklist(SYSTEM_METHODS),
    threw: v.boolean(),
    sentence: v.string(),
    /** The world's doing, and no finding about the system. */
    hindered: v.exactOptional(v.literal(true)),
  }),
);
/** Trouble as the host tells it, as one would throw it. */
export function troubleFrom(told: NonNullable<v.InferOutput<typeof trouble>>): Trouble | Hindrance {
  if (told.hindered === true) return new Hindrance(told.sentence);
  return new Trouble(told.sentence, { method: told.method, threw: told.threw });
}

/** Values whose form our host has looked at already; what is in it is looked at where it is judged. */
const shownAnswer = v.custom<Answer>(isObject);
const shownObservation = v.custom<Observation>(isObject);
const shownSteps = v.array(v.object({ answer: shownAnswer, observation: shownObservation }));

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

const index = v.pipe(v.number(), v.integer(), v.minValue(0));

/**
 * The same protocol as our own host of a module speaks it (module/host.ts): it tells all that a system in TypeScript
 * says of itself, and which of its methods ended in trouble; and it can put a system back into a state.
 */
export const HOST_METHODS = {
  initialize: {
    params: v.strictObject({
      protocol: v.literal(1),
      commands: v.string(),
      vocabularies: v.custom<Vocabularies>(Array.isArray),
    }),
    result: v.object({
      /** The module is no system, or cannot be loaded. */
      problem: v.exactOptional(v.string()),
      trouble,
      about: v.exactOptional(
        v.strictObject({
          name: v.pipe(label, v.minLength(1)),
          asynchronous: v.boolean(),
          commandSet: v.exactOptional(v.string()),
          supports: v.exactOptional(v.array(v.string())),
          profile: v.exactOptional(v.string()),
          refuses: v.exactOptional(v.string()),
          idMax: v.exactOptional(idSchema),
          unchecked: v.exactOptional(v.array(v.string())),
          guards: v.exactOptional(v.array(v.string())),
          limits: v.exactOptional(v.looseObject({})),
          knownDeviations: v.exactOptional(v.array(v.looseObject({}))),
          concurrent: v.exactOptional(v.array(v.string())),
          consistentReads: v.exactOptional(v.boolean()),
          /** The optional methods that it has. */
          has: v.array(v.picklist(SYSTEM_METHODS)),
        }),
      ),
    }),
  },
  reset: {
    params: METHODS.reset.params,
    result: v.object({ observation: v.exactOptional(shownObservation), trouble }),
  },
  run: { params: METHODS.run.params, result: v.object({ steps: shownSteps, trouble }) },
  self_check: {
    params: v.strictObject({}),
    result: v.object({ sentences: v.exactOptional(v.array(v.string())), trouble }),
  },
  /** The members of a run, or trouble. */
  runConcurrent: { params: METHODS.runConcurrent.params, result: v.looseObject({ trouble }) },
  /** In this order, each where it is asked for: restores, runs a command, shows, takes a snapshot. */
  step: {
    params: v.strictObject({
      forget: v.array(index),
      restore: v.exactOptional(index),
      command: v.exactOptional(command),
      observe: v.boolean(),
      snapshot: v.boolean(),
    }),
    result: v.object({
      answer: v.exactOptional(shownAnswer),
      observation: v.exactOptional(shownObservation),
      snapshot: v.exactOptional(index),
      trouble,
    }),
  },
  /** Before each command restores, or resets and runs the path. */
  try_each: {
    params: v.strictObject({
      restore: v.exactOptional(index),
      path: v.array(command),
      commands: v.array(command),
    }),
    result: v.object({ steps: shownSteps, trouble }),
  },
  close: { params: METHODS.close.params, result: v.object({ trouble }) },
} as const;

interface MethodSchemas {
  readonly params: v.GenericSchema;
  readonly result: v.GenericSchema;
}

/** The methods of a conversation. */
export type Methods = Readonly<Record<string, MethodSchemas>>;
export type ParamsOf<Table extends Methods, Name extends keyof Table> = v.InferInput<Table[Name]['params']>;
export type ResultOf<Table extends Methods, Name extends keyof Table> = v.InferOutput<Table[Name]['result']>;

const reply = v.looseObject({
  jsonrpc: v.literal('2.0'),
  id: v.nullable(v.union([v.number(), v.string()])),
  error: v.exactOptional(v.looseObject({ code: v.number(), message: v.string() })),
});

/** A reply as far as it is the same for all methods. */
export type WireReply = v.InferOutput<typeof reply>;

/** A request as one line. Throws where it does not fit the schema: a bug of ours. */
export function requestLine(
  { params: schema }: MethodSchemas,
  number: number,
  method: string,
  params: unknown,
): string {
  const checked = v.parse(schema, params);
  return `${JSON.stringify({ jsonrpc: '2.0', id: number, method, params: checked })}\n`;
}

/** A parsed line as a reply, or where it differs from one. */
export function replyOf(message: unknown): { readonly value: WireReply } | { readonly problem: string } {
  return checked(reply, message);
}

/** A reply's result as the method's, or where it differs from one. */
export function resultOf(
  { result: schema }: MethodSchemas,
  result: unknown,
): { readonly value: unknown } | { readonly problem: string } {
  return checked(schema, result);
}

function checked<Value>(
  schema: v.GenericSchema<unknown, Value>,
  given: unknown,
): { readonly value: Value } | { readonly problem: string } {
  const parsed = v.safeParse(schema, given, { abortEarly: true });
  if (parsed.success) return { value: parsed.output };
  const [issue] = parsed.issues;
  const path = v.getDotPath(issue);
  const seen = issue.input === undefined ? 'nothing' : describeValue(issue.input);
  const place = path === null ? '' : `${path}: `;
  return { problem: `${place}${wordsFor(issue)}, not ${seen}` };
}

/** `Invalid type: Expected string but received 7` is for programmers. */
function wordsFor(issue: v.BaseIssue<unknown>): string {
  if (issue.type === 'union' && issue.message === ANSWER_FORM) return issue.message;
  if (issue.type === 'regex' || issue.type === 'max_length') return issue.message;
  // The library says of an object that lacks a field the field's name in quotes.
  if (issue.input === undefined && issue.expected?.startsWith('"') && issue.type.endsWith('object'))
    return `the field ${issue.expected} is expected`;
  if (issue.expected === 'never') return 'nothing of this name belongs here';
  if (issue.type === 'integer') return 'a whole number is expected';
  return issue.expected === null || issue.expected === undefined
    ? issue.message
    : `${issue.expected} is expected`;
}
