// The text notation of an answer as a system gave it, which may hold any word and any number: print and parse.
import type { Answer } from '../command.ts';
import { fieldsOf } from '../command.ts';
import type { AnswerForm, Parsed, Words } from './trace.ts';
import { isErrno, readAnswer } from './trace.ts';

/** An answer as a system gave it: words that are no plain ones as JSON strings, so that it can be read back. */
export function printSeenAnswer(answer: Answer): string {
  if ('ok' in answer) {
    const fields = Object.entries(fieldsOf(answer));
    return ['ok', ...fields.map(([key, value]) => `${printWord(key)}=${printNumber(value)}`)].join(' ');
  }
  if (answer.refused === true) return 'refused';
  return isErrno(answer.refused) ? answer.refused : `refused ${printWord(answer.refused)}`;
}

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
  return readAnswer(words, SEEN_FORM);
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

const SEEN_FORM: AnswerForm = {
  field: /^("(?:[^"\\]|\\.)*"|[^="]+)=(.+)$/,
  value: readNumber,
  word: readWord,
  noWord:
    'expected a word of letters, digits, "_", "-" and ".", or a JSON string in which space, "#" and all beyond ASCII are escapes such as \\u0020',
};
