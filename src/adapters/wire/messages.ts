// The messages of the wire protocol, version 1, as schemas: what we send and what we take. docs/protocol.md tells them
// in words.
import * as v from 'valibot';
import { acceptedWith } from '../../contract/command.ts';
import { describeValue } from '../../contract/foreign-value.ts';

const whole = v.pipe(v.number(), v.integer(), v.minValue(-(2 ** 31)), v.maxValue(2 ** 31 - 1));
const id = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(2 ** 31 - 1));
const ids = v.array(id);
const count = v.pipe(whole, v.minValue(0));

const observation = v.strictObject({
  processes: v.exactOptional(
    v.array(
      v.strictObject({
        pid: id,
        parent: v.exactOptional(v.nullable(id)),
        group: v.exactOptional(id),
        state: v.exactOptional(v.picklist(['running', 'zombie'])),
        children: v.exactOptional(ids),
        threads: v.exactOptional(ids),
        subreaper: v.exactOptional(v.boolean()),
        groupExited: v.exactOptional(v.boolean()),
        exitCode: v.exactOptional(whole),
        executed: v.exactOptional(v.boolean()),
        ignoresSigchld: v.exactOptional(v.boolean()),
      }),
    ),
  ),
  groups: v.exactOptional(
    v.array(v.strictObject({ pgid: id, session: v.exactOptional(id), processes: v.exactOptional(ids) })),
  ),
  sessions: v.exactOptional(v.array(v.strictObject({ sid: id, groups: v.exactOptional(ids) }))),
  resources: v.exactOptional(
    v.strictObject({
      processes: v.exactOptional(count),
      groups: v.exactOptional(count),
      sessions: v.exactOptional(count),
      threads: v.exactOptional(count),
      handles: v.exactOptional(count),
    }),
  ),
});

const ANSWER_FORM = 'an answer is {"ok":{…}} or {"refused":…}';
const answer = v.union(
  [
    v.pipe(
      v.strictObject({ ok: v.record(v.string(), v.union([v.number(), v.boolean()])) }),
      v.transform(({ ok }) => acceptedWith(ok)),
    ),
    v.strictObject({ refused: v.union([v.string(), v.literal(true)]) }),
  ],
  ANSWER_FORM,
);

/** A name for people: one line, for it goes into reports and files. */
const label = v.pipe(
  v.string(),
  v.maxLength(80),
  v.regex(/^[^\p{Cc}\u2028\u2029]*$/u, 'control characters in a name'),
);

/** What a method's parameters and its result must look like. */
export const METHODS = {
  initialize: {
    params: v.strictObject({ protocol: v.literal(1), commands: v.string() }),
    result: v.looseObject({
      protocol: v.literal(1),
      name: v.pipe(label, v.minLength(1)),
      version: v.exactOptional(label),
      commands: v.string(),
      supports: v.array(v.string()),
      reset: v.exactOptional(v.literal('restart')),
      profile: v.exactOptional(v.picklist(['posix', 'linux'])),
      guards: v.exactOptional(v.array(v.string())),
    }),
  },
  reset: {
    params: v.strictObject({}),
    result: v.looseObject({ observation: v.exactOptional(observation) }),
  },
  run: {
    params: v.strictObject({
      commands: v.array(v.looseObject({ name: v.string() })),
      observe: v.picklist(['each', 'end', 'none']),
    }),
    result: v.looseObject({
      steps: v.array(v.strictObject({ answer, observation: v.exactOptional(observation) })),
    }),
  },
  close: { params: v.strictObject({}), result: v.looseObject({}) },
} as const;

export type Method = keyof typeof METHODS;
export type ParamsOf<Name extends Method> = v.InferInput<(typeof METHODS)[Name]['params']>;
export type ResultOf<Name extends Method> = v.InferOutput<(typeof METHODS)[Name]['result']>;

const reply = v.looseObject({
  jsonrpc: v.literal('2.0'),
  id: v.nullable(v.union([v.number(), v.string()])),
  error: v.exactOptional(v.looseObject({ code: v.number(), message: v.string() })),
});

/** A reply as far as it is the same for all methods. */
export type Reply = v.InferOutput<typeof reply>;

/** A request as one line. Throws where it does not fit the schema: a bug of ours. */
export function requestLine<Name extends Method>(
  number: number,
  method: Name,
  params: ParamsOf<Name>,
): string {
  const checked = v.parse(METHODS[method].params, params);
  return `${JSON.stringify({ jsonrpc: '2.0', id: number, method, params: checked })}\n`;
}

/** A parsed line as a reply, or where it differs from one. */
export function replyOf(message: unknown): { readonly value: Reply } | { readonly problem: string } {
  return checked(reply, message);
}

/** A reply's result as the method's, or where it differs from one. */
export function resultOf<Name extends Method>(
  method: Name,
  result: unknown,
): { readonly value: ResultOf<Name> } | { readonly problem: string } {
  return checked(METHODS[method].result as unknown as v.GenericSchema<unknown, ResultOf<Name>>, result);
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
  if (issue.expected === 'never') return 'nothing of this name belongs here';
  if (issue.type === 'integer') return 'a whole number is expected';
  return issue.expected === null || issue.expected === undefined
    ? issue.message
    : `${issue.expected} is expected`;
}
