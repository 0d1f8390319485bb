// Goal: the command takes over the folder of a run on another machine that is gone, leaves that of one that lives alone, and stops
// where its own was taken. Method: locks of a machine that there is not, as long as the command waits.
import { readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openFolder } from '../../src/engines/exploration/folder-store.ts';
import { LEASE_TIMES } from '../../src/engines/exploration/lease.ts';
import { processionMeanwhile, temporaryFolder } from '../support/procession.ts';
import { Kept } from './killed-search.ts';
import { countsIn } from './report-counts.ts';

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
  const [lock] = entries('lock-').toSorted().toReversed();
  symlinkSync(FAR, join(inside, `lock-${Number(lock.slice(5)) + 1}`));
  rmSync(join(inside, lock));
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
