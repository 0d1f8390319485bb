// Goal: a search whose work other processes do, through a Redis, comes to what the search in memory comes to, whichever of them
// is killed; and whatever is missing is told in a sentence. Method: a Redis of its own on the loopback, and two workers.
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { queueOf } from '../../src/engines/exploration/folder-store.ts';
import { openRedis, workForRedis } from '../../src/engines/exploration/redis/worker.ts';
import { drawsFrom } from '../../src/systems/free-runs.ts';
import { procession, processionMeanwhile, processionWith, temporaryFolder } from '../support/procession.ts';
import { freePort, HAS_REDIS, REDIS, RedisServer } from '../support/redis-server.ts';
import { textOf } from '../support/repository.ts';
import { Kept, killedSearch, queueIn } from './killed-search.ts';
import type { Part } from './killed-search.ts';
import { countsIn, wholeOf } from './report-counts.ts';
import type { SpaceCounts } from './spaces.ts';

const spaces = JSON.parse(textOf('properties/recorded/state-space.json')) as Readonly<
  Record<string, SpaceCounts>
>;

/** A folder with a Redis that keeps its files beside the search's. */
async function surroundings(): Promise<
  { readonly path: string; readonly redis: RedisServer } & AsyncDisposable
> {
  const place = temporaryFolder();
  mkdirSync(join(place.path, 'redis'));
  const redis = await RedisServer.start(join(place.path, 'redis'));
  return {
    path: place.path,
    redis,
    [Symbol.asyncDispose]: async () => {
      await redis[Symbol.asyncDispose]();
      place[Symbol.dispose]();
    },
  };
}

describe.skipIf(!HAS_REDIS)(`a search through ${REDIS}`, () => {
  test.each([4, 5])(
    'two workers come to the counts on record at ids %i, end with the search, and leave nothing in Redis and one file',
    async (ids) => {
      await using place = await surroundings();
      const where = ['--redis', place.redis.url, '--disk', 'states'];
      await using coordinator = new Kept(place.path, ['explore', '--ids', String(ids), '--json', ...where]);
      await queueIn(join(place.path, 'states'));
      await using one = new Kept(place.path, ['worker', ...where]);
      await using other = new Kept(place.path, ['worker', ...where, '--json']);
      await Promise.all([coordinator.ended(), one.ended(), other.ended()]);
      expect([coordinator.code, one.code, other.code]).toEqual([0, 0, 0]);
      expect(countsIn(coordinator.out)).toMatchObject(wholeOf(spaces[`ids ${ids}, orbits`]));
      expect(one.out).toMatch(/^\d+ jobs? done; the search in states is over\n$/);
      expect(JSON.parse(other.out)).toMatchObject({ over: true });
      expect(readdirSync(join(place.path, 'states'))).toHaveLength(1);
      const { disk } = JSON.parse(coordinator.out.slice(coordinator.out.indexOf('{'))) as {
        readonly disk: { readonly writtenBytes: number };
      };
      const log = join(place.path, 'redis', 'appendonlydir');
      const told = readdirSync(log).reduce((sum, name) => sum + statSync(join(log, name)).size, 0);
      if (ids === 5) expect(told).toBeLessThan(disk.writtenBytes / 10);
    },
    240_000,
  );

  test('a mutant is found by the failure that the search in memory tells', async () => {
    await using place = await surroundings();
    const words = ['explore', '--sut', 'mutant:forget-to-orphan', '--no-save'];
    const where = ['--redis', place.redis.url, '--disk', 'states'];
    await using coordinator = new Kept(place.path, [...words, ...where]);
    await queueIn(join(place.path, 'states'));
    await using worker = new Kept(place.path, ['worker', ...where]);
    await Promise.all([coordinator.ended(), worker.ended()]);
    const failureIn = (text: string): string => text.slice(text.indexOf('FAIL'));
    expect(failureIn(coordinator.out)).toBe(failureIn(procession(place.path, ...words).out));
    expect([coordinator.code, worker.code]).toEqual([1, 0]);
  }, 240_000);

  test.each<readonly Part[]>([['worker'], ['coordinator'], ['redis'], ['forgetful redis']])(
    'the counts on record come of a search at ids 5 whose %s is killed three times',
    async (part) => {
      const { code, report, killed } = await killedSearch(5, 3, drawsFrom(11), [part]);
      expect(killed).toEqual([part, part, part]);
      expect(code).toBe(0);
      expect(countsIn(report)).toMatchObject(wholeOf(spaces['ids 5, orbits']));
    },
    300_000,
  );

  test('Ctrl-C keeps what there is, of the coordinator and of a worker, and a worker of other code gives its job back', async () => {
    await using place = await surroundings();
    const where = ['--redis', place.redis.url, '--disk', 'states'];
    const inside = join(place.path, 'states');
    await using coordinator = new Kept(place.path, ['explore', '--ids', '5', '--json', ...where]);
    await queueIn(inside);
    const stranger = await workForRedis(
      await openRedis(place.redis.url),
      { folder: inside, queue: queueOf(inside) ?? '', version: 'another' },
      { now: () => performance.now(), breathe: () => sleep(0), stopped: () => false },
    );
    expect(stranger).toEqual({ why: 'other code', jobs: 0 });
    await using worker = new Kept(place.path, ['worker', ...where]);
    while (!readdirSync(inside).some((name) => name.startsWith('layer-') && name > 'layer-0005'))
      await sleep(20);
    await worker.kill('SIGINT');
    expect(worker.out).toMatch(/\n\d+ jobs? done; stopped\n$/);
    expect(worker.code).toBe(0);
    await coordinator.kill('SIGINT');
    expect(coordinator.code).toBe(3);
    expect(coordinator.out).toContain('"reason":"it was interrupted"');
    expect(readdirSync(inside).filter((name) => name.startsWith('lock'))).toEqual([]);
    coordinator.again();
    await sleep(1000);
    worker.again();
    await Promise.all([coordinator.ended(), worker.ended()]);
    expect(countsIn(coordinator.out)).toMatchObject(wholeOf(spaces['ids 5, orbits']));
  }, 240_000);

  test('a worker of a folder that has no search, or of another one, says so', async () => {
    await using place = await surroundings();
    mkdirSync(join(place.path, 'empty'));
    const ended = procession(place.path, 'worker', '--redis', place.redis.url, '--disk', 'empty');
    expect(ended.code).toBe(2);
    expect(ended.err).toMatch(
      /^procession: --disk: empty has no search that hands out work: begin with ".* explore --disk empty --redis redis:\/\/127\.0\.0\.1:\d+", or name its folder\n$/,
    );
  });
});

