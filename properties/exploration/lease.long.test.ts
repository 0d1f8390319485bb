// Goal: the command takes over the folder of a run on another machine that is gone, leaves that of one that lives alone, and stops
// where its own was taken. Method: locks of a machine that there is not, and a run that is stopped in a space of processes of its
// own, which counts as a machine; as long as the command waits.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openFolder } from '../../src/engines/exploration/folder-store.ts';
import { LEASE_TIMES } from '../../src/engines/exploration/lease.ts';
import { LAUNCHER, processionMeanwhile, temporaryFolder } from '../support/procession.ts';
import { HAS_REDIS, REDIS, RedisServer } from '../support/redis-server.ts';
import { textOf } from '../support/repository.ts';
import { Kept, queueIn } from './killed-search.ts';
import { countsIn, wholeOf } from './report-counts.ts';
import type { SpaceCounts } from './spaces.ts';

const spaces = JSON.parse(textOf('properties/recorded/state-space.json')) as Readonly<
  Record<string, SpaceCounts>
>;

const FAR = 'far 123 4 -';

test('the command waits for a sign of life, takes the folder over, and says from whom', async () => {
  using place = temporaryFolder();
  const words = ['explore', '--ids', '3', '--disk', 'three'];
  await processionMeanwhile(place.path, ...words, '--depth-max', '4');
  symlinkSync(FAR, join(place.path, 'three', 'lock-7'));
  const started = performance.now();
  await using run = new Kept(place.path, [...words, '--json']);
  await run.ended();
  expect(performance.now() - started).toBeGreaterThan(LEASE_TIMES.silentMs);
  expect(run.out).toMatch(
    /^procession: three is taken over from process 123 on far, which gave no sign of life for 90 s; the search goes on\n\{/,
  );
  expect(countsIn(run.out)).toMatchObject({ verdict: 'pass' });
  expect(readdirSync(join(place.path, 'three'))).toHaveLength(1);
}, 240_000);

test('the command refuses a folder whose owner on another machine lives', async () => {
  using place = temporaryFolder();
  const times = { ...LEASE_TIMES, renewMs: 500 };
  const clocks = (): readonly number[] => [performance.now()];
  const folder = await openFolder(join(place.path, 'three'), 'this', { own: FAR, times, clocks });
  const ended = await processionMeanwhile(place.path, 'explore', '--ids', '3', '--disk', 'three');
  if (folder.refused === undefined) folder[Symbol.dispose]();
  expect(ended).toEqual({
    code: 2,
    out: '',
    err: 'procession: --disk: three: another run, process 123 on far, is at work on it: wait for it to end, or name another folder\n',
  });
}, 60_000);

test('the command whose folder was taken over stops with a sentence, and goes on to no further layer', async () => {
  using place = temporaryFolder();
  const inside = join(place.path, 'six');
  await using run = new Kept(place.path, ['explore', '--ids', '6', '--disk', 'six', '--workers', '2']);
  const entries = (kind: string): readonly string[] => {
    try {
      return readdirSync(inside).filter((name) => name.startsWith(kind));
    } catch {
      return [];
    }
  };
  while (!entries('layer-').some((name) => name > 'layer-0007')) await sleep(20);
  const numbers = entries('lock-').map((name) => Number(name.slice('lock-'.length)));
  symlinkSync(FAR, join(inside, `lock-${Math.max(...numbers) + 1}`));
  for (const number of numbers) rmSync(join(inside, `lock-${number}`));
  await run.ended();
  expect(run.code).toBe(3);
  expect(run.out).toContain(
    'INCONCLUSIVE  process 123 on far has taken its folder over, since this run gave no sign of life for so long: was it asleep, or stopped?\n',
  );
  const layers = entries('layer-');
  await sleep(500);
  expect(entries('layer-')).toEqual(layers);
  expect(entries('lock-')).toHaveLength(1);
}, 240_000);

/** The command in a space of processes of its own; the process that it is from outside, undefined where this user may make none. */
async function elsewhere(
  folder: string,
  words: readonly string[],
): Promise<{ readonly run: ChildProcess; readonly pid: number; readonly out: () => string } | undefined> {
  const space = ['--pid', '--fork', '--mount-proc', '--kill-child'];
  const run = spawn('unshare', [...space, process.execPath, LAUNCHER, ...words], { cwd: folder });
  let out = '';
  for (const stream of [run.stdout, run.stderr])
    stream.on('data', (text: Buffer) => (out += text.toString()));
  for (;;) {
    await Promise.race([sleep(100), once(run, 'exit')]);
    if (run.exitCode !== null) return undefined;
    const children = readFileSync(`/proc/${run.pid}/task/${run.pid}/children`, 'latin1').trim();
    if (children !== '') return { run, pid: Number(children), out: () => out };
  }
}

test.skipIf(!HAS_REDIS)(
  `the command through ${REDIS} goes on elsewhere while the one that had the folder is stopped, which ends once it wakes`,
  async ({ skip }) => {
    using place = temporaryFolder();
    mkdirSync(join(place.path, 'redis'));
    await using redis = await RedisServer.start(join(place.path, 'redis'));
    const where = ['--redis', redis.url, '--disk', 'five'];
    const words = ['explore', '--ids', '5', '--json', ...where];
    const first = await elsewhere(place.path, words);
    if (first === undefined) return skip('this user may not make a space of processes here');
    await queueIn(join(place.path, 'five'));
    await using worker = new Kept(place.path, ['worker', ...where]);
    while (!existsSync(join(place.path, 'five', 'layer-0006'))) await sleep(5);
    process.kill(first.pid, 'SIGSTOP');
    await using second = new Kept(place.path, words);
    while (!second.out.includes('is taken over from process 1 on ')) await sleep(20);
    const ended = once(first.run, 'exit');
    process.kill(first.pid, 'SIGCONT');
    expect(await ended).toEqual([3, null]);
    expect(first.out()).toMatch(/"reason":"process \d+ on .* has taken its folder over, since this run gave/);
    expect(second.hasEnded).toBe(false);
    await Promise.all([second.ended(), worker.ended()]);
    expect(countsIn(second.out)).toMatchObject(wholeOf(spaces['ids 5, orbits']));
    expect([second.code, worker.code]).toEqual([0, 0]);
    expect(readdirSync(join(place.path, 'five'))).toHaveLength(1);
  },
  360_000,
);
