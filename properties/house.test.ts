// Does the repository obey its own rules? Each rule is first seen to fire on a made-up file, then put to the real ones.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PACKAGE_NAME } from '../src/contract/package-name.ts';
import { VOCABULARIES } from '../src/command-sets.ts';
import {
  countsWithItsNoun,
  dropsNoErrorUnargued,
  hasNoDefaultExport,
  hasNoPostponedWork,
  hasShortFunctions,
  lockNamesNoHost,
  namesNoCommandOf,
  namesNoMachinePath,
  namesNoStrangersPackage,
  printsByTheOneWay,
  saysWhatMustBe,
  versionsAreExact,
} from './support/house-rules.ts';
import type { Rule } from './support/house-rules.ts';
import { importsOf, layerBreaches } from './support/layers.ts';
import { isFragment, proseCounts, questionsIn, testTitles } from './support/prose.ts';
import type { ProseCounts } from './support/prose.ts';
import { isOwn, ROOT, textFiles, textOf } from './support/repository.ts';
import { circlesAmong, filesNamedInVain, namesExportedTwice } from './support/whole-tree-rules.ts';

const files = textFiles();
const sources = files.filter(({ path }) => path.endsWith('.ts'));
const src = sources.filter(({ path }) => path.startsWith('src/'));

const NAMES_NO_COMMAND = namesNoCommandOf(
  new Set(VOCABULARIES.flatMap(({ id, commands }) => [id, ...Object.keys(commands)])),
);