/** Answers as a Redis of this version would, as far as it is asked. */
async function oldRedis(version: string): Promise<{ readonly port: number } & Disposable> {
  const port = await freePort();
  const info = `# Server\r\nredis_version:${version}\r\n`;
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (text) => {
      for (const command of text.toString().split(/(?=\*\d+\r\n)/))
        socket.write(
          /info\r\n/i.test(command) && !/setinfo/i.test(command)
            ? `$${info.length}\r\n${info}\r\n`
            : '+OK\r\n',
        );
    });
  });
  server.listen(port, '127.0.0.1');
  return { port, [Symbol.dispose]: () => void server.close() };
}

const WITHOUT_PACKAGES =
  'data:text/javascript,import{registerHooks}from"node:module";registerHooks({resolve(name,context,next){if(name==="bullmq")throw new Error("none");return next(name,context)}})';

describe('what a search through Redis lacks', () => {
  test.each<readonly [string, readonly string[], number, RegExp]>([
    [
      'a Redis',
      ['explore', '--redis', 'redis://127.0.0.1:1', '--disk', 'states'],
      3,
      /^INCONCLUSIVE {2}no Redis answers at redis:\/\/127\.0\.0\.1:1: ECONNREFUSED; start redis-server there, or give another --redis\n$/,
    ],
    [
      'an address',
      ['explore', '--redis', 'http://127.0.0.1', '--disk', 'states'],
      2,
      /^procession: option '--redis <url>' argument 'http:\/\/127\.0\.0\.1' is invalid\. It must be the address of a Redis: redis:\/\/HOST:PORT or rediss:\/\/HOST:PORT\.\n$/,
    ],
    [
      'a folder',
      ['explore', '--redis', 'redis://127.0.0.1:1'],
      2,
      /^procession: --redis needs --disk: a folder that this process and all workers see\n$/,
    ],
    [
      'a folder that is there',
      ['worker', '--redis', 'redis://127.0.0.1:1', '--disk', 'nowhere'],
      2,
      /^procession: --disk: there is no folder nowhere\n$/,
    ],
    [
      'a use for threads',
      ['explore', '--redis', 'redis://127.0.0.1:1', '--disk', 'states', '--workers', '2'],
      2,
      /^procession: --redis hands all work to processes of their own, ".* worker": leave out --workers\n$/,
    ],
  ])('%s is told in a sentence', (_, words, code, sentence) => {
    using place = temporaryFolder();
    const ended = procession(place.path, ...words);
    expect(ended.out + ended.err).toMatch(sentence);
    expect(ended.code).toBe(code);
  });

  test('a Redis that is too old is told by its version', async () => {
    using place = temporaryFolder();
    using old = await oldRedis('6.0.16');
    const url = `redis://:secret@127.0.0.1:${old.port}`;
    const ended = await processionMeanwhile(place.path, 'explore', '--redis', url, '--disk', 'states');
    expect(ended.out).toBe(
      `INCONCLUSIVE  the Redis at redis://127.0.0.1:${old.port} is version 6.0.16, and --redis needs 6.2 or later: bring it up to date\n`,
    );
    expect(ended.code).toBe(3);
  });

  test('a search whose packages are not installed names them', () => {
    using place = temporaryFolder();
    const world = { nodeOptions: ['--import', WITHOUT_PACKAGES] };
    const words = ['explore', '--redis', 'redis://127.0.0.1:1', '--disk', 'states'];
    const ended = processionWith(world, place.path, ...words);
    expect(ended.out).toBe(
      'INCONCLUSIVE  --redis needs the packages bullmq and ioredis, and they cannot be loaded: npm install bullmq ioredis\n',
    );
    expect(ended.code).toBe(3);
  });
});
