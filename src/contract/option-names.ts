// Objects of options: the problem with one before any of its values is looked at.
import { didYouMean } from './did-you-mean.ts';
import { describeValue } from './foreign-value.ts';

/** The reason that a value is no object of options with these names, in a sentence; `undefined` where it is one. */
export function optionNamesProblem(options: unknown, known: readonly string[]): string | undefined {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    return `options must be an object, not ${describeValue(options)}`;
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  return unknown === undefined
    ? undefined
    : `there is no option ${unknown}, only ${known.join(', ')}${didYouMean(unknown, known)}`;
}
