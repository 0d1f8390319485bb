// Whether an answer is one that the model allows.
import type { Accepted, Answer } from '../contract/command.ts';
import { isRefusal, REFUSALS } from '../contract/refusal.ts';
import type { Refusal } from '../contract/refusal.ts';
import type { Step } from '../model/rules.ts';
import type { ExpectedAnswer } from './divergence.ts';

/**
 * Accepted: every field equal, none more or less. Refused: `'first'` demands the first refusal that applies;
 * `'any'` takes any that applies, by name, by errno, or with no reason given.
 */
export function agrees(model: Step, seen: Answer, refuses: 'first' | 'any'): boolean {
  if (model.refusals === undefined) return 'ok' in seen && sameFields((model.answer as Accepted).ok, seen.ok);
  if ('ok' in seen) return false;
  const { refused: reason } = seen;
  if (refuses === 'first') return reason === model.refusals[0];
  if (reason === true) return true;
  return isRefusal(reason)
    ? model.refusals.includes(reason)
    : model.refusals.some((name) => REFUSALS[name].errno === reason);
}

/** The answer, or the refusals, that would have agreed. */
export function expectedAnswer(model: Step, refuses: 'first' | 'any'): ExpectedAnswer {
  if (model.refusals === undefined) return model.answer;
  const [first] = model.refusals as readonly [Refusal, ...Refusal[]];
  return refuses === 'first' || model.refusals.length === 1
    ? { refused: first }
    : { refusedWithAnyOf: model.refusals };
}

/** Why a value is no answer at all; `undefined` when it is one. */
export function answerProblem(answer: unknown): string | undefined {
  if (typeof answer === 'object' && answer !== null) {
    const { ok, refused } = answer as { readonly ok?: unknown; readonly refused?: unknown };
    if (typeof ok === 'object' && ok !== null) return undefined;
    if (typeof refused === 'string' || refused === true) return undefined;
    if ('then' in answer) return 'it answers with a promise: declare it with "asynchronous: true"';
  }
  return `an answer is {"ok":{…}} or {"refused":…}, not ${JSON.stringify(answer) ?? String(answer)}`;
}

function sameFields(wanted: Accepted['ok'], had: Accepted['ok']): boolean {
  for (const key in wanted) if (wanted[key] !== had[key]) return false;
  for (const key in had) if (!(key in wanted)) return false;
  return true;
}
