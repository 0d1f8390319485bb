// Checks of the user's own: modules that each export one as `check`. They run in this process: whoever names one in the
// gate's configuration trusts it as much as the rest of the repository.
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { didYouMean } from '../../../contract/did-you-mean.ts';
import { describeThrown, describeValue } from '../../../contract/foreign-value.ts';
import type { Check } from '../../gate/check.ts';
import { NEED_NAMES } from '../../gate/needs.ts';
import { SIZES } from '../../gate/settings.ts';
import { Misuse } from '../exit-codes.ts';
import { guarded } from './foreign-check.ts';

/**
 * The checks of the modules at these paths, in their order; `taken`: names that others have. Throws {@link Misuse} where a
 * module cannot be loaded, exports no check, or exports one whose name is taken.
 */
export async function checksIn(
  paths: readonly string[],
  taken: readonly string[],
): Promise<readonly Check[]> {
  const checks: Check[] = [];
  for (const path of paths) {
    const check = await checkIn(path);
    if ([...taken, ...checks.map(({ name }) => name)].includes(check.name))
      throw new Misuse(`${path}: there is a check ${check.name} already: its name must be another`);
    checks.push(check);
  }
  return checks;
}

/** Throws {@link Misuse} where a check is to be left out that there is not. */
export function refuseUnknownChecks(checks: readonly Check[], leaveOut: readonly string[]): void {
  const names = checks.map(({ name }) => name);
  const unknown = leaveOut.find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new Misuse(
      `there is no check "${unknown}" to leave out${didYouMean(unknown, names) || `: ${names.join(', ')}`}`,
    );
}

async function checkIn(path: string): Promise<Check> {
  const file = resolve(path);
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true)
    throw new Misuse(`there is no file ${path} with a check`);
  let exported: unknown;
  try {
    exported = ((await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>)['check'];
  } catch (error) {
    throw new Misuse(`${path} could not be loaded: ${describeThrown(error)}`, { cause: error });
  }
  const problem = checkProblem(exported);
  if (problem !== undefined) throw new Misuse(`${path}: ${problem}`);
  return guarded(exported as Check, path);
}

const ABOUT: readonly unknown[] = ['system', 'table', 'harness'];

/** The reason that a module's export is no check, in a sentence; `undefined` where it is one. */
function checkProblem(exported: unknown): string | undefined {
  if (exported === undefined) return 'it must export its check under the name "check"';
  if (typeof exported !== 'object' || exported === null)
    return `check must be an object, not ${describeValue(exported)}`;
  const { name, about, line, profiles, needs, isAsked, ...rest } = exported as Readonly<
    Record<string, unknown>
  >;
  const must = (member: string, what: string, value: unknown): string =>
    `check.${member} must be ${what}, not ${describeValue(value)}`;
  if (typeof name !== 'string' || !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name))
    return must('name', 'small letters and digits with hyphens between', name);
  if (about !== undefined && !ABOUT.includes(about))
    return must('about', `one of ${ABOUT.join(', ')}`, about);
  if (line !== undefined && typeof line !== 'string') return must('line', 'a text', line);
  for (const member of ['claim', 'cost', 'run'])
    if (typeof rest[member] !== 'function') return must(member, 'a function', rest[member]);
  if (isAsked !== undefined && typeof isAsked !== 'function') return must('isAsked', 'a function', isAsked);
  if (!isListOf(NEED_NAMES, needs)) return must('needs', `a list of ${NEED_NAMES.join(', ')}`, needs);
  const sizes = Object.keys(SIZES);
  return profiles === undefined || isListOf(sizes, profiles)
    ? undefined
    : must('profiles', `a list of ${sizes.join(', ')}`, profiles);
}

function isListOf(words: readonly unknown[], value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => words.includes(each));
}
