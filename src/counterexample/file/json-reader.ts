// Reading JSON of a known form: a value, or the place (a JSON pointer) where it is otherwise, and what was expected.

import { describeValue } from '../../contract/foreign-value.ts';

/** Reads one value that stands at a pointer. */
export type Read<Value> = (json: unknown, pointer: string) => Value;

/** A fault of the JSON, and its place. Thrown by a {@link Read}, caught by {@link readJson}. */
class Misread extends Error {
  readonly pointer: string;

  constructor(pointer: string, message: string) {
    super(message);
    this.pointer = pointer;
  }
}

/** Text to a value. The problem begins with its place: a pointer, or line and column where it is no JSON at all. */
export function readJson<Value>(
  text: string,
  read: Read<Value>,
): { readonly value: Value } | { readonly problem: string } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { problem: syntaxProblem(text, String((error as Error).message)) };
  }
  try {
    return { value: read(json, '') };
  } catch (error) {
    if (error instanceof Misread)
      return { problem: `${error.pointer === '' ? '' : `${error.pointer}: `}${error.message}` };
    throw error;
  }
}

/** Ends the reading: this is not what stands there. */
export function misread(pointer: string, message: string): never {
  throw new Misread(pointer, message);
}

/** An object's members, each by its own reader; `undefined` members are left out. Others are ignored. */
export function object<Members extends Readonly<Record<string, unknown>>>(
  members: {
    readonly [Key in keyof Members]-?: Read<Members[Key]>;
  },
): Read<Members> {
  return (json, pointer) => {
    const given = jsonMembers(json, pointer);
    const read: Record<string, unknown> = {};
    for (const [key, reader] of Object.entries(members as Readonly<Record<string, Read<unknown>>>)) {
      const value = reader(Object.hasOwn(given, key) ? given[key] : undefined, `${pointer}/${escaped(key)}`);
      if (value !== undefined) read[key] = value;
    }
    return read as Members;
  };
}

/** An object with any names. */
export function recordOfValues<Value>(read: Read<Value>): Read<Readonly<Record<string, Value>>> {
  return (json, pointer) =>
    Object.fromEntries(
      Object.entries(jsonMembers(json, pointer)).map(([key, value]) => [
        key,
        read(value, `${pointer}/${escaped(key)}`),
      ]),
    );
}

export function list<Value>(read: Read<Value>): Read<readonly Value[]> {
  return (json, pointer) =>
    Array.isArray(json)
      ? json.map((each, index) => read(each, `${pointer}/${index}`))
      : misread(pointer, `expected a list, not ${described(json)}`);
}

/** A list in which nothing stands twice. */
export function distinct<Value>(read: Read<readonly Value[]>): Read<readonly Value[]> {
  return (json, pointer) => {
    const values = read(json, pointer);
    const again = values.findIndex((value, index) => values.indexOf(value) < index);
    return again < 0
      ? values
      : misread(`${pointer}/${again}`, `expected each once, and ${described(values[again])} stands twice`);
  };
}

/** May be left out. */
export function optional<Value>(read: Read<Value>): Read<Value | undefined> {
  return (json, pointer) => (json === undefined ? undefined : read(json, pointer));
}

/** May be `null`. */
export function nullable<Value>(read: Read<Value>): Read<Value | null> {
  return (json, pointer) => (json === null ? null : read(json, pointer));
}

export function oneOf<const Values extends readonly (string | number | boolean)[]>(
  ...values: Values
): Read<Values[number]> {
  return (json, pointer) =>
    (values as readonly unknown[]).includes(json)
      ? (json as Values[number])
      : misread(
          pointer,
          `expected ${values.map((value) => JSON.stringify(value)).join(' or ')}, not ${described(json)}`,
        );
}

export const text: Read<string> = (json, pointer) =>
  typeof json === 'string' ? json : misread(pointer, `expected a text, not ${described(json)}`);

export const switched: Read<boolean> = (json, pointer) =>
  typeof json === 'boolean' ? json : misread(pointer, `expected true or false, not ${described(json)}`);

/** A whole number within bounds. */
export function whole(least: number, most: number): Read<number> {
  return (json, pointer) =>
    typeof json === 'number' && Number.isInteger(json) && json >= least && json <= most
      ? json
      : misread(pointer, `expected a whole number from ${least} to ${most}, not ${described(json)}`);
}

/** The members of an object. */
export function jsonMembers(json: unknown, pointer: string): Readonly<Record<string, unknown>> {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
    ? (json as Readonly<Record<string, unknown>>)
    : misread(pointer, `expected an object, not ${described(json)}`);
}

function escaped(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** Line and column, which people count, of the position at which V8 stops. */
function syntaxProblem(text: string, message: string): string {
  const position = Number(/at position (\d+)/.exec(message)?.[1] ?? unexpectedAt(text));
  const before = text.slice(0, position).split('\n');
  const cause = message.replace(/ (?:in JSON )?at position.*$/s, '').replace(/, (?:\.\.\.)?".*$/s, '');
  return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}: no JSON: ${cause}`;
}

/**
 * V8 does not say where an unexpected token stands. It stands after the longest beginning of the text that is
 * cut off in a place where it could go on. O(length × log length).
 */
function unexpectedAt(text: string): number {
  let low = 0;
  let high = text.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isUnexpected(text.slice(0, middle + 1))) high = middle;
    else low = middle + 1;
  }
  return low;
}

function isUnexpected(text: string): boolean {
  try {
    JSON.parse(text);
    return false;
  } catch (error) {
    return (error as Error).message.startsWith('Unexpected token');
  }
}

/** The value that stands there, shortened; a member that is missing is nothing. */
export function described(json: unknown): string {
  return json === undefined ? 'nothing' : describeValue(json);
}
