// The schema of an answer in a reply.
import * as v from 'valibot';
import { acceptedWith } from '../../contract/command.ts';

/** The words for what is no answer. */
export const ANSWER_FORM = 'an answer is {"ok":{…}} or {"refused":…}';

/** An answer. */
export const answerSchema = v.union(
  [
    v.pipe(
      v.strictObject({ ok: v.record(v.string(), v.union([v.number(), v.boolean()])) }),
      v.transform(({ ok }) => acceptedWith(ok)),
    ),
    v.strictObject({ refused: v.union([v.string(), v.literal(true)]) }),
  ],
  ANSWER_FORM,
);
