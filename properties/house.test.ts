// Does the repository obey its own rules? Each rule is first seen to fire on a made-up file, then put to the real ones.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PACKAGE_NAME } from '../src/contract/package-name.ts';
import {
  dropsNoErrorUnargued,
  countsWithItsNoun,
  hasNoDefaultExport,
  hasNoPostponedWork,
  isShort,
  lockNamesNoHost,
  namesNoMachinePath,
  namesNoStrangersPackage,
  printsByTheOneWay,
  versionsAreExact,
} from './support/house-rules.ts';
import { importsOf, layerBreaches } from './support/layers.ts';
import { isOwn, ROOT, textFiles, textOf } from './support/repository.ts';

const files = textFiles();
const sources = files.filter(({ path }) => path.endsWith('.ts'));
const src = sources.filter(({ path }) => path.startsWith('src/'));

describe('the layer check', () => {
  test('sees every way to name a module, and no other string', () => {
    const source = `
      import './a.ts';
      import type { B } from './b.ts';
      import { type C } from './c.ts';
      export * from './d.ts';
      export {} from './e.ts';
      export type { F } from './f.ts';
      const later = [await import('./g.ts'), await import(later)];
      type H = import('./h.ts').H;
      // import './no.ts';
      const text = "import './no.ts'";`;
    const found = importsOf('src/x.ts', source);
    const letters = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    expect(new Set(found)).toEqual(new Set([...letters.map((letter) => `./${letter}.ts`), null]));
  });

  test('names the file, the import and the rule', () => {
    expect(layerBreaches('src/model/state.ts', `import type { A } from '../impl/layout.ts';`)).toEqual([
      'src/model/state.ts imports ../impl/layout.ts: src/model/ may import only contract/ of src',
    ]);
  });

  test.each([
    ['src/contract/a.ts', '../model/rules.ts'],
    ['src/model/a.ts', '../impl/layout.ts'],
    ['src/model/a.ts', '../checker/search.ts'],
    ['src/model/a.ts', 'node:fs'],
    ['src/model/a.ts', 'fast-check'],
    ['src/impl/a.ts', '../model/rules.ts'],
    ['src/checker/a.ts', '../contract/command.ts'],
    ['src/lockstep/lockstep.ts', '../impl/layout.ts'],
    ['src/lockstep/judge.ts', '../checker/search.ts'],
    ['src/engines/generate/a.ts', '../../lockstep/lockstep.ts'],
    ['src/engines/generate/a.ts', '@fast-check/vitest'],
    ['src/counterexample/a.ts', '../impl/layout.ts'],
    ['src/systems/mutants/a.ts', '../../model/state.ts'],
    ['src/systems/subprocess.ts', '../impl/layout.ts'],
    ['src/systems/in-process.ts', '../lockstep/lockstep.ts'],
    ['src/app/web/a.ts', '../../model/state.ts'],
    ['src/app/web/a.ts', 'node:fs'],
    ['src/app/gate/a.ts', '../cli/main.ts'],
    ['src/engines/a.ts', '../app/report/failure-text.ts'],
    ['src/engines/a.ts', 'fast-check'],
    ['src/app/cli/a.ts', '../../../properties/support/layers.ts'],
    ['src/index.ts', 'node:fs'],
    ['src/unheard-of/a.ts', './b.ts'],
    ['bench/a.ts', 'commander'],
    ['examples/mine/a.ts', '../../src/impl/intrusive-list.ts'],
  ])('%s may not import %s', (path, specifier) => {
    expect(layerBreaches(path, `import '${specifier}';`)).toHaveLength(1);
  });

  test.each([
    ['src/model/a.ts', './state.ts'],
    ['src/model/a.ts', '../contract/command.ts'],
    ['src/lockstep/table/abstraction.ts', '../../impl/layout.ts'],
    ['src/lockstep/judge.ts', './lockstep.ts'],
    ['src/engines/generate/a.ts', 'fast-check'],
    ['src/counterexample/file/store.ts', 'node:fs/promises'],
    ['src/systems/command-set.ts', '../lockstep/table/abstraction.ts'],
    ['src/app/web/a.ts', '../../model/describe.ts'],
    ['src/app/gate/a.ts', '../report/failure-text.ts'],
    ['src/app/cli/a.ts', '../gate/table.ts'],
    ['src/index.ts', './impl/layout.ts'],
    ['properties/impl/a.test.ts', '@fast-check/vitest'],
    ['bench/a.ts', '../src/impl/intrusive-list.ts'],
    ['examples/mine/a.ts', '../../src/index.ts'],
    ['properties/systems/a.test.ts', '../../examples/mine/a.ts'],
  ])('%s may import %s', (path, specifier) => {
    expect(layerBreaches(path, `import '${specifier}';`)).toEqual([]);
  });

  test('a computed import is allowed only where the world may be touched', () => {
    expect(layerBreaches('src/model/a.ts', 'await import(name);')).toHaveLength(1);
    expect(layerBreaches('src/systems/a.ts', 'await import(name);')).toEqual([]);
  });
});

