// The reports on one system that check, tour and explore write, as tables: the parts of them by which a system is told by clause.
// Members that are not named here are passed over.
import * as v from 'valibot';
import {
  byName,
  firstProblem,
  listOf,
  NAME,
  objectOf,
  orNull,
  TEXT,
  VERDICT,
  WHOLE_NUMBER,
} from '../report/json-values.ts';
import { formatOf, REPORT_VERSION } from '../report/report-form.ts';
import type { Reporting } from '../report/report-form.ts';

/** A counterexample, which is read by the reader of its own published form. */
const COUNTEREXAMPLE = v.looseObject({ replay: v.optional(orNull(TEXT)) }, 'must be an object');

const headOf = (command: Reporting) => ({
  format: v.literal(formatOf(command), `must be "${formatOf(command)}"`),
  version: v.literal(REPORT_VERSION, `must be ${REPORT_VERSION}: this release of procession reads no other`),
  verdict: VERDICT,
  reason: orNull(TEXT),
  system: NAME,
  commandSet: NAME,
  profile: orNull(NAME),
  counterexample: orNull(COUNTEREXAMPLE),
});

const NOTES = {
  coverage: objectOf({
    commands: byName(
      objectOf({
        accepted: WHOLE_NUMBER,
        refused: WHOLE_NUMBER,
        refusals: byName(objectOf({ times: WHOLE_NUMBER, alone: WHOLE_NUMBER })),
      }),
    ),
    witnesses: byName(orNull(WHOLE_NUMBER)),
  }),
  invariants: byName(objectOf({ checked: WHOLE_NUMBER, notShown: WHOLE_NUMBER })),
  knownDeviations: listOf(objectOf({ command: NAME, reason: TEXT, times: WHOLE_NUMBER })),
  unchecked: listOf(TEXT),
  guards: listOf(TEXT),
};

const CHECK_REPORT = v.object(
  {
    ...headOf('check'),
    ...NOTES,
    runs: WHOLE_NUMBER,
    commands: WHOLE_NUMBER,
    otherFailures: listOf(COUNTEREXAMPLE),
  },
  'must be an object',
);

const TOUR_REPORT = v.object(
  { ...headOf('tour'), ...NOTES, ids: WHOLE_NUMBER, commandsRun: WHOLE_NUMBER },
  'must be an object',
);

const EXPLORE_REPORT = v.object(
  {
    ...headOf('explore'),
    ids: WHOLE_NUMBER,
    states: WHOLE_NUMBER,
    transitions: WHOLE_NUMBER,
    selfLoops: WHOLE_NUMBER,
    refusals: WHOLE_NUMBER,
    acceptedByCommand: byName(WHOLE_NUMBER),
    refusalsByCommand: listOf(
      objectOf({ command: NAME, refusal: NAME, applied: WHOLE_NUMBER, alone: WHOLE_NUMBER }),
    ),
    witnesses: byName(orNull(listOf(TEXT))),
    notShown: listOf(TEXT),
  },
  'must be an object',
);

export type CheckFindings = v.InferOutput<typeof CHECK_REPORT>;
export type TourFindings = v.InferOutput<typeof TOUR_REPORT>;
export type ExploreFindings = v.InferOutput<typeof EXPLORE_REPORT>;

/** A counterexample as these reports have it. */
export type ReportedCounterexample = v.InferOutput<typeof COUNTEREXAMPLE>;

/** The parts of a report of one of these commands. */
export type CommandReport =
  | { readonly command: 'check'; readonly report: CheckFindings }
  | { readonly command: 'tour'; readonly report: TourFindings }
  | { readonly command: 'explore'; readonly report: ExploreFindings };

/** Reads a report that says that this command wrote it, or says by the path of the wrong key why it is none. */
export function readCommandReport(
  command: Reporting,
  json: unknown,
): { readonly value: CommandReport } | { readonly problem: string } {
  switch (command) {
    case 'check': {
      const read = parsed(CHECK_REPORT, json);
      return 'problem' in read ? read : { value: { command, report: read.value } };
    }
    case 'tour': {
      const read = parsed(TOUR_REPORT, json);
      return 'problem' in read ? read : { value: { command, report: read.value } };
    }
    case 'explore': {
      const read = parsed(EXPLORE_REPORT, json);
      return 'problem' in read ? read : { value: { command, report: read.value } };
    }
  }
}

function parsed<Table extends v.GenericSchema>(
  table: Table,
  json: unknown,
): { readonly value: v.InferOutput<Table> } | { readonly problem: string } {
  const { success, output, issues } = v.safeParse(table, json, { abortEarly: true });
  return success ? { value: output } : { problem: firstProblem(issues) };
}
