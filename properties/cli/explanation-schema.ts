// The published schema of what "procession explain --json" prints. It is written apart from the code that prints it, and a test
// judges the one by the other.
import { toJsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';

/** The file in `schema/`. */
export const EXPLANATION_SCHEMA_FILE = new URL('../../schema/explanation-1.schema.json', import.meta.url);

const count = (says: string) =>
  v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER), v.description(says));
const text = (says: string) => v.pipe(v.string(), v.description(says));
const orNull = <Value extends v.GenericSchema>(value: Value) => v.nullable(value);
const list = <Item extends v.GenericSchema>(item: Item, says: string) =>
  v.pipe(v.array(item), v.description(says));

const VERDICT = v.pipe(
  v.picklist(['pass', 'fail', 'inconclusive']),
  v.description('Fail: something is not explained. Inconclusive: it is not known; never a pass.'),
);

const COUNTS = v.object({
  lines: count('Lines that were taken into account.'),
  calls: count('System calls.'),
  processes: count('Processes, without those outside of the recording.'),
  checked: count('Results that the specification was asked about.'),
  explained: count('Those of them that it explains.'),
  open: count('Results that depend on what the log does not tell.'),
  terminals: v.optional(
    count('Those of the results checked that are about controlling terminals, and stops by their signals.'),
  ),
  terminalsOpen: v.optional(count('Those of the results left open that are.')),
  notCovered: count(
    'Calls that touch processes and are beyond the specification, such as signals to threads.',
  ),
  snapshots: count('Snapshots that were compared.'),
  busySnapshots: count('Snapshots that were not, since something happened while they were taken.'),
  rows: count('Rows of snapshots that were compared.'),
  linesSearched: count("Results for which orders other than the log's were searched."),
  stepsSearched: count('The steps of those searches.'),
});

const UNEXPLAINED = v.object({
  line: count('The line of the log, from 1.'),
  text: text('The line itself.'),
  process: count('The process that it is about.'),
  command: orNull(text('The command, in the notation of traces; null where the line is none.')),
  seen: text('The answer that the log shows.'),
  allowed: list(
    v.string(),
    'The answers that the specification allows there; a number that is not known is "?".',
  ),
  clauses: list(v.string(), 'The clauses that decide.'),
  sentence: text('What is wrong.'),
});

const RECORDING = v.object({
  file: text('The log, as it was named.'),
  verdict: VERDICT,
  reason: orNull(text('Why it is no pass.')),
  profile: text('Whose choice was right where the standard leaves one: posix (any) or linux.'),
  snapshots: orNull(text('The file of its snapshots.')),
  snapshotsBeside: orNull(text('A file of snapshots beside it that was not named, and so not compared.')),
  explainedUpTo: count('The line up to which everything is explained.'),
  counts: COUNTS,
  unexplained: list(UNEXPLAINED, 'The lines that no rule explains, in their order.'),
  unexplainedRows: list(
    v.object({
      snapshot: text('Its label.'),
      line: count('The line of the file of snapshots, from 1.'),
      process: count('The process that it is about.'),
      differs: v.pipe(
        v.picklist(['parent', 'group', 'session', 'life']),
        v.description('An id of the process, or whether it lives, is a zombie or is gone.'),
      ),
      sentence: text('What is wrong.'),
    }),
    'Rows of snapshots that differ from the state at their moment.',
  ),
  openQuestions: list(
    v.object({
      line: orNull(
        count('The first line where it would have decided; null where it is about the whole log.'),
      ),
      times: count('How often it would have decided.'),
      sentence: text('What is not known, and how a recording would show it.'),
    }),
    'What the log leaves unknown.',
  ),
  unreadable: list(
    v.object({ line: count('The line, from 1.'), why: text('Why it could not be read.') }),
    'Lines that could not be read.',
  ),
  beyondBudget: list(count('A line, from 1.'), 'Lines whose search of orders ended with its budget.'),
  limits: v.object({
    lookAhead: count('Lines that were looked ahead for calls that had not returned.'),
    steps: count('Steps of a search, at most.'),
  }),
  interrupted: v.pipe(v.boolean(), v.description('Whether it was ended before the end of the log.')),
  running: list(count('A process.'), 'Processes that were there when the log ended.'),
  remarks: list(v.string(), 'Sentences on the form of the log, where another would have told more.'),
  page: orNull(text('The file of the page, where one was asked for.')),
  trace: orNull(text('The file of the trace, where one was asked for.')),
});

const REPORT = v.object({
  verdict: VERDICT,
  reason: orNull(text('Why it is no pass: of the first recording that decides.')),
  recordings: list(RECORDING, 'One entry a file, in the order of the command line.'),
});

/** The schema as it is published. */
export function explanationSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...schema } = toJsonSchema(REPORT, { target: 'draft-2020-12' });
  return {
    $schema,
    title: "procession's explanation of recordings, version 1",
    description:
      'What "procession explain --json" prints (docs/json.md). Members that are not named here may be added by later releases.',
    ...schema,
  };
}
