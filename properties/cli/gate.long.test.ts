// Goal: `procession gate` says pass, fail or inconclusive with evidence, and says so to machines as well. Method: the commands
// as a user types them, on a right table, a broken one, and with options that make no sense.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decidingFacts } from '../../src/app/cli/files/gate-identity.ts';
import type { GateReport } from '../../src/app/gate/gate.ts';
import { codeVersion } from '../../src/engines/exploration/code-version.ts';
import {
  procession,
  processionShared,
  processionSharedWith,
  temporaryFolder,
} from '../support/procession.ts';

const UNFINISHED = '.procession/gate/unfinished.json';

describe('procession gate', () => {
  test('a right table passes, a line for each check, and the last line decides', () => {
    using folder = temporaryFolder();
    const { code, out, err } = processionShared(
      folder.path,
      'gate',
      '--only',
      'start',
      'tour',
      '--seed',
      '1',
    );
    expect(err).toBe('');
    expect(out).toMatch(
      /^gate of table, posix-table, terminal-table: quick profile, fresh commands from seed 1, only start tour$/m,
    );
    expect(out).toMatch(/^these are procession's own tables: --sut, /m);
    expect(out).toMatch(/^✓ tour +\d+\.\d s hierarchy: 10 states, /m);
    expect(out.trimEnd().split('\n').at(-1)).toMatch(/^PASS {2}6 checks: 6 passed; \d+ s$/);
    expect(code).toBe(0);
    expect(existsSync(join(folder.path, UNFINISHED))).toBe(false);
  });

  test('a broken table fails with its counterexample and the line that replays it', () => {
    using folder = temporaryFolder();
    const sut = 'mutant:forget-to-orphan';
    const { code, out } = processionShared(
      folder.path,
      'gate',
      '--sut',
      sut,
      '--seed',
      '1',
      '--only',
      'random',
      'coverage',
    );
    expect(code).toBe(1);
    expect(out).toMatch(/^✗ random /m);
    expect(out).toMatch(/^– coverage .* not judged: the random search did not come to its end/m);
    expect(out).toMatch(/^FAIL {2}failed: random\/hierarchy; 2 checks: 1 failed, 1 not judged; /m);
    const [, line = ''] = /^replay: npx procession-check (.*)$/m.exec(out) ?? [];
    expect(processionShared(folder.path, ...line.split(' ')).code).toBe(1);
    const [, check = ''] = /^again: npx procession-check (.*)$/m.exec(out) ?? [];
    expect(processionShared(folder.path, ...check.split(' ')).code).toBe(1);
  });

  test('a litmus trace that fails is named as a file, with the line that replays it', () => {
    using folder = temporaryFolder();
    const words = ['gate', '--sut', 'mutant:forget-to-orphan', '--only', 'litmus', '--no-save'];
    const { code, out } = processionShared(folder.path, ...words);
    expect(code).toBe(1);
    const [, line = ''] = /^replay: npx procession-check (replay .*)$/m.exec(out) ?? [];
    expect(line).toMatch(/litmus\/[^ ]*\.trace --sut mutant:forget-to-orphan$/);
    const replayed = processionShared(folder.path, ...line.split(' '));
    expect(replayed).toMatchObject({ code: 1, out: expect.stringContaining('H5') as string });
  });

  test('the result is one JSON object, on standard output alone or in a file', () => {
    using folder = temporaryFolder();
    const words = ['gate', '--only', 'start', '--seed', '1', '--json'];
    const { code, out } = processionShared(folder.path, ...words);
    expect(code).toBe(0);
    const report = JSON.parse(out) as GateReport;
    expect(report).toMatchObject({ format: 'procession-gate', verdict: 'pass', seed: 1, base: null });
    expect(report.checks.map(({ name }) => name)).toEqual([
      'start/hierarchy',
      'start/posix',
      'start/job-control',
    ]);

    expect(processionShared(folder.path, ...words, 'gate.json').out).toMatch(/^PASS/m);
    const written = JSON.parse(readFileSync(join(folder.path, 'gate.json'), 'utf8')) as GateReport;
    expect(written.checks.map(({ verdict }) => verdict)).toEqual(['pass', 'pass', 'pass']);
  });

  test('the list says what each check asks, and runs nothing', () => {
    using folder = temporaryFolder();
    const { code, out } = processionShared(folder.path, 'gate', '--list', '--seed', '1');
    expect(code).toBe(0);
    expect(out).toMatch(
      /^ tour +hierarchy, posix, job-control +[\d,]+ +– +it agrees with the model on every command from /m,
    );
    const listed = processionShared(folder.path, 'gate', '--list', '--json', '--only', 'start').out;
    expect(JSON.parse(listed)).toMatchObject([
      { name: 'start', of: ['hierarchy', 'posix', 'job-control'], commands: 0 },
    ]);
  });

  test.each<[string, readonly string[], RegExp]>([
    ['a check that there is not', ['--only', 'tuor'], /there is no check "tuor" in the quick profile.*tour/],
    ['a system that there is not', ['--sut', 'tabel'], /there is no system "tabel"/],
    ['nothing to go on with', ['--resume'], /there is no gate to go on with: .* run it without --resume/],
    ['a profile that there is not', ['--profile', 'slow'], /quick, full, nightly/],
    ['a folder that is not there', ['--json', 'no/such/file.json'], /there is no folder no\/such/],
    ['a folder in the place of a file', ['--html', '.'], /--html: \. is not a regular file/],
    ['a corpus that is not there', ['--corpus', '/no'], /\/no cannot be replayed: there is no such folder/],
    ['a corpus that is a file', ['--corpus', '/dev/null'], /\/dev\/null cannot be replayed: it is not a/],
    ['a base that git does not know', ['--base', 'nope'], /git knows no version "nope" here: --base must be/],
    ['a file below a file', ['--json', '/dev/null/x'], /--json: \/dev\/null is not a folder$/m],
    ['a folder of failures below a file', ['--save', '/dev/null/x'], /--save: \/dev\/null is not a folder$/m],
    [
      'a choice of nobody',
      ['--choices', 'linus'],
      /Allowed choices are posix, linux, linux-5\.9\. \(Did you mean linux\?\)/,
    ],
    [
      'a choice where there is none',
      ['--choices', 'linux'],
      /^procession: --choices goes with the POSIX commands/,
    ],
    ['a base without a name', ['--base', ''], /git knows no version "" here: --base must be a branch, /],
    ['a file without a name', ['--sarif', ''], /--sarif: the name of the file must not be empty/],
  ])('%s is misuse, in one sentence', (_, options, sentence) => {
    using folder = temporaryFolder();
    const { code, out, err } = processionShared(folder.path, 'gate', ...options);
    expect(err).toMatch(sentence);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    expect(out).toBe('');
    expect(code).toBe(2);
  });

  test('a file that no interrupted gate wrote is turned down', () => {
    using folder = temporaryFolder();
    mkdirSync(join(folder.path, '.procession/gate'), { recursive: true });
    writeFileSync(join(folder.path, UNFINISHED), '{}');
    expect(processionShared(folder.path, 'gate', '--resume').err).toContain(`${UNFINISHED} cannot be read`);
  });
});

/** The files of a gate that ends in the middle of its second check as long as `stop` is there. */
const FILES = {
  'sut.mjs': `export { default } from './table.mjs';\n`,
  'table.mjs': `import { ownSystemOf } from '${new URL('../../src/own-systems.ts', import.meta.url).href}';\nexport default () => ownSystemOf('hierarchy').makeSystem();\n`,
  'mine.mjs': `import { existsSync } from 'node:fs';\nimport { sentence } from './mine-sentence.mjs';\nexport const check = { name: 'mine', needs: [], claim: () => 'all is well', cost: () => 0, run: async () => {\n  if (existsSync('stop')) process.kill(process.pid, 'SIGKILL');\n  return { verdict: 'pass', sentence };\n} };\n`,
  'mine-sentence.mjs': `export const sentence = 'it is';\n`,
  'known.json': '{ "deviations": [] }\n',
  'traces/a.trace': 'procession trace 1 hierarchy\n',
  'procession.gate.json': `{ "checks": ["./mine.mjs"] }\n`,
};

describe('a gate that was interrupted', () => {
  const folder = temporaryFolder();
  const at = (name: string): string => join(folder.path, name);
  const words = ['gate', '--sut', './sut.mjs', '--only', 'start', 'mine', '--known', 'known.json'];
  const begun = [...words, '--corpus', 'traces', '--env', 'A=1'];

  beforeAll(() => {
    mkdirSync(at('traces'));
    for (const [name, text] of Object.entries(FILES)) writeFileSync(at(name), text);
    writeFileSync(at('stop'), '');
    const { code, out, err } = procession(folder.path, ...begun, '--seed', '7');
    expect({ code, err }).toEqual({ code: null, err: '' });
    expect(out).toContain('start');
    rmSync(at('stop'));
  }, 60_000);
  afterAll(() => folder[Symbol.dispose]());

  const refusal = (...said: readonly string[]): string => {
    const { code, out, err } = processionShared(folder.path, ...said, '--resume');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    return err;
  };

  test.each([
    ['sut.mjs', 'source of the system'],
    ['table.mjs', 'source of the system'],
    ['mine.mjs', 'list of modules with checks'],
    ['mine-sentence.mjs', 'list of modules with checks'],
    ['known.json', 'file of known deviations'],
    ['traces/a.trace', 'corpus'],
  ] as const)(
    'the interrupted gate is not gone on with once %s is another: the %s is not what it was',
    (file, named) => {
      writeFileSync(at(file), `${FILES[file]} `);
      const problem = refusal(...begun);
      writeFileSync(at(file), FILES[file]);
      expect(problem).toContain(`the interrupted gate cannot be gone on with: its ${named} was `);
    },
  );

  test.each<[string, readonly string[], RegExp]>([
    ['seed', [...begun, '--seed', '5'], /its seed was 7, and is 5 now; /],
    [
      'environment',
      [...begun, '--env', 'B=1'],
      /its environment was [0-9a-f]{12}, and is [0-9a-f]{12} now; /,
    ],
    ['base', [...begun, '--base', 'HEAD'], /its commit of the base was none, and is [0-9a-f]{40} now; /],
    [
      'limit',
      [...begun, '--time-limit-step', '9'],
      /its limits was \{\}, and is \{"timeLimitStep":9000\} now; /,
    ],
    [
      'list of checks',
      [...begun, '--only', 'start'],
      /its list of checks was start mine, and is start mine start now; /,
    ],
    ['share', [...begun, '--shard', '1/2'], /its shard was 1\/1, and is 1\/2 now; /],
  ])('the interrupted gate is not gone on with where its %s is another', (_, said, sentence) => {
    expect(refusal(...said)).toMatch(sentence);
  });

  test('the interrupted gate is not gone on with where the environment says another seed', () => {
    const resumed = processionSharedWith({ PROCESSION_SEED: '5' }, folder.path, ...begun, '--resume');
    expect(resumed).toMatchObject({ code: 2, out: '' });
    expect(resumed.err).toMatch(
      /its seed was 7, and is 5 now; say the same again, or run it without --resume$/m,
    );
  });

  test('the interrupted gate is not gone on with under another code of procession', async () => {
    const now = await decidingFacts({ sut: 'table', profile: 'quick' }, new Set());
    expect(now.code).toMatch(/^code [0-9a-f]{12} [0-9a-f]{12}$/);
    const kept = JSON.parse(readFileSync(at(UNFINISHED), 'utf8')) as { identity: Record<string, string> };
    expect(kept.identity['code of procession']).toBe(now.code);
    const others = { ...kept.identity, 'code of procession': 'another' };
    writeFileSync(at(UNFINISHED), JSON.stringify({ ...kept, identity: others }));
    const problem = refusal(...begun);
    writeFileSync(at(UNFINISHED), JSON.stringify(kept));
    expect(problem).toContain('its code of procession was another, and is ');
  });

  test('the interrupted gate is gone on with as it was begun, and comes to its end', () => {
    const { code, out } = processionShared(folder.path, ...begun, '--resume');
    expect(out).toMatch(/ fresh commands from seed 7, only start mine$/m);
    expect(out).toMatch(/^✓ mine .* it is$/m);
    expect(code).toBe(0);
    expect(existsSync(at(UNFINISHED))).toBe(false);
  });
});

test('the code of the gate is another once a check is, while that of a search is not', () => {
  using folder = temporaryFolder();
  const versions = (): readonly string[] => [codeVersion(folder.path), codeVersion(folder.path, [])];
  mkdirSync(join(folder.path, 'app/gate'), { recursive: true });
  writeFileSync(join(folder.path, 'app/gate/check.ts'), 'one');
  const [search, gate] = versions();
  writeFileSync(join(folder.path, 'app/gate/check.ts'), 'two');
  const [searchAfter, gateAfter] = versions();
  expect(searchAfter).toBe(search);
  expect(gateAfter).not.toBe(gate);
});
