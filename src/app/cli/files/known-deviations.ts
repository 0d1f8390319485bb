// The file of known deviations, `--known FILE`: checked word for word; what cannot be understood is misuse.
import * as v from 'valibot';
import { describeValue } from '../../../contract/foreign-value.ts';
import type { Vocabulary } from '../../../contract/vocabulary.ts';
import type { CommandName } from '../../../contract/command.ts';
import { argumentListOf } from '../../../contract/command.ts';
import { refusalNamed } from '../../../contract/refusal.ts';
import type { KnownDeviation } from '../../../contract/known-deviation.ts';
import { canBeCarriedOut, DIFFERING } from '../../../contract/known-deviation.ts';
import { whyNot } from '../../../contract/file-trouble.ts';
import { readRegular } from '../../../counterexample/file/regular-file.ts';
import type { Specification } from '../../../model/specification.ts';
import { didYouMean } from '../../../contract/did-you-mean.ts';
import { Misuse } from '../exit-codes.ts';

const FILE = v.strictObject({
  deviations: v.array(
    v.strictObject({
      command: v.string(),
      when: v.string(),
      ground: v.exactOptional(v.string()),
      arguments: v.exactOptional(
        v.record(
          v.string(),
          v.union([v.number(), v.boolean(), v.picklist(['negative', 'zero', 'positive'])]),
        ),
      ),
      answer: v.union([v.string(), v.record(v.string(), v.union([v.number(), v.boolean(), v.string()]))]),
      effect: v.exactOptional(v.picklist(['carried-out', 'nothing', 'ends-run'])),
      differs: v.exactOptional(v.pipe(v.array(v.picklist(DIFFERING)), v.nonEmpty('something must differ'))),
      reason: v.pipe(v.string(), v.nonEmpty('a reason must be given')),
    }),
  ),
});

/** Reads the deviations that are known of a system of this command set. */
export function readKnown(file: string, specification: Specification): readonly KnownDeviation[] {
  return knownIn(file, jsonOf(file), specification);
}

/** The same of what such a file holds, or a module gives as its own; `file` names it. */
export function knownIn(
  file: string,
  given: unknown,
  specification: Specification,
): readonly KnownDeviation[] {
  const parsed = v.safeParse(FILE, given);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw new Misuse(`${file}: ${v.getDotPath(issue) ?? 'the file'}: ${wordsFor(issue)}`);
  }
  return parsed.output.deviations.map((deviation, index) => {
    const problem = problemWith(deviation, specification);
    if (problem !== undefined) throw new Misuse(`${file}: deviations.${index}: ${problem}`);
    return deviation;
  });
}

/** The schema library's own messages are for programmers. */
function wordsFor({ kind, expected, input, message }: v.BaseIssue<unknown>): string {
  if (kind !== 'schema') return message;
  if (expected === 'never') return 'nothing of this name belongs here';
  if (input === undefined) return 'it is missing';
  return `expected ${(expected ?? 'another value').toLowerCase()}, not ${describeValue(input)}`;
}

type Given = v.InferOutput<typeof FILE>['deviations'][number];

function problemWith(
  given: Given,
  { vocabulary, commands, refusalsPossible }: Specification,
): string | undefined {
  if (!commands.includes(given.command))
    return `there is no ${vocabulary.id} command "${given.command}"${didYouMean(given.command, commands)}`;
  const name = given.command;
  const refusals = refusalsPossible(name);
  if (given.when !== 'accepted' && !refusals.includes(given.when))
    return `"when" must be one of accepted, ${refusals.join(', ')}, not "${given.when}"${didYouMean(given.when, ['accepted', ...refusals])}`;
  const grounds = refusalNamed(vocabulary, given.when)?.grounds ?? [];
  if (given.ground !== undefined && !grounds.includes(given.ground))
    return grounds.length === 0
      ? `"ground" goes with a refusal that has several, and ${given.when} has none`
      : `"ground" of ${given.when} must be one of ${grounds.join(', ')}, not "${given.ground}"${didYouMean(given.ground, grounds)}`;
  if (given.differs !== undefined && given.effect !== 'ends-run')
    return '"differs" needs the "effect" "ends-run": the model cannot be where the system is';
  const applying = refusals.filter((each) => each === given.when);
  if (given.effect === 'carried-out' && !canBeCarriedOut(vocabulary, applying))
    return `"effect" cannot be "carried-out" where "when" is ${given.when}: no state would follow from it`;
  const keys = argumentListOf(vocabulary, name).map(({ key }) => key);
  const unknown = Object.keys(given.arguments ?? {}).find((key) => !keys.includes(key));
  if (unknown !== undefined) return `${name} has no argument "${unknown}": ${keys.join(', ')}`;
  return typeof given.answer === 'string'
    ? problemWithWord(given, given.answer, vocabulary)
    : problemWithFields(name, given.answer, vocabulary, keys);
}

/** An answer that is a word: whether there is such a word, and whether it deviates. */
function problemWithWord(
  { when, differs }: Given,
  answer: string,
  vocabulary: Vocabulary,
): string | undefined {
  const words = ['ok', 'refused', ...Object.keys(vocabulary.refusals)];
  if (!words.includes(answer) && !/^E[A-Z0-9]+$/.test(answer))
    return `"answer" must be ok, refused, a refusal, an errno or fields, not "${answer}"`;
  const errno = refusalNamed(vocabulary, when)?.errno;
  const isRight =
    when === 'accepted'
      ? answer === 'ok'
      : answer === when ||
        (vocabulary.refusalOrder === 'prescribed' && answer === errno) ||
        (differs !== undefined && answer === 'refused');
  if (differs !== undefined)
    return isRight
      ? undefined
      : `with "differs" the answer is the right one, ${when === 'accepted' ? 'ok' : 'refused'}, and what is shown then is not`;
  if (!isRight) return undefined;
  return when === 'accepted'
    ? 'an accepted command that answers ok does not deviate: "differs" tells what is shown otherwise'
    : `${answer} is the right answer there, which does not deviate`;
}

/** An answer by its fields: whether the command has them, and the arguments that they name. */
function problemWithFields(
  name: CommandName,
  answer: Readonly<Record<string, number | boolean | string>>,
  { commands }: Vocabulary,
  keys: readonly string[],
): string | undefined {
  const fields = Object.keys(commands[name].answer);
  const foreign = Object.keys(answer).find((key) => !fields.includes(key));
  if (foreign !== undefined) return `an answer of ${name} has no field "${foreign}"`;
  const unnamed = Object.values(answer).find((value) => typeof value === 'string' && !keys.includes(value));
  return unnamed === undefined
    ? undefined
    : `an answer's field is a number, on or off, or an argument of ${name} (${keys.join(', ')}), not "${String(unnamed)}"`;
}

function jsonOf(file: string): unknown {
  let text: string;
  try {
    text = readRegular(file);
  } catch (error) {
    throw new Misuse(`${file} cannot be read: ${whyNot(error)}`, { cause: error });
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Misuse(`${file} is not JSON: ${(error as Error).message}`, { cause: error });
  }
}
