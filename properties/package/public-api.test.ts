// Goal: what the package exports is closed, documented, and small enough to be read on one page. Method: the entries read
// from the sources, and the page compared with what they say.
import { describe, expect, test } from 'vitest';
import { textOf } from '../support/repository.ts';
import { apiPage } from './api-page.ts';
import { entries } from './entries.ts';
import { PublicApi } from './public-api.ts';
import type { Exported } from './public-api.ts';

const api = new PublicApi(textOf);
const all = entries().flatMap(({ file }) => api.exportsOf(file));

/** Types that stand in signatures and need not be imported by anybody, and why. */
const NOT_IMPORTED: Readonly<Record<string, string>> = {
  'src/contract/vocabulary.ts#AnswerOf': 'computes the type that AnswerIn names',
  'src/contract/vocabulary.ts#CommandOf': 'computes the type that CommandIn names',
  'src/contract/vocabulary.ts#NameIn': 'computes the type that CommandNameIn names',
  'src/command-sets.ts#Tables': 'the tables behind CommandIn',
  'src/contract/observation/fields.ts#ShownBy': 'computes the fields of an observation',
  'src/contract/command.ts#CommandName': 'a string',
};

/** The types that an export's signature names and no entry exports, aliases counted as what they stand for. */
function notImportable(exported: readonly Exported[]): string[] {
  const aliased = exported.flatMap(({ kind, signature, types }) =>
    kind === 'type' && /^type \w+ = \w+(?:<[^=]*>)?;?$/.test(signature) ? types : [],
  );
  const importable = new Set([
    ...exported.map(({ file, declaredAs }) => `${file}#${declaredAs}`),
    ...aliased,
  ]);
  // A system is either of two that can be imported.
  importable.add('src/contract/system.ts#System');
  return exported.flatMap(({ name, types }) =>
    types
      .filter((type) => !importable.has(type) && !(type in NOT_IMPORTED))
      .map((type) => `${name} needs ${type}`),
  );
}

describe('the public interface', () => {
  test('the public interface is closed: every type in an exported signature can be imported', () => {
    expect(notImportable(all)).toEqual([]);
  });

  test('the check of closedness names a type that cannot be imported, and an alias makes its target importable', () => {
    const sources: Readonly<Record<string, string>> = {
      'src/a.ts': `import type { B } from './b.ts';\nexport type { C } from './b.ts';\nexport function f(b: B): C | D { return b; }\ninterface D {}`,
      'src/b.ts': 'export interface B {}\nexport interface C {}',
      'src/c.ts': `export * from './a.ts';\nimport type { B } from './b.ts';\nexport type Mine = B;`,
    };
    const made = new PublicApi((path) => sources[path] ?? '');
    expect(notImportable(made.exportsOf('src/a.ts'))).toEqual(['f needs src/b.ts#B', 'f needs src/a.ts#D']);
    expect(notImportable(made.exportsOf('src/c.ts'))).toEqual(['f needs src/a.ts#D']);
  });

  test('every exported name has a doc comment, and every exported value an example', () => {
    expect(all.filter(({ doc }) => doc === '').map(({ name }) => name)).toEqual([]);
    const values = all.filter(({ isValue }) => isValue);
    expect(values.filter(({ doc }) => !doc.includes('```ts')).map(({ name }) => name)).toEqual([]);
    expect(values.length).toBeGreaterThan(15);
  });

  test('docs/api.md is what `npm run api` makes of the doc comments', () => {
    expect(textOf('docs/api.md')).toBe(apiPage(api, entries()));
  });
});
