// Goal: a stranger who pastes what README and the documents say gets what they say, in a checkout and in a project of
// their own. Method: the package packed and installed with README's own lines; every snippet of every document run where
// it would be pasted; every path that a help text or a link names looked for.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WHY_NO_STATIC_C } from '../support/c-compiler.ts';
import { ROOT, textFiles, textOf } from '../support/repository.ts';
import { installed } from './installed.ts';
import type { Installed, Run } from './installed.ts';
import { linesOf, snippetsOf } from './snippets.ts';
import type { Snippet } from './snippets.ts';

const documents = textFiles().filter(({ path }) => path.endsWith('.md') && path !== 'CHANGELOG.md');
const snippets = documents.flatMap(({ path, text }) => snippetsOf(path, text));
const of = (...languages: readonly string[]): Snippet[] =>
  snippets.filter(({ language }) => languages.includes(language));
const title = ({ document, line }: Snippet): string => `${document}:${line}`;

/** Lines that no test can run, and why; a line that no document has any more fails. */
const NOT_RUN: Readonly<Record<string, string>> = {
  'npm ci': 'this checkout has it behind itself',
  'npm test': 'this is one of its tests',
  'npm pack': 'run before everything else here',
  'npm install --save-dev ../procession/procession-check-0.1.0.tgz': 'run before everything else here',
  'npm install --save-dev ../procession/procession-check-0.1.0.tgz vitest':
    'asks the registry; vitest is linked',
  'sh examples/kernel-agent/make-initramfs.sh agent initramfs': 'needs a kernel to start',
};
/** Needs a kernel for QEMU, or crates from the network. */
const NOT_HERE = /qemu-system|cargo build|^bin=|\$bin|target\/debug/;
/** Gates of minutes, of a system that the page does not hold, or beside a version that git has: other tests run their like. */
const OTHER_GATES = /^npm run gate|^npx procession-check (?:gate|merge) .*(?:--|\.json)/;

const MISSING = [
  ...(WHY_NO_STATIC_C === undefined ? [] : ['cc', './tour', './agent']),
  ...(spawnSync('python3', ['--version'], { stdio: 'ignore' }).status === 0 ? [] : ['python3']),
  ...(spawnSync('strace', ['-f', 'true'], { stdio: 'ignore' }).status === 0 ? [] : [' record --', '.strace']),
];
for (const tool of MISSING) process.stderr.write(`Not run: the snippets that need ${tool}\n`);

/** Programs as npx would find them, without asking npm each time. */
const NPX = `npx() {
  name=$1; shift
  case $name in
    procession-check) "$NODE" "$LAUNCHER" "$@";;
    vitest) "$NODE" "$VITEST_MAIN" "$@";;
    *) echo "$name comes from the registry"; return 127;;
  esac
}
`;

let world: Installed;
beforeAll(() => {
  const lines = snippets
    .filter(({ document, language }) => document === 'README.md' && language === 'sh')
    .flatMap(({ code }) => linesOf(code));
  const [pack = '', install = ''] = ['npm pack', 'npm install'].map((start) =>
    lines.find((line) => line.startsWith(start)),
  );
  world = installed(pack, install);
}, 240_000);
afterAll(() => world[Symbol.dispose]());

/** The part of README above its first heading is pasted in a project. */
const FIRST_SCREEN = '';

/**
 * README, the examples and the stories are read in a checkout, but for README's first lines; other documents in a project
 * of the reader's.
 */
function placeOf({ document, line }: Snippet): string {
  const before = textOf(document).split('\n').slice(0, line);
  const section = before.findLast((each) => each.startsWith('## ')) ?? FIRST_SCREEN;
  const inProject = [FIRST_SCREEN, '## Install', '## Gate your changes'].includes(section);
  const inCheckout =
    document.startsWith('examples/') ||
    document === 'docs/job-control.md' ||
    (document === 'README.md' && !inProject);
  return inCheckout ? world.checkout : projectOf(document);
}

/** A folder in the project for each document, since two may say `my-system.ts`. */
function projectOf(document: string): string {
  return join(world.project, document.replaceAll(/\W/g, '-'));
}

