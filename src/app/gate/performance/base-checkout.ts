// The sources of another version, taken from git into a folder of their own, which is removed after use. The repository is
// the one that this file is kept in, whatever folder the gate was called in.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { codeOf } from '../../../contract/file-trouble.ts';

/** The folder of sources that this file is a part of. */
export const SOURCES = fileURLToPath(new URL('../../../', import.meta.url));

/** The parts of the sources that a table consists of. */
const TABLE_PARTS = ['impl', 'contract'];

/** The sources of a version. */
export interface Checkout extends AsyncDisposable {
  /** As git shows it: `main (1a2b3c4)`. */
  readonly name: string;
  readonly sources: string;
}

/** The reason that there are none, in a sentence; `elsewhere` where this is no checkout that could have others. */
export interface NoCheckout {
  readonly sentence: string;
  readonly elsewhere: boolean;
}

/** Takes the sources as they were in a version that git knows by this name. */
export async function checkOut(ref: string, sources: string = SOURCES): Promise<Checkout | NoCheckout> {
  const found = await versionNamed(ref, sources);
  if ('sentence' in found) return found;
  const { commit } = found;
  const place = await git(sources, ['rev-parse', '--show-toplevel', '--show-prefix']);
  const folder = await mkdtemp(join(tmpdir(), 'procession-base-'));
  const removal = removedAtTheEnd(folder);
  const trouble = 'failure' in place ? place.failure : await writeSources(folder, place.output, commit);
  if (trouble !== undefined) {
    await removal();
    return { sentence: `the sources of ${ref} cannot be had from git: ${trouble}`, elsewhere: false };
  }
  return {
    name: commit.startsWith(ref) ? commit.slice(0, 7) : `${ref} (${commit.slice(0, 7)})`,
    sources: join(folder, 'src/'),
    [Symbol.asyncDispose]: removal,
  };
}

/** The commit that git knows by this name, in a checkout of these sources. */
export async function versionNamed(
  ref: string,
  sources: string = SOURCES,
): Promise<{ readonly commit: string } | NoCheckout> {
  const tracked = await git(sources, ['ls-files', '--error-unmatch', 'impl/index.ts']);
  if ('failure' in tracked)
    return {
      sentence: `its own sources are not under git here, so there is no other version of them (${tracked.failure})`,
      elsewhere: true,
    };
  const commit = await commitNamed(ref, sources);
  return commit === undefined
    ? {
        sentence: `git knows no version "${ref}" here: --base must be a branch, a tag or a commit, and where the clone is shallow it must be fetched first`,
        elsewhere: false,
      }
    : { commit };
}

/** The commit that git knows by this name; nothing where it knows none. */
export async function commitNamed(ref: string, sources: string = SOURCES): Promise<string | undefined> {
  const words = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`];
  const found = await git(sources, words);
  return 'failure' in found ? undefined : found.output;
}

/** Compares the table of two folders of sources, letter for letter. */
export async function haveTheSameTable(one: string, other: string): Promise<boolean> {
  const [first, second] = await Promise.all([tableText(one), tableText(other)]);
  return first === second;
}

async function tableText(sources: string): Promise<string> {
  const texts: string[] = [];
  for (const part of TABLE_PARTS) {
    const files = await readdir(join(sources, part), { recursive: true, withFileTypes: true });
    const paths = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name));
    for (const path of paths.sort())
      texts.push(`${path.slice(sources.length)}\n${await readFile(path, 'utf8')}`);
  }
  return texts.join('\n');
}

/** Writes the sources of a version, in the folder of a repository that two lines name; the trouble where it cannot. */
async function writeSources(folder: string, place: string, commit: string): Promise<string | undefined> {
  const [root, prefix] = place.split('\n');
  // An index of their own: that of the repository stays as it is.
  const environment = { GIT_INDEX_FILE: join(folder, 'index') };
  const tree = `${commit}:${prefix.replace(/\/$/, '')}`;
  const read = await git(root, ['read-tree', tree], environment);
  if ('failure' in read) return read.failure;
  const files = ['checkout-index', '--all', `--prefix=${join(folder, 'src/')}`];
  const written = await git(root, files, environment);
  if ('failure' in written) return written.failure;
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }\n');
  return undefined;
}

/** A process beside this one removes the folder, even where this one is killed; the function waits for it. */
function removedAtTheEnd(folder: string): () => Promise<void> {
  const file = fileURLToPath(new URL(`./folder-guard${import.meta.url.slice(-3)}`, import.meta.url));
  const guard = spawn(process.execPath, [file, folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const ended = once(guard, 'close');
  guard.unref();
  return async () => {
    guard.ref();
    guard.stdin.end();
    await ended;
  };
}

type Said = { readonly output: string } | { readonly failure: string };

/** Runs git as if nobody had called this from one of git's own hooks. */
async function git(
  folder: string,
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Said> {
  const outside = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'));
  const env = { ...Object.fromEntries(outside), ...environment };
  return await new Promise((resolve) => {
    execFile('git', ['-C', folder, ...words], { env }, (error, output, complaint) => {
      if (error === null) resolve({ output: output.trim() });
      else if (codeOf(error) === 'ENOENT') resolve({ failure: 'there is no git here' });
      else resolve({ failure: complaint.trim().split('\n')[0] || error.message.split('\n')[0] });
    });
  });
}
