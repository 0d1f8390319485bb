// The values that reports in JSON are made of, as tables by which they are read again and published schemas are made.
import * as v from 'valibot';
import { describeValue } from '../../contract/foreign-value.ts';

export const TEXT = v.string('must be a text');
export const NAME = v.pipe(TEXT, v.nonEmpty('must not be empty'));
export const AMOUNT_MUST = 'must be a number from 0 up';
export const AMOUNT = v.pipe(
  v.number(AMOUNT_MUST),
  v.minValue(0, AMOUNT_MUST),
  v.maxValue(Number.MAX_SAFE_INTEGER, AMOUNT_MUST),
);
const WHOLE_MUST = 'must be a whole number from 0 up';
export const WHOLE_NUMBER = v.pipe(
  v.number(WHOLE_MUST),
  v.integer(WHOLE_MUST),
  v.minValue(0, WHOLE_MUST),
  v.maxValue(Number.MAX_SAFE_INTEGER, WHOLE_MUST),
);
export const SWITCH = v.boolean('must be true or false');

export const listOf = <Item extends v.GenericSchema>(item: Item) => v.array(item, 'must be a list');
export const objectOf = <Entries extends v.ObjectEntries>(entries: Entries) =>
  v.object(entries, 'must be an object that has this key');
export const byName = <Value extends v.GenericSchema>(value: Value) =>
  v.record(v.string(), value, 'must be an object');
export const wordAmong = <const Words extends readonly string[]>(words: Words) =>
  v.picklist(words, `must be one of ${words.join(', ')}`);
export const orNull = <Value extends v.GenericSchema>(value: Value) => v.nullable(value);
export const saying = <Value extends v.GenericSchema>(value: Value, says: string) =>
  v.pipe(value, v.description(says));

export const VERDICT = wordAmong(['pass', 'fail', 'inconclusive']);

/** A sentence on the first of the issues, which begins with the path of the wrong key. */
export function firstProblem([issue]: readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]]): string {
  const place = v.getDotPath(issue) ?? 'the report';
  const told =
    issue.input === undefined ? 'is missing' : `${issue.message}, not ${describeValue(issue.input)}`;
  return `${place} ${told}`;
}
