// The layers of the tree: the table of who may import whom, and the check that reads a file's imports against it.
// Knows nothing of the file system: sources come in as text, breaches go out as sentences.
import { posix } from 'node:path';
import { Visitor } from 'oxc-parser';
import { parsed } from './parsed.ts';

/** The imports allowed to the files under one path. Their own folder is always allowed. */
export interface Layer {
  /** A folder (ending in a slash) or a single file; for a file with several rows the longest path decides. */
  readonly path: string;
  /** Folders or files of src, or beside it; `*` is all of src. */
  readonly src: readonly string[];
  /** Packages from npm; `*` is any. */
  readonly packages?: readonly string[];
  /** True if `node:*` and imports computed at run time are allowed: the folder that may touch the world. */
  readonly world?: true;
}

/** The folders that engines stand on. They get systems, and make none. */
const BELOW_ENGINES = ['contract/', 'model/', 'checker/', 'lockstep/', 'counterexample/'];

/** The files that every engine may use, beside its own folder. */
const SHARED_BY_ENGINES = [
  'engines/coverage.ts',
  'engines/hindered.ts',
  'engines/model-states.ts',
  'engines/transition-classes.ts',
  'engines/certificate/replay-steadily.ts',
  'engines/certificate/settle-failure.ts',
  'engines/verdict-rules.ts',
];

/** The folders that the app stands on. */
const BELOW_APP = [...BELOW_ENGINES, 'systems/', 'engines/'];

