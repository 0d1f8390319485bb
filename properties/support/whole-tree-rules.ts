// Rules about all files of src at once: no file imports itself by way of others, and no two files export one name.
// Knows nothing of the file system: sources come in as text, breaches go out as sentences.
import { posix } from 'node:path';
import { Visitor, parseSync } from 'oxc-parser';
import type { BindingPattern, BindingRestElement } from 'oxc-parser';
import { importsOf } from './layers.ts';
import type { TextFile } from './repository.ts';

/** By file, the files of the same list that it imports, types included. */
type ImportGraph = ReadonlyMap<string, readonly string[]>;

function importGraphOf(files: readonly TextFile[]): ImportGraph {
  const paths = new Set(files.map(({ path }) => path));
  return new Map(
    files.map(({ path, text }) => {
      const imported = importsOf(path, text)
        .filter((specifier) => specifier?.startsWith('.') === true)
        .map((specifier) => posix.join(posix.dirname(path), specifier as string));
      return [path, [...new Set(imported)].filter((target) => paths.has(target))];
    }),
  );
}

/** Each set of files that import each other, by whatever way, as `a → b → a`: the shortest way round from the first. */
export function circlesAmong(files: readonly TextFile[]): string[] {
  const graph = importGraphOf(files);
  const told = new Set<string>();
  const circles: string[] = [];
  for (const start of [...graph.keys()].sort()) {
    if (told.has(start)) continue;
    const circle = wayRound(graph, start);
    if (circle === undefined) continue;
    for (const path of circle) told.add(path);
    circles.push(`${circle.join(' → ')}: each imports the next, so none can be understood or loaded alone`);
  }
  return circles;
}

/** The shortest way from a file back to itself along imports, breadth first. */
function wayRound(graph: ImportGraph, start: string): readonly string[] | undefined {
  const cameFrom = new Map<string, string>();
  const waiting = [start];
  for (const at of waiting) {
    for (const next of graph.get(at) ?? []) {
      if (next === start) {
        const way = [start];
        for (
          let back: string | undefined = at;
          back !== undefined && back !== start;
          back = cameFrom.get(back)
        )
          way.unshift(back);
        return [start, ...way];
      }
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, at);
      waiting.push(next);
    }
  }
  return undefined;
}

/** Names that several files declare and export, values and types alike; what is only passed on counts where it is made. */
export function namesExportedTwice(files: readonly TextFile[]): string[] {
  const homes = new Map<string, string[]>();
  for (const { path, text } of files)
    for (const name of new Set(exportedNames(path, text)))
      homes.set(name, [...(homes.get(name) ?? []), path]);
  return [...homes]
    .filter(([, paths]) => paths.length > 1)
    .map(([name, paths]) => `${name} is exported by ${paths.join(' and ')}: give each a name of its own`)
    .sort();
}

/** Names that stand for a file of the reader's own. */
const READERS_FILES: ReadonlySet<string> = new Set(['my-system.ts', 'my-processes.ts']);

/** TypeScript files that pages and comments of src name, by the end of their path, and that are not there. */
export function filesNamedInVain(files: readonly TextFile[]): string[] {
  const paths = files.map(({ path }) => `/${path}`);
  return files
    .filter(({ path }) => /^docs\/.*\.md$|^[A-Z]+\.md$|^src\/.*\.ts$/.test(path) && path !== 'CHANGELOG.md')
    .flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, index) => {
        if (path.endsWith('.ts') && !/^\s*(?:\/\/|\*|\/\*)/.test(line)) return [];
        return [...line.matchAll(/(?<![\w/.:*-])(?:\.\/)?((?:[\w.-]+\/)*[\w-]+\.ts)(?![\w/*])/g)]
          .map(([, name = '']) => name)
          .filter((name) => !READERS_FILES.has(name) && !paths.some((each) => each.endsWith(`/${name}`)))
          .map((name) => `${path}:${index + 1} names ${name}, and there is no such file`);
      }),
    );
}

function exportedNames(path: string, text: string): readonly string[] {
  const names: string[] = [];
  const imported = new Set<string>();
  const { program } = parseSync(path, text);
  new Visitor({
    ImportDeclaration: ({ specifiers }) => {
      for (const { local } of specifiers) imported.add(local.name);
    },
  }).visit(program);
  new Visitor({
    ExportNamedDeclaration: ({ declaration, specifiers, source }) => {
      if (source !== null) return;
      for (const { local, exported } of specifiers) {
        if (local.type === 'Identifier' && imported.has(local.name)) continue;
        names.push(exported.type === 'Literal' ? exported.value : exported.name);
      }
      if (declaration?.type === 'VariableDeclaration')
        for (const { id } of declaration.declarations) names.push(...namesIn(id));
      else if (declaration !== null && 'id' in declaration && declaration.id?.type === 'Identifier')
        names.push(declaration.id.name);
    },
  }).visit(program);
  return names;
}

/** The names that a declaration binds: one, or those of a pattern. */
function namesIn(pattern: BindingPattern | BindingRestElement): readonly string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'AssignmentPattern':
      return namesIn(pattern.left);
    case 'RestElement':
      return namesIn(pattern.argument);
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element === null ? [] : namesIn(element)));
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        namesIn(property.type === 'RestElement' ? property : property.value),
      );
  }
}
