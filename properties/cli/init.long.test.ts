// Goal: `procession init` sets up what it says, asks only where somebody can answer, and never touches a file that is
// there. Method: the command in empty and half-filled folders, without a terminal and with one; the toys that it writes,
// right and with a fault put in. That they run in a project of a user's is tried with the package installed.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { gateConfigIn } from '../../src/app/cli/files/gate-config.ts';
import { plannedFiles } from '../../src/app/cli/init/plan.ts';
import { conformanceChecks } from '../../src/app/conformance/checks.ts';
import { VOCABULARIES } from '../../src/command-sets.ts';
import type { SystemUnderTest } from '../../src/contract/system.ts';
import { LAUNCHER, processionShared, temporaryFolder } from '../support/procession.ts';
import { ROOT, textOf } from '../support/repository.ts';

/** The files below a folder, in the order of their names. */
function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(folder, path)).isFile())
    .toSorted();
}

const read = (folder: string, path: string): string => readFileSync(join(folder, path), 'utf8');

describe('procession init', () => {
  test('a project is set up without a question where an option is given, and the lines to go on with are said', () => {
    using folder = temporaryFolder();
    const { code, out, err } = processionShared(folder.path, 'init', '--ci', 'none');
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^wrote +procession\.gate\.json +the gate's options$/m);
    expect(out.trimEnd().split('\n').slice(-4)).toEqual([
      'next:',
      '  npm install --save-dev procession-check',
      '  node --test',
      '  npx procession-check gate',
    ]);
    const files = filesIn(folder.path);
    expect(files).toEqual(['my-system.mts', 'my-system.test.mts', 'procession.gate.json']);
    const config = gateConfigIn('c', read(folder.path, 'procession.gate.json'));
    expect(config).toMatchObject({ sut: './my-system.mts' });
    expect(config.$schema).toMatch(/^\.\/node_modules\/procession-check\/(schema\/.*\.json)$/);
    expect(textOf(config.$schema?.replace('./node_modules/procession-check/', '') ?? '')).not.toBe('');
  });

  test('the module’s name is that of the files beside it, and of the import in its tests', () => {
    using folder = temporaryFolder();
    mkdirSync(join(folder.path, 'src'));
    writeFileSync(join(folder.path, 'package.json'), '{ "type": "module" }');
    const words = [
      '--sut',
      './src/table.mjs',
      '--test',
      'vitest',
      '--ci',
      'gitlab',
      '--set',
      'posix',
      '--json',
    ];
    const { out } = processionShared(folder.path, 'init', ...words);
    expect(JSON.parse(out)).toEqual({
      written: ['procession.gate.json', 'src/table.mjs', 'src/table.test.mjs', '.gitlab-ci.yml'],
      left: [],
      next: ['npm install --save-dev procession-check vitest', 'npx vitest run', 'npx procession-check gate'],
    });
    expect(read(folder.path, 'src/table.test.mjs')).toContain("from './table.mjs'");
    expect(read(folder.path, 'src/table.mjs')).toBe(textOf('examples/starter/posix.js'));
    const config = gateConfigIn('c', read(folder.path, 'procession.gate.json'));
    expect(config).toMatchObject({ sut: './src/table.mjs', set: 'posix' });
  });

  test('a file that is there is left as it is, and said to be', () => {
    using folder = temporaryFolder();
    const there = ['procession.gate.json', 'my-system.mts', '.gitlab-ci.yml'];
    for (const name of there) writeFileSync(join(folder.path, name), 'mine');
    const { code, out } = processionShared(folder.path, 'init', '--yes');
    expect(code).toBe(0);
    for (const name of there) expect(read(folder.path, name)).toBe('mine');
    expect(out).toMatch(/^left +procession\.gate\.json +it is there already$/m);
    expect(out).toMatch(/^left +my-system\.mts +it is there already$/m);
    expect(out).toMatch(
      /^wrote +\.gitlab\/procession\.yml +the gate on every change: include it in \.gitlab-ci\.yml$/m,
    );
    const again = processionShared(folder.path, 'init', '--yes', '--json');
    expect(JSON.parse(again.out)).toMatchObject({ written: [] });
  });

  test('a program needs no module and no tests, and a workflow is that of the page about it', () => {
    using folder = temporaryFolder();
    processionShared(folder.path, 'init', '--sut', 'cmd:python3 mine.py', '--ci', 'github');
    expect(filesIn(folder.path)).toEqual(['.github/workflows/procession.yml', 'procession.gate.json']);
    expect(read(folder.path, '.github/workflows/procession.yml')).toBe(textOf('examples/ci/procession.yml'));
  });

  test.each<[string, readonly string[], RegExp]>([
    [
      'nobody to ask',
      [],
      /there is no terminal to ask on: say --sut, --test and --ci, or --yes for \.\/my-system/,
    ],
    ['a system that there is not', ['--sut', 'tabel'], /there is no system "tabel": .*Did you mean table\?/],
    [
      'a folder that is not there',
      ['--sut', './no/mine.ts'],
      /^procession: --sut: there is no folder \.\/no$/,
    ],
    ['a folder', ['--sut', '/tmp'], /^procession: \/tmp is a folder, not a module$/],
    [
      'a file that is no module',
      ['--sut', '/dev/null'],
      /^procession: \/dev\/null is no regular file, not a module$/,
    ],
    [
      'a program without cmd:',
      ['--sut', '/bin/sh'],
      /^procession: the name of a module must end in one of .*, and \/bin\/sh has another end: a program/,
    ],
    [
      'a module of no language',
      ['--sut', './m.py'],
      /there is no file \.\/m\.py: to be written, it must end in \.ts,/,
    ],
    [
      'a test of a program',
      ['--sut', 'cmd:x', '--test', 'node'],
      /--test goes with a module: no test can be written/,
    ],
    ['a runner that there is not', ['--test', 'jest'], /Allowed choices are vitest, node, none/],
  ])('%s is misuse, in one sentence, and nothing is written', (_, words, sentence) => {
    using folder = temporaryFolder();
    const { code, err } = processionShared(folder.path, 'init', ...words);
    expect(err.trimEnd()).toMatch(sentence);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    expect(code).toBe(2);
    expect(filesIn(folder.path)).toEqual([]);
  });

  test.each<[string, string, readonly string[], readonly string[]]>([
    ['module', '', ['my-system.test.ts', 'my-system.ts'], []],
    ['commonjs', '', ['my-system.mts', 'my-system.test.mts'], []],
    ['module', './mine.js', ['mine.js', 'mine.test.js'], []],
    ['commonjs', './mine.js', ['mine.mjs', 'mine.test.mjs'], []],
    ['commonjs', './sub/mine.ts', ['sub/mine.mts', 'sub/mine.test.mts'], []],
    ['commonjs', './there.js', ['there.js', 'there.test.mjs'], ['there.js']],
    ['module', './there.cjs', ['there.cjs', 'there.test.mjs'], ['there.cjs']],
  ])(
    'init in a package of type %s with "%s" writes a module that can be loaded as it is',
    (type, sut, files, there) => {
      using folder = temporaryFolder();
      mkdirSync(join(folder.path, 'sub'));
      for (const name of there) writeFileSync(join(folder.path, name), 'module.exports = 1;\n');
      writeFileSync(join(folder.path, 'package.json'), JSON.stringify({ type }));
      const words = sut === '' ? ['--yes', '--ci', 'none'] : ['--sut', sut, '--ci', 'none'];
      const { code, out, err } = processionShared(folder.path, 'init', ...words);
      expect([code, err]).toEqual([0, '']);
      expect(filesIn(folder.path)).toEqual([...files, 'package.json', 'procession.gate.json'].toSorted());
      const [module = '', suite = ''] = files.toSorted((one, other) => one.length - other.length);
      expect(gateConfigIn('c', read(folder.path, 'procession.gate.json')).sut).toBe(`./${module}`);
      expect(read(folder.path, suite)).toContain(`from './${basename(module)}';`);
      const isRenamed = sut !== '' && sut !== `./${module}`;
      expect(out).not.toContain('npm pkg set');
      expect(out.includes(`(${sut} would be CommonJS here)`)).toBe(isRenamed);
      if (there.length > 0) return;
      const gate = processionShared(folder.path, 'gate', '--only', 'start', '--json');
      expect(JSON.parse(gate.out)).toMatchObject({ verdict: 'pass' });
    },
  );

  test('a file that cannot be written is named, and what was written before it', () => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, '.github'), 'no folder');
    const { code, err } = processionShared(folder.path, 'init', '--sut', 'cmd:x', '--ci', 'github');
    expect(err).toMatch(
      /\.github\/workflows\/procession\.yml cannot be written: .* not a folder; procession\.gate\.json was written$/m,
    );
    expect(code).toBe(2);
  });

  /** The command on a terminal, where each question is answered by the next of these; undefined where there is none. */
  async function answered(
    folder: string,
    answers: readonly string[],
  ): Promise<{ readonly code: number | null; readonly out: string } | undefined> {
    const command = `'${process.execPath}' '${LAUNCHER}' init`;
    const child = spawn('script', ['-qec', command, '/dev/null'], {
      cwd: folder,
      env: { ...process.env, TERM: 'xterm' },
      timeout: 60_000,
    });
    let out = '';
    let given = 0;
    child.stdout.on('data', (text: Buffer) => {
      out += text.toString();
      // Behind each question stands the cursor.
      const asked = out.split(') \u001B[').length - 1;
      for (; given < Math.min(asked, answers.length); given += 1) child.stdin.write(answers[given] ?? '');
    });
    return await new Promise((resolve) => {
      child.on('error', () => resolve(undefined));
      child.on('close', (code) => resolve({ code, out }));
    });
  }

  test('a terminal is asked what is not said, again where the answer is none, and an empty answer is the usual one', async ({
    skip,
  }) => {
    using folder = temporaryFolder();
    const ended = await answered(folder.path, ['\r', 'vitess\r', 'vitest\r', 'none\r']);
    skip(ended === undefined, 'there is no script(1) here');
    expect(ended?.out).toContain('it must be one of vitest, node, none (Did you mean vitest?)');
    expect(ended?.code).toBe(0);
    expect(filesIn(folder.path)).toEqual(['my-system.mts', 'my-system.test.mts', 'procession.gate.json']);
    expect(read(folder.path, 'my-system.test.mts')).toContain('procession-check/vitest');
  });

  test.for(['\u0004', '\u0003'])(
    'a terminal that answers %j ends it, and nothing is written',
    async (key, { skip }) => {
      using folder = temporaryFolder();
      const ended = await answered(folder.path, [key]);
      skip(ended === undefined, 'there is no script(1) here');
      expect(ended?.out).toContain('the questions were not answered: nothing was written');
      expect(ended?.code).toBe(2);
      expect(filesIn(folder.path)).toEqual([]);
    },
  );
});

