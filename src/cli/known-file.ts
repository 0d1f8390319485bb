// The file of known deviations, `--known FILE`: checked word for word; what cannot be understood is misuse.
import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import type { CommandName } from '../contract/command.ts';
import { argumentsIn, signatureOf } from '../contract/command.ts';
import { isRefusal, REFUSALS } from '../contract/refusal.ts';
import type { KnownDeviation } from '../contract/deviation.ts';
import { canBeCarriedOut } from '../contract/deviation.ts';
import type { Specification } from '../model/specification.ts';
import { didYouMean } from './did-you-mean.ts';
import { Misuse } from './exit-codes.ts';

const FILE = v.strictObject({
  deviations: v.array(
    v.strictObject({
      command: v.string(),
      when: v.string(),
      arguments: v.exactOptional(
        v.record(
          v.string(),
          v.union([v.number(), v.boolean(), v.picklist(['negative', 'zero', 'positive'])]),
        ),
      ),
      answer: v.union([v.string(), v.record(v.string(), v.union([v.number(), v.boolean()]))]),
      effect: v.exactOptional(v.picklist(['carried-out', 'nothing'])),
      reason: v.pipe(v.string(), v.nonEmpty('a reason must be given')),
    }),
  ),
});

/** Reads the deviations that are known of a system of this command set. */
export function readKnown(file: string, specification: Specification): readonly KnownDeviation[] {
  const parsed = v.safeParse(FILE, jsonOf(file));
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw new Misuse(`${file}: ${v.getDotPath(issue) ?? 'the file'}: ${issue.message}`);
  }
  return parsed.output.deviations.map((deviation, index) => {
    const problem = problemWith(deviation, specification);
    if (problem !== undefined) throw new Misuse(`${file}: deviations.${index}: ${problem}`);
    return deviation as KnownDeviation;
  });
}

type Given = v.InferOutput<typeof FILE>['deviations'][number];

function problemWith(
  given: Given,
  { commandSet, commands, refusalsPossible }: Specification,
): string | undefined {
  if (!(commands as readonly string[]).includes(given.command))
    return `there is no ${commandSet} command "${given.command}"${didYouMean(given.command, commands)}`;
  const name = given.command as CommandName;
  const refusals = refusalsPossible(name);
  if (given.when !== 'accepted' && !(refusals as readonly string[]).includes(given.when))
    return `"when" must be one of accepted, ${refusals.join(', ')}, not "${given.when}"${didYouMean(given.when, ['accepted', ...refusals])}`;
  if (given.effect === 'carried-out' && !canBeCarriedOut(refusals.filter((each) => each === given.when)))
    return `"effect" cannot be "carried-out" where "when" is ${given.when}: no state would follow from it`;
  const keys = argumentsIn(commandSet, name).map(({ key }) => key);
  const unknown = Object.keys(given.arguments ?? {}).find((key) => !keys.includes(key));
  if (unknown !== undefined) return `${name} has no argument "${unknown}": ${keys.join(', ')}`;
  if (typeof given.answer === 'string') {
    const words = ['ok', 'refused', ...Object.keys(REFUSALS)];
    if (!words.includes(given.answer) && !/^E[A-Z0-9]+$/.test(given.answer))
      return `"answer" must be ok, refused, a refusal, an errno or fields, not "${given.answer}"`;
    const [first] = isRefusal(given.when) ? [REFUSALS[given.when].errno] : [];
    if (given.answer === given.when || (commandSet === 'posix' && given.answer === first))
      return `${given.answer} is the right answer there, which does not deviate`;
  } else {
    const fields = Object.keys(signatureOf(commandSet, name).answer);
    const foreign = Object.keys(given.answer).find((key) => !fields.includes(key));
    if (foreign !== undefined) return `an answer of ${name} has no field "${foreign}"`;
  }
  const isRight = given.answer === 'ok' && given.when === 'accepted';
  return isRight ? 'an accepted command that answers ok does not deviate' : undefined;
}

function jsonOf(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const code = String((error as NodeJS.ErrnoException).code ?? error);
    throw new Misuse(`${file} cannot be read: ${code === 'ENOENT' ? 'there is no such file' : code}`, {
      cause: error,
    });
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Misuse(`${file} is no JSON: ${(error as Error).message}`, { cause: error });
  }
}
