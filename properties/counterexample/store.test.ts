// Goal: what is stored is whole, and stored once. Method: store again, store otherwise, and fail in between.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FileInPieces, writeWhole } from '../../src/counterexample/file/store.ts';
import { temporaryFolder } from '../support/procession.ts';
import { failureOf, mutant, ORPHAN } from './examples.ts';
import { readEvidence, storeFailure } from '../support/by-set.ts';

const orphan = await failureOf(mutant('forget-to-orphan'), ...ORPHAN);
const origin = { system: 'mutant:forget-to-orphan', seed: 1 };

test('a failure is stored in both forms, which tell the same', () => {
  using folder = temporaryFolder();
  const path = storeFailure(join(folder.path, 'deep', 'down'), orphan, origin);
  const forms = [path, path.replace(/trace$/, 'json')].map((file) =>
    readEvidence(readFileSync(file, 'utf8')),
  );
  const [trace, json] = forms.map((read) => ('value' in read ? read.value.trace : read.problem));
  expect(trace).toEqual(json);
});

test('the same failure is stored once, however it was found, and another one beside it', async () => {
  using folder = temporaryFolder();
  const first = storeFailure(folder.path, orphan, origin);
  const before = readFileSync(first, 'utf8');
  expect(storeFailure(folder.path, orphan, { system: 'another', seed: 2 })).toBe(first);
  expect(readFileSync(first, 'utf8')).toBe(before);
  const other = await failureOf(mutant('orphan-in-the-pointer-only'), ...ORPHAN);
  expect(storeFailure(folder.path, other, origin)).not.toBe(first);
  expect(readdirSync(folder.path)).toHaveLength(4);
});

test('what cannot be written whole is not written, and leaves nothing behind', () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'kept.trace');
  writeFileSync(path, 'old');
  mkdirSync(join(folder.path, 'in-the-way.trace'));
  expect(() => writeWhole(join(folder.path, 'in-the-way.trace'), 'new')).toThrow(
    /EISDIR|EPERM|ENOTEMPTY|EEXIST/,
  );
  expect(() => writeWhole(join(folder.path, 'nowhere', 'x.trace'), 'new')).toThrow('ENOENT');
  writeWhole(path, 'new');
  expect(readFileSync(path, 'utf8')).toBe('new');
  expect(readdirSync(folder.path).toSorted()).toEqual(['in-the-way.trace', 'kept.trace']);
});

test('a file that is written in pieces is there once it is whole, and left alone it leaves nothing behind', () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'kept.trace');
  writeFileSync(path, 'old');
  const piece = `${'x'.repeat(9_999)}\n`;
  {
    using dropped = new FileInPieces(path);
    for (let count = 0; count < 20; count += 1) dropped.write(piece);
  }
  expect(readFileSync(path, 'utf8')).toBe('old');
  using file = new FileInPieces(path);
  for (let count = 0; count < 20; count += 1) file.write(piece);
  expect(readFileSync(path, 'utf8')).toBe('old');
  file.finish();
  expect(readFileSync(path, 'utf8')).toBe(piece.repeat(20));
  expect(readdirSync(folder.path)).toEqual(['kept.trace']);
  mkdirSync(join(folder.path, 'in-the-way.trace'));
  expect(() => new FileInPieces(join(folder.path, 'in-the-way.trace')).finish()).toThrow(
    /EISDIR|EPERM|ENOTEMPTY|EEXIST/,
  );
  expect(() => new FileInPieces(join(folder.path, 'nowhere', 'x.trace'))).toThrow('ENOENT');
});
