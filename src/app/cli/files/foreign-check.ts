// A check of somebody else's module, so wrapped that nothing it does ends the gate: what it throws, and an outcome of a wrong
// shape, make it inconclusive with a sentence that names the module.
import * as v from 'valibot';
import { describeThrown, describeValue } from '../../../contract/foreign-value.ts';
import type { Check, CheckOutcome } from '../../gate/check.ts';
import { inconclusive } from '../../gate/check.ts';
import { CHECK_EVIDENCE } from '../../gate/read-report.ts';
import type { Settings } from '../../gate/settings.ts';

const TEXT = v.string('must be a text');
const ABSENT_OR_TEXT = v.optional(TEXT);
const evidence = v.optional(CHECK_EVIDENCE);

const OUTCOME = v.variant(
  'verdict',
  [
    v.object({ verdict: v.literal('pass'), sentence: TEXT, evidence }),
    v.object({
      verdict: v.literal('fail'),
      sentence: TEXT,
      report: TEXT,
      counterexample: v.optional(
        v.object(
          {
            commands: v.array(v.unknown(), 'must be a list'),
            trace: ABSENT_OR_TEXT,
            file: ABSENT_OR_TEXT,
            replay: ABSENT_OR_TEXT,
            record: v.optional(v.looseObject({}, 'must be an object')),
          },
          'must be an object or undefined',
        ),
      ),
      evidence,
    }),
    v.object({
      verdict: v.literal('inconclusive'),
      sentence: TEXT,
      report: TEXT,
      excused: v.boolean('must be true or false'),
      evidence,
    }),
  ],
  ({ path }) => (path === undefined ? 'must be an object' : 'must be one of pass, fail, inconclusive'),
);

/** The check of the module at this path. */
export function guarded(check: Check, path: string): Check {
  const { isAsked, judged } = check;
  const ask = (settings: Settings) => ({
    claim: answerOf(path, 'claim', () => check.claim(settings), isText, 'a text'),
    cost: answerOf(path, 'cost', () => check.cost(settings), isAmount, 'a whole number from 0 up'),
    isAsked: answerOf(
      path,
      'isAsked',
      () => isAsked?.call(check, settings) ?? true,
      isSwitch,
      'true or false',
    ),
  });
  return {
    ...check,
    name: check.name,
    needs: check.needs,
    claim: (settings) => ask(settings).claim.value ?? `${check.name} holds`,
    cost: (settings) => ask(settings).cost.value ?? 0,
    isAsked: (settings) => ask(settings).isAsked.value ?? true,
    ...(judged !== undefined && {
      judged: (total) => {
        try {
          return sound(path, 'judged', judged.call(check, total));
        } catch (error) {
          return threw(path, 'judged', error);
        }
      },
    }),
    run: async (subject) => {
      const { problem } =
        Object.values(ask(subject.settings)).find((answer) => answer.problem !== undefined) ?? {};
      if (problem !== undefined) return inconclusive(problem);
      try {
        return sound(path, 'run', await check.run(subject));
      } catch (error) {
        return threw(path, 'run', error);
      }
    },
  };
}

interface Answer<Value> {
  readonly value?: Value;
  readonly problem?: string;
}

function answerOf<Value>(
  path: string,
  member: string,
  ask: () => Value,
  isRight: (value: unknown) => boolean,
  what: string,
): Answer<Value> {
  try {
    const value = ask();
    return isRight(value)
      ? { value }
      : { problem: `${path}: what check.${member} returns must be ${what}, not ${describeValue(value)}` };
  } catch (error) {
    return { problem: thrownBy(path, member, error) };
  }
}

const isText = (value: unknown): boolean => typeof value === 'string';
const isAmount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;
const isSwitch = (value: unknown): boolean => typeof value === 'boolean';

/** The outcome, where it is one. */
function sound(path: string, member: string, outcome: unknown): CheckOutcome {
  const { success, issues } = v.safeParse(OUTCOME, outcome, { abortEarly: true });
  if (success) return outcome as CheckOutcome;
  const [issue] = issues;
  const key = v.getDotPath(issue) ?? undefined;
  const place = key === undefined ? 'the outcome' : `the outcome's ${key}`;
  const told =
    key !== undefined && issue.input === undefined
      ? 'is missing'
      : `${issue.message}, not ${describeValue(issue.input)}`;
  return inconclusive(`${path}: check.${member} came to no outcome: ${place} ${told}`);
}

function threw(path: string, member: string, error: unknown): CheckOutcome {
  return inconclusive(thrownBy(path, member, error));
}

function thrownBy(path: string, member: string, error: unknown): string {
  return `${path}: check.${member} threw ${describeThrown(error)}`;
}
