// The gate's report as JSON, read again: by those who merge shards, and by the page, which shows a trend. The published
// schema is made from the table here. Members that are not named here are passed over: later releases may add some.
import * as v from 'valibot';
import { readJson } from '../../counterexample/file/json-reader.ts';
import {
  AMOUNT,
  AMOUNT_MUST,
  byName,
  firstProblem,
  listOf,
  NAME,
  objectOf,
  wordAmong,
  orNull,
  saying,
  SWITCH,
  TEXT,
  VERDICT,
  WHOLE_NUMBER,
} from '../report/json-values.ts';
import type { GateReport } from './gate.ts';
import { SIZES } from './settings.ts';

const COVERAGE = objectOf({
  commandSet: NAME,
  commands: byName(
    objectOf({
      accepted: WHOLE_NUMBER,
      refused: WHOLE_NUMBER,
      refusals: byName(objectOf({ times: WHOLE_NUMBER, alone: WHOLE_NUMBER })),
    }),
  ),
  witnesses: byName(WHOLE_NUMBER),
  classes: v.exactOptional(saying(byName(WHOLE_NUMBER), 'Classes of transitions: how often each occurred.')),
});

const KILL_MATRIX = objectOf({
  commandSet: NAME,
  properties: saying(listOf(NAME), 'In the order of the columns.'),
  mutants: listOf(
    objectOf({
      name: NAME,
      rule: TEXT,
      sentence: TEXT,
      killedBy: saying(
        byName(WHOLE_NUMBER),
        'By the property that kills it when it alone is asked: after how many commands.',
      ),
      byExample: v.exactOptional(v.literal(true, 'must be true')),
      equivalent: v.exactOptional(objectOf({ bound: TEXT, states: WHOLE_NUMBER, transitions: WHOLE_NUMBER })),
    }),
  ),
});

const PERFORMANCE = objectOf({
  workload: NAME,
  base: NAME,
  ratio: saying(AMOUNT, 'The time of the candidate by that of the base: above 1 is slower.'),
  low: AMOUNT,
  high: saying(
    v.pipe(v.number(AMOUNT_MUST), v.minValue(0, AMOUNT_MUST)),
    'The end of the interval; where nothing is known yet, very large.',
  ),
  confidence: AMOUNT,
  threshold: saying(AMOUNT, 'A ratio above this fails.'),
  blocks: WHOLE_NUMBER,
  ratios: listOf(AMOUNT),
});

const CLAUSE = objectOf({
  clause: saying(NAME, 'Its id in semantics.md.'),
  title: TEXT,
  decided: saying(WHOLE_NUMBER, 'How often it decided an outcome.'),
  byCheck: saying(byName(WHOLE_NUMBER), 'By check: how often it decided there.'),
  mutants: saying(listOf(NAME), 'The mutants that break it.'),
});

const DEVIATION = objectOf({
  command: NAME,
  reason: TEXT,
  times: saying(WHOLE_NUMBER, 'How often it occurred.'),
});

/** The table of a check's evidence. */
export const CHECK_EVIDENCE = objectOf({
  totals: v.exactOptional(saying(byName(AMOUNT), 'Counts that add up over shards to those of one run.')),
  coverage: v.exactOptional(COVERAGE),
  killMatrix: v.exactOptional(KILL_MATRIX),
  performance: v.exactOptional(listOf(PERFORMANCE)),
  clauses: v.exactOptional(listOf(CLAUSE)),
  deviations: v.exactOptional(saying(listOf(DEVIATION), 'The known deviations of the system.')),
});

