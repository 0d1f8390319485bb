// Whether an answer is one that the model allows.
import type { Answer } from '../contract/command.ts';
import { fieldsOf } from '../contract/command.ts';
import { counted } from '../contract/counted.ts';
import { describeValue } from '../contract/foreign-value.ts';
import { printAnswer } from '../contract/notation.ts';
import { isRefusal, REFUSALS } from '../contract/refusal.ts';
import type { Refusal } from '../contract/refusal.ts';
import type { Step } from '../model/rulebook.ts';
import type { Specification } from '../model/specification.ts';
import type { ExpectedAnswer } from './divergence.ts';

/** How a system must refuse: see `refuses` of a system. */
type Refuses = 'first' | 'any';

/**
 * Accepted: every field equal, none more or less. Refused: `'first'` demands the first refusal that applies;
 * `'any'` takes any that applies, by name, by errno, or with no reason given. Where the order of refusals is
 * prescribed, only the first counts, by name or errno alike.
 */
export function agrees(model: Step, seen: Answer, refuses: Refuses, specification: Specification): boolean {
  if (model.refusals === undefined)
    return 'ok' in model.answer && 'ok' in seen && sameFields(fieldsOf(model.answer), fieldsOf(seen));
  if ('ok' in seen) return false;
  const { refused: reason } = seen;
  const [first] = model.refusals;
  if (specification.refusesInOrder) {
    return reason === first || reason === REFUSALS[first].errno || (reason === true && refuses === 'any');
  }
  if (refuses === 'first') return reason === first;
  if (reason === true) return true;
  return isRefusal(reason)
    ? model.refusals.includes(reason)
    : model.refusals.some((name) => REFUSALS[name].errno === reason);
}

/** The answer, or the refusals, that would have agreed. */
export function expectedAnswer(model: Step, refuses: Refuses, specification: Specification): ExpectedAnswer {
  if (model.refusals === undefined) return model.answer;
  const [first] = model.refusals as readonly [Refusal, ...Refusal[]];
  return specification.refusesInOrder || refuses === 'first' || model.refusals.length === 1
    ? { refused: refusalAs(specification, first) }
    : { refusedWithAnyOf: model.refusals };
}

/** The same in quotation marks, and why: an errno alone does not say which of the reasons for it applies. */
export function expectedWords(
  wanted: ExpectedAnswer,
  { refusals }: Step,
  { refusesInOrder }: Specification,
): string {
  const text =
    'refusedWithAnyOf' in wanted ? `refused ${wanted.refusedWithAnyOf.join(' or ')}` : printAnswer(wanted);
  return refusesInOrder && refusals?.[0] !== undefined ? `"${text}" for ${refusals[0]}` : `"${text}"`;
}

/** A refusal as traces of a command set write it: by name, or where the order is prescribed by errno. */
export function refusalAs({ refusesInOrder }: Specification, refusal: Refusal): string {
  return refusesInOrder ? REFUSALS[refusal].errno : refusal;
}

/** The longest name of a refusal, or of a field of an answer, and the most fields: far beyond any that is right. */
const NAME_MAX = 200;
const FIELDS_MAX = 32;

/** Why a value is no answer at all, in a sentence that begins with "it"; `undefined` when it is one. */
export function answerProblem(answer: unknown): string | undefined {
  if (typeof answer === 'object' && answer !== null) {
    const { ok, refused } = answer as { readonly ok?: unknown; readonly refused?: unknown };
    if (typeof ok === 'object' && ok !== null) return fieldsProblem(ok);
    if (refused === true) return undefined;
    if (typeof refused === 'string')
      return refused.length <= NAME_MAX
        ? undefined
        : `it refuses with a name of ${counted(refused.length, 'character')} (${NAME_MAX} at most): ${describeValue(refused)}`;
    if ('then' in answer) return 'it answers with a promise: declare it with "asynchronous: true"';
  }
  return `it answers what is no answer, {"ok":{…}} or {"refused":…}: ${describeValue(answer)}`;
}

/** What keeps the fields of an accepted answer from being any; `undefined` when nothing does. */
function fieldsProblem(ok: object): string | undefined {
  const fields = Object.entries(ok);
  if (fields.length > FIELDS_MAX)
    return `it gives an answer of ${counted(fields.length, 'field')} (${FIELDS_MAX} at most): ${describeValue(ok)}`;
  for (const [name, value] of fields as readonly (readonly [string, unknown])[]) {
    if (name.length > NAME_MAX)
      return `it gives a field whose name has ${counted(name.length, 'character')} (${NAME_MAX} at most): ${describeValue(name)}`;
    if (typeof value !== 'number' && typeof value !== 'boolean')
      return `it answers with the field ${describeValue(name)}, which is neither a number nor true or false: ${describeValue(value)}`;
  }
  return undefined;
}

type Fields = ReturnType<typeof fieldsOf>;

/** A name that every object inherits (`constructor`) is a field like any other. */
function sameFields(wanted: Fields, had: Fields): boolean {
  for (const key in wanted) if (!Object.hasOwn(had, key) || wanted[key] !== had[key]) return false;
  for (const key in had) if (!Object.hasOwn(wanted, key)) return false;
  return true;
}
