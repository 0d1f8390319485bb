// Words for what a system made: values, and what it threw. Nothing of it is trusted: a value may be endless, deep, a
// proxy that throws, so the words are bounded in depth and length before they are made, and making them never throws.
import { counted } from './format-numbers.ts';
import { visible } from './visible.ts';

const DEPTH = 4;
const ENTRIES = 8;
const TEXT = 80;
const VALUE = 240;

/** A value as text for a diagnosis, much as JSON writes it: at most some hundreds of characters. Never throws. */
export function describeValue(value: unknown): string {
  try {
    return visible(describe(value, DEPTH), { max: VALUE });
  } catch {
    return 'a value that cannot be read'; // A getter or a proxy of it throws.
  }
}

/**
 * The thing thrown, as `TypeError: no such thing (system.ts:12:7)`: the place is the innermost one in code that is
 * neither ours, nor Node's, nor a package's; relative to the working directory below it. Never throws.
 */
export function describeThrown(thrown: unknown): string {
  try {
    if (!(thrown instanceof Error)) return `${describeValue(thrown)}, which is not an Error`;
    const words = visible(`${String(thrown.name)}: ${String(thrown.message)}`);
    const place = placeOfThrown(thrown);
    return place === undefined ? words : `${words} (${place})`;
  } catch {
    return 'an error that cannot be read'; // Its own properties throw.
  }
}

/** `instanceof` for what foreign code threw: a proxy may throw when it is asked that, and is none then. Never throws. */
export function isInstance<Kind>(
  thrown: unknown,
  kind: abstract new (...given: never[]) => Kind,
): thrown is Kind {
  try {
    return thrown instanceof kind;
  } catch {
    return false; // Its trap throws, or it is a revoked proxy.
  }
}

function describe(value: unknown, depth: number): string {
  if (typeof value === 'string')
    return value.length <= TEXT
      ? JSON.stringify(value)
      : `${JSON.stringify(value.slice(0, TEXT))}… (${counted(value.length, 'character')} in all)`;
  if (typeof value === 'function' || typeof value === 'bigint' || typeof value === 'symbol')
    return `a ${typeof value}`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (depth === 0) return '…';
  if (Array.isArray(value)) {
    const shown = value.slice(0, ENTRIES).map((each) => describe(each, depth - 1));
    return `[${[...shown, ...(value.length > ENTRIES ? ['…'] : [])].join(',')}]`;
  }
  if (value instanceof Promise) return 'a promise';
  const shown: string[] = [];
  for (const key in value) {
    if (shown.length === ENTRIES) {
      shown.push('…');
      break;
    }
    shown.push(
      `${describe(key, 0)}:${describe((value as Readonly<Record<string, unknown>>)[key], depth - 1)}`,
    );
  }
  return `{${shown.join(',')}}`;
}

/** This package's own code, as addresses in a stack begin. */
const OURS = new URL('../', import.meta.url).href;

/**
 * The place of an error's innermost frame of the user's code; undefined where there is none. Code of the user's that only
 * called us, and was not called by us, is not what threw.
 */
export function placeOfThrown({ stack }: Error): string | undefined {
  if (typeof (stack as unknown) !== 'string') return undefined;
  let found: string | undefined;
  let oursBefore = false;
  for (const line of (stack as string).split('\n', FRAMES)) {
    const [, file = '', row, column] = FRAME.exec(line) ?? [];
    if (file === '' || ELSEWHERE.test(file)) continue;
    if (!file.startsWith(OURS)) found ??= `${fileForPeople(file)}:${row}:${column}`;
    else if (found === undefined) oursBefore = true;
    else return found;
  }
  return oursBefore ? undefined : found;
}

const FRAMES = 200;
/** `    at name (file:///x.ts:1:2)`, or without a name and parentheses. */
const FRAME = /^ +at (?:.*\(|async )?((?:file:\/\/)?[^()]+):(\d+):(\d+)\)?$/;
const ELSEWHERE = /^node:|\/node_modules\/|^<anonymous>|^native$/;

/** A file's address as a path, relative to the working directory where it lies below that. */
export function fileForPeople(address: string): string {
  const path = address.startsWith('file://') ? decodeURIComponent(new URL(address).pathname) : address;
  // In a browser there is neither.
  const folder = `${(globalThis.process as NodeJS.Process | undefined)?.cwd() ?? ''}/`;
  return folder !== '/' && path.startsWith(folder) ? path.slice(folder.length) : path;
}
