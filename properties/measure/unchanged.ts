// Compares two checkouts in what a change of the house must leave alone: counts of state spaces, recorded numbers, goldens,
// shortest failures of the mutants, names in the JSON of each command, exported names. Everything is asked of the command line
// and of the files, so that the checkouts may differ in all else.
//
// Usage: node properties/measure/unchanged.ts --before ROOT|FILE [--after ROOT|FILE] [--mutants]
//        node properties/measure/unchanged.ts --write FILE [--after ROOT] [--mutants]
//   --after     this checkout unless said
//   --write     only records what is compared, as JSON, which can stand for the checkout later
//   --mutants   shortest failures too: each mutant's recorded one is made short and certified, minutes
// Prints the differences, one a line, and ends with 1 if there are any.
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Visitor, parseSync } from 'oxc-parser';

/** The answers of a checkout: texts by the question. */
export type Facts = ReadonlyMap<string, string>;

type Json = Readonly<Record<string, unknown>>;

const SPACES = [
  ['--ids', '2'],
  ['--ids', '3'],
  ['--ids', '3', '--symmetry', 'off'],
  ['--ids', '3', '--handles', '1'],
  ['--ids', '2', '--threads', '1'],
  ['--set', 'posix', '--ids', '2'],
  ['--set', 'posix', '--ids', '3'],
  ['--set', 'posix', '--ids', '3', '--symmetry', 'off'],
];
const COUNTS =
  'verdict states transitions refusals selfLoops depth statesByDepth orbits orbitSum modelStates expanded frontier'.split(
    ' ',
  );

const TRACE = 'properties/traces/litmus/f24-nearest-living-subreaper.trace';
const POSIX_TRACE = 'properties/traces/litmus/posix/F01.trace';
const BROKEN = ['--sut', 'mutant:forget-to-orphan'];
/** Runs that come by every part of a command's JSON. */
const WITH_JSON: readonly (readonly string[])[] = [
  ['check', '--seed', '1', '--runs', '100', '--no-corpus', '--no-save'],
  ['check', '--seed', '1', '--runs', '100', '--no-corpus', '--no-save', '--set', 'posix'],
  ['check', '--seed', '1', '--runs', '100', '--no-corpus', '--no-save', ...BROKEN],
  ['explore', '--ids', '2'],
  ['explore', '--ids', '3', '--no-save', ...BROKEN],
  ['tour', '--ids', '2'],
  ['tour', '--ids', '3', '--no-save', ...BROKEN],
  ['replay', TRACE],
  ['replay', POSIX_TRACE],
  ['replay', 'FAILING', ...BROKEN],
  ['shrink', 'FAILING', '--no-save', ...BROKEN],
  ['show', 'FAILING', ...BROKEN],
  ['mutants'],
];

/** One checkout, as its command line and its files show it. */
class Subject {
  readonly root: string;
  readonly #main: string;
  readonly #scratch: string;

  constructor(root: string, scratch: string) {
    this.root = resolve(root);
    this.#scratch = scratch;
    const main = ['src/app/cli/main.ts', 'src/cli/main.ts'].find((path) => existsSync(join(this.root, path)));
    if (main === undefined) throw new Error(`${this.root} has no command line`);
    this.#main = join(this.root, main);
  }

