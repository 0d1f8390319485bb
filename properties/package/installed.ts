// The package as a user gets it: packed from a copy of this checkout and installed into an empty project beside it.
// Asks no registry: the packages that it depends on are packed from node_modules.
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, sep } from 'node:path';
import { temporaryFolder } from '../support/procession.ts';
import { FILES, FOLDERS, ROOT } from '../support/repository.ts';

/** Two folders side by side, as README has them. */
export interface Installed extends Disposable {
  /** A copy of this checkout, `dist` built, with the packed tarball in it. */
  readonly checkout: string;
  /** A user's project with the tarball installed. */
  readonly project: string;
  /** The installed package. */
  readonly package: string;
}

/** Packs and installs with the words of README, which are run as they stand but for `npm ci`. */
export function installed(pack: string, install: string): Installed {
  const folder = temporaryFolder();
  const at = (name: string): string => join(realpathSync(folder.path), name);
  const [checkout, project, deps] = [at('procession'), at('mine'), at('dependencies')];
  for (const each of [checkout, project, deps]) mkdirSync(each);
  for (const own of [...FOLDERS, ...FILES])
    cpSync(join(ROOT, own), join(checkout, own), {
      recursive: true,
      filter: (path) => !path.endsWith(`${sep}target`),
    });
  symlinkSync(join(ROOT, 'node_modules'), join(checkout, 'node_modules'), 'dir');
  shell(checkout, pack);

  const packages = closure(manifestOf('.').dependencies ?? {}).map((name) => `./node_modules/${name}`);
  shell(checkout, `npm pack --silent --ignore-scripts --pack-destination '${deps}' ${packages.join(' ')}`);
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }\n');
  const tarballs = readdirSync(deps).map((name) => `../dependencies/${name}`);
  shell(project, `npm install --silent --ignore-scripts --save-exact ${tarballs.join(' ')}`);
  shell(project, install);
  for (const brought of ['vitest', 'typescript', '@types'])
    symlinkSync(join(ROOT, 'node_modules', brought), join(project, 'node_modules', brought), 'dir');
  return {
    checkout,
    project,
    package: join(project, 'node_modules/procession-check'),
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}

/** The output and exit code of a command line. */
export interface Run {
  readonly code: number | null;
  readonly said: string;
}

/** Runs a command line as a shell does; one that fails is an error of the test's. */
function shell(cwd: string, line: string): void {
  const { status, stdout, stderr } = spawnSync('sh', ['-c', line], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, npm_config_offline: 'true', npm_config_loglevel: 'error' },
    timeout: 120_000,
  });
  if (status !== 0) throw new Error(`${line}\nended with ${status}\n${stdout}${stderr}`);
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
}

function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as Manifest;
}

/** The packages that these need, themselves included. */
function closure(dependencies: Readonly<Record<string, string>>): string[] {
  const found = new Set<string>();
  const add = (names: readonly string[]): void => {
    for (const name of names.filter((each) => !found.has(each))) {
      found.add(name);
      add(Object.keys(manifestOf(`node_modules/${name}`).dependencies ?? {}));
    }
  };
  add(Object.keys(dependencies));
  return [...found];
}
