// The form of a history file, as a schema, and what must hold beyond any schema. The published schema is made from the
// one here.
import * as v from 'valibot';
import { VOCABULARIES } from '../../command-sets.ts';
import { isSwitch, isWord, rangeOf, wordsOf } from '../../contract/argument.ts';
import type { ArgumentKind } from '../../contract/argument.ts';
import { didYouMean } from '../../contract/did-you-mean.ts';
import { describeValue } from '../../contract/foreign-value.ts';
import { visible } from '../../contract/visible.ts';
import type { CommandShape, Vocabulary } from '../../contract/vocabulary.ts';
import { historyProblem } from '../../engines/concurrency/history-times.ts';
import type { ConcurrentHistory } from '../../engines/concurrency/history.ts';
import { whole } from './given.ts';
import { observationSchema } from '../../systems/wire/observation-schema.ts';

const OBJECT = 'must be an object';
const LIST = 'must be a list';
const TIME = 'must be a number';
/** Larger ones have neighbours that are the same to this program. */
const TIME_MAX = Number.MAX_SAFE_INTEGER;
const EXACT_TIME = `must be from -${TIME_MAX} to ${TIME_MAX}, where numbers are exact`;

/** A history of the commands of a set: the content of a history file. */
export interface RecordedHistory extends Pick<ConcurrentHistory, 'branches' | 'observation'> {
  readonly commands: string;
  readonly prefix?: ConcurrentHistory['prefix'];
}

function argumentSchema(kind: ArgumentKind): v.GenericSchema {
  if (isSwitch(kind)) return v.boolean('must be true or false');
  if (isWord(kind)) return v.picklist(wordsOf(kind), `must be ${wordsOf(kind).join(', ')}`);
  if (kind === 'signal') return v.picklist([0, 9], 'must be 0 or 9');
  const { least, most } = rangeOf(kind);
  return whole(least, most);
}

function commandSchema([name, { arguments: kinds }]: readonly [string, Pick<CommandShape, 'arguments'>]) {
  const given = Object.entries(kinds).map(([key, kind]) => [key, argumentSchema(kind)]);
  return v.strictObject({ name: v.literal(name), ...(Object.fromEntries(given) as v.ObjectEntries) }, OBJECT);
}

/** A command of a set; in branches a look at the state, too. */
function anyCommand({ title, commands }: Vocabulary, looks: Readonly<Record<string, { arguments: object }>>) {
  const all = Object.entries({ ...commands, ...looks }) as [string, CommandShape][];
  const names = all.map(([name]) => name);
  return v.variant('name', all.map(commandSchema), ({ expected, input }) =>
    expected === 'Object'
      ? OBJECT
      : `must be the name of a ${title} command${typeof input === 'string' ? didYouMean(input, names) : ''}`,
  );
}

const ANSWER = 'must be {"ok":{…}} or {"refused":…}';
const answer = v.union(
  [
    v.strictObject({ ok: v.record(v.string(), v.union([v.number(), v.boolean()])) }),
    v.strictObject({ refused: v.union([v.string(), v.literal(true)]) }),
  ],
  ANSWER,
);

const time = (says: string) =>
  v.exactOptional(
    v.pipe(
      v.number(TIME),
      v.minValue(-TIME_MAX, EXACT_TIME),
      v.maxValue(TIME_MAX, EXACT_TIME),
      v.description(says),
    ),
  );

function historySchema(vocabulary: Vocabulary) {
  const step = v.strictObject(
    { command: anyCommand(vocabulary, {}), answer: v.exactOptional(answer) },
    OBJECT,
  );
  const entry = v.strictObject(
    {
      command: anyCommand(vocabulary, { observe: { arguments: {} } }),
      called: time('When it was called, by one counter for all; absent: it never was.'),
      answered: time('When it answered; absent: it never did. At least "called"; equal times overlap.'),
      answer: v.exactOptional(answer),
      observation: v.exactOptional(observationSchema),
    },
    OBJECT,
  );
  return v.strictObject({
    $schema: v.exactOptional(
      v.pipe(v.string('must be a text'), v.description('Where this schema is, for editors.')),
    ),
    commands: v.literal(vocabulary.id),
    prefix: v.exactOptional(
      v.pipe(
        v.array(step, LIST),
        v.description(
          'Commands run before all others, one after the other; without an answer, any that is right.',
        ),
      ),
    ),
    branches: v.pipe(
      v.array(v.array(entry, LIST), LIST),
      v.minLength(1, 'must have a branch'),
      v.description('The commands of each branch, in its order.'),
    ),
    observation: v.exactOptional(observationSchema),
  });
}

/** The schema of the file. */
export const HISTORY_SCHEMA = v.variant(
  'commands',
  VOCABULARIES.map(historySchema),
  ({ expected, input }) => {
    const sets = VOCABULARIES.map(({ id }) => id);
    return expected === 'Object'
      ? OBJECT
      : `must be one of ${sets.join(', ')}${typeof input === 'string' ? didYouMean(input, sets) : ''}`;
  },
);

/** A value as a history, or the path of what is wrong in it, and a sentence about that. */
export function historyIn(
  given: unknown,
): { readonly value: RecordedHistory } | { readonly problem: string } {
  if (Array.isArray(given)) return { problem: `it ${OBJECT}, not ${describeValue(given)}` };
  const parsed = v.safeParse(HISTORY_SCHEMA, given, { abortEarly: true });
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const path = pathOf(issue);
    return { problem: `${path === '' ? 'it' : `${path}:`} ${issueText(issue)}` };
  }
  const value = parsed.output as unknown as RecordedHistory;
  const problem = historyProblem(value);
  return problem === undefined ? { value } : { problem: `${problem.path.join('.')}: ${problem.sentence}` };
}

/** `branches.0.1.called`; a key that the file has and nobody else is not told in full. */
function pathOf({ path }: v.BaseIssue<unknown>): string {
  return (path ?? []).map(({ key }) => visible(String(key), { max: KEY_MAX })).join('.');
}

const KEY_MAX = 60;

/** The schema library's own messages are for programmers. */
function issueText({ expected, input, message, path }: v.BaseIssue<unknown>): string {
  const last = path?.at(-1);
  if (expected === 'never' && last?.origin === 'key') return 'there is no such key';
  if (last !== undefined && last.value === undefined) return 'it is missing';
  const words = message.startsWith('Invalid ')
    ? `must be ${(expected ?? 'another value').toLowerCase()}`
    : message;
  return `${words}, not ${describeValue(input)}`;
}
