// Does the comparison of two checkouts see what was lost, what came in and what changed?
import { expect, test } from 'vitest';
import { differences, exportedNames, namesIn, recordedIn } from './unchanged.ts';

test('a fact that is lost, new or otherwise is a line, and one that stayed is none', () => {
  const before = new Map([
    ['stays', '1'],
    ['changes', 'a\nb\nc'],
    ['goes', '2'],
  ]);
  const after = new Map([
    ['stays', '1'],
    ['changes', 'a\nx\nc'],
    ['comes', '3'],
  ]);
  expect(differences(before, after)).toEqual(['! changes: line 2: b → x', '- goes', '+ comes']);
  expect(differences(before, before)).toEqual([]);
});

test('a text that only ends earlier differs where it ends', () => {
  expect(differences(new Map([['text', 'a\nb']]), new Map([['text', 'a']]))).toEqual([
    '! text: line 2: b → nothing',
  ]);
});

test('the names of a JSON value are paths, and elements of a list have one path', () => {
  const value = { a: 1, b: [{ c: null }, { d: { e: [] } }] };
  expect([...namesIn(value)]).toEqual(['.a', '.b', '.b.c', '.b.d', '.b.d.e']);
});

test('every way to export a name is read', () => {
  const text = `
    export { a, b as c } from './x.ts';
    export type { D } from './x.ts';
    export const e = 1;
    export function f(): void {}
    export class G {}
    export interface H {}
    export type I = string;
    export * from './all.ts';
    const no = 2;`;
  const texts: Readonly<Record<string, string>> = {
    'src/index.ts': text,
    'src/all.ts': 'export const j = 1;',
  };
  const names = exportedNames('src/index.ts', (path) => texts[path]);
  expect(names).toEqual(['a', 'c', 'D', 'e', 'f', 'G', 'H', 'I', 'j']);
});

test('a recorded table is compared entry by entry, so that a new entry hides no other', () => {
  const before = recordedIn('properties/recorded/space.json', '{ "a": { "states": 1 }, "b": 2 }');
  const after = recordedIn('properties/recorded/space.json', '{ "new": 0, "a": { "states": 1 }, "b": 3 }');
  expect(differences(before, after)).toEqual([
    '! properties/recorded/space.json b: 2 → 3',
    '+ properties/recorded/space.json new',
  ]);
  expect([...recordedIn('properties/recorded/golden/a.txt', 'text')]).toEqual([
    ['properties/recorded/golden/a.txt', 'text'],
  ]);
});
