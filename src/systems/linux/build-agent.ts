// The agent's C files, compiled where that has not been done yet. Knows nothing of what the agent does.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, chmod, constants, mkdir, readFile, readdir, rename, rm, stat } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The reason that something cannot be done here, in one sentence. */
export interface Inconclusive {
  readonly inconclusive: string;
}

/** The compiler, and the folder to keep the program in. */
export interface BuildOptions {
  /** A C compiler by name or path; `cc` where absent. */
  readonly compiler?: string;
  /** A folder for programs; the user's own cache folder where absent. Made where it is missing. */
  readonly cacheFolder?: string;
}

const SOURCES = new URL('./agent/', import.meta.url);

/** Tried in order. A static program is executed and forked at a fraction of the cost; not every host can link one. */
const WAYS: readonly (readonly string[])[] = [['-static'], []];

/**
 * The path of the agent, compiled on first use (about half a second). It is kept under a hash of its source, and put
 * there whole, so that two who build it at once both end with a program that works.
 */
export async function buildAgent(options: BuildOptions = {}): Promise<string | Inconclusive> {
  const names = (await readdir(SOURCES)).filter((name) => /\.[ch]$/.test(name)).sort();
  const hash = createHash('sha256').update(process.arch);
  for (const name of names) hash.update(`${name}\n`).update(await readFile(new URL(name, SOURCES)));
  const folder = options.cacheFolder ?? (await ownCacheFolder());
  if (typeof folder !== 'string') return folder;
  const program = join(folder, `linux-agent-${hash.digest('hex').slice(0, 16)}`);
  if (await isThere(program)) return program;
  const files = names
    .filter((name) => name.endsWith('.c'))
    .map((name) => fileURLToPath(new URL(name, SOURCES)));
  return compile(options.compiler ?? 'cc', files, program, folder);
}

async function compile(
  compiler: string,
  files: readonly string[],
  program: string,
  folder: string,
): Promise<string | Inconclusive> {
  const draft = `${program}.${process.pid}.${process.hrtime.bigint()}.tmp`;
  try {
    await mkdir(folder, { recursive: true });
    let complaint: string | undefined = '';
    for (const way of WAYS) {
      complaint = await run(compiler, ['-std=gnu11', '-O2', '-pthread', ...way, '-o', draft, ...files]);
      if (complaint === undefined) break;
    }
    if (complaint !== undefined) return { inconclusive: complaint };
    await chmod(draft, 0o755);
    await rename(draft, program);
    return program;
  } catch (error) {
    return { inconclusive: `the Linux agent cannot be kept in ${folder}: ${messageOf(error)}` };
  } finally {
    await rm(draft, { force: true });
  }
}

/** The fault, in one sentence; `undefined` where it went well. */
function run(compiler: string, words: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(compiler, words, { timeout: 60_000 }, (error, _out, complaints) => {
      if (error === null) resolve(undefined);
      else if (error.code === 'ENOENT') {
        resolve(`the Linux agent is built from C, and there is no compiler "${compiler}" here`);
      } else {
        const first = complaints.split('\n').find((line) => line.includes('error')) ?? error.message;
        resolve(`"${compiler}" does not compile the Linux agent: ${first.trim()}`);
      }
    });
  });
}

/** The user's own: a program in a folder that others can write to would be theirs to replace. */
async function ownCacheFolder(): Promise<string | Inconclusive> {
  const home = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  const folder = join(home, 'procession');
  if (await canKeepIn(folder)) return folder;
  const user = process.getuid?.() ?? 0;
  const instead = join(tmpdir(), `procession-${user}`);
  if (!(await canKeepIn(instead))) {
    return { inconclusive: `the Linux agent can be kept neither in ${folder} nor in ${instead}` };
  }
  const { uid, mode } = await stat(instead);
  if (uid === user && (mode & 0o022) === 0) return instead;
  return { inconclusive: `the Linux agent is not kept in ${instead}: others can write there` };
}

async function canKeepIn(folder: string): Promise<boolean> {
  return mkdir(folder, { recursive: true, mode: 0o700 })
    .then(() => access(folder, constants.W_OK | constants.X_OK))
    .then(
      () => true,
      () => false,
    );
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