const CHECK = objectOf({
  name: saying(NAME, 'The name of the check, and after a slash its command set.'),
  commandSet: saying(orNull(NAME), 'Null where the check is about procession itself.'),
  line: saying(NAME, 'The line of the summary that it belongs to.'),
  question: saying(TEXT, 'The claim that it decides.'),
  budget: saying(WHOLE_NUMBER, 'Commands given to systems at most.'),
  verdict: VERDICT,
  leftOut: saying(SWITCH, 'Inconclusive with nothing gone wrong: it does not apply, and counts for nothing.'),
  unjudged: v.exactOptional(
    saying(
      v.literal(true, 'must be true'),
      'Left out since another check came to no end first, and not because it does not apply.',
    ),
  ),
  sentence: TEXT,
  report: saying(orNull(TEXT), 'The whole of it, where it is no pass.'),
  counterexample: orNull(
    objectOf({
      commands: WHOLE_NUMBER,
      trace: saying(orNull(TEXT), 'The trace, as a trace file has it.'),
      file: saying(orNull(TEXT), 'The file that it is stored in.'),
      replay: saying(orNull(TEXT), 'The command line that replays that file.'),
      record: v.exactOptional(
        saying(
          v.looseObject({}, 'must be an object'),
          'All that was found out: the JSON form of a counterexample, counterexample-2.schema.json.',
        ),
      ),
    }),
  ),
  evidence: CHECK_EVIDENCE,
  elapsedMs: AMOUNT,
  extent: saying(
    wordAmong(['whole', 'share', 'elsewhere']),
    'The part of the check that this tells of: all of it, the share of a shard, or nothing, since another shard does it.',
  ),
});

const SEED_MUST = 'must be a whole number of 32 bits';

/** The table of the form. */
export const GATE_REPORT = v.pipe(
  v.object(
    {
      format: v.literal('procession-gate', 'must be "procession-gate"'),
      version: v.literal(1, 'must be 1: this release of procession reads no other'),
      procession: saying(NAME, 'The version of procession.'),
      code: saying(NAME, 'A digest of its code.'),
      configuration: saying(
        byName(TEXT),
        'Everything else that decides what is asked and with what result; of files a digest of their content.',
      ),
      system: TEXT,
      profile: wordAmong(Object.keys(SIZES) as readonly GateReport['profile'][]),
      seed: saying(
        v.pipe(
          v.number(SEED_MUST),
          v.integer(SEED_MUST),
          v.minValue(-0x8000_0000, SEED_MUST),
          v.maxValue(0x7fff_ffff, SEED_MUST),
        ),
        'The seed of fresh commands.',
      ),
      base: saying(orNull(TEXT), 'The version that was compared with, as git names it.'),
      only: v.exactOptional(
        saying(listOf(NAME), 'The checks or lines that were asked for alone; absent where all were.'),
      ),
      threshold: v.exactOptional(
        saying(AMOUNT, 'The threshold of speed that was asked for; absent where it is the usual one.'),
      ),
      shards: saying(
        v.pipe(
          listOf(
            objectOf({ index: WHOLE_NUMBER, of: v.pipe(WHOLE_NUMBER, v.minValue(1, 'must be 1 or more')) }),
          ),
          v.nonEmpty('must have a shard'),
        ),
        'The shares of the work that this is the result of, counted from 0; one of one for a whole run.',
      ),
      began: saying(
        v.pipe(TEXT, v.isoTimestamp('must be a moment as ISO 8601 writes it: 2026-01-31T12:00:00.000Z')),
        'The moment when it began.',
      ),
      elapsedMs: AMOUNT,
      verdict: VERDICT,
      reason: saying(orNull(TEXT), 'The reason that it is no pass.'),
      checks: listOf(CHECK),
      notRun: saying(listOf(NAME), 'The names of checks that an interruption left no time for.'),
    },
    'must be an object',
  ),
  v.title("procession's gate, version 1"),
  v.description(
    'The verdict on a change, and the checks that it comes from. Members that are not named here may be added by later releases and mean nothing to earlier ones.',
  ),
);

/** The report in a text, or a sentence that begins with the path of the wrong key. */
export function readGateReport(text: string): { readonly value: GateReport } | { readonly problem: string } {
  const read = readJson(text, (json) => json);
  if ('problem' in read) return read;
  const { success, output, issues } = v.safeParse(GATE_REPORT, read.value, { abortEarly: true });
  if (success) return { value: output };
  return { problem: firstProblem(issues) };
}
