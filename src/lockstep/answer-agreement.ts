// Compares an answer with those that the model allows.
import type { Answer } from '../contract/command.ts';
import { fieldsOf } from '../contract/command.ts';
import { printAnswer } from '../contract/notation/trace.ts';
import { errnoOf, refusalNamed } from '../contract/refusal.ts';
import type { Refusal } from '../contract/refusal.ts';
import type { Step } from '../model/rulebook.ts';
import type { Specification } from '../model/specification.ts';
import type { ExpectedAnswer } from './divergence.ts';

/** The way in which a system refuses: see `refuses` of a system. */
type Refuses = 'first' | 'any';

/**
 * Accepted: every field equal, none more or less. Refused: `'first'` demands the first refusal that applies;
 * `'any'` takes any that applies, by name, by errno, or with no reason given. If the order of refusals is prescribed,
 * only the first counts, by name or errno alike.
 */
export function agrees(model: Step, seen: Answer, refuses: Refuses, specification: Specification): boolean {
  if (model.refusals === undefined)
    return 'ok' in model.answer && 'ok' in seen && sameFields(fieldsOf(model.answer), fieldsOf(seen));
  if ('ok' in seen) return false;
  const { refused: reason } = seen;
  const [first] = model.refusals;
  if (specification.refusesInOrder) {
    return (
      reason === first ||
      reason === errnoOf(specification.vocabulary, first) ||
      (reason === true && refuses === 'any')
    );
  }
  if (refuses === 'first') return reason === first;
  if (reason === true) return true;
  return refusalNamed(specification.vocabulary, reason) !== undefined
    ? model.refusals.includes(reason)
    : model.refusals.some((name) => errnoOf(specification.vocabulary, name) === reason);
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
export function refusalAs({ refusesInOrder, vocabulary }: Specification, refusal: Refusal): string {
  return refusesInOrder ? errnoOf(vocabulary, refusal) : refusal;
}

type Fields = ReturnType<typeof fieldsOf>;

/** A name that every object inherits (`constructor`) is a field like any other. */
function sameFields(wanted: Fields, had: Fields): boolean {
  let fields = 0;
  for (const key in wanted) {
    if (!Object.hasOwn(had, key) || wanted[key] !== had[key]) return false;
    fields += 1;
  }
  for (const _ in had) fields -= 1;
  return fields === 0;
}
