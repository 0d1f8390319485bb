// Goal: a file of the gate's options is either understood or turned down with a sentence that leads to the wrong key, and
// the published schema says the same. Method: files of both kinds, then random ones, judged by the reader and by Ajv.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test as propertyTest, fc } from '@fast-check/vitest';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Subject } from '../../src/app/gate/check.ts';
import type { GateReport } from '../../src/app/gate/gate.ts';
import { CHECKS } from '../../src/app/gate/checks.ts';
import { settingsOf } from '../../src/app/gate/settings.ts';
import { tableSystem } from '../../src/systems/in-process.ts';
import { checksIn, refuseUnknownChecks } from '../../src/app/cli/files/check-module.ts';
import { gateConfigIn } from '../../src/app/cli/files/gate-config.ts';
import { flagsOf, withConfig } from '../../src/app/cli/options/configured.ts';
import { processionShared, temporaryFolder } from '../support/procession.ts';
import type { Ended } from '../support/procession.ts';
import { GATE_SCHEMA_FILE, gateConfigSchema } from './gate-config-schema.ts';

const published = JSON.parse(readFileSync(GATE_SCHEMA_FILE, 'utf8')) as {
  readonly properties: Readonly<Record<string, object>>;
};
const accepts = new Ajv2020({ allowUnionTypes: true }).compile(published);

