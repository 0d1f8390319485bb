// Has inputs run by a process that does nothing else, and judges how each ended. That process is replaced when it is hung,
// broken or old.
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isAlive } from '../support/alive.ts';
import { temporaryFolder } from '../support/procession.ts';
import { faultsOf } from './faults-of.ts';
import { PIDS } from './hostile-system.ts';
import type { Input, Outcome } from './input.ts';
import { HERE } from './input.ts';
import type { Task } from './worker.ts';

const WORKER = fileURLToPath(new URL('worker.ts', import.meta.url));
/** Far longer than any input takes, on a busy machine too. */
const LATE_MS = 90_000;
/** The time that a process may take to be gone after the verdict, on a busy machine. */
const GONE_MS = 2000;
/** Inputs for one process: each imports the command line once more. */
const AGE_MAX = 400;

/** Runs one input after the other; disposing of it ends its process. */
export class Fuzzer implements Disposable {
  readonly #fault: string;
  #worker: ChildProcess | undefined;
  #age = 0;

  /** With a fault, the harness has that one: see `faults.ts`. */
  constructor(fault = '') {
    this.#fault = fault;
  }

  [Symbol.dispose](): void {
    this.#worker?.kill('SIGKILL');
    this.#worker = undefined;
  }

  /** Everything that is wrong with how the input ends, in sentences. */
  async run(input: Input): Promise<readonly string[]> {
    using folder = temporaryFolder();
    for (const [name, content] of Object.entries(input.files)) {
      const file = join(folder.path, name);
      mkdirSync(dirname(file), { recursive: true });
      const bytes = Buffer.from(content, 'base64');
      writeFileSync(file, name.endsWith('.mjs') ? placed(bytes.toString()) : bytes);
    }
    const words = input.words?.map(placed);
    const outcome = await this.#outcomeOf({ folder: folder.path, words, plan: input.plan });
    const faults = typeof outcome === 'string' ? [outcome] : faultsOf(input, outcome, folder.path);
    const left = await leftRunning(join(folder.path, PIDS));
    return left.length === 0 ? faults : [...faults, `${left.length} of the processes it started still run`];
  }

  /** The end of an input; a sentence where the process that ran it did not survive it. */
  async #outcomeOf(task: Task): Promise<Outcome | string> {
    if (this.#age >= AGE_MAX) this[Symbol.dispose]();
    this.#worker ??= this.#start();
    this.#age += 1;
    const worker = this.#worker;
    const outcome = Promise.withResolvers<Outcome | string>();
    const ended = (code: number | null, signal: string | null): void =>
      outcome.resolve(`its process ended in the middle, with ${signal ?? `exit code ${code}`}`);
    const late = setTimeout(() => outcome.resolve(`it did not end within ${LATE_MS / 1000} s`), LATE_MS);
    worker.once('message', outcome.resolve);
    worker.once('exit', ended);
    worker.send(task);
    const how = await outcome.promise;
    clearTimeout(late);
    worker.off('message', outcome.resolve);
    worker.off('exit', ended);
    if (typeof how === 'string' || how.code === 70) this[Symbol.dispose]();
    return how;
  }

  #start(): ChildProcess {
    this.#age = 0;
    const { PROCESSION_SEED: _, FORCE_COLOR: __, ...env } = process.env;
    return fork(WORKER, [this.#fault], {
      env: { ...env, NO_COLOR: '1' },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
  }
}

function placed(text: string): string {
  return text.replaceAll(HERE, import.meta.dirname);
}

/** The pids of the file that are still alive after a moment; those are ended then. */
async function leftRunning(file: string): Promise<readonly number[]> {
  if (!existsSync(file)) return [];
  const pids = readFileSync(file, 'utf8').trim().split('\n').map(Number);
  for (let waited = 0; waited < GONE_MS && pids.some(isAlive); waited += 20)
    await new Promise((resolve) => setTimeout(resolve, 20));
  const left = pids.filter(isAlive);
  for (const pid of left) process.kill(pid, 'SIGKILL');
  return left;
}
