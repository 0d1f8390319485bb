// A trial as the fragment of an address: the version, a full stop, and bytes in base64url. The bytes are whole
// numbers, seven bits a byte: the set, the profile, the system, the place that is looked at, the commands, a sum to notice
// a link that was cut.
import type { ArgumentValue } from '../../../contract/argument.ts';
import {
  isNumber,
  isSwitch,
  isValueOf,
  isWord,
  rankOf,
  valueOfRank,
  wordsOf,
} from '../../../contract/argument.ts';
import type { Command } from '../../../contract/command.ts';
import { argumentListOf, argumentsOf, commandOf } from '../../../contract/command.ts';
import type { Vocabulary } from '../../../contract/vocabulary.ts';

/** Whoever changes the form of the bytes, or the order of sets, profiles or commands, raises it. */
const LINK_VERSION = 1;

/** More than these are no link of ours. */
const BYTES_MAX = 1_000_000;

/** A command, and which of the answers allowed by the model it had; 0 for the model's own choice. */
export interface LinkedCommand {
  readonly command: Command;
  readonly choice: number;
}

/** The things that a link says. */
export interface LinkedTrial {
  readonly vocabulary: Vocabulary;
  /** One of the vocabulary's; `undefined` where it has none. */
  readonly profile: string | undefined;
  /** The name of the system beside the model. */
  readonly system: string | undefined;
  readonly commands: readonly LinkedCommand[];
  /** The number of commands before the place that is looked at. */
  readonly place: number;
}

/** The fragment, without `#`. */
export function linkOf(trial: LinkedTrial, vocabularies: readonly Vocabulary[]): string {
  const { vocabulary, profile, system = '', commands, place } = trial;
  const bytes: number[] = [];
  const put = (number: number): void => {
    let rest = number;
    for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
    bytes.push(rest);
  };
  put(vocabularies.findIndex(({ id }) => id === vocabulary.id));
  put(Math.max(0, vocabulary.profiles.indexOf(profile ?? '')));
  const name = new TextEncoder().encode(system);
  put(name.length);
  bytes.push(...name);
  put(place);
  put(commands.length);
  const names = Object.keys(vocabulary.commands);
  for (const { command, choice } of commands) {
    put(names.indexOf(command.name));
    const values = argumentsOf(command);
    for (const { key, kind } of argumentListOf(vocabulary, command.name))
      put(unsigned(rankOf(kind, values[key])));
    put(choice);
  }
  put(sumOf(bytes));
  const text = btoa(bytes.map((byte) => String.fromCharCode(byte)).join(''));
  return `${LINK_VERSION}.${text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`;
}

/** Reads a fragment, with `#` or without; the problem is a sentence. */
export function readLink(
  fragment: string,
  vocabularies: readonly Vocabulary[],
): { readonly value: LinkedTrial } | { readonly problem: string } {
  const [, version, text = ''] = /^#?(\d{1,9})\.([\w-]*)$/.exec(fragment) ?? [];
  if (version === undefined)
    return { problem: 'the address after # must be a link of this page, such as its "Copy link" gives' };
  if (version !== String(LINK_VERSION))
    return {
      problem: `this link is of version ${version}, and this page reads version ${LINK_VERSION}: open it with the page that made it`,
    };
  if (text.length > BYTES_MAX) return { problem: 'the link is too long for one of this page' };
  const read = new LinkBytes(bytesOf(text));
  const value = trialIn(read, vocabularies);
  return value === undefined || !read.isWhole
    ? { problem: 'the link is damaged, or a part of it is missing: copy it again' }
    : { value };
}

function trialIn(read: LinkBytes, vocabularies: readonly Vocabulary[]): LinkedTrial | undefined {
  const vocabulary = vocabularies.at(read.number());
  if (vocabulary === undefined) return undefined;
  const profileAt = read.number();
  const profile = vocabulary.profiles.at(profileAt);
  if (profileAt > 0 && profile === undefined) return undefined;
  const system = read.text(read.number());
  const place = read.number();
  const count = read.number();
  const names = Object.keys(vocabulary.commands);
  const commands: LinkedCommand[] = [];
  while (commands.length < count && read.isGood) {
    const name = names.at(read.number());
    if (name === undefined) return undefined;
    const values: ArgumentValue[] = [];
    for (const { kind } of argumentListOf(vocabulary, name)) {
      const rank = signed(read.number());
      const isThere =
        isNumber(kind) || (isSwitch(kind) ? rank === 0 || rank === 1 : isWord(kind) && rank in wordsOf(kind));
      const value = isThere ? valueOfRank(kind, rank) : undefined;
      if (!isValueOf(kind, value)) return undefined;
      values.push(value);
    }
    commands.push({ command: commandOf(vocabulary, name, values), choice: read.number() });
  }
  if (!read.isGood || place > count) return undefined;
  return { vocabulary, profile, system: system === '' ? undefined : system, commands, place };
}

/** Bytes that are read as whole numbers; beyond their end, or where a number is too large, they are no longer good. */
class LinkBytes {
  readonly #bytes: readonly number[];
  #at = 0;
  #isGood = true;

  constructor(bytes: readonly number[]) {
    this.#bytes = bytes;
  }

  get isGood(): boolean {
    return this.#isGood;
  }

  /** Whether all but the sum was read, and the sum is right. */
  get isWhole(): boolean {
    const sum = sumOf(this.#bytes.slice(0, this.#at));
    return this.#isGood && this.number() === sum && this.#isGood && this.#at === this.#bytes.length;
  }

  number(): number {
    let number = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.#bytes[this.#at];
      if (byte === undefined || scale > 2 ** 28) {
        this.#isGood = false;
        return 0;
      }
      this.#at += 1;
      number += (byte % 128) * scale;
      if (byte < 128) return number;
    }
  }

  text(length: number): string {
    const bytes = this.#bytes.slice(this.#at, this.#at + length);
    this.#isGood &&= bytes.length === length;
    this.#at += bytes.length;
    return new TextDecoder().decode(Uint8Array.from(bytes));
  }
}

function bytesOf(text: string): readonly number[] {
  try {
    return Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) =>
      character.charCodeAt(0),
    );
  } catch {
    return []; // A text that is not base64 lacks everything.
  }
}

/** Small for small numbers of either sign: 0, −1, 1, −2 … become 0, 1, 2, 3 … */
function unsigned(number: number): number {
  return number < 0 ? -2 * number - 1 : 2 * number;
}

function signed(number: number): number {
  return number % 2 === 0 ? number / 2 : -(number + 1) / 2;
}

/** The sum that ends a link: Fletcher's, of two bytes. */
function sumOf(bytes: readonly number[]): number {
  let [one, other] = [0, 0];
  for (const byte of bytes) {
    one = (one + byte) % 255;
    other = (other + one) % 255;
  }
  return other * 256 + one;
}