/** The sentence with which a file is turned down; `undefined` where it is not. */
function sentenceFor(content: string): string | undefined {
  try {
    gateConfigIn('c.json', content);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

const GOOD: readonly object[] = [
  {},
  { $schema: './node_modules/procession-check/schema/gate-config-1.schema.json' },
  { sut: './my-system.ts', profile: 'full', seeds: 4, runs: 100, commandsMax: 50, ids: 3 },
  { sut: 'cmd:python3 mine.py', env: { MODE: '', _a1: 'x=y' }, timeLimitStep: 0.5, timeLimitStart: 20 },
  { corpus: false, save: false, known: 'known.json', base: 'main', memoryLimitSystem: 512 },
  { corpus: 'traces', save: '.procession/failures', timeLimitCheck: 900, choices: 'linux' },
  { checks: ['./a-check.ts'], leaveOut: ['tour'], require: ['kernel', 'git'], performance: {} },
  { performance: { threshold: 1.05 }, checks: [], leaveOut: [], require: [], env: {} },
];

const BAD: readonly (readonly [string, unknown, RegExp])[] = [
  ['a list', [], /^c\.json: must be an object, not \[\]$/],
  ['a number', 3, /^c\.json: must be an object, not 3$/],
  ['nothing', null, /^c\.json: must be an object, not null$/],
  ['a key with a slip', { sutt: 'table' }, /^c\.json: sutt: there is no such key \(Did you mean sut\?\)$/],
  ['a key like none', { wibble: 1 }, /^c\.json: wibble: there is no such key; there are \$schema, sut, /],
  [
    'a key within a key',
    { performance: { treshold: 2 } },
    /^c\.json: performance\.treshold: there is no such key \(Did you mean threshold\?\)$/,
  ],
  ['a threshold of 1', { performance: { threshold: 1 } }, /threshold: must be a number above 1, not 1$/],
  ['a list for an object', { performance: [] }, /^c\.json: performance: must be an object, not \[\]$/],
  ['a list of variables', { env: ['A=1'] }, /^c\.json: env: must be an object, not \["A=1"\]$/],
  ['a variable of no name', { env: { 'a b': '' } }, /^c\.json: env\.a b: must be the name of a variable$/],
  ['a variable that is a number', { env: { A: 1 } }, /^c\.json: env\.A: must be a text, not 1$/],
  ['a variable with a zero', { env: { A: 'a\0' } }, /^c\.json: env\.A: must be without the character 0/],
  ['a system that is no text', { sut: 1 }, /^c\.json: sut: must be a text, not 1$/],
  ['an empty text', { base: '' }, /^c\.json: base: must not be empty, not ""$/],
  ['a command set that there is not', { set: 'px' }, /^c\.json: set: must be one of .*, not "px"$/],
  ['a profile of elsewhere', { profile: 'linux' }, /^c\.json: profile: must be one of quick, full, nightly,/],
  [
    'choices of nobody',
    { choices: 'quick' },
    /^c\.json: choices: must be one of posix, linux, linux-5\.9, not "quick"$/,
  ],
  ['a whole corpus', { corpus: true }, /^c\.json: corpus: must be a folder, or false for none, not true$/],
  ['a folder without a name', { save: '' }, /^c\.json: save: must be a folder, or false for none, not ""$/],
  ['half a run', { runs: 1.5 }, /^c\.json: runs: must be a whole number from 1 to 2147483647, not 1\.5$/],
  ['too many ids', { ids: 1000 }, /^c\.json: ids: must be a whole number from 1 to \d+, not 1000$/],
  ['no seed', { seeds: 0 }, /^c\.json: seeds: must be a whole number from 1 to 1000, not 0$/],
  [
    'little memory',
    { memoryLimitSystem: 1 },
    /memoryLimitSystem: must be a whole number from 128 to 1000000/,
  ],
  ['no time', { timeLimitStep: 0 }, /timeLimitStep: must be a number of seconds above 0, not 0$/],
  ['a time that is a text', { timeLimitCheck: '9' }, /timeLimitCheck: must be a number of seconds above 0/],
  ['ages', { timeLimitStart: 1e7 }, /timeLimitStart: must be 1000000 seconds at most, not 10000000$/],
  ['one check', { checks: './a.ts' }, /^c\.json: checks: must be a list, not "\.\/a\.ts"$/],
  ['a check that is a number', { checks: ['a', 3] }, /^c\.json: checks\.1: must be a text, not 3$/],
  ['a check that is left out, of no name', { leaveOut: [''] }, /^c\.json: leaveOut\.0: must not be empty/],
  ['a need that there is not', { require: ['kernl'] }, /^c\.json: require\.0: must be one of kernel, base, /],
];

describe('the configuration of the gate', () => {
  test.each(GOOD.map((config) => [JSON.stringify(config), config] as const))(
    '%s is a configuration, to the reader and to the schema',
    (content, config) => {
      expect(gateConfigIn('c.json', content)).toEqual(config);
      expect(accepts(config)).toBe(true);
    },
  );

  test.each(BAD)(
    'a configuration with %s is none, to the reader and to the schema',
    (_, config, sentence) => {
      expect(sentenceFor(JSON.stringify(config))).toMatch(sentence);
      expect(accepts(config)).toBe(false);
    },
  );

  test.each([
    ['', /^c\.json:1:1: no JSON: /],
    ['{\n  "sut": table\n}', /^c\.json:2:11: no JSON: /],
    ['{\n  "sut": "table",\n}', /^c\.json:3:1: no JSON: /],
  ])('a configuration %j, which is no JSON, is turned down with line and column', (content, sentence) => {
    expect(sentenceFor(content)).toMatch(sentence);
  });

  const anything = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom<unknown>('table', 'quick', 'kernel', 1, 2.5, 200, false, ['kernel'], { threshold: 2 }),
  );
  propertyTest.prop([
    fc.dictionary(fc.constantFrom(...Object.keys(published.properties), 'sutt', 'x'), anything, {
      maxKeys: 4,
    }),
  ])('a random configuration is the same to the reader and to the schema', (config) => {
    const content = JSON.stringify(config);
    expect(accepts(JSON.parse(content))).toBe(sentenceFor(content) === undefined);
  });

  test('the published schema is what `npm run schema` makes', () => {
    expect(published).toEqual(gateConfigSchema());
  });
});

/** A check as a module writes it. */
const CHECK = `{ name: 'mine', needs: [], claim: () => 'all is well', cost: () => 0, run: async () => ({ verdict: 'pass', sentence: 'it is' }) }`;

describe('options of a file', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => folder[Symbol.dispose]());
  const write = (name: string, content: string): string => {
    const path = join(folder.path, name);
    writeFileSync(path, content);
    return path;
  };

  /** The options with which a command runs that has some of the gate's. */
  async function run(...words: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
    let flags = {};
    const command = withConfig(new Command('gate').exitOverride())
      .option('--sut <system>', 'the system', 'table')
      .option('--profile <profile>', 'the work', 'quick')
      .option('--corpus <folder>', 'the traces')
      .option('--no-corpus', 'no traces')
      .action((given: object) => {
        flags = given;
      });
    await command.parseAsync(words, { from: 'user' });
    return flags;
  }

  test('an option of the command line wins over the file, and the file over what is usual', async () => {
    const file = write('g.json', JSON.stringify({ profile: 'full', corpus: false, seeds: 3 }));
    const configured = { sut: 'table', profile: 'full', corpus: false, seeds: 3, config: file };
    expect(await run('--config', file)).toEqual(configured);
    const said = ['--profile', 'nightly', '--corpus', 'mine', '--sut', 'table'];
    expect(await run('--config', file, ...said)).toEqual({
      ...configured,
      profile: 'nightly',
      corpus: 'mine',
    });
    expect(await run('--no-config')).toEqual({ sut: 'table', profile: 'quick', config: false });
  });

  test('a file that is named and not there is turned down, and a folder', async () => {
    await expect(run('--config', join(folder.path, 'no.json'))).rejects.toThrow(
      /no\.json cannot be read: there/,
    );
    await expect(run('--config', folder.path)).rejects.toThrow(/cannot be read: it is a folder$/);
  });

  test('a path is taken from the folder of the file, seconds become milliseconds, variables become assignments', () => {
    const config = {
      sut: './my-system.ts',
      known: 'known.json',
      corpus: '../traces',
      save: './failures',
      checks: ['./a.ts', '/b.ts'],
      env: { A: '1', B: '' },
      timeLimitStep: 0.5,
      performance: { threshold: 1.2 },
      $schema: 'x',
    };
    expect(flagsOf(config, 'one/two')).toEqual({
      sut: './one/two/my-system.ts',
      known: 'one/two/known.json',
      corpus: './one/traces',
      save: './one/two/failures',
      checks: ['./one/two/a.ts', '/b.ts'],
      env: ['A=1', 'B='],
      timeLimitStep: 500,
      threshold: 1.2,
    });
    expect(flagsOf({ sut: 'cmd:./mine', known: 'k.json' }, '.')).toEqual({
      sut: 'cmd:./mine',
      known: 'k.json',
    });
    expect(flagsOf({ sut: './mine.ts', checks: ['./properties/a.ts'] }, '.')).toEqual({
      sut: './mine.ts',
      checks: ['./properties/a.ts'],
    });
  });

  test('a module gives its check, and one that there is not cannot be left out', async () => {
    const path = write('mine.mjs', `export const check = ${CHECK};`);
    const [check] = await checksIn([path], ['tour']);
    expect(check?.name).toBe('mine');
    refuseUnknownChecks(check === undefined ? [] : [check], ['mine']);
    expect(() => refuseUnknownChecks(check === undefined ? [] : [check], ['min'])).toThrow(
      /^there is no check "min" to leave out \(Did you mean mine\?\)$/,
    );
  });

  test.each([
    ['nothing of that name', 'export const chek = 1;', /: it must export its check under the name "check"$/],
    ['a number', 'export const check = 1;', /: check must be an object, not 1$/],
    [
      'a name of no kind',
      `export const check = { ...${CHECK}, name: 'My check' };`,
      /: check\.name must be small/,
    ],
    [
      'a taken name',
      `export const check = { ...${CHECK}, name: 'tour' };`,
      /: there is a check tour already: /,
    ],
    [
      'no claim',
      `export const check = { ...${CHECK}, claim: 'x' };`,
      /: check\.claim must be a function, not "x"$/,
    ],
    ['no work', `export const check = { ...${CHECK}, run: undefined };`, /: check\.run must be a function/],
    [
      'no condition',
      `export const check = { ...${CHECK}, isAsked: 1 };`,
      /: check\.isAsked must be a function/,
    ],
    [
      'no subject',
      `export const check = { ...${CHECK}, about: 'me' };`,
      /: check\.about must be one of system, /,
    ],
    ['no line', `export const check = { ...${CHECK}, line: 1 };`, /: check\.line must be a text, not 1$/],
    [
      'a need of its own',
      `export const check = { ...${CHECK}, needs: ['x'] };`,
      /: check\.needs must be a list of/,
    ],
    [
      'a profile of its own',
      `export const check = { ...${CHECK}, profiles: 'x' };`,
      /: check\.profiles must be a/,
    ],
    ['what throws', `throw new Error('not today');`, / could not be loaded: Error: not today/],
    ['what is no code', `export const check = ;`, / could not be loaded: SyntaxError: /],
  ])('a module with %s is turned down in a sentence', async (_, code, sentence) => {
    const path = write('mine.mjs', code);
    await expect(checksIn([path], ['tour'])).rejects.toThrow(sentence);
  });

  test.each<[string, string, RegExp]>([
    [
      'a verdict of its own',
      "run: () => ({ verdict: 'failed' })",
      /: check\.run came to no outcome: the outcome's verdict must be one of pass, fail, inconclusive, not "failed"$/,
    ],
    ['no outcome', 'run: async () => {}', /: the outcome must be an object, not undefined$/],
    [
      'no report of a failure',
      "run: () => ({ verdict: 'fail', sentence: 'no' })",
      /: the outcome's report is missing$/,
    ],
    [
      'no word on its excuse',
      "run: () => ({ verdict: 'inconclusive', sentence: 'no', report: 'no' })",
      /: the outcome's excused is missing$/,
    ],
    [
      'evidence of a wrong shape',
      "run: () => ({ verdict: 'pass', sentence: 'yes', evidence: { totals: { runs: 'many' } } })",
      /: the outcome's evidence\.totals\.runs must be a number from 0 up, not "many"$/,
    ],
    [
      'an exception',
      "run: () => { throw new RangeError('not today'); }",
      /check\.run threw RangeError: not today/,
    ],
    ['a late exception', "run: async () => { throw 'no'; }", /check\.run threw "no", which is not an Error/],
    [
      'a cost that is none',
      'cost: () => NaN',
      /: what check\.cost returns must be a whole number from 0 up, not NaN$/,
    ],
    ['a cost that throws', "cost: () => { throw new Error('dear'); }", /: check\.cost threw Error: dear/],
    ['a claim that is none', 'claim: () => 3', /: what check\.claim returns must be a text, not 3$/],
    [
      'a condition that throws',
      "isAsked: () => { throw new Error('who?'); }",
      /: check\.isAsked threw Error: who\?/,
    ],
  ])('a check that comes to %s is inconclusive, and the module is named', async (_, member, sentence) => {
    const path = write('mine.mjs', `export const check = { ...${CHECK}, ${member} };`);
    const [check] = await checksIn([path], []);
    const settings = settingsOf({ seed: 1 });
    expect([check?.isAsked?.(settings), typeof check?.claim(settings)]).toEqual([true, 'string']);
    expect(Number.isSafeInteger(check?.cost(settings))).toBe(true);
    const outcome = await check?.run(new Subject(() => tableSystem(), settings));
    expect(outcome).toMatchObject({ verdict: 'inconclusive', excused: false });
    expect(outcome?.sentence).toMatch(sentence);
    expect(outcome?.sentence).toContain(path);
  });

  test('the checks of this repository are modules as users write them', async () => {
    // Those that measure are programs.
    const files = readdirSync('properties/gate').filter((name) => /^(?!measure-).*-check\.ts$/.test(name));
    const checks = await checksIn(
      files.map((name) => join('properties/gate', name)),
      CHECKS.map(({ name }) => name),
    );
    expect(checks.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['engine-faults', 'generic-mutants']),
    );
  });

  test('a module that is not there is turned down, and two checks of one name', async () => {
    mkdirSync(join(folder.path, 'a.mjs'));
    await expect(checksIn([join(folder.path, 'a.mjs')], [])).rejects.toThrow(
      /^there is no file .* with a check$/,
    );
    const [a, b] = ['b.mjs', 'c.mjs'].map((name) => write(name, `export const check = ${CHECK};`));
    await expect(checksIn([a ?? '', b ?? ''], [])).rejects.toThrow(/c\.mjs: there is a check mine already: /);
  });
});