describe('the other rules fire', () => {
  test('on a file of 401 lines, not on one of 400', () => {
    expect(isShort('src/a.ts', '\n'.repeat(401))).toHaveLength(1);
    expect(isShort('src/a.ts', '\n'.repeat(400))).toEqual([]);
  });

  test('on postponed work', () => {
    expect(hasNoPostponedWork('src/a.ts', 'ok\n// TODO later')).toEqual([
      'src/a.ts:2 postpones work: do it or drop it',
    ]);
    expect(hasNoPostponedWork('src/a.ts', '// FIXME')).toHaveLength(1);
  });

  test('on a default export, in either spelling', () => {
    expect(hasNoDefaultExport('src/a.ts', 'export default 1;')).toHaveLength(1);
    expect(hasNoDefaultExport('src/a.ts', 'const a = 1; export { a as default };')).toHaveLength(1);
    expect(hasNoDefaultExport('src/a.ts', 'export const a = 1;')).toEqual([]);
  });

  test('on an error that is caught and dropped without a reason', () => {
    const caught = (clause: string) => dropsNoErrorUnargued('src/a.ts', `try { f(); }\n${clause}`);
    expect(caught('catch { g(); }')).toEqual([
      expect.stringContaining('src/a.ts:2 drops an error') as string,
    ]);
    expect(caught('catch (error) { g(); }')).toHaveLength(1);
    expect(caught('catch (error) { g(error); }')).toEqual([]);
    expect(caught('catch { g(); /* it says no more than that */ }')).toEqual([]);
    expect(caught('// why not\ncatch { g(); }')).toHaveLength(1);
  });

  test('on a path of one machine, not on the same words elsewhere', () => {
    for (const folder of ['work', 'root', 'home', 'Users']) {
      expect(namesNoMachinePath('a.md', `see /${folder}/x`)).toHaveLength(1);
    }
    expect(namesNoMachinePath('a.md', ['..', 'shared', 'x'].join('/'))).toHaveLength(1);
    expect(namesNoMachinePath('a.md', 'https://example.org/home/ and at work/')).toEqual([]);
  });

  test.each([
    ['npx ', 'procession check'],
    ["import { replay } from '", "procession'"],
    ["import { conformance } from '", "procession/vitest'"],
    ['npm install -D ', 'procession'],
    ['npm install ', 'procession vitest'],
    ['npx ', 'procession-checks check'],
  ])("on a stranger's package in %j %j", (start, end) => {
    expect(namesNoStrangersPackage('a.md', start + end)).toHaveLength(1);
    expect(
      namesNoStrangersPackage('a.md', `${start}${end}`.replace(/procession[\w-]*/, 'procession-check')),
    ).toEqual([]);
  });

  test.each([
    `process.stdout.write('x');`,
    `process . stderr.write('x');`,
    `const out = process.stdout;`,
    `process['stdout'].write('x');`,
    `const { stdout } = process;`,
    `import { stdout } from 'node:process';`,
    `import { WriteStream } from "node:tty";`,
    `console.log('x');`,
    `console['log']('x');`,
    `writeSync(1, 'x');`,
    `process._rawDebug('x');`,
  ])('on a way around the one writer: %s', (line) => {
    expect(printsByTheOneWay('src/engines/a.ts', line)).toEqual([
      'src/engines/a.ts:1 writes past src/app/cli/print.ts',
    ]);
    expect(printsByTheOneWay('src/app/cli/print.ts', line)).toEqual([]);
  });

  test('on a count whose noun is always in the plural', () => {
    for (const said of [
      '`${count} handles are held`',
      '`${grouped(n)} transitions`',
      '`${a.length} more states`',
    ])
      expect(countsWithItsNoun('src/a.ts', said), said).toHaveLength(1);
    for (const said of ["`${counted(n, 'state')} and ${RUNS} runs`", '`the ${set} commands`'])
      expect(countsWithItsNoun('src/a.ts', said), said).toEqual([]);
  });

  test('not on a look at a stream, nor on a stream of a child', () => {
    for (const line of ['process.stdout.isTTY', 'process.stdout.on(1)', 'child.stdout', 'writeSync(file, 1)'])
      expect(printsByTheOneWay('src/engines/a.ts', line)).toEqual([]);
  });

  test('on a host in the lock file', () => {
    expect(lockNamesNoHost('package-lock.json', '{ "resolved": "https://example.org/a.tgz" }')).toHaveLength(
      1,
    );
  });

  test('on a version range', () => {
    const manifest = { dependencies: { a: '^1.0.0' }, devDependencies: { b: '1.0.0', c: 'latest' } };
    expect(versionsAreExact('package.json', JSON.stringify(manifest))).toHaveLength(2);
  });
});

