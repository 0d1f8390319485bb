// The report of one shard of check, as it is read again to be merged. Members that are not named here are passed over.
import * as v from 'valibot';
import {
  AMOUNT,
  byName,
  firstProblem,
  listOf,
  NAME,
  objectOf,
  orNull,
  SWITCH,
  TEXT,
  VERDICT,
  WHOLE_NUMBER,
  wordAmong,
} from '../report/json-values.ts';
import { formatOf, REPORT_VERSION } from '../report/report-form.ts';

const SHARD = objectOf({
  index: WHOLE_NUMBER,
  of: v.pipe(WHOLE_NUMBER, v.minValue(1, 'must be 1 or more')),
  runs: WHOLE_NUMBER,
  requireCoverage: SWITCH,
  allFailures: SWITCH,
  searched: objectOf({ verdict: VERDICT, reason: orNull(TEXT) }),
  facts: byName(TEXT),
});

/** The part that is asked for here; the rest is read by the reader of its own published form. */
const COUNTEREXAMPLE = v.looseObject(
  {
    step: v.pipe(v.number('must be a number'), v.integer('must be a whole number')),
    sentence: TEXT,
    foundWith: orNull(WHOLE_NUMBER),
    executions: orNull(WHOLE_NUMBER),
    shrinkUnfinished: orNull(TEXT),
    flaky: orNull(SWITCH),
    file: orNull(TEXT),
    replay: orNull(TEXT),
  },
  'must be an object',
);

const DEVIATION = v.looseObject(
  {
    command: NAME,
    when: NAME,
    answer: v.union([TEXT, v.record(v.string(), v.unknown())], 'must be a text or an object'),
    reason: TEXT,
    times: WHOLE_NUMBER,
  },
  'must be an object',
);

const WHOLE = v.pipe(v.number('must be a number'), v.integer('must be a whole number'));

const CAMPAIGN_REPORT = v.object(
  {
    format: v.literal(formatOf('check'), `must be "${formatOf('check')}"`),
    version: v.literal(
      REPORT_VERSION,
      `must be ${REPORT_VERSION}: this release of procession reads no other`,
    ),
    verdict: VERDICT,
    reason: orNull(TEXT),
    system: NAME,
    commandSet: NAME,
    profile: orNull(NAME),
    seed: WHOLE,
    path: orNull(TEXT),
    runs: WHOLE_NUMBER,
    runsMax: WHOLE_NUMBER,
    commandsMax: WHOLE_NUMBER,
    idsMax: WHOLE_NUMBER,
    commands: WHOLE_NUMBER,
    refused: WHOLE_NUMBER,
    meanLength: AMOUNT,
    elapsedMs: WHOLE_NUMBER,
    commandsPerSecond: AMOUNT,
    coverage: objectOf({
      commands: byName(
        objectOf({
          accepted: WHOLE_NUMBER,
          refused: WHOLE_NUMBER,
          refusals: byName(objectOf({ times: WHOLE_NUMBER, alone: WHOLE_NUMBER })),
        }),
      ),
      witnesses: byName(orNull(WHOLE_NUMBER)),
      never: listOf(TEXT),
    }),
    sizes: objectOf({
      processes: WHOLE_NUMBER,
      groups: WHOLE_NUMBER,
      sessions: WHOLE_NUMBER,
      commands: WHOLE_NUMBER,
    }),
    refusedAtLimit: WHOLE_NUMBER,
    invariants: byName(objectOf({ checked: WHOLE_NUMBER, notShown: WHOLE_NUMBER })),
    knownDeviations: listOf(DEVIATION),
    unchecked: listOf(TEXT),
    guards: listOf(TEXT),
    counterexample: orNull(COUNTEREXAMPLE),
    otherFailures: listOf(COUNTEREXAMPLE),
    otherFailuresLeft: WHOLE_NUMBER,
    corpus: orNull(
      objectOf({
        folder: TEXT,
        files: listOf(
          objectOf({
            file: TEXT,
            outcome: wordAmong(['still-fails', 'fixed', 'no-longer-applicable', 'of-another-set', 'damaged']),
            reason: orNull(TEXT),
            replay: orNull(TEXT),
          }),
        ),
      }),
    ),
    shard: orNull(SHARD),
  },
  'must be an object',
);

/** The report of check, whole. */
export type CampaignReport = v.InferOutput<typeof CAMPAIGN_REPORT>;

/** The part of it that only shards have. */
export type ShardOfCampaign = v.InferOutput<typeof SHARD>;

/** The report of a shard. */
export type CampaignPart = CampaignReport & { readonly shard: ShardOfCampaign };

/** A counterexample as it has them. */
export type CampaignCounterexample = v.InferOutput<typeof COUNTEREXAMPLE>;

/** The report of a shard in JSON, or a sentence that completes "FILE: …". */
export function readCampaignPart(
  json: unknown,
): { readonly value: CampaignPart } | { readonly problem: string } {
  const early = endedEarly(json);
  if (early !== undefined) return { problem: early };
  const { success, output, issues } = v.safeParse(CAMPAIGN_REPORT, json, { abortEarly: true });
  if (!success) return { problem: firstProblem(issues) };
  const { shard } = output;
  return shard === null
    ? { problem: 'it is the report of a whole campaign: there is nothing to merge it with' }
    : { value: { ...output, shard } };
}

/** A sentence about what has a verdict and no form: it ended before any run, as where a program cannot be started. */
function endedEarly(json: unknown): string | undefined {
  const { success, output } = v.safeParse(
    v.object({ format: v.optional(v.undefined()), verdict: VERDICT, reason: TEXT }),
    json,
  );
  return success ? `it ended before any run (${output.verdict}: ${output.reason})` : undefined;
}
