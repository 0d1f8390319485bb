// Bundles the explorer and what it stands on into one script, with esbuild. What the page never asks for is left out: the
// forms that searches use, and in the small page the systems, the invariants that judge them, branches, and the C form. A module
// left out gives names that nothing may use; a test runs the bundle.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Plugin } from 'esbuild';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** `whole`: with systems to set beside the model, and the C form. `small`: the model alone, to be served. */
export type ExplorerKind = 'whole' | 'small';

/** Modules of the model that random generation and the ends of runs use. */
const OF_RUNS = /\/model\/[\w-]+\/(?:draws|undo|drain)\.ts$/;

/** Modules of the model that searches use, too. */
const OF_SEARCH = /\/model\/[\w-]+\/(?:space|witnesses)\.ts$/;

/** The modules that the small page does without, each with what stands in its place: if nothing is said, its names without values. */
const OF_WHOLE: readonly (readonly [path: RegExp, instead: string | undefined])[] = [
  [
    /\/systems\/command-set\.ts$/,
    `import { HIERARCHY } from '../model/hierarchy/specification.ts';
import { POSIX } from '../model/posix/specification.ts';
import { JOB_CONTROL } from '../model/job-control/specification.ts';
const only = ({ vocabulary }) => ({ vocabulary, mutants: {} });
export const HIERARCHY_TABLE = only(HIERARCHY);
export const POSIX_TABLE = only(POSIX.linux);
export const JOB_CONTROL_TABLE = only(JOB_CONTROL.linux);`,
  ],
  [
    /\/systems\/in-process\.ts$/,
    'export const tableSystem = 0, posixTableSystem = 0, terminalTableSystem = 0;',
  ],
  [
    /\/explorer-page\/systems\.ts$/,
    'export const systemsOffered = () => [], systemOffered = () => undefined;',
  ],
  [/\/explorer-page\/beside\.ts$/, 'export const SystemBeside = undefined;'],
  [
    /\/explorer-page\/opened-branches\.ts$/,
    `import { readEvidence } from '../../../counterexample/file/read-file.ts';
export const readWithBranches = readEvidence, openedBranches = undefined;`,
  ],
  [OF_SEARCH, undefined],
  [/\/explorer-page\/client\/answering\.ts$/, 'export const startAnswering = undefined;'],
  [/\/explorer-page\/client\/searcher\.ts$/, 'export const Searcher = undefined;'],
  [/\/explorer-page\/client\/inquiry\.ts$/, 'export const Inquiry = undefined;'],
  [/\/explorer-page\/client\/ask-view\.ts$/, 'export const AskView = undefined;'],
  [
    /\/explorer-page\/saved-c\.ts$/,
    `export const takesC = () => false, cProgramOf = () => ({ problem: 'this page has no C form' });`,
  ],
];

/** The faults of growth are for tables with other capacities, and no system of the page has any. */
const GROWTH = /\/systems\/mutants\/storage\/growth\.ts$/;

/** The faults of the lock are for tables that workers share, and the page has none. */
const LOCKS = /\/systems\/mutants\/concurrent\/shared-lock\.ts$/;

/** The invariants judge systems: where there is none, files that name them are read all the same. */
const INVARIANTS = /\/model\/invariants\/all\.ts$/;

/** The page, or the worker that it makes of its own script. */
const ENTRY = `import { startExplorer } from './src/app/web/explorer-page/client/explorer.ts';
import { startAnswering } from './src/app/web/explorer-page/client/answering.ts';
if (globalThis.document === undefined) startAnswering(globalThis);
else startExplorer(document, window);`;

/** The script of a page. `entry`: statements in TypeScript that set it going, run in the root of the project. */
export async function explorerBundle(kind: ExplorerKind, entry = ENTRY): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir: ROOT, loader: 'ts' },
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2023',
    charset: 'utf8',
    write: false,
    logLevel: 'error',
    // Recipes for other threads, and texts of exceptions, name modules by it: a page has neither.
    define: { 'import.meta.url': '"https://explorer.invalid/src/module.js"' },
    plugins: [leavingOut(kind)],
  });
  return outputFiles[0]?.text ?? '';
}

function leavingOut(kind: ExplorerKind): Plugin {
  return {
    name: 'leave out what the page never asks for',
    setup(bundle) {
      bundle.onLoad({ filter: OF_RUNS }, ({ path }) => ({ contents: withoutValues(path), loader: 'js' }));
      bundle.onLoad({ filter: GROWTH }, () => ({ contents: 'export const growthMutantsOf = () => ({});' }));
      bundle.onLoad({ filter: LOCKS }, () => ({ contents: 'export const LOCK_MUTANTS = {};' }));
      bundle.onLoad({ filter: /\/c\/runtime-text\.ts$/ }, ({ path }) => ({ contents: runtimeTexts(path) }));
      if (kind === 'whole') return;
      bundle.onLoad({ filter: INVARIANTS }, ({ path }) => ({ contents: invariantNames(path) }));
      for (const [filter, contents] of OF_WHOLE)
        bundle.onLoad({ filter }, ({ path }) => ({
          contents: contents ?? withoutValues(path),
          loader: 'js',
        }));
    },
  };
}

/** The names that a module exports, each without a value. */
function withoutValues(path: string): string {
  const exported = readFileSync(path, 'utf8').matchAll(/^export (?:const|function) (\w+)/gm);
  return [...exported].map(([, name]) => `export const ${name} = undefined;`).join('\n');
}

/** The invariants without sentences: the page never tells that one is broken. */
function invariantNames(path: string): string {
  const names = [...readFileSync(path, 'utf8').matchAll(/^ {2}(I\d+): /gm)].map(([, name]) => [name, '']);
  return `export const INVARIANT_SENTENCES = ${JSON.stringify(Object.fromEntries(names))};`;
}

/** The module that has the C files as texts. */
function runtimeTexts(path: string): string {
  const folder = path.replace(/runtime-text\.ts$/, 'runtime');
  const names: readonly string[] = readdirSync(folder).toSorted();
  const texts = Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
  return `const TEXTS = ${JSON.stringify(texts)};\nexport const runtimeText = (name) => TEXTS[name];`;
}
