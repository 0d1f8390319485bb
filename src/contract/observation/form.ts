// The form that whatever a system answers and shows must have before it can be judged at all. Each problem is a
// sentence that begins with "it".
import { counted } from '../format-numbers.ts';
import { describeValue } from '../foreign-value.ts';

/** The longest name of a refusal, or of a field of an answer, and the most fields: far beyond any that is right. */
const NAME_MAX = 200;
const FIELDS_MAX = 32;

/** The reason that a value is no answer at all, in a sentence that begins with "it"; `undefined` when it is one. */
export function answerProblem(answer: unknown): string | undefined {
  if (typeof answer === 'object' && answer !== null) {
    const { ok, refused } = answer as { readonly ok?: unknown; readonly refused?: unknown };
    if (typeof ok === 'object' && ok !== null) return fieldsProblem(ok);
    if (refused === true) return undefined;
    if (typeof refused === 'string')
      return refused.length <= NAME_MAX
        ? undefined
        : `it refuses with a name of ${counted(refused.length, 'character')} (${NAME_MAX} at most): ${describeValue(refused)}`;
    if ('then' in answer) return `it answers with a promise${DECLARE}`;
  }
  return `its answer must be {"ok":{…}} or {"refused":…}, not ${describeValue(answer)}`;
}

/** The fault of an accepted answer's fields; `undefined` when nothing does. */
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

/** The reason that a value is no observation at all; `undefined` when it can be one. */
export function observationProblem(shown: unknown): string | undefined {
  if (typeof shown !== 'object' || shown === null)
    return `its observation must be an object, not ${describeValue(shown)}`;
  return 'then' in shown ? `it shows a promise${DECLARE}` : undefined;
}

const DECLARE = ': declare it with "asynchronous: true"';