/** The layers. A folder of src that has no row here is a breach in itself. */
const LAYERS: readonly Layer[] = [
  { path: 'src/contract/', src: [] },
  { path: 'src/model/', src: ['contract/'] },
  { path: 'src/impl/', src: ['contract/'] },
  { path: 'src/checker/', src: [] },
  { path: 'src/lockstep/', src: ['contract/', 'model/', 'checker/transition-system.ts'] },
  {
    path: 'src/lockstep/table/',
    src: ['contract/', 'model/', 'impl/', 'checker/transition-system.ts'],
  },
  {
    path: 'src/counterexample/',
    src: ['contract/', 'model/', 'lockstep/', 'checker/'],
    world: true,
  },
  { path: 'src/systems/', src: ['contract/'], world: true },
  { path: 'src/systems/wire/', src: ['contract/', 'systems/process/'], packages: ['valibot'], world: true },
  { path: 'src/systems/in-process.ts', src: ['contract/', 'impl/'] },
  { path: 'src/systems/shared-table.ts', src: ['contract/', 'impl/', 'systems/command-set.ts'] },
  {
    path: 'src/systems/command-set.ts',
    src: [
      'contract/',
      'impl/',
      'systems/mutants/',
      ...['abstraction', 'terminal-abstraction', 'terminal-news'].map((name) => `lockstep/table/${name}.ts`),
    ],
  },
  {
    path: 'src/own-systems.ts',
    src: ['contract/', 'systems/', 'command-sets.ts', 'counterexample/explain/similar-mutants.ts'],
  },
  {
    path: 'src/own-shared-tables.ts',
    src: ['contract/', 'systems/', 'command-sets.ts', 'own-systems.ts'],
  },
  { path: 'src/systems/mutants/', src: ['contract/', 'impl/'] },
  {
    path: 'src/systems/concurrent/',
    src: ['contract/', 'impl/', 'systems/command-set.ts'],
    world: true,
  },
  { path: 'src/systems/mutants/concurrent/', src: ['contract/', 'impl/', 'systems/concurrent/'] },
  { path: 'src/systems/storage/', src: ['contract/', 'impl/', 'systems/command-set.ts'] },
  { path: 'src/engines/', src: BELOW_ENGINES },
  {
    path: 'src/engines/campaign/',
    // The failure's minimisation is settled for all engines alike; its types are told on.
    src: [...BELOW_ENGINES, ...SHARED_BY_ENGINES, 'engines/generate/', 'engines/certificate/minimise.ts'],
  },
  {
    path: 'src/engines/certificate/',
    // A certificate is an exhaustive search for one kind of failure: the product and its symmetry are the same.
    src: [
      ...BELOW_ENGINES,
      ...SHARED_BY_ENGINES,
      'engines/exploration/plan.ts',
      'engines/exploration/astray.ts',
    ],
  },
  { path: 'src/engines/tour/', src: [...BELOW_ENGINES, ...SHARED_BY_ENGINES] },
  { path: 'src/engines/exploration/', src: [...BELOW_ENGINES, ...SHARED_BY_ENGINES] },
  ...[
    'workers',
    'disk-workers',
    'threads',
    'checkpoint-file',
    'folder-store',
    'folder-lease',
    'process-identity',
    'lock',
    'code-version',
  ].map((name) => ({
    path: `src/engines/exploration/${name}.ts`,
    src: BELOW_ENGINES,
    world: true as const,
  })),
  {
    path: 'src/engines/exploration/redis/',
    src: [...BELOW_ENGINES, 'engines/exploration/'],
    packages: ['bullmq', 'ioredis'],
    world: true,
  },
  {
    path: 'src/engines/alarm/',
    // Survivors are compared with the specification in every state; mutants are given the commands of random runs.
    src: [
      ...BELOW_ENGINES,
      ...SHARED_BY_ENGINES,
      'engines/generate/',
      'engines/exploration/exploration.ts',
      'engines/exploration/plan.ts',
      'engines/usual-bound.ts',
    ],
  },
  // Logs are read from files, and unpacked.
  { path: 'src/engines/recordings/', src: ['contract/', 'model/', 'lockstep/'], world: true },
  {
    path: 'src/engines/recordings/wire/',
    src: ['contract/', 'engines/recordings/log-event.ts'],
    packages: ['valibot'],
  },
  { path: 'src/engines/generate/', src: ['contract/', 'model/'], packages: ['fast-check'] },
  { path: 'src/app/report/', src: BELOW_APP },
  { path: 'src/app/play/', src: ['contract/', 'model/', 'lockstep/'] },
  { path: 'src/app/report/json-values.ts', src: ['contract/'], packages: ['valibot'] },
  {
    path: 'src/app/web/',
    src: [
      'contract/',
      'model/describe.ts',
      'counterexample/',
      'engines/alarm/reach.ts',
      'engines/exploration/state-graph-dot.ts',
      'engines/recordings/explanation.ts',
      'engines/recordings/lives.ts',
      'engines/recordings/timeline.ts',
      'app/report/certificate-text.ts',
      'app/gate/check-evidence.ts',
      'app/gate/gate.ts',
      'app/gate/merged-evidence.ts',
      'app/matrix/signs.ts',
      'app/matrix/systems-table.ts',
    ],
  },
  {
    path: 'src/app/web/explorer-page/',
    src: [...BELOW_ENGINES, 'engines/ask/', 'command-sets.ts', 'own-systems.ts', 'app/play/', 'app/web/'],
  },
  {
    path: 'src/app/gate/',
    src: [...BELOW_APP, 'command-sets.ts', 'own-systems.ts', 'own-shared-tables.ts', 'app/report/'],
  },
  { path: 'src/app/conformance/', src: ['app/gate/'] },
  {
    path: 'src/app/library/',
    packages: ['valibot'],
    src: [...BELOW_APP, 'command-sets.ts', 'app/report/', 'app/gate/', 'app/conformance/'],
  },
  {
    path: 'src/app/gate/performance/',
    src: [
      ...BELOW_APP,
      'impl/',
      'command-sets.ts',
      ...['check-evidence', 'settings', 'world'].map((name) => `app/gate/${name}.ts`),
    ],
    world: true,
  },
  {
    path: 'src/app/gate/report/',
    src: ['contract/', 'app/report/markdown.ts', 'app/gate/gate.ts', 'app/gate/surroundings.ts'],
    packages: ['fast-xml-builder'],
  },
  {
    path: 'src/app/gate/read-report.ts',
    src: ['contract/', 'counterexample/file/json-reader.ts', 'app/report/json-values.ts'],
    packages: ['valibot'],
  },
  { path: 'src/app/matrix/', src: [...BELOW_APP, 'command-sets.ts', 'app/report/', 'app/gate/'] },
  {
    path: 'src/app/matrix/report-tables.ts',
    src: ['contract/', 'app/report/'],
    packages: ['valibot'],
  },
  {
    path: 'src/app/campaign/',
    src: [
      ...BELOW_APP,
      'command-sets.ts',
      'app/report/',
      'app/matrix/found-failure.ts',
      ...['merged-evidence', 'one-run', 'surroundings', 'report/shard-text'].map(
        (name) => `app/gate/${name}.ts`,
      ),
    ],
  },
  { path: 'src/app/campaign/campaign-report.ts', src: ['app/report/'], packages: ['valibot'] },
  { path: 'src/app/gate/world.ts', src: ['contract/run-control.ts'], world: true },
  {
    path: 'src/app/conformance/vitest.ts',
    src: ['node-version.ts', 'contract/visible.ts', 'app/gate/'],
    packages: ['vitest'],
  },
  {
    path: 'src/app/cli/',
    src: ['*'],
    packages: ['commander', 'console-table-printer', '@viz-js/viz', 'valibot'],
    world: true,
  },
  { path: 'src/command-sets.ts', src: ['contract/', 'model/', 'systems/'] },
  { path: 'src/index.ts', src: ['*'] },
  { path: 'src/node-version.ts', src: [] },
  { path: 'src/system.ts', src: ['contract/', 'command-sets.ts'] },
  { path: 'examples/', src: ['index.ts'] },
  // Copied into projects of users, which have the package installed.
  { path: 'examples/starter/', src: [], packages: ['procession-check'] },
  {
    path: 'properties/',
    src: [
      '*',
      '../examples/',
      '../tools/kept-worker.ts',
      '../tools/explorer-page.ts',
      '../tools/explorer-bundle.ts',
    ],
    packages: ['*'],
    world: true,
  },
  {
    path: 'bench/',
    src: ['*', '../properties/support/'],
    packages: ['fast-check', 'playwright-core'],
    world: true,
  },
  {
    path: 'tools/explorer-page.ts',
    src: ['contract/package-name.ts', 'command-sets.ts', 'app/web/explorer-page/page.ts'],
    world: true,
  },
  { path: 'tools/explorer-bundle.ts', src: [], packages: ['esbuild'], world: true },
  { path: 'tools/', src: [], packages: ['vitest', '@fast-check/vitest'], world: true },
];

