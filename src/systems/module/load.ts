// From a module of the user's to the system that it exports: imported, looked at, and described for the harness. If it
// cannot be loaded, the sentence names the file, line and column.
import { readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { declarationProblem } from '../../contract/declaration.ts';
import type { Vocabularies } from '../../contract/vocabulary.ts';
import { describeThrown, fileForPeople, isInstance, placeOfThrown } from '../../contract/foreign-value.ts';
import { Hindrance } from '../../contract/hindrance.ts';
import type { System } from '../../contract/system.ts';
import { Trouble } from '../../contract/trouble.ts';
import type { SystemMethod } from '../../contract/trouble.ts';
import { visible } from '../../contract/visible.ts';

/** The members by which a system says what it is. */
const DECLARED = [
  'name',
  'asynchronous',
  'commandSet',
  'supports',
  'profile',
  'refuses',
  'idMax',
  'unchecked',
  'guards',
  'limits',
  'knownDeviations',
  'concurrent',
  'consistentReads',
] as const satisfies readonly (keyof System)[];

/** A system, whichever way it answers; it may have what only some have. */
export interface HostedSystem extends Pick<System, Exclude<(typeof DECLARED)[number], 'asynchronous'>> {
  readonly asynchronous?: boolean;
  readonly reset: () => unknown;
  readonly apply: System['apply'];
  readonly observe: System['observe'];
  readonly runConcurrent?: System['runConcurrent'];
  readonly selfCheck?: () => unknown;
  readonly snapshot?: () => unknown;
  readonly restore?: (snapshot: unknown) => unknown;
  readonly close?: () => unknown;
}

/** The module cannot be loaded, or exports no system: the user's mistake, or in the middle of a run the world's. */
export class NoModule extends Hindrance {}

/** Imports a module. Throws {@link NoModule}, or {@link Trouble} where code of its own throws. `path` is for people. */
export async function loadSystem(
  file: string,
  path: string,
  vocabularies: Vocabularies,
): Promise<HostedSystem> {
  let exported: unknown;
  try {
    const module = (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>;
    exported = module['default'] ?? module['sut'];
    if (typeof exported === 'function') exported = await (exported as () => unknown)();
  } catch (error) {
    const problem = loadProblem(error);
    if (problem === undefined) throw new Trouble(describeThrown(error), { method: 'import', threw: true });
    throw new NoModule(`${path} could not be loaded: ${problem}`);
  }
  let lack: string | undefined;
  try {
    lack = whatLacks(exported);
  } catch (error) {
    lack = `it cannot be looked at: ${describeThrown(error)}`;
  }
  if (lack !== undefined) throw new NoModule(`${path} does not export a system under test: ${lack}`);
  const problem = declarationProblem(exported as HostedSystem, vocabularies);
  if (problem !== undefined) throw new Trouble(problem, { method: 'import' });
  return exported as HostedSystem;
}

/** The reason that a module's export is no system; `undefined` when nothing does. */
function whatLacks(exported: unknown): string | undefined {
  if (typeof exported !== 'object' || exported === null)
    return 'it must export one as "default" or "sut", or a function that makes one';
  for (const method of ['reset', 'apply', 'observe']) {
    if (typeof (exported as Record<string, unknown>)[method] !== 'function')
      return `it has no method ${method}()`;
  }
  return undefined;
}

const OPTIONAL = ['selfCheck', 'snapshot', 'restore', 'close'] as const satisfies readonly SystemMethod[];

/** The declaration of the system, for `initialize`. */
export function introductionOf(system: HostedSystem, path: string): Readonly<Record<string, unknown>> {
  const { name, asynchronous } = system;
  return {
    ...Object.fromEntries(DECLARED.map((member) => [member, system[member]])),
    name: typeof name === 'string' && name !== '' ? visible(name, { max: 60 }) : path,
    asynchronous: asynchronous === true,
    has: [
      ...OPTIONAL.filter((method) => typeof system[method] === 'function'),
      // The host runs the branches of one that answers later and has no method for it.
      ...((system.concurrent ?? []).length > 0 ? (['runConcurrent'] as const) : []),
    ],
  };
}

/** Node knows where a module does not parse and tells it only when nobody catches the error: it is not to be caught. */
export class Unplaced extends Error {}

/** The reason that Node cannot load a module, and the place; `undefined` where it can and the module's own code threw. */
function loadProblem(error: unknown): string | undefined {
  if (!isInstance(error, Error) || placeOfThrown(error) !== undefined) return undefined;
  const { message, stack = '' } = error;
  const words = visible(`${error.name}: ${message}`);
  const [, missing, importer] = NOT_FOUND.exec(message) ?? [];
  if (importer !== undefined) return `${words} (${placeOfImport(missing, importer)})`;
  if (error instanceof SyntaxError) {
    const place = placeAtTop(stack);
    if (place === undefined) throw new Unplaced('', { cause: error });
    const hint = /Unexpected token 'export'|Cannot use import statement/.test(message) ? COMMON_JS : '';
    return `${words} (${place})${hint}`;
  }
  return (error as NodeJS.ErrnoException).code?.startsWith('ERR_') ? words : undefined;
}

/** The usual cause where Node takes a module for a script. */
const COMMON_JS =
  '; a package.json with "type": "module" beside it makes it a module (npm pkg set type=module), and so does a name that ends in .mjs or .mts';

const NOT_FOUND = /^Cannot find (?:package|module) '([^']+)' imported from (.+)$/;

/** The place at which a file names a module that is not there: the file alone where that cannot be told. */
function placeOfImport(missing: string, importer: string): string {
  const file = importer.startsWith('file:') ? fileURLToPath(importer) : importer;
  const name = missing.split('/').at(-1) ?? missing;
  for (const [row, line] of textOf(file).split('\n').entries()) {
    const quoted = [...line.matchAll(/(['"])([^'"]+)\1/g)].find(
      ([, , specifier = '']) => specifier === missing || specifier.split('/').at(-1) === name,
    );
    if (quoted !== undefined) return `${fileForPeople(file)}:${row + 1}:${quoted.index + 1}`;
  }
  return fileForPeople(file);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // Then the file's name has to do.
  }
}

/** A syntax error's place, which Node puts above its stack: the file and line, the source, and marks below the column. */
function placeAtTop(stack: string): string | undefined {
  const [, file, row, marks] = /^(\S.*):(\d+)\n(?:(?:.*\n){1,3}?( *)\^+ *\n)?/.exec(stack) ?? [];
  if (file === undefined) return undefined;
  return `${fileForPeople(file)}:${row}${marks === undefined ? '' : `:${marks.length + 1}`}`;
}

/** A module's syntax error in what Node wrote when nobody caught it, with its place; `undefined` where there is none. */
export function syntaxErrorIn(log: string): string | undefined {
  const [told] = /^(?:file:|\/).*:\d+\n(?:.*\n){1,4}?\w*Error: .*$/m.exec(log) ?? [];
  if (told === undefined) return undefined;
  return `${told.slice(told.lastIndexOf('\n') + 1)} (${placeAtTop(told)})`;
}