describe('a configured gate', () => {
  /** A gate of the checks `start` and `mine` in a folder with this configuration. */
  function gate(config: object, ...words: readonly string[]): Ended {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, 'procession.gate.json'), JSON.stringify(config));
    const needy = "needs: ['base']";
    writeFileSync(
      join(folder.path, 'mine.mjs'),
      `export const check = ${CHECK.replace('needs: []', needy)};`,
    );
    return processionShared(folder.path, 'gate', '--seed', '1', ...words);
  }

  test('a configured gate runs the check of a module, without what is left out', () => {
    const config = { sut: 'table', set: 'hierarchy', checks: ['./mine.mjs'], leaveOut: ['tour'] };
    const { code, out } = gate(config, '--only', 'start', 'mine');
    expect(out).toMatch(
      /^– mine +\d+\.\d s left out: it needs what is missing here: a version to compare with/m,
    );
    expect(out).toMatch(/^PASS {2}2 checks: 1 passed, 1 left out; /m);
    expect(code).toBe(0);
    expect(gate(config, '--only', 'tour').err).toMatch(
      /there is no check "tour" in the quick profile: expected start,/,
    );
  });

  test('a configured gate tells what it was told not to do', () => {
    const leaveOut = CHECKS.map(({ name }) => name).filter((name) => name !== 'start');
    const config = { set: 'hierarchy', leaveOut, performance: { threshold: 1.5 } };
    const { threshold, checks } = JSON.parse(gate(config, '--json').out) as GateReport;
    expect(threshold).toBe(1.5);
    const rest = checks.filter(({ verdict }) => verdict !== 'pass');
    expect(rest.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['tour/hierarchy', 'alarm/hierarchy']),
    );
    expect(new Set(rest.map(({ leftOut, sentence }) => `${leftOut} ${sentence}`))).toEqual(
      new Set(['true the configuration says so']),
    );
    const { out } = gate(config, '--only', 'start');
    expect(out).toMatch(/^gate of table: .*, only start, speed threshold 1\.5$/m);
    expect(out).toMatch(/^PASS {2}1 check: 1 passed; /m);
  });

  test('a configured gate is inconclusive where what it requires is missing, whichever checks it runs', () => {
    const config = { set: 'hierarchy', checks: ['./mine.mjs'], require: ['base'] };
    const other = gate(config, '--only', 'start');
    expect(other.out).toMatch(/^! required .* it needs what is required and missing here: a version/m);
    expect(other.code).toBe(3);
    const { code, out } = gate(config, '--only', 'start', 'mine');
    expect(out).toMatch(
      /^! mine +\d+\.\d s it needs what is required and missing here: a version to compare with/m,
    );
    expect(code).toBe(3);
  });

  test('a configured gate takes the options of the command line before those of the file', () => {
    const config = { sut: 'mutant:forget-to-orphan', profile: 'nightly' };
    const { code, out } = gate(config, '--sut', 'table', '--set', 'hierarchy', '--only', 'start');
    expect(out).toMatch(/^gate of table: nightly profile/);
    expect(code).toBe(0);
    expect(gate(config, '--no-config', '--only', 'start').out).toMatch(
      /^gate of table, posix-table, terminal-table: quick profile/,
    );
  });

  test('a configured gate runs as many lots of fixed seeds as the file says', () => {
    const { code, out } = gate({ set: 'hierarchy', seeds: 1 }, '--only', 'fixed-seeds');
    expect(out).toMatch(/^✓ properties +\d+\.\d s 1 seed, 100 runs, /m);
    expect(code).toBe(0);
  });

  test('a configured gate ends as misuse by a wrong key, before anything is run', () => {
    const { code, out, err } = gate({ performance: { treshold: 2 } });
    expect(err).toMatch(/^procession: procession\.gate\.json: performance\.treshold: there is no such key/);
    expect([code, out]).toEqual([2, '']);
  });
});