  text(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  /** The JSON that a command prints. */
  async json(words: readonly string[]): Promise<Json> {
    const child = spawn(process.execPath, [this.#main, ...words, '--json'], { cwd: this.root });
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => void (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => void (err += text));
    await new Promise((done) => void child.once('close', done));
    try {
      return JSON.parse(out) as Json;
    } catch (cause) {
      throw new Error(`${words.join(' ')} printed no JSON in ${this.root}: ${out}${err}`, { cause });
    }
  }

  /** A trace file with these commands. */
  trace(set: string, commands: readonly string[]): string {
    const name = createHash('sha256')
      .update(`${set} ${commands.join('\n')}`)
      .digest('hex')
      .slice(0, 16);
    const path = join(this.#scratch, `${name}.trace`);
    writeFileSync(path, `procession trace 1 ${set}\n${commands.join('\n')}\n`);
    return path;
  }
}

/** All that is compared of a checkout. */
async function factsOf(root: string, scratch: string, mutants: boolean): Promise<Facts> {
  const subject = new Subject(root, scratch);
  const facts = new Map<string, string>();
  for (const words of SPACES) {
    const json = await subject.json(['explore', ...words]);
    for (const name of COUNTS) facts.set(`explore ${words.join(' ')}: ${name}`, JSON.stringify(json[name]));
  }
  for (const path of filesBelow(subject.root, 'properties/recorded'))
    if (!path.endsWith('/prose.json'))
      for (const [name, said] of recordedIn(path, subject.text(path))) facts.set(name, said);
  const failing = subject.trace('hierarchy', ['1 fork 2', '2 fork 3', '2 exit']);
  for (const words of WITH_JSON) {
    const [name = ''] = words;
    const json = await subject.json(words.map((word) => (word === 'FAILING' ? failing : word)));
    for (const path of namesIn(json)) facts.set(`${name} --json: ${path}`, 'there');
  }
  for (const [entry, names] of exportsOf(subject))
    for (const name of names) facts.set(`export of "${entry}": ${name}`, 'there');
  if (mutants) for (const [name, said] of await shortestFailures(subject)) facts.set(name, said);
  return facts;
}

/** The facts of a recorded file: of a table of ours each entry by itself, any other as a whole. */
export function recordedIn(path: string, text: string): Facts {
  if (!/^properties\/recorded\/[\w-]+\.json$/.test(path)) return new Map([[path, text]]);
  return new Map(
    Object.entries(JSON.parse(text) as Json).map(([name, said]) => [`${path} ${name}`, JSON.stringify(said)]),
  );
}

/** The recorded failure of every mutant, made short again. */
async function shortestFailures(subject: Subject): Promise<Facts> {
  const recorded = (file: string) =>
    Object.entries(
      JSON.parse(subject.text(`properties/recorded/${file}`)) as Record<string, { counterexample: string }>,
    );
  const jobs = [
    ...recorded('mutants.json').map(
      ([name, { counterexample }]) => ['hierarchy', name, counterexample] as const,
    ),
    ...recorded('posix-mutants.json').map(
      ([name, { counterexample }]) => ['posix', name, counterexample] as const,
    ),
  ];
  const found = new Map<string, string>();
  for (const [set, name, counterexample] of jobs) {
    const file = subject.trace(set, counterexample.split('; '));
    const { verdict, counterexample: least } = await subject.json([
      'shrink',
      file,
      '--no-save',
      '--sut',
      `mutant:${name}`,
    ]);
    const { notation, certificate } = (least ?? {}) as Readonly<Record<'notation' | 'certificate', unknown>>;
    const shortest = (certificate as { readonly shortest?: boolean } | null)?.shortest === true;
    found.set(`mutant:${name}`, JSON.stringify({ verdict, notation, shortest }));
  }
  return found;
}

/** Names in a JSON value, as paths; of a list, those of its elements. */
export function namesIn(value: unknown, at = ''): ReadonlySet<string> {
  const names = new Set<string>();
  if (typeof value !== 'object' || value === null) return names;
  for (const [key, inner] of Object.entries(value)) {
    const path = Array.isArray(value) ? at : `${at}.${key}`;
    if (!Array.isArray(value)) names.add(path);
    for (const name of namesIn(inner, path)) names.add(name);
  }
  return names;
}

/** Names that each entry of the package exports. */
function exportsOf(subject: Subject): readonly (readonly [entry: string, names: readonly string[]])[] {
  const { exports } = JSON.parse(subject.text('package.json')) as {
    readonly exports: Readonly<Record<string, string | { readonly types?: string }>>;
  };
  return Object.entries(exports).flatMap(([entry, target]) => {
    const types = typeof target === 'string' ? undefined : target.types;
    if (types === undefined) return [];
    const path = types.replace('./dist/', 'src/').replace('.d.ts', '.ts');
    return [[entry, exportedNames(path, (each) => subject.text(each))] as const];
  });
}

/** Names that a file exports, types and those of `export *` included. */
export function exportedNames(path: string, textOf: (path: string) => string): readonly string[] {
  const names: string[] = [];
  new Visitor({
    ExportSpecifier: ({ exported }) =>
      void names.push(exported.type === 'Literal' ? exported.value : exported.name),
    ExportAllDeclaration: ({ source }) =>
      void names.push(...exportedNames(join(dirname(path), source.value), textOf)),
    ExportNamedDeclaration({ declaration }) {
      if (declaration === null) return;
      if (declaration.type === 'VariableDeclaration') {
        for (const { id } of declaration.declarations) if (id.type === 'Identifier') names.push(id.name);
      } else if ('id' in declaration && declaration.id?.type === 'Identifier')
        names.push(declaration.id.name);
    },
  }).visit(parseSync(path, textOf(path)).program);
  return [...new Set(names)];
}

function filesBelow(root: string, folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesBelow(root, `${folder}/${entry.name}`) : [`${folder}/${entry.name}`],
  );
}

/** The facts that only one checkout has, or has otherwise, a line each. */
export function differences(before: Facts, after: Facts): readonly string[] {
  const lines: string[] = [];
  for (const [name, said] of before) {
    const now = after.get(name);
    if (now === undefined) lines.push(`- ${name}`);
    else if (now !== said) lines.push(`! ${name}: ${firstDifference(said, now)}`);
  }
  for (const name of after.keys()) if (!before.has(name)) lines.push(`+ ${name}`);
  return lines;
}

function firstDifference(before: string, after: string): string {
  const [one, other] = [before.split('\n'), after.split('\n')];
  const at = one.findIndex((line, index) => line !== other[index]);
  const index = at < 0 ? one.length : at;
  const place = Math.max(one.length, other.length) > 1 ? `line ${index + 1}: ` : '';
  return `${place}${one[index] ?? 'nothing'} → ${other[index] ?? 'nothing'}`;
}

/** The facts of a checkout, or those recorded in a file. */
async function factsAt(place: string, scratch: string, mutants: boolean): Promise<Facts> {
  if (!place.endsWith('.json')) return await factsOf(place, scratch, mutants);
  return new Map(Object.entries(JSON.parse(readFileSync(place, 'utf8')) as Record<string, string>));
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      before: { type: 'string' },
      after: { type: 'string', default: fileURLToPath(new URL('../../', import.meta.url)) },
      write: { type: 'string' },
      mutants: { type: 'boolean', default: false },
    },
  });
  const scratch = mkdtempSync(join(tmpdir(), 'unchanged-'));
  try {
    if (values.write !== undefined) {
      const facts = await factsAt(values.after, scratch, values.mutants);
      writeFileSync(values.write, `${JSON.stringify(Object.fromEntries(facts), undefined, 2)}\n`);
    } else {
      if (values.before === undefined)
        throw new Error('--before is missing: a checkout or a file to compare with');
      const was = await factsAt(values.before, scratch, values.mutants);
      const is = await factsAt(values.after, scratch, values.mutants);
      const found = differences(was, is);
      process.stdout.write(`${[...found, `${was.size} facts before, ${is.size} after`].join('\n')}\n`);
      if (found.length > 0) process.exitCode = 1;
    }
  } finally {
    rmSync(scratch, { recursive: true });
  }
}
