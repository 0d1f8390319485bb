// Makes text from elsewhere (of a system under test, a file, a path) safe to show: what a terminal obeys or does not draw
// is written out as an escape, and long text is shortened. Every text for people passes through here.
import { counted } from './format-numbers.ts';

/**
 * The characters that are never shown as they are: control characters (C0 with newline, tab and ESC; DEL; C1), formatting
 * ones (bidi controls, zero-width characters, the byte order mark, tags), the line and paragraph separators, lone
 * surrogates, noncharacters, and all else that Unicode lets a renderer ignore. This costs an emoji its joiners, and shows
 * what somebody could hide in it.
 */
const UNSEEN = String.raw`\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}`;
const ANY_UNSEEN = new RegExp(`[${UNSEEN}]`, 'gu');
const ANY_UNSEEN_BUT_NEWLINE = new RegExp(`(?!\\n)[${UNSEEN}]`, 'gu');

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '\n': String.raw`\n`,
  '\r': String.raw`\r`,
  '\t': String.raw`\t`,
};

/** The characters of a text, in UTF-16 units, that are shown where nothing else is asked for. */
const SHOWN_MAX = 1000;

/**
 * The text on one line, for people to read: each unseen character as `\n`, `\r`, `\t` or `\uXXXX`. Text of more than `max`
 * UTF-16 units keeps its beginning and its end, and says how long it was. Not made to be read back: a backslash stays one.
 * O(max).
 */
export function visible(text: string, { max = SHOWN_MAX }: { readonly max?: number } = {}): string {
  if (text.length <= max) return escapedIn(text, ANY_UNSEEN);
  const end = Math.floor(max / 4);
  const first = escapedIn(text.slice(0, boundaryAt(text, max - end)), ANY_UNSEEN);
  const last = escapedIn(text.slice(boundaryAt(text, text.length - end)), ANY_UNSEEN);
  return `${first} … ${last} (${counted(text.length, 'character')} in all)`;
}

/** A text of many lines, each of them {@link visible} in full. */
export function visibleLines(text: string): string {
  return escapedIn(text, ANY_UNSEEN_BUT_NEWLINE);
}

/**
 * The value as JSON that holds no unseen character but, between the lines of an indented text, newlines: what
 * `JSON.stringify` lets through (DEL, C1, bidi controls and the like) is escaped, which means the same to a reader of JSON.
 */
export function visibleJson(value: unknown, indent?: number): string {
  return escapedIn(JSON.stringify(value, undefined, indent), ANY_UNSEEN_BUT_NEWLINE);
}

function escapedIn(text: string, pattern: RegExp): string {
  return text.replace(pattern, (character) => SHORT_ESCAPES[character] ?? unitsOf(character));
}

/** `\u001b`; a character beyond the first plane is two of them, as in JSON. */
function unitsOf(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}

/** The place itself, or the one before it where it lies within a pair of surrogates. */
function boundaryAt(text: string, place: number): number {
  return (text.codePointAt(place - 1) ?? 0) > 0xffff ? place - 1 : place;
}
