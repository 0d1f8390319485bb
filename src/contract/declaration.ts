// A system's declaration of itself must make sense before anything is compared with it: a word misspelt there would leave
// commands out in silence.
import { describeValue } from './foreign-value.ts';
import { CONCURRENT_MODES } from './concurrent/program.ts';
import { LIMIT_NAMES } from './limits.ts';
import { didYouMean } from './did-you-mean.ts';
import { guardsIn } from './refusal.ts';
import type { Vocabularies, Vocabulary } from './vocabulary.ts';

/** More entries than any list of these has. */
const LIST_MAX = 1000;
const REFUSES = ['first', 'any'];

/** The members of a system that say what it is; of foreign code each may be anything. */
interface Declaration {
  readonly commandSet?: unknown;
  readonly profile?: unknown;
  readonly refuses?: unknown;
  readonly supports?: unknown;
  readonly guards?: unknown;
  readonly limits?: unknown;
  readonly unchecked?: unknown;
  readonly concurrent?: unknown;
  readonly consistentReads?: unknown;
  readonly runConcurrent?: unknown;
  readonly asynchronous?: unknown;
}

/**
 * The part of it that makes no sense, in a sentence that begins with "it"; `undefined` where all does. `vocabularies`:
 * the command sets that it may answer, first the one it answers where it names none. Never throws.
 */
export function declarationProblem(system: Declaration, vocabularies: Vocabularies): string | undefined {
  try {
    return problemIn(system, vocabularies);
  } catch {
    return 'it says of itself what cannot be read'; // A getter or a proxy of it throws.
  }
}

/**
 * The same of known deviations that are given by a system in this process; what a file of them must be like in each
 * word is told where files are read. Never throws.
 */
export function knownDeviationsProblem(known: unknown): string | undefined {
  try {
    if (known === undefined || (isShortList(known) && known.every(isDeviation))) return undefined;
  } catch {
    // A getter or a proxy of it throws.
  }
  return `its known deviations must be a list of objects with a command, when it deviates, an answer and a reason, not ${describeValue(known)}`;
}

/** A list that can be gone through at once: one without entries may be four milliards long. */
function isShortList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length <= LIST_MAX;
}

function isDeviation(each: unknown): boolean {
  if (typeof each !== 'object' || each === null) return false;
  const { command, when, answer, reason } = each as Readonly<Record<string, unknown>>;
  const words = [command, when, reason].every((word) => typeof word === 'string');
  return words && (typeof answer === 'string' || (typeof answer === 'object' && answer !== null));
}

function problemIn(system: Declaration, vocabularies: Vocabularies): string | undefined {
  const { commandSet = vocabularies[0].id, profile, refuses, supports } = system;
  const vocabulary = vocabularies.find(({ id }) => id === commandSet);
  if (vocabulary === undefined)
    return wrong(
      'its commandSet is',
      commandSet,
      vocabularies.map(({ id }) => id),
    );
  const profiles = [...new Set(vocabularies.flatMap((each) => each.profiles))];
  const isKnown = profile === undefined || (profiles as readonly unknown[]).includes(profile);
  if (!isKnown && profiles.length > 0) return wrong('its profile is', profile, profiles);
  if (refuses !== undefined && !(REFUSES as readonly unknown[]).includes(refuses))
    return wrong('it refuses', refuses, REFUSES);
  return (
    supportsProblem(vocabulary, supports) ??
    guardsProblem(vocabulary, system.guards) ??
    limitsProblem(system.limits) ??
    uncheckedProblem(system.unchecked) ??
    concurrencyProblem(system)
  );
}

function supportsProblem(vocabulary: Vocabulary, supports: unknown): string | undefined {
  if (supports === undefined) return undefined;
  if (!isShortList(supports)) return `what it supports must be a list, not ${describeValue(supports)}`;
  const commands: readonly unknown[] = Object.keys(vocabulary.commands);
  const unknown: unknown = supports.find((each) => !commands.includes(each));
  if (unknown === undefined) return undefined;
  const meant = typeof unknown === 'string' ? didYouMean(unknown, commands as readonly string[]) : '';
  return `it says that it supports ${describeValue(unknown)}, which is not a ${vocabulary.id} command${meant}`;
}

function guardsProblem(vocabulary: Vocabulary, guards: unknown): string | undefined {
  if (guards === undefined) return undefined;
  if (!isShortList(guards)) return `what its adapter decides must be a list, not ${describeValue(guards)}`;
  const known = guardsIn(vocabulary);
  const unknown: unknown = guards.find((each) => !(known as readonly unknown[]).includes(each));
  if (unknown === undefined) return undefined;
  const meant = typeof unknown === 'string' ? didYouMean(unknown, known) : '';
  return `it says that its adapter decides ${describeValue(unknown)}, which is not a refusal${meant}`;
}

function limitsProblem(limits: unknown): string | undefined {
  if (limits === undefined) return undefined;
  if (typeof limits !== 'object' || limits === null)
    return `what it can hold must be an object, not ${describeValue(limits)}`;
  for (const [name, value] of Object.entries(limits)) {
    if (!(LIMIT_NAMES as readonly string[]).includes(name))
      return `it says that it can hold so many ${describeValue(name)}, which is none of ${LIMIT_NAMES.join(', ')}${didYouMean(name, LIMIT_NAMES)}`;
    if (!Number.isSafeInteger(value) || (value as number) < 1)
      return `the ${name} that it can hold must be a whole number from 1, not ${describeValue(value)}`;
  }
  return undefined;
}

function uncheckedProblem(unchecked: unknown): string | undefined {
  const isList = isShortList(unchecked) && unchecked.every((each) => typeof each === 'string');
  return unchecked === undefined || isList
    ? undefined
    : `what cannot be checked must be a list of sentences, not ${describeValue(unchecked)}`;
}

/** Said of commands at the same time; only a system elsewhere that answers later can be run freely without a method. */
function concurrencyProblem(system: Declaration): string | undefined {
  const { concurrent, consistentReads, runConcurrent, asynchronous } = system;
  if (consistentReads !== undefined && typeof consistentReads !== 'boolean')
    return `whether its reads are consistent must be true or false, not ${describeValue(consistentReads)}`;
  const hasMethod = typeof runConcurrent === 'function';
  if (concurrent === undefined)
    return hasMethod
      ? 'it has a method runConcurrent, and "concurrent" must say whether it runs free, by steps, or both'
      : undefined;
  if (!isShortList(concurrent))
    return `the ways in which it runs commands at the same time must be a list, not ${describeValue(concurrent)}`;
  const unknown: unknown = concurrent.find(
    (each) => !(CONCURRENT_MODES as readonly unknown[]).includes(each),
  );
  if (unknown !== undefined)
    return wrong('a way in which it runs commands at the same time is', unknown, CONCURRENT_MODES);
  const needsMethod = concurrent.find((each) => each !== CONCURRENT_MODES[0] || asynchronous !== true);
  return needsMethod === undefined || hasMethod
    ? undefined
    : `it says that it runs commands at the same time (${describeValue(needsMethod)}), and it has no method runConcurrent()`;
}

function wrong(what: string, given: unknown, words: readonly string[]): string {
  const meant = typeof given === 'string' ? didYouMean(given, words) : '';
  return `${what} ${describeValue(given)}, which is none of ${words.join(', ')}${meant}`;
}