/** One import, export-from, dynamic import or `import('…')` type; null where the module is computed. */
export type Specifier = string | null;

/** Every module a TypeScript source names, types included, in order of appearance by kind. */
export function importsOf(path: string, source: string): Specifier[] {
  const { program, errors } = parsed(path, source);
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0]?.message}`);
  const found: Specifier[] = [];
  new Visitor({
    ImportDeclaration: (node) => void found.push(node.source.value),
    ExportAllDeclaration: (node) => void found.push(node.source.value),
    ExportNamedDeclaration: (node) => void (node.source && found.push(node.source.value)),
    TSImportType: (node) => void found.push(node.source.value),
    ImportExpression: ({ source: module }) =>
      void found.push(module.type === 'Literal' && typeof module.value === 'string' ? module.value : null),
  }).visit(program);
  return found;
}

/** Every import of one file that the table does not allow, as `file imports module: rule`. */
export function layerBreaches(path: string, source: string, layers: readonly Layer[] = LAYERS): string[] {
  const layer = layerOf(path, layers);
  if (layer === undefined) return [`${path}: no layer has this path; give it a row in LAYERS`];
  return importsOf(path, source).flatMap((specifier) => {
    const rule = breachedRule(layer, path, specifier);
    return rule === undefined ? [] : [`${path} imports ${specifier ?? 'a computed module'}: ${rule}`];
  });
}

function layerOf(path: string, layers: readonly Layer[]): Layer | undefined {
  return layers
    .filter((layer) => covers(layer.path, path))
    .toSorted((a, b) => b.path.length - a.path.length)[0];
}

function breachedRule(layer: Layer, path: string, specifier: Specifier): string | undefined {
  if (specifier === null || specifier.startsWith('node:')) {
    return layer.world ? undefined : `${layer.path} may not use node:* nor computed imports`;
  }
  if (!specifier.startsWith('.')) {
    const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
    const packages = layer.packages ?? [];
    return packages.includes(name) || packages.includes('*')
      ? undefined
      : `${layer.path} may import ${listed(packages, 'no package')}`;
  }
  const target = posix.join(posix.dirname(path), specifier);
  const home = layer.path.slice(0, layer.path.lastIndexOf('/') + 1);
  const allowed = layer.src.some((entry) =>
    covers(entry === '*' ? 'src/' : posix.join('src', entry), target),
  );
  const ownFolder = home !== 'src/' && covers(home, target);
  return allowed || ownFolder ? undefined : `${layer.path} may import ${listed(layer.src, 'nothing')} of src`;
}

function covers(layerPath: string, path: string): boolean {
  return layerPath.endsWith('/') ? path.startsWith(layerPath) : path === layerPath;
}

function listed(names: readonly string[], none: string): string {
  return names.length === 0 ? none : `only ${names.join(', ')}`;
}
