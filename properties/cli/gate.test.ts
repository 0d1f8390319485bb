// Goal: `procession gate` says pass, fail or inconclusive with evidence, and says so to machines as well. Method: the commands
// as a user types them, on a right table, a broken one, and with options that make no sense.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { GateReport } from '../../src/app/gate/gate.ts';
import { processionShared, temporaryFolder } from '../support/procession.ts';

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
      /^gate of table, posix-table: quick profile, fresh commands from seed 1, only start tour$/m,
    );
    expect(out).toMatch(/^these are procession's own tables: --sut, /m);
    expect(out).toMatch(/^✓ tour +\d+\.\d s hierarchy: 10 states, /m);
    expect(out.trimEnd().split('\n').at(-1)).toMatch(/^PASS {2}4 checks: 4 passed; \d+ s$/);
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
    );
    expect(code).toBe(1);
    expect(out).toMatch(/^✗ random /m);
    expect(out).toMatch(/^FAIL {2}failed: random\/hierarchy; /m);
    const [, line = ''] = /^replay: npx procession-check (.*)$/m.exec(out) ?? [];
    expect(processionShared(folder.path, ...line.split(' ')).code).toBe(1);
    const [, check = ''] = /^again: npx procession-check (.*)$/m.exec(out) ?? [];
    expect(processionShared(folder.path, ...check.split(' ')).code).toBe(1);
  });

  test('the result is one JSON object, on standard output alone or in a file', () => {
    using folder = temporaryFolder();
    const words = ['gate', '--only', 'start', '--seed', '1', '--json'];
    const { code, out } = processionShared(folder.path, ...words);
    expect(code).toBe(0);
    const report = JSON.parse(out) as GateReport;
    expect(report).toMatchObject({ format: 'procession-gate', verdict: 'pass', seed: 1, base: null });
    expect(report.checks.map(({ name }) => name)).toEqual(['start/hierarchy', 'start/posix']);

    expect(processionShared(folder.path, ...words, 'gate.json').out).toMatch(/^PASS/m);
    const written = JSON.parse(readFileSync(join(folder.path, 'gate.json'), 'utf8')) as GateReport;
    expect(written.checks.map(({ verdict }) => verdict)).toEqual(['pass', 'pass']);
  });

  test('the list says what each check asks, and runs nothing', () => {
    using folder = temporaryFolder();
    const { code, out } = processionShared(folder.path, 'gate', '--list', '--seed', '1');
    expect(code).toBe(0);
    expect(out).toMatch(
      /^ tour +hierarchy, posix +[\d,]+ +– +it agrees with the model on every command from /m,
    );
    const listed = processionShared(folder.path, 'gate', '--list', '--json', '--only', 'start').out;
    expect(JSON.parse(listed)).toMatchObject([{ name: 'start', of: ['hierarchy', 'posix'], commands: 0 }]);
  });

  test.each<[string, readonly string[], RegExp]>([
    ['a check that there is not', ['--only', 'tuor'], /there is no check "tuor" in the quick profile.*tour/],
    ['a system that there is not', ['--sut', 'tabel'], /there is no system "tabel"/],
    ['nothing to go on with', ['--resume'], /there is no gate to go on with: .* run it without --resume/],
    ['a profile that there is not', ['--profile', 'slow'], /quick, full, nightly/],
    ['a folder that is not there', ['--json', 'no/such/file.json'], /there is no folder no\/such/],
    ['a folder in the place of a file', ['--html', '.'], /--html: \. is not a regular file/],
    ['a file without a name', ['--sarif', ''], /--sarif: the name of the file must not be empty/],
  ])('%s is misuse, in one sentence', (_, options, sentence) => {
    using folder = temporaryFolder();
    const { code, out, err } = processionShared(folder.path, 'gate', ...options);
    expect(err).toMatch(sentence);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    expect(out).toBe('');
    expect(code).toBe(2);
  });

  test('a gate is gone on with only as it was begun', () => {
    using folder = temporaryFolder();
    mkdirSync(join(folder.path, '.procession/gate'), { recursive: true });
    writeFileSync(join(folder.path, UNFINISHED), '{}');
    expect(processionShared(folder.path, 'gate', '--resume').err).toContain(`${UNFINISHED} cannot be read`);
    const run = { identity: { profile: 'full' }, seed: 7, began: '', checks: [] };
    writeFileSync(join(folder.path, UNFINISHED), JSON.stringify(run));
    const { code, err } = processionShared(folder.path, 'gate', '--resume');
    expect(err).toContain('the interrupted gate cannot be gone on with');
    expect(code).toBe(2);
  });
});
