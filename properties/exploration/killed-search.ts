// A search through Redis of which any process is killed again and again, and started again: its report, and what was killed.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TurnDraw } from '../../src/systems/free-runs.ts';
import { LAUNCHER, temporaryFolder } from '../support/procession.ts';
import { RedisServer } from '../support/redis-server.ts';

/** The processes of a search, by what they are. */
export type Part = 'coordinator' | 'worker' | 'redis' | 'forgetful redis';

/** A process of the command line that is started again when it was killed. */
export class Kept implements AsyncDisposable {
  readonly #folder: string;
  readonly #words: readonly string[];
  readonly #nodeOptions: readonly string[];
  #child: ChildProcess;
  #exit: Promise<unknown>;
  out = '';

  constructor(folder: string, words: readonly string[], nodeOptions: readonly string[] = []) {
    this.#folder = folder;
    this.#words = words;
    this.#nodeOptions = nodeOptions;
    this.#child = this.#started();
    this.#exit = once(this.#child, 'exit');
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  get foundNoRedis(): boolean {
    return this.code === 3 && this.out.includes('no Redis answers');
  }

  get code(): number | null {
    return this.#child.exitCode;
  }

  async ended(): Promise<void> {
    await this.#exit;
  }

  async kill(signal: NodeJS.Signals): Promise<void> {
    this.#child.kill(signal);
    await this.ended();
  }

  again(): void {
    this.out = '';
    this.#child = this.#started();
    this.#exit = once(this.#child, 'exit');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill('SIGKILL');
  }

  #started(): ChildProcess {
    const child = spawn(process.execPath, [...this.#nodeOptions, LAUNCHER, ...this.#words], {
      cwd: this.#folder,
      env: { ...process.env, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text: Buffer) => {
        if (child === this.#child || this.out === '') this.out += text.toString();
      });
    return child;
  }
}

/** Waits until the coordinator has made the folder's queue known. */
export async function queueIn(folder: string): Promise<void> {
  while (!existsSync(join(folder, 'queue'))) await sleep(20);
}

/** Searches with two workers, and kills `kills` times one of the processes that `parts` names, each a moment after the last. */
export async function killedSearch(
  ids: number,
  kills: number,
  draw: TurnDraw,
  parts: readonly Part[] = ['coordinator', 'worker', 'worker', 'redis'],
): Promise<{ readonly code: number | null; readonly report: string; readonly killed: readonly Part[] }> {
  using place = temporaryFolder();
  const data = join(place.path, 'redis');
  mkdirSync(data);
  await using redis = await RedisServer.start(data, !parts.includes('forgetful redis'));
  const where = ['--redis', redis.url, '--disk', 'states'];
  await using coordinator = new Kept(place.path, ['explore', '--ids', String(ids), '--json', ...where]);
  await queueIn(join(place.path, 'states'));
  await using one = new Kept(place.path, ['worker', ...where]);
  await using other = new Kept(place.path, ['worker', ...where]);
  const killed: Part[] = [];
  while (killed.length < kills) {
    await Promise.race([sleep(300 + draw(2000)), coordinator.ended()]);
    if (coordinator.hasEnded) break;
    const part = parts[draw(parts.length)];
    killed.push(part);
    if (part === 'redis' || part === 'forgetful redis') {
      await redis.kill();
      await sleep(draw(500));
      await redis.start();
    } else {
      const kept = part === 'coordinator' ? coordinator : [one, other][draw(2)];
      await kept.kill('SIGKILL');
      kept.again();
    }
  }
  await endedWithoutRedisMissing([coordinator, one, other]);
  return { code: coordinator.code, report: coordinator.out, killed };
}

/** One that found no Redis as it began, since that was being started again, says so and ends: it is started again too. */
async function endedWithoutRedisMissing(all: readonly Kept[]): Promise<void> {
  const [coordinator] = all;
  while (!coordinator.hasEnded || coordinator.foundNoRedis) {
    for (const kept of all) if (kept.foundNoRedis) kept.again();
    await Promise.race([sleep(200), coordinator.ended()]);
  }
}
