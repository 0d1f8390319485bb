// A Redis on the loopback, on a port and in a folder of its own, that can be killed and started again.
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export const HAS_REDIS: boolean = spawnSync('redis-server', ['--version'], { timeout: 20_000 }).status === 0;

/** Stands in the name of the tests that need one: where there is none, it says why they do not run. */
export const REDIS: string = HAS_REDIS
  ? 'a Redis'
  : "a Redis (no redis-server in PATH: install Debian's redis-server)";

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** A server that has all that it was told in its folder when it is killed, or nothing. */
export class RedisServer implements AsyncDisposable {
  readonly url: string;
  readonly #folder: string;
  readonly #port: number;
  readonly #keeps: boolean;
  #process: ChildProcess | undefined;

  private constructor(folder: string, port: number, keeps: boolean) {
    this.#folder = folder;
    this.#keeps = keeps;
    this.#port = port;
    this.url = `redis://127.0.0.1:${port}`;
  }

  static async start(folder: string, keeps = true): Promise<RedisServer> {
    const server = new RedisServer(folder, await freePort(), keeps);
    await server.start();
    return server;
  }

  async start(): Promise<void> {
    const settings = {
      port: this.#port,
      bind: '127.0.0.1',
      dir: this.#folder,
      appendonly: this.#keeps ? 'yes' : 'no',
      save: '',
    };
    const words = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
    this.#process = spawn('redis-server', words, { stdio: 'ignore' });
    while (!(await this.#answers())) await sleep(20);
  }

  async kill(): Promise<void> {
    const child = this.#process;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  async #answers(): Promise<boolean> {
    const socket = connect(this.#port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      socket.write('PING\r\n');
      const [reply] = (await once(socket, 'data')) as [Buffer];
      return reply.toString().startsWith('+PONG');
    } catch {
      return false;
    } finally {
      socket.destroy();
    }
  }
}
