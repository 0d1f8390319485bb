// Goal: a search whose work other processes do, through a Redis, comes to what the search in memory comes to, whichever of them
// is killed; and whatever is missing is told in a sentence. Method: a Redis of its own on the loopback, and two workers.
import { copyFileSync, mkdirSync, readdirSync, statSync } from 'node:fs';
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
      const words = ['explore', '--ids', String(ids), '--json', '--runs-max', '1', ...where];
      await using coordinator = new Kept(place.path, words);
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

  test('a worker that is started before the search waits for it and says so, and ends by Ctrl-C until then', async () => {
    await using place = await surroundings();
    mkdirSync(join(place.path, 'states'));
    const where = ['--redis', place.redis.url, '--disk', 'states'];
    await using early = new Kept(place.path, ['worker', ...where]);
    await using impatient = new Kept(place.path, ['worker', ...where, '--json']);
    while (!impatient.out.endsWith('\n')) await sleep(20);
    await impatient.kill('SIGINT');
    expect(impatient.out).toMatch(
      /^procession: states has no search that hands out work yet: waiting for ".* explore --disk states --redis redis:\/\/127\.0\.0\.1:\d+"\nprocession: stopping; .*\n\{.*"jobs":0,"over":false\}\n$/,
    );
    expect(impatient.code).toBe(0);
    await using coordinator = new Kept(place.path, ['explore', '--ids', '3', '--json', ...where]);
    await Promise.all([coordinator.ended(), early.ended()]);
    expect(countsIn(coordinator.out)).toMatchObject(wholeOf(spaces['ids 3, orbits']));
    expect(early.out).toMatch(/\n\d+ jobs done; the search in states is over\n$/);
    expect(early.code).toBe(0);
  }, 120_000);

  test('a Redis that stays away is told by the coordinator and a worker, and the same commands go on', async () => {
    await using place = await surroundings();
    const where = ['--redis', place.redis.url, '--disk', 'states'];
    const inside = join(place.path, 'states');
    await using coordinator = new Kept(
      place.path,
      ['explore', '--ids', '5', '--json', ...where],
      LESS_PATIENT,
    );
    await queueIn(inside);
    await using worker = new Kept(place.path, ['worker', ...where], LESS_PATIENT);
    while (!readdirSync(inside).some((name) => name.startsWith('layer-') && name > 'layer-0005'))
      await sleep(20);
    await place.redis.kill();
    await Promise.all([coordinator.ended(), worker.ended()]);
    const sentence = `the Redis at ${place.redis.url} has not answered for 3 s: start it again`;
    expect(coordinator.out).toContain(`"reason":"${sentence}"`);
    expect(worker.out).toContain(`INCONCLUSIVE  ${sentence}\n`);
    expect([coordinator.code, worker.code]).toEqual([3, 3]);
    await place.redis.start();
    coordinator.again();
    worker.again();
    await Promise.all([coordinator.ended(), worker.ended()]);
    expect(countsIn(coordinator.out)).toMatchObject(wholeOf(spaces['ids 5, orbits']));
    expect([coordinator.code, worker.code]).toEqual([0, 0]);
  }, 240_000);

  test.each([
    [
      'has the queue and no files',
      false,
      /wait-0000-00-0000 is not in the folder that process \d+ on .*, a worker, was given: all must be given the same folder/,
    ],
    [
      'is a copy',
      true,
      /run-0000-00000 is not here, and a worker says that it has written it: all must be given the same folder/,
    ],
  ])(
    'a worker whose folder is another, which %s, is told by the coordinator, and goes on waiting',
    async (_, isCopy, reason) => {
      await using place = await surroundings();
      const through = ['--redis', place.redis.url];
      const [here, there] = ['here', 'there'].map((name) => join(place.path, name));
      await using coordinator = new Kept(place.path, ['explore', '--json', ...through, '--disk', 'here']);
      await queueIn(here);
      while (!readdirSync(here).includes('layer-0000')) await sleep(20);
      mkdirSync(there);
      for (const name of isCopy ? readdirSync(here) : ['queue'])
        if (!name.startsWith('lock')) copyFileSync(join(here, name), join(there, name));
      await using worker = new Kept(place.path, ['worker', ...through, '--disk', 'there']);
      await coordinator.ended();
      expect(
        (JSON.parse(coordinator.out.slice(coordinator.out.indexOf('{'))) as { reason: string }).reason,
      ).toMatch(reason);
      expect([coordinator.code, worker.code]).toEqual([3, null]);
      await worker.kill('SIGINT');
      expect(worker.code).toBe(0);
      await using right = new Kept(place.path, ['worker', ...through, '--disk', 'here']);
      coordinator.again();
      await Promise.all([coordinator.ended(), right.ended()]);
      expect(countsIn(coordinator.out)).toMatchObject(wholeOf(spaces['ids 4, orbits']));
    },
    120_000,
  );
});

/** The minute for which a Redis may be away, made seconds; fails where the code has no such minute. */
const LESS_PATIENT = [
  '--import',
  `data:text/javascript,${encodeURIComponent(`
    import { registerHooks } from 'node:module';
    registerHooks({
      load(url, context, next) {
        const loaded = next(url, context);
        if (!url.endsWith('/redis/session.ts')) return loaded;
        const text = String(loaded.source);
        const source = text.replace('AWAY_MAX_MS = 60_000', 'AWAY_MAX_MS = 3_000');
        if (source === text) throw new Error('there is no minute to shorten');
        return { ...loaded, source };
      },
    });
  `)}`,
];

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