const TOYS = VOCABULARIES.map(({ id }) => id);

describe('a toy that init writes', () => {
  /** The verdicts of the suite on the toy of a set in this text. */
  async function verdictsOf(text: string): Promise<ReadonlySet<string>> {
    using folder = temporaryFolder();
    const file = join(folder.path, 'toy.mjs');
    writeFileSync(file, text);
    const { default: make } = (await import(pathToFileURL(file).href)) as {
      readonly default: () => SystemUnderTest;
    };
    const verdicts = new Set<string>();
    for (const { run } of conformanceChecks(make, { seed: 1, numRuns: 50, ids: 2, save: false })) {
      const outcome = await run();
      verdicts.add(outcome.verdict === 'inconclusive' && outcome.excused ? 'left out' : outcome.verdict);
    }
    return verdicts;
  }

  test.each(TOYS)(
    'a toy of the %s commands is right, and is found out once it keeps orphans',
    async (set) => {
      const toy = textOf(`examples/starter/${set}.js`);
      expect(await verdictsOf(toy)).toEqual(new Set(['pass', 'left out']));
      const broken = toy.replace(/^.* other\.parent = 1;\n/m, '');
      expect(broken).not.toBe(toy);
      expect(await verdictsOf(broken)).toContain('fail');
    },
  );

  test.each(TOYS)('a toy of the %s commands is the same in both languages, types aside', (set) => {
    // Blanks differ where a type stood, and in a line that one made long.
    const words = (text: string): string =>
      text
        .replaceAll(/^\/\*\*.*\*\/$/gm, '')
        .replaceAll(/[\s;]+/g, '')
        .replaceAll(',)', ')');
    const typed = textOf(`examples/starter/${set}.ts`);
    expect(words(stripTypeScriptTypes(typed))).toBe(words(textOf(`examples/starter/${set}.js`)));
    expect(typed).not.toBe(textOf(`examples/starter/${set}.js`));
  });

  test('a file that is planned from an example has the example in the package', () => {
    const planned = (['vitest', 'node'] as const).flatMap((test) =>
      (['github', 'gitlab'] as const).flatMap((ci) =>
        TOYS.flatMap((toySet) =>
          ['./a.ts', './a.js'].flatMap((sut) =>
            plannedFiles({
              sut,
              module: true,
              packageType: undefined,
              set: undefined,
              toySet,
              test,
              ci,
              hasPipeline: false,
            }),
          ),
        ),
      ),
    );
    const examples = new Set(planned.flatMap(({ example }) => example ?? []));
    expect(examples.size).toBe(10);
    for (const example of examples) expect(textOf(`examples/${example}`)).not.toBe('');
    expect(readdirSync(join(ROOT, 'examples/starter'))).toHaveLength(8);
  });
});
