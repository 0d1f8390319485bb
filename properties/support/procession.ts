// Runs the command line as a user would, in a folder of its own.
import { execFile, execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The command line's program. */
export const LAUNCHER = fileURLToPath(new URL('../../bin/procession.js', import.meta.url));

/** A command line that takes longer is ended. */
const LIMIT_MS = 60_000;

/** The output and exit code of a command. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A folder that goes with the scope: `using folder = temporaryFolder()`. */
export function temporaryFolder(): { readonly path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'procession-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** Runs `procession WORDS` in a folder, without a terminal. */
export function procession(folder: string, ...words: readonly string[]): Ended {
  return processionWith({}, folder, ...words);
}

/** The same with something on standard input, with variables set, or with options of Node's. */
export function processionWith(
  world: {
    readonly input?: string;
    readonly env?: Readonly<Record<string, string>>;
    readonly nodeOptions?: readonly string[];
  },
  folder: string,
  ...words: readonly string[]
): Ended {
  const ended = spawnSync(process.execPath, [...(world.nodeOptions ?? []), LAUNCHER, ...words], {
    cwd: folder,
    input: world.input ?? '',
    env: { ...process.env, NO_COLOR: '1', ...world.env },
    encoding: 'utf8',
    timeout: LIMIT_MS,
    // One that hangs in a loop answers no other signal.
    killSignal: 'SIGKILL',
  });
  return { code: ended.status, out: ended.stdout, err: ended.stderr };
}

/** The same as `procession`, while the test's own thread goes on: for tests that run beside each other. */
export async function processionMeanwhile(folder: string, ...words: readonly string[]): Promise<Ended> {
  return await new Promise((resolve) => {
    const options = { cwd: folder, env: { ...process.env, NO_COLOR: '1' }, timeout: LIMIT_MS };
    const child = execFile(process.execPath, [LAUNCHER, ...words], options, (_error, out, err) => {
      resolve({ code: child.exitCode, out, err });
    });
    child.stdin?.end();
  });
}

/**
 * The same as `procession`, in a process that has run others before: a fraction of the time. For all that needs no
 * standard input, and is not about the process itself: its signals, its launcher, its end.
 */
export function processionShared(folder: string, ...words: readonly string[]): Ended {
  return processionSharedWith({}, folder, ...words);
}

/** The same with variables set. */
export function processionSharedWith(
  env: Readonly<Record<string, string>>,
  folder: string,
  ...words: readonly string[]
): Ended {
  shared ??= sharedProcess();
  const ended = shared(JSON.stringify({ folder, words, env }));
  if (ended !== undefined) return JSON.parse(ended) as Ended;
  shared = undefined;
  return { code: null, out: '', err: `the shared process ended within: ${words.join(' ')}` };
}

type Shared = (question: string) => string | undefined;
let shared: Shared | undefined;

/** Starts a process for many command lines; gives what asks it, and gets undefined once it has ended. */
function sharedProcess(): Shared {
  using folder = temporaryFolder();
  const pipes = ['questions', 'answers'].map((name) => join(folder.path, name));
  execFileSync('mkfifo', pipes);
  const program = fileURLToPath(new URL('command-lines.ts', import.meta.url));
  const child = spawn(process.execPath, [program, ...pipes, String(LIMIT_MS)], {
    env: { ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  child.unref();
  // Both wait until the child has opened the other end: the folder may go then.
  const [questions, answers] = [openSync(pipes[0] ?? '', 'w'), openSync(pipes[1] ?? '', 'r')];
  const buffer = Buffer.alloc(1 << 16);
  return (question) => {
    const parts: Buffer[] = [];
    // In letters alone: a path may hold what ends a line.
    writeSync(questions, `${Buffer.from(question).toString('base64')}\n`);
    for (;;) {
      const length = readSync(answers, buffer);
      if (length === 0) return undefined;
      parts.push(Buffer.from(buffer.subarray(0, length)));
      if (buffer[length - 1] === 0x0a) return Buffer.concat(parts).toString();
    }
  };
}
