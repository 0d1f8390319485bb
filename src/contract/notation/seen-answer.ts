// The text notation of an answer as a system gave it, which may hold any word and any number: print and parse.
import type { Answer } from '../command.ts';
import { acceptedWith, fieldsOf } from '../command.ts';
import { visible } from '../visible.ts';
import type { Parsed, Words } from './trace.ts';

/** An answer as a system gave it: words that are no plain ones as JSON strings, so that it can be read back. */
export function printSeenAnswer(answer: Answer): string {
  if ('ok' in answer) {
    const fields = Object.entries(fieldsOf(answer));
    return ['ok', ...fields.map(([key, value]) => `${printWord(key)}=${printNumber(value)}`)].join(' ');
  }
  if (answer.refused === true) return 'refused';
  return ERRNO.test(answer.refused) ? answer.refused : `refused ${printWord(answer.refused)}`;
}

const ERRNO = /^E[A-Z0-9]+$/;
const PLAIN = /^[A-Za-z0-9_.-]+$/;

/** A word of a system: itself, or a JSON string without a space, a `#` or anything beyond ASCII. */
function printWord(word: string): string {
  if (PLAIN.test(word)) return word;
  return JSON.stringify(word).replace(
    /[^!"$-~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function printNumber(value: number | boolean): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return Object.is(value, -0) ? '-0' : String(value);
}

/** Reads an answer from the words that are left of a line. */
export function readSeenAnswer(words: Words): Parsed<Answer> {
  const word = words.next();
  if (word === undefined) return words.problem('expected an answer: "ok", "refused NAME" or an errno');
  if (word === 'ok') return readFields(words);
  if (word !== 'refused' && !ERRNO.test(word))
    return words.problem(`expected an answer, got "${word}": write "ok", "refused NAME" or an errno`);
  if (word !== 'refused' || words.done()) return ended(words, { refused: word === 'refused' ? true : word });
  const name = readWord(words.next() ?? '');
  return name === undefined ? words.problem(NO_WORD) : ended(words, { refused: name });
}

const NO_WORD =
  'expected a word of letters, digits, "_", "-" and ".", or a JSON string in which space, "#" and all beyond ASCII are escapes such as \\u0020';

function ended(words: Words, answer: Answer): Parsed<Answer> {
  if (words.done()) return { value: answer };
  const extra = words.next();
  return words.problem(`"${extra}" is too much: an answer ends after the reason`);
}

function readFields(words: Words): Parsed<Answer> {
  const fields = new Map<string, number | boolean>();
  for (let field = words.next(); field !== undefined; field = words.next()) {
    const [, name = '', text = ''] = /^("(?:[^"\\]|\\.)*"|[^="]+)=(.+)$/.exec(field) ?? [];
    const value = readNumber(text);
    if (value === undefined)
      return words.problem(`expected a field, got "${field}": write name=number, name=on or name=off`);
    const key = readWord(name);
    if (key === undefined) return words.problem(NO_WORD);
    if (fields.has(key)) return words.problem(`the field "${visible(key)}" stands twice`);
    fields.set(key, value);
  }
  return { value: acceptedWith(Object.fromEntries(fields)) };
}

/** The word that stands there, plain or as a JSON string. */
function readWord(text: string): string | undefined {
  if (PLAIN.test(text)) return text;
  if (!/^"[!"$-~]*"$/.test(text)) return undefined;
  try {
    const word: unknown = JSON.parse(text);
    return typeof word === 'string' ? word : undefined;
  } catch {
    return undefined; // An escape that JSON does not have.
  }
}

/** The value that would be printed as this text. */
function readNumber(text: string): number | boolean | undefined {
  if (text === 'on' || text === 'off') return text === 'on';
  const number = text === 'NaN' ? Number.NaN : Number(text);
  const isNumber = text === 'NaN' || !Number.isNaN(number);
  return isNumber && text !== '' && printNumber(number) === text ? number : undefined;
}
