// The one exception by which an adapter tells that a system misbehaved: recognised by its class, never by its name,
// since a user's own class may bear any name.

/** The methods of a system that can go wrong; `import` is the loading of the module that it comes from. */
export const SYSTEM_METHODS = [
  'import',
  'reset',
  'apply',
  'observe',
  'selfCheck',
  'snapshot',
  'restore',
  'runSequence',
  'runConcurrent',
  'close',
] as const;

/** The name of such a method. */
export type SystemMethod = (typeof SYSTEM_METHODS)[number];

/** Facts about trouble besides its sentence. */
export interface TroubleDetails {
  readonly method?: SystemMethod | undefined;
  readonly threw?: boolean;
  readonly hung?: boolean;
  readonly log?: string;
}

/**
 * A system did not do what is asked of it: a finding about it, in a sentence that begins with "it". An adapter throws it
 * where what stands behind it crashed, hung or answered in no known form.
 *
 * @example
 * ```ts
 * import { Trouble } from 'procession-check/system';
 *
 * export function replyOf(line: string | undefined): string {
 *   if (line === undefined) throw new Trouble('it ended without an answer', { method: 'apply' });
 *   return line;
 * }
 * ```
 */
export class Trouble extends Error {
  override readonly name = 'Trouble';
  /** The method that it was in, where that is known. */
  readonly method: SystemMethod | undefined;
  /** The method ended in an exception, which the sentence describes: then it does not begin with "it". */
  readonly threw: boolean;
  /** It just never answered. */
  readonly hung: boolean;
  /** The end of what it wrote for people, where that is at hand. */
  readonly log: string;

  constructor(sentence: string, { method, threw = false, hung = false, log = '' }: TroubleDetails = {}) {
    super(sentence);
    this.method = method;
    this.threw = threw;
    this.hung = hung;
    this.log = log;
  }
}

/** An adapter of ours broke: no finding about the system, and a bug of ours, which nobody catches. */
export class AdapterBroke extends Error {}