describe('the layer check', () => {
  test('the layer check sees every way to name a module, and no other string', () => {
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

  test('the layer check names the file, the import and the rule', () => {
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
  test.each(['function f() {', 'const f = () => {', 'const f = function () {', 'class A { f() {'])(
    'a function of 71 lines that begins with "%s" is too long, and one of 70 is not',
    (begin) => {
      const end = begin.startsWith('class') ? '} }' : '}';
      const ofLines = (lines: number): string => `// Made up.\n${begin}${'\n'.repeat(lines - 1)}${end}`;
      expect(hasShortFunctions('src/a.ts', ofLines(70))).toEqual([]);
      expect(hasShortFunctions('src/a.ts', ofLines(71))).toEqual([
        'src/a.ts:2 a function has 71 lines, more than 70: split it',
      ]);
    },
  );

  test('the lines of the functions in a function count as its own', () => {
    const nested = `function f() {\n  return () => {${'\n'.repeat(69)}};\n}`;
    expect(hasShortFunctions('src/a.ts', nested)).toHaveLength(1);
  });

  test('a circle of imports is found, types included, and told by the shortest way round', () => {
    const text = (...names: readonly string[]): string =>
      names.map((name) => `import type { A } from './${name}.ts';`).join('\n');
    const made = [
      { path: 'src/a.ts', text: text('b', 'd') },
      { path: 'src/b.ts', text: `${text('c')}\nexport {} from './d.ts';` },
      { path: 'src/c.ts', text: `${text('d')}\ntype A = import('./a.ts').A;` },
      { path: 'src/d.ts', text: '' },
      { path: 'src/x/a.ts', text: `import './e.ts';` },
      { path: 'src/x/e.ts', text: `export * from '../x/a.ts';` },
    ];
    expect(circlesAmong(made)).toEqual([
      expect.stringMatching(/^src\/a\.ts → src\/b\.ts → src\/c\.ts → src\/a\.ts: /),
      expect.stringMatching(/^src\/x\/a\.ts → src\/x\/e\.ts → src\/x\/a\.ts: /),
    ]);
    expect(circlesAmong(made.slice(0, 2))).toEqual([]);
  });

  test('a file that a page or a comment names and that is not there is found', () => {
    const made = [
      { path: 'src/a/b.ts', text: "// See a/b.ts, c.ts.\n/** Like ./a/b.ts\n * and d/b.ts. */\nf('e.ts');" },
      {
        path: 'docs/page.md',
        text: 'Read `src/a/b.ts`, then `b.ts`; yours is ./my-system.ts.\nNot `src/f.ts`.',
      },
    ];
    expect(filesNamedInVain(made)).toEqual([
      'src/a/b.ts:1 names c.ts, and there is no such file',
      'src/a/b.ts:3 names d/b.ts, and there is no such file',
      'docs/page.md:2 names src/f.ts, and there is no such file',
    ]);
  });

  test('a name that two files export is found, values and types alike, and one that is passed on is not', () => {
    const made = [
      { path: 'src/a.ts', text: 'export const one = 1, { two, x: [three] } = f();\nexport type Four = 1;' },
      { path: 'src/b.ts', text: 'const one = 1; export { one };\nexport function two() {}\nconst Four = 1;' },
      {
        path: 'src/c.ts',
        text: `export { one } from './a.ts';\nexport class three {}\nexport interface Five {}`,
      },
      { path: 'src/d.ts', text: 'export enum Five {}\nexport interface Four {}\nexport interface Four {}' },
    ];
    expect(namesExportedTwice(made)).toEqual(
      [
        ['Five', 'c', 'd'],
        ['Four', 'a', 'd'],
        ['one', 'a', 'b'],
        ['three', 'a', 'c'],
        ['two', 'a', 'b'],
      ].map(
        ([name, one, other]) =>
          `${name} is exported by src/${one}.ts and src/${other}.ts: give each a name of its own`,
      ),
    );
  });

  test('work that is left for later is found', () => {
    expect(hasNoPostponedWork('src/a.ts', 'ok\n// TODO later')).toEqual([
      'src/a.ts:2 postpones work: do it or drop it',
    ]);
    expect(hasNoPostponedWork('src/a.ts', '// FIXME')).toHaveLength(1);
  });

  test('a default export is found, in either spelling', () => {
    expect(hasNoDefaultExport('src/a.ts', 'export default 1;')).toHaveLength(1);
    expect(hasNoDefaultExport('src/a.ts', 'const a = 1; export { a as default };')).toHaveLength(1);
    expect(hasNoDefaultExport('src/a.ts', 'export const a = 1;')).toEqual([]);
  });

  test('an error that is caught and dropped without a reason is found', () => {
    const caught = (clause: string) => dropsNoErrorUnargued('src/a.ts', `try { f(); }\n${clause}`);
    expect(caught('catch { g(); }')).toEqual([
      expect.stringContaining('src/a.ts:2 drops an error') as string,
    ]);
    expect(caught('catch (error) { g(); }')).toHaveLength(1);
    expect(caught('catch (error) { g(error); }')).toEqual([]);
    expect(caught('catch { g(); /* it says no more than that */ }')).toEqual([]);
    expect(caught('// why not\ncatch { g(); }')).toHaveLength(1);
  });

  test('a path of one machine is found, and the same words elsewhere are not', () => {
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
  ])("a stranger's package is found in %j %j", (start, end) => {
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
  ])('a way around the one writer is found: %s', (line) => {
    expect(printsByTheOneWay('src/engines/a.ts', line)).toEqual([
      'src/engines/a.ts:1 writes past src/app/cli/print.ts',
    ]);
    expect(printsByTheOneWay('src/app/cli/print.ts', line)).toEqual([]);
  });

  test('a count whose noun is always in the plural is found', () => {
    for (const said of [
      '`${count} handles are held`',
      '`${grouped(n)} transitions`',
      '`${a.length} more states`',
    ])
      expect(countsWithItsNoun('src/a.ts', said), said).toHaveLength(1);
    for (const said of ["`${counted(n, 'state')} and ${RUNS} runs`", '`the ${set} commands`'])
      expect(countsWithItsNoun('src/a.ts', said), said).toEqual([]);
  });

  test('a message that says what a value is not is found, and one that says what it must be is not', () => {
    for (const said of ['`"${word}" is no id`', '`${seen}, which is no list`', '`${name} is no Error`'])
      expect(saysWhatMustBe('src/contract/a.ts', said), said).toHaveLength(1);
    for (const said of ['`${name} must be a list, not ${seen}`', '`expected an id, got "${word}"`'])
      expect(saysWhatMustBe('src/contract/a.ts', said), said).toEqual([]);
    expect(saysWhatMustBe('src/model/a.ts', '`group ${id} is no live group`')).toEqual([]);
  });

  test('a look at a stream is no writing, and a stream of a child is none of ours', () => {
    for (const line of ['process.stdout.isTTY', 'process.stdout.on(1)', 'child.stdout', 'writeSync(file, 1)'])
      expect(printsByTheOneWay('src/engines/a.ts', line)).toEqual([]);
  });

  test('a host in the lock file is found', () => {
    expect(lockNamesNoHost('package-lock.json', '{ "resolved": "https://example.org/a.tgz" }')).toHaveLength(
      1,
    );
  });

  test('a version range is found', () => {
    const manifest = { dependencies: { a: '^1.0.0' }, devDependencies: { b: '1.0.0', c: 'latest' } };
    expect(versionsAreExact('package.json', JSON.stringify(manifest))).toHaveLength(2);
  });
});

describe('the rule that no file outside of the sets names a command', () => {
  test.each([
    `if (command.name === 'setpgid') again();`,
    `const set = given ?? 'posix';`,
    `switch (name) { case 'waitpid': again(); }`,
    `const TRIES = { fork: 2 };`,
    `const FAMILY = ['kill', 'signal'];`,
  ])('a name of a command or a set is found in %j', (text) => {
    expect(NAMES_NO_COMMAND('src/engines/a.ts', text)).toEqual([
      'src/engines/a.ts:1 names a command set or a command: read a trait of its vocabulary instead',
    ]);
  });

  test.each([
    `process.once('exit', end);`,
    `const said = counted(times, 'fork');`,
    `const { exit } = process;`,
    `import { kill } from 'node:process';`,
    `const text = 'a fork of a process';`,
  ])('a word that looks alike is none in %j', (text) => {
    expect(NAMES_NO_COMMAND('src/engines/a.ts', text)).toEqual([]);
  });

  test("a set's own files name its commands", () => {
    for (const path of ['src/model/posix/a.ts', 'src/systems/mutants/hierarchy/a.ts', 'src/command-sets.ts'])
      expect(NAMES_NO_COMMAND(path, `case_('setsid')`)).toEqual([]);
  });
});

/** The rules that read the syntax of a file, which is parsed once for all of them. */
const OF_SYNTAX: readonly Rule[] = [
  layerBreaches,
  hasShortFunctions,
  hasNoDefaultExport,
  dropsNoErrorUnargued,
  NAMES_NO_COMMAND,
];
const breaches = new Map<Rule, string[]>();

/** The breaches of a rule: of the layers, in all sources, and else in those of src. */
function breachesOf(rule: Rule): readonly string[] {
  const together = OF_SYNTAX.includes(rule) ? OF_SYNTAX : [rule];
  if (!breaches.has(rule)) {
    for (const each of together) breaches.set(each, []);
    for (const { path, text } of sources.filter((file) => file.path.includes('/')))
      for (const each of together)
        if (each === layerBreaches || path.startsWith('src/')) breaches.get(each)?.push(...each(path, text));
  }
  return breaches.get(rule) ?? [];
}

describe('this repository', () => {
  test('this repository has files to look at', () => {
    expect(src.length).toBeGreaterThan(0);
    expect(files.map(({ path }) => path)).toContain('properties/house.test.ts');
  });

  test.each([
    ['imports along its layers only', layerBreaches],
    ['keeps the functions of src short', hasShortFunctions],
    ['postpones nothing in src', hasNoPostponedWork],
    ['exports by name from src', hasNoDefaultExport],
    ['prints from src by one way only', printsByTheOneWay],
    ['drops no error without saying why', dropsNoErrorUnargued],
    ['prints no count in src without its noun in the right number', countsWithItsNoun],
    ['says in messages of src what must be, not what something is not', saysWhatMustBe],
    ['names no command set and no command in src outside of the sets', NAMES_NO_COMMAND],
  ])('this repository %s', (_claim, rule) => {
    expect(breachesOf(rule)).toEqual([]);
  });

  test('this repository has no circle of files that import each other in src', () => {
    expect(circlesAmong(src)).toEqual([]);
  });

  test('this repository names no file in pages and comments that is not there', () => {
    expect(filesNamedInVain(files)).toEqual([]);
  });

  test('this repository exports no name from two files of src', () => {
    // The public entry and what it is made of say with all sets filled in what others say of any.
    const isPublic = (path: string): boolean =>
      ['src/index.ts', 'src/system.ts'].includes(path) || path.startsWith('src/app/library/');
    expect(namesExportedTwice(src.filter(({ path }) => !isPublic(path)))).toEqual([]);
  });

  test('CONTRIBUTING.md is read in ten minutes, and each file and folder that it leads to is there', () => {
    const text = textOf('CONTRIBUTING.md');
    expect(text.split('\n').length).toBeLessThanOrEqual(80);
    const places = [...text.matchAll(/`((?:src|properties|docs|\.ci)\/[\w./-]+)`/g)].map(
      ([, path = '']) => path,
    );
    expect(places.length).toBeGreaterThan(20);
    expect(places.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
    const scripts = (JSON.parse(textOf('package.json')) as { scripts: Readonly<Record<string, string>> })
      .scripts;
    const named = [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name);
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  test('this repository names no path of one machine', () => {
    expect(files.flatMap(({ path, text }) => namesNoMachinePath(path, text))).toEqual([]);
  });

  test("this repository names no stranger's package where it means its own, and prints the name that it has", () => {
    expect(files.flatMap(({ path, text }) => namesNoStrangersPackage(path, text))).toEqual([]);
    expect(JSON.parse(textOf('package.json'))).toMatchObject({
      name: PACKAGE_NAME,
      bin: { procession: 'bin/procession.js', [PACKAGE_NAME]: 'bin/procession.js' },
    });
  });

  test.skipIf(!existsSync(join(ROOT, '.git')))('every file that is committed is judged', () => {
    const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' });
    expect(tracked.split('\0').filter((path) => path !== '' && !isOwn(path))).toEqual([]);
  });

  test('this repository pins every dependency and names no host', () => {
    expect(versionsAreExact('package.json', textOf('package.json'))).toEqual([]);
    expect(lockNamesNoHost('package-lock.json', textOf('package-lock.json'))).toEqual([]);
  });

  test('this repository is compiled by the TypeScript it pins, whatever else installed a tsc', () => {
    const manifest = JSON.parse(textOf('package.json')) as { devDependencies: { typescript: string } };
    const said = execFileSync('npx', ['--no-install', 'tsc', '--version'], { cwd: ROOT, encoding: 'utf8' });
    expect(said.split(/\s+/)).toContain(manifest.devDependencies.typescript);
  });
});

describe('prose', () => {
  test('a comment sentence that opens like a question is counted, of a boolean only where it does not say Whether', () => {
    const text = `
// What is drawn. Says how.
// Where it is: a sentence that goes on
// over two lines. Of all, the first.
/** Whether it holds. */
export const holds = (): boolean => true;
/** Whether it holds, in words. */
export const words = (): string => 'What is this? How?';
export const x = 1; // Which one.`;
    expect(questionsIn('src/a.ts', text).map((found) => `${found.line} ${found.text}`)).toEqual([
      '2 What is drawn.',
      '2 Where it is: a sentence that goes on over two lines.',
      '2 Of all, the first.',
      '7 Whether it holds, in words.',
      '9 Which one.',
    ]);
  });

  test('every title of a test is read, those of rows and in loops included, and no title of a group', () => {
    const text = `
      describe('a group', () => {
        test('one is read', () => {});
        test.skipIf(true)('two are read', () => {});
        test.each([['three', 3], ['four', 4]])('%s is read', () => {});
        for (const name of names) test(\`five is read of \${name}\`, () => {});
        test.each(names).concurrent('six is read of %s', () => {});
      });`;
    expect(testTitles('properties/a.test.ts', text).map((found) => found.text)).toEqual([
      'one is read',
      'two are read',
      'three is read',
      'four is read',
      'five is read of %s',
      'six is read of %s',
    ]);
  });

  test.each([
    'is read the same',
    'if it is of another version',
    'that only the first run shows is not deterministic',
    'on few ids, and finds itself sane',
    'never blames the model',
    'parse to what was printed',
    'restored takes back what was done',
    'a system that cannot be made',
    'every fact of the page',
    '%s',
  ])('a title without subject or verb is a fragment: %s', (title) => {
    expect(isFragment(title)).toBe(true);
  });

  test.each([
    'resume refuses a checkpoint of another version',
    'a zombie keeps its group alive until it is freed',
    'what is wrong from the start is found at the first command',
    'two kernels do not see each other',
    '%s is judged at every step',
    'src/model/%s.ts has no cast',
  ])('a title that is a sentence is none: %s', (title) => {
    expect(isFragment(title)).toBe(false);
  });

  test('there are no more questions in comments and fragments as titles than recorded', async ({
    annotate,
  }) => {
    const recorded = JSON.parse(textOf('properties/recorded/prose.json')) as ProseCounts;
    const { questions, fragments } = proseCounts(files);
    const counts = [
      ['questions in comments of src', questions.src, recorded.questions.src],
      ['questions in comments of properties', questions.properties, recorded.questions.properties],
      ['fragments as titles of tests', fragments, recorded.fragments],
    ] as const;
    for (const [name, now, before] of counts) {
      if (now < before)
        await annotate(`${name}: ${now}, fewer than the ${before} recorded: npm run prose:record`);
      expect(
        now,
        `${name}: npm run prose:record -- --list FOLDER lists them; begin with a verb or the thing's name`,
      ).toBeLessThanOrEqual(before);
    }
  });
});