/** Runs a line of shell as a reader would, without waiting for it. */
async function run(cwd: string, line: string): Promise<Run> {
  const home = cwd.startsWith(world.checkout) ? world.checkout : world.package;
  const child = spawn('sh', ['-c', NPX + line], {
    cwd,
    env: {
      ...process.env,
      NO_COLOR: '1',
      FORCE_COLOR: undefined,
      VITEST: undefined,
      NODE: process.execPath,
      LAUNCHER: join(home, 'bin/procession.js'),
      VITEST_MAIN: join(ROOT, 'node_modules/vitest/vitest.mjs'),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 120_000,
  });
  let said = '';
  child.stdout.on('data', (text: Buffer) => (said += text.toString()));
  child.stderr.on('data', (text: Buffer) => (said += text.toString()));
  return await new Promise((resolve) => void child.on('close', (code) => resolve({ code, said })));
}

/** The same line, quicker: of two equal options the last one counts. */
function quick(line: string): string {
  if (/^(?:\w+=\S+ )?npx.* check\b/.test(line)) return `${line} --runs 10 --seed 1 --no-certify`;
  if (/^npx.* tour\b|^npx.* explore .*--branches/.test(line)) return `${line} --ids 2`;
  if (/^npx.* mutants --matrix$/.test(line)) return `${line} forget-to-orphan`;
  if (/^npx.* gate\b/.test(line)) return `${line} --only start tour`;
  return line;
}

/** The exit code of a line when all is well: 1 where it is to show a failure, 3 where the world may lack what it asks for. */
function rightCodes(line: string): readonly number[] {
  if (/--sut linux|agent|^\.\/(?:tour|stories)/.test(line)) return [0, 3];
  if (line.includes('traces/litmus/')) return [0];
  const fails =
    /^npx.* (?:check|explore) .*(?:mutant:|--all-failures)|^npx.* (?:replay|shrink|why)\b|FORGET_|vitest run mine\./.test(
      line,
    );
  return fails || SKELETON.test(line) ? [1] : [0];
}

/** README's own system is a skeleton, which fails. */
const SKELETON = /my-system\.ts$/;

/** A failure stored in a place, for the lines that say FILE; where they name a program, that is broken as its page says. */
async function failureFor(place: string, line: string): Promise<string> {
  let sut = 'mutant:forget-to-orphan';
  if (line.includes('mine.py')) {
    const program = join(place, 'mine.py');
    const broken = readFileSync(program, 'utf8').replace(/^ +for child, parent .*\n.*\n.*\n/m, '');
    writeFileSync(program, broken);
    sut = "'cmd:python3 mine.py'";
  }
  await run(place, `npx procession-check check --runs 100 --sut ${sut}`);
  const folder = '.procession/failures';
  const file = readdirSync(join(place, folder)).find((name) => name.endsWith('.trace'));
  return `${folder}/${file}`;
}

/** Saves and runs a document's snippets in their order; gives a sentence for each that does not do what it says. */
async function wrongIn(document: string): Promise<string[]> {
  const own = snippets.filter((each) => each.document === document);
  const wrong: string[] = [];
  for (const place of new Set([...own.map(placeOf), projectOf(document)])) {
    mkdirSync(place, { recursive: true });
    for (const snippet of own)
      if (snippet.language in RUN_WITH) writeFileSync(join(place, fileOf(snippet)), snippet.code);
  }
  let file: string | undefined;
  for (const snippet of own) {
    const place = placeOf(snippet);
    const lines = snippet.language === 'sh' ? linesOf(snippet.code) : alone(snippet);
    for (const line of lines) {
      if (
        line in NOT_RUN ||
        NOT_HERE.test(line) ||
        OTHER_GATES.test(line) ||
        MISSING.some((tool) => line.includes(tool))
      )
        continue;
      if (line.includes('FILE')) file ??= await failureFor(place, line);
      const whole = quick(line)
        .replace('FILE', file ?? '')
        .replace('--sut …', '--sut mutant:forget-to-orphan');
      const { code, said } = await run(place, whole);
      if (!rightCodes(line).includes(code ?? -1))
        wrong.push(`${title(snippet)}: ${whole} ends with ${code}: ${said}`);
    }
  }
  return wrong;
}

const RUN_WITH: Readonly<Record<string, string>> = { ts: '"$NODE"', js: '"$NODE"', python: 'python3' };

/** A statement with its value in the comment that follows. */
const VALUE = /^ *([\w.]+(?:\(.*\))?); \/\/ +('[^']*'|-?\d+|true|false).*$/gm;

/** The line that runs a program which is no part of another; a file with a name is run by the lines that name it. */
function alone(snippet: Snippet): string[] {
  if (snippet.language === 'json') JSON.parse(snippet.code);
  const program = RUN_WITH[snippet.language];
  return program === undefined || snippet.file !== undefined ? [] : [`${program} ${fileOf(snippet)}`];
}

function fileOf({ file, line, language }: Snippet): string {
  return file ?? `snippet-${line}.${language === 'python' ? 'py' : language}`;
}

describe('a snippet, pasted where its document is read,', () => {
  test.for([...new Set(snippets.map(({ document }) => document))])(
    'a pasted snippet does what it says in %s',
    { timeout: 240_000 },
    async (document) => expect(await wrongIn(document)).toEqual([]),
  );

  test('a pasted snippet is one that the types of the package fit, in a project with strict settings', () => {
    for (const { document, ...snippet } of of('ts')) {
      mkdirSync(projectOf(document), { recursive: true });
      writeFileSync(join(projectOf(document), fileOf({ document, ...snippet })), snippet.code);
    }
    const compilerOptions = {
      strict: true,
      noEmit: true,
      target: 'es2024',
      lib: ['es2024', 'esnext.disposable'],
      types: ['node'],
      module: 'nodenext',
      allowImportingTsExtensions: true,
      skipLibCheck: true,
    };
    writeFileSync(join(world.project, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
    const tsc = join(ROOT, 'node_modules/.bin/tsc');
    const { status, stdout } = spawnSync(tsc, [], { cwd: world.project, encoding: 'utf8' });
    expect(stdout).toBe('');
    expect(status).toBe(0);
  });

  test('a pasted snippet gives the values that the comments beside it say', async () => {
    let values = 0;
    for (const snippet of of('ts').filter(({ document }) => document === 'README.md')) {
      const checked = snippet.code.replaceAll(VALUE, (_line, expression: string, value: string) => {
        values += 1;
        return `equal(${expression}, ${value});`;
      });
      if (checked === snippet.code) continue;
      const place = projectOf(snippet.document);
      mkdirSync(place, { recursive: true });
      const file = `values-${snippet.line}.ts`;
      writeFileSync(join(place, file), `import { equal } from 'node:assert/strict';\n${checked}`);
      expect(await run(place, `"$NODE" ${file}`)).toEqual({ code: 0, said: '' });
    }
    expect(values).toBeGreaterThanOrEqual(10);
  });

  test('a pasted snippet is left out for a reason that still holds', () => {
    const lines = new Set(of('sh').flatMap(({ code }) => linesOf(code)));
    expect(Object.keys(NOT_RUN).filter((line) => !lines.has(line))).toEqual([]);
  });
});

/** As the pages that show Markdown make it from a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}

describe('what the installed package points to', () => {
  test('every heading that a link names is in the document', () => {
    const headings = new Map(
      documents.map(({ path, text }) => [
        path,
        new Set([...text.matchAll(/^#+ (.*)$/gm)].map(([, h = '']) => anchorOf(h))),
      ]),
    );
    const missing = documents.flatMap(({ path, text }) =>
      [...text.matchAll(/\]\((?!https?:)([^)#\s]*)#([^)\s]+)\)/g)]
        .filter(([, file = '', anchor = '']) => {
          const there = headings.get(file === '' ? path : join(dirname(path), file));
          return there !== undefined && !there.has(anchor);
        })
        .map(([link]) => `${path}: ${link}`),
    );
    expect(missing).toEqual([]);
  });

  test('every file that a document links to is in the package', () => {
    const missing = documents.flatMap(({ path, text }) =>
      [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)]
        .map(([, link = '']) => join(dirname(path), link))
        .filter((file) => !existsSync(join(world.package, file)))
        .map((file) => `${path} -> ${file}`),
    );
    expect(missing).toEqual([]);
  });

  test('every file that a help text or a message of the program names is in the package', () => {
    const named = textFiles()
      .filter(({ path }) => path.startsWith('src/') || path.startsWith('bin/'))
      .flatMap(({ text }) => text.match(/(?<![\w/.-])(?:docs|examples|schema)\/[\w./-]*\w/g) ?? []);
    expect(named).toContain('docs/protocol.md');
    expect([...new Set(named)].filter((file) => !existsSync(join(world.package, file)))).toEqual([]);
  });
});

describe('the command in a project of a user’s', () => {
  test('the command in a user’s project is found by npx under the name of the package, and prints a line that runs again as it stands', async () => {
    const npx = `unset -f npx; npm_config_offline=true`;
    const first = await run(
      world.project,
      `${npx} npx procession-check check --runs 100 --sut mutant:forget-to-orphan`,
    );
    expect(first.code, first.said).toBe(1);
    const replay = /^replay: (npx .*)$/m.exec(first.said)?.[1] ?? 'no line';
    expect(await run(world.project, `${npx} ${replay}`)).toMatchObject({ code: 1 });
  });

  test('the command in a user’s project gives a test that imports the package by its name', async () => {
    writeFileSync(join(world.project, 'a.trace'), 'procession trace 1 hierarchy\n1 fork 2\n');
    const { code, said } = await run(
      world.project,
      'npx procession-check show a.trace --format vitest --output a.test.ts && npx vitest run a.test.ts',
    );
    expect(code, said).toBe(0);
  });
});

describe('the contents of the package', () => {
  test('the package has the folders and files that are meant for users, and nothing else at its top', () => {
    expect(readdirSync(world.package).toSorted()).toEqual([
      'CHANGELOG.md',
      'CONTRIBUTING.md',
      'LICENSE',
      'README.md',
      'bin',
      'dist',
      'docs',
      'examples',
      'package.json',
      'properties',
      'schema',
    ]);
    expect(readdirSync(join(world.package, 'properties')).toSorted()).toEqual(['recorded', 'traces']);
    expect(readdirSync(join(world.package, 'properties/traces'))).toEqual(['litmus']);
  });

  test('the package holds no test, no source map, nothing that was built of an example, and at most 8 megabytes', () => {
    const files = readdirSync(world.package, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name).slice(world.package.length + 1));
    expect(
      files.filter((file) => /\.test\.|\.map$|^examples\/.*(?:\.o|\.pyc)$|\/target\//.test(file)),
    ).toEqual([]);
    const kinds = new Set(
      files.filter((file) => file.startsWith('dist/')).map((file) => /\.[^./]+$/.exec(file)?.[0]),
    );
    expect(kinds).toEqual(new Set(['.c', '.h', '.html', '.js', '.ts']));
    expect(files.filter((file) => file.startsWith('dist/') && /(?<!\.d)\.ts$/.test(file))).toEqual([]);
    const bytes = files.reduce((sum, file) => sum + statSync(join(world.package, file)).size, 0);
    expect(bytes).toBeLessThan(8e6);
    expect(bytes).toBeGreaterThan(1e6);
  });

  test('the package brings no script that its installation would run', () => {
    const { scripts } = JSON.parse(readFileSync(join(world.package, 'package.json'), 'utf8')) as {
      readonly scripts: Readonly<Record<string, string>>;
    };
    const run = [
      'preinstall',
      'install',
      'postinstall',
      'prepublish',
      'preprepare',
      'prepare',
      'postprepare',
    ];
    expect(Object.keys(scripts).filter((name) => run.includes(name))).toEqual([]);
  });
});

describe('procession init in a project of a user’s', () => {
  const projects = ['hierarchy', 'posix'].flatMap((set) =>
    ['vitest', 'node'].flatMap((runner) => ['ts', 'js'].map((language) => [set, runner, language] as const)),
  );

  test.each(projects)(
    'init for the %s commands, %s and .%s gives tests that pass, types that fit and a gate that passes',
    { timeout: 240_000 },
    async (set, runner, language) => {
      const place = join(world.project, `init-${set}-${runner}-${language}`);
      mkdirSync(place);
      const options = `--set ${set} --test ${runner} --sut ./mine.${language} --ci github`;
      const init = await run(place, `npx procession-check init ${options}`);
      expect(init.code, init.said).toBe(0);
      const tests = runner === 'vitest' ? 'npx vitest run' : '"$NODE" --test';
      const green = await run(place, tests);
      expect(green.code, green.said).toBe(0);
      expect(green.said).toMatch(/agrees with the model on random commands|passed|pass [1-9]/);
      const gate = await run(place, 'npx procession-check gate --only start random tour');
      expect(gate.code, gate.said).toBe(0);
      expect(gate.said).toMatch(/^PASS/m);
      if (language === 'js') return;
      const compilerOptions = {
        strict: true,
        noEmit: true,
        module: 'nodenext',
        target: 'es2024',
        skipLibCheck: true,
      };
      const more = {
        types: ['node'],
        lib: ['es2024', 'esnext.disposable'],
        allowImportingTsExtensions: true,
      };
      writeFileSync(
        join(place, 'tsconfig.json'),
        JSON.stringify({ compilerOptions: { ...compilerOptions, ...more } }),
      );
      const { stdout } = spawnSync(join(ROOT, 'node_modules/.bin/tsc'), [], { cwd: place, encoding: 'utf8' });
      expect(stdout).toBe('');
    },
  );
});
