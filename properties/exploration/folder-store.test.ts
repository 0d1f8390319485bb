// Goal: a folder keeps files whole or not at all, for one run at a time, and touches nothing of anybody else's. Method: files
// written, given up and read; drafts of a killed run beside files of the user's.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderStore, openFolder } from '../../src/engines/exploration/folder-store.ts';
import { temporaryFolder } from '../support/procession.ts';

const TAKING = { clocks: () => [performance.now()] };

test('a folder has a file once it is committed, as it was written, and none that was discarded', async () => {
  using folder = temporaryFolder();
  const store = folderStore(folder.path);
  const kept = await store.create('wait-0001-00-0000');
  await kept.write(Uint8Array.of(1, 2, 3));
  expect(await store.list()).toEqual([]);
  await kept.write(Uint8Array.of(4, 5));
  await kept.commit(true);
  const given = await store.create('wait-0001-00-0001');
  await given.write(Uint8Array.of(9));
  await given.discard();
  expect(await store.list()).toEqual([{ name: 'wait-0001-00-0000', bytes: 5 }]);
  expect([...(await store.read('wait-0001-00-0000', 1, 4))]).toEqual([2, 3, 4]);
  expect([...(await store.read('wait-0001-00-0000', 3, 9))]).toEqual([4, 5]);
  expect(await store.freeBytes()).toBeGreaterThan(0);
  await store.remove('wait-0001-00-0000');
  await store.remove('wait-0001-00-0000');
  expect(readdirSync(folder.path)).toEqual([]);
});

test('a folder is that of one run at a time, which removes the drafts of one that was killed and no other file', async () => {
  using folder = temporaryFolder();
  for (const name of ['run-0001-00000.12-0-3.tmp', 'mine.tmp', 'layer-0001'])
    writeFileSync(join(folder.path, name), '');
  const first = await openFolder(folder.path, 'this', TAKING);
  if (first.refused !== undefined) throw new Error(first.refused);
  expect(readdirSync(folder.path).toSorted()).toEqual(['layer-0001', 'lock-1', 'mine.tmp']);
  expect((await openFolder(folder.path, 'this', TAKING)).refused).toMatch(
    /^this very process is at work on it: .* name another folder$/,
  );
  first[Symbol.dispose]();
  expect(readdirSync(folder.path).toSorted()).toEqual(['layer-0001', 'mine.tmp']);
});

test('a folder in whose place there is a file is refused in a sentence', async () => {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, 'file'), '');
  expect((await openFolder(join(folder.path, 'file'), 'this', TAKING)).refused).toMatch(
    /^it cannot be made: /,
  );
});