describe('this repository', () => {
  test('has files to look at', () => {
    expect(src.length).toBeGreaterThan(0);
    expect(files.map(({ path }) => path)).toContain('properties/house.test.ts');
  });

  test('imports along its layers only', () => {
    const layered = sources.filter(({ path }) => path.includes('/'));
    expect(layered.flatMap(({ path, text }) => layerBreaches(path, text))).toEqual([]);
  });

  test.each([
    ['keeps the files of src short', isShort],
    ['postpones nothing in src', hasNoPostponedWork],
    ['exports by name from src', hasNoDefaultExport],
    ['prints from src by one way only', printsByTheOneWay],
    ['drops no error without saying why', dropsNoErrorUnargued],
    ['prints no count in src without its noun in the right number', countsWithItsNoun],
  ])('%s', (_claim, rule) => {
    expect(src.flatMap(({ path, text }) => rule(path, text))).toEqual([]);
  });

  test('names no path of one machine', () => {
    expect(files.flatMap(({ path, text }) => namesNoMachinePath(path, text))).toEqual([]);
  });

  test("names no stranger's package where it means its own, and prints the name that it has", () => {
    expect(files.flatMap(({ path, text }) => namesNoStrangersPackage(path, text))).toEqual([]);
    expect(JSON.parse(textOf('package.json'))).toMatchObject({
      name: PACKAGE_NAME,
      bin: { procession: 'bin/procession.js', [PACKAGE_NAME]: 'bin/procession.js' },
    });
  });

  test.skipIf(!existsSync(join(ROOT, '.git')))('judges every file that is committed', () => {
    const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' });
    expect(tracked.split('\0').filter((path) => path !== '' && !isOwn(path))).toEqual([]);
  });

  test('pins every dependency and names no host', () => {
    expect(versionsAreExact('package.json', textOf('package.json'))).toEqual([]);
    expect(lockNamesNoHost('package-lock.json', textOf('package-lock.json'))).toEqual([]);
  });

  test('is compiled by the TypeScript it pins, whatever else installed a tsc', () => {
    const manifest = JSON.parse(textOf('package.json')) as { devDependencies: { typescript: string } };
    const said = execFileSync('npx', ['--no-install', 'tsc', '--version'], { cwd: ROOT, encoding: 'utf8' });
    expect(said.split(/\s+/)).toContain(manifest.devDependencies.typescript);
  });
});
