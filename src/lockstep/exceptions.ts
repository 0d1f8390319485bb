// Trouble with a system instead of an answer, told as a divergence that names the system's method and the command.
import type { Command } from '../contract/command.ts';
import { visible } from '../contract/visible.ts';
import { describeThrown, describeValue, isInstance } from '../contract/foreign-value.ts';
import { Hindrance } from '../contract/hindrance.ts';
import { printCommand } from '../contract/notation/trace.ts';
import type { FlatObservation } from '../contract/observation/flat-observation.ts';
import type { System } from '../contract/system.ts';
import { AdapterBroke, Trouble } from '../contract/trouble.ts';
import type { SystemMethod } from '../contract/trouble.ts';
import type { Divergence } from './divergence.ts';
import type { Caught, Occasion } from './exchange.ts';
import type { Judge } from './judge.ts';

/**
 * A divergence where a system threw in one of its methods, at a command or at its reset. Throws on what is no finding about
 * the system. `model`: see {@link Judge.failure}.
 */
export function threw(
  judge: Judge,
  { error, method }: Caught,
  occasion: Occasion,
  model: 'moved' | 'unmoved',
): Divergence {
  if (isInstance(error, Hindrance) || isInstance(error, AdapterBroke)) throw error;
  const { command } = occasion;
  const text = command && printCommand(command, judge.specification.vocabulary);
  return judge.failure(troubleSentence(error, method, text), occasion, model);
}

/**
 * Tells in a whole sentence of trouble in a method of a system. An adapter's {@link Trouble} may know the method better;
 * where it knows none, as of a program, it is told at the command itself.
 */
export function troubleSentence(
  error: unknown,
  method: SystemMethod | undefined,
  command: string | undefined,
): string {
  if (!isInstance(error, Trouble))
    return `${phraseFor(method, command)} ended in an exception: ${describeThrown(error)}`;
  const phrase = phraseFor(error.method, command);
  return `${phrase}${error.threw ? ' ended in an exception' : ''}: ${error.message}`;
}

/** The methods that are entered at no command. */
const ALONE: ReadonlySet<SystemMethod> = new Set([
  'import',
  'reset',
  'runSequence',
  'runConcurrent',
  'close',
]);

/** A method of a system, at a command or at none, as the subject of a sentence. */
function phraseFor(method: SystemMethod | undefined, command: string | undefined): string {
  if (method !== undefined && ALONE.has(method)) return `its ${method}`;
  if (command === undefined) return method === undefined ? 'its reset' : `its ${method} after the reset`;
  const quoted = `"${command}"`;
  if (method === undefined) return quoted;
  const preposition = method === 'apply' ? 'of' : method === 'restore' ? 'before' : 'after';
  return `its ${method} ${preposition} ${quoted}`;
}

/** A divergence where a system's opinion of its innards is bad; `shown` is what it showed last. */
export function worried(
  judge: Judge,
  shown: FlatObservation,
  sentences: readonly string[] = [],
  command?: Command,
): Divergence | undefined {
  if (!Array.isArray(sentences) || sentences.some((each) => typeof each !== 'string'))
    throw new Trouble(`it gives what is no list of sentences: ${describeValue(sentences)}`, {
      method: 'selfCheck',
    });
  return sentences.length === 0 ? undefined : judge.distrusted(visible(sentences.join('; ')), command, shown);
}

/** Ends a system at the end of its use; a sentence where that goes wrong, which is a finding about it. Never throws. */
export async function closeSystem(system: System): Promise<string | undefined> {
  try {
    await system.close?.();
    return undefined;
  } catch (error) {
    return isInstance(error, Trouble) && error.method === undefined
      ? error.message
      : troubleSentence(error, 'close', undefined);
  }
}
