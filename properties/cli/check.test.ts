// Goal: the command line does what it says, and bad input gets one sentence and exit code 2.
import { parseTrace } from '../support/by-set.ts';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { processionShared, processionWith, temporaryFolder } from '../support/procession.ts';

const MUTANT = 'mutant:fork-makes-a-sibling';

describe('procession check', () => {
  test('procession check passes on the built-in implementation and says what it saw', () => {
    using folder = temporaryFolder();
    const { code, out, err } = processionShared(folder.path, 'check', '--runs', '200', '--seed', '1');
    expect(code).toBe(0);
    expect(err).toBe('');
    expect(out).toMatch(
      /200 runs, [\d,]+ commands \([\d.]+ a run, \d+ % refused\), [\d,]+ commands a second/,
    );
    expect(out).toContain('invariants checked: I1 I2 I3 I4 I5 I6 I7 I8 I9 I10');
    expect(out).toContain('PASS  table and the model agree in 200 runs, seed 1');
  });

  test('procession check finds no fault with the model itself', () => {
    using folder = temporaryFolder();
    expect(processionShared(folder.path, 'check', '--sut', 'model', '--runs', '200').code).toBe(0);
  });

  test('procession check shows a failure with the steps, the difference, the four lines and a replay line that works', () => {
    using folder = temporaryFolder();
    const { code, out } = processionShared(folder.path, 'check', '--sut', MUTANT, '--seed', '5');
    expect(code).toBe(1);
    expect(out).toContain('FAIL  H1 fork: the states differ');
    expect(out).toContain('  1 fork 2   ok pid=2\n  2 fork 3   ok pid=3\n');
    expect(out).toContain('process 3: parent should be 2 and is 1');
    expect(out).toMatch(
      /Property failed after \d+ tests\n\{ seed: 5, path: "\d+", endOnFailure: true \}\nCounterexample: \[1 fork 2, 2 fork 3\]\nShrunk \d+ time\(s\)/,
    );
    const replay = /^replay: npx procession-check (.*)$/m.exec(out)?.[1]?.split(' ') ?? [];
    expect(replay[0]).toBe('replay');
    const again = processionShared(folder.path, ...replay);
    expect(again.code).toBe(1);
    expect(again.out).toContain('process 3: parent should be 2 and is 1');
    expect(processionShared(folder.path, 'replay', replay[1] ?? '').code).toBe(0);
  });

  test('procession check stores a failure as a trace with the right answers, and the same failure once', () => {
    using folder = temporaryFolder();
    const first =
      /^saved: {2}(.*)$/m.exec(
        processionShared(folder.path, 'check', '--sut', MUTANT, '--seed', '5').out,
      )?.[1] ?? '';
    const second =
      /^saved: {2}(.*)$/m.exec(
        processionShared(folder.path, 'check', '--sut', MUTANT, '--seed', '6').out,
      )?.[1] ?? '';
    expect(second).toBe(first);
    const parsed = parseTrace(readFileSync(join(folder.path, first), 'utf8'));
    expect(parsed).toMatchObject({
      value: { steps: [{ answer: { ok: { pid: 2 } } }, { answer: { ok: { pid: 3 } } }] },
    });
  });

  test('procession check gives the same run for the same seed, and one run for seed and path', () => {
    using folder = temporaryFolder();
    const json = (...words: readonly string[]) =>
      JSON.parse(
        processionShared(
          folder.path,
          'check',
          '--sut',
          'mutant:session-dies-with-its-leader',
          '--json',
          '--no-save',
          ...words,
        ).out,
      ) as Record<string, unknown>;
    const first = json('--seed', '3');
    const second = json('--seed', '3');
    expect({ ...second, elapsedMs: 0, commandsPerSecond: 0 }).toEqual({
      ...first,
      elapsedMs: 0,
      commandsPerSecond: 0,
    });
    const passing = processionShared(folder.path, 'check', '--seed', '3', '--path', '5', '--json').out;
    expect(JSON.parse(passing)).toMatchObject({ verdict: 'pass', runs: 1, runsMax: 1 });
    const alone = json('--seed', '3', '--path', String(first['path']));
    expect(alone).toMatchObject({
      verdict: 'fail',
      runs: 1,
      counterexample: { commands: (first['counterexample'] as { commands: unknown }).commands },
    });
  });

  test('procession check takes its seed from PROCESSION_SEED where none is given', () => {
    using folder = temporaryFolder();
    const { out } = processionWith({ env: { PROCESSION_SEED: '77' } }, folder.path, 'check', '--runs', '5');
    expect(out).toContain('seed 77');
  });

  test('procession check prints one JSON object and nothing else with --json', () => {
    using folder = temporaryFolder();
    const { out, err, code } = processionShared(
      folder.path,
      'check',
      '--runs',
      '50',
      '--seed',
      '2',
      '--json',
    );
    expect(code).toBe(0);
    expect(err).toBe('');
    const report = JSON.parse(out) as Record<string, unknown>;
    expect(Object.keys(report)).toEqual([
      'format',
      'version',
      'verdict',
      'reason',
      'system',
      'commandSet',
      'profile',
      'seed',
      'path',
      'runs',
      'runsMax',
      'commandsMax',
      'idsMax',
      'commands',
      'refused',
      'meanLength',
      'elapsedMs',
      'commandsPerSecond',
      'coverage',
      'sizes',
      'refusedAtLimit',
      'invariants',
      'knownDeviations',
      'unchecked',
      'guards',
      'counterexample',
      'otherFailures',
      'otherFailuresLeft',
      'corpus',
      'shard',
    ]);
    expect(report).toMatchObject({ verdict: 'pass', seed: 2, runs: 50, counterexample: null });
  });

  test('procession check documents every name of its JSON', () => {
    using folder = temporaryFolder();
    const documented = readFileSync(new URL('../../docs/json.md', import.meta.url), 'utf8');
    const report = JSON.parse(
      processionShared(folder.path, 'check', '--sut', MUTANT, '--json', '--no-save').out,
    ) as Record<string, unknown>;
    for (const name of Object.keys(report))
      expect(documented.match(new RegExp(`\`${name}[.\`]`)), name).not.toBeNull();
    for (const name of Object.keys(report['counterexample'] as object))
      expect(documented, name).toContain(`\`.${name}\``);
  });

  test('procession check is inconclusive when required coverage is missing, and names it', () => {
    using folder = temporaryFolder();
    const { code, out } = processionShared(
      folder.path,
      'check',
      '--runs',
      '1',
      '--commands-max',
      '3',
      '--require-coverage',
      '--seed',
      '1',
    );
    expect(code).toBe(3);
    expect(out).toContain('INCONCLUSIVE  required coverage is missing');
    expect(out).toContain('exit was never accepted');
  });

  test('procession check searches for as long as --time says, and is inconclusive if that cuts the runs short', () => {
    using folder = temporaryFolder();
    expect(processionShared(folder.path, 'check', '--time', '0.3').code).toBe(0);
    const cut = processionShared(folder.path, 'check', '--time', '0.3', '--runs', '100000000');
    expect(cut.code).toBe(3);
    expect(cut.out).toMatch(/the time was up after [\d,]+ of 100,000,000 runs/);
  });
});

describe('procession mutants', () => {
  test('procession mutants lists every mutant with its rule and a sentence', () => {
    using folder = temporaryFolder();
    const { out, code } = processionShared(folder.path, 'mutants');
    expect(code).toBe(0);
    expect(out).toMatch(/^H1 {3}fork-makes-a-sibling\n {5}\S.*/m);
    const list = JSON.parse(processionShared(folder.path, 'mutants', '--json').out) as readonly {
      rule: string;
    }[];
    expect(list.length).toBeGreaterThanOrEqual(25);
    expect(new Set(list.map(({ rule }) => rule)).size).toBeGreaterThanOrEqual(12);
  });

  test('procession mutants tells of those alone that are named, and runs no others', () => {
    using folder = temporaryFolder();
    const words = ['mutants', 'forget-to-orphan', 'fork-starts-a-group', '--json'];
    const list = JSON.parse(processionShared(folder.path, ...words).out) as readonly object[];
    expect(list).toMatchObject([{ name: 'forget-to-orphan' }, { name: 'fork-starts-a-group' }]);
    const one = processionShared(folder.path, 'mutants', 'forget-to-orphan', '--matrix', '--json');
    expect(JSON.parse(one.out)).toMatchObject([{ mutants: [{ name: 'forget-to-orphan' }] }]);
    expect(one.code).toBe(0);
    expect(processionShared(folder.path, 'mutants', 'fork-starts-a-group').out).toMatch(
      /^1 mutant of the table for the posix commands:\n/,
    );
  });

  test('procession mutants lists those of one command set where asked', () => {
    using folder = temporaryFolder();
    const list = JSON.parse(
      processionShared(folder.path, 'mutants', '--set', 'posix', '--json').out,
    ) as readonly {
      rule: string;
    }[];
    expect(new Set(list.map(({ rule }) => rule[0]))).toEqual(new Set(['P']));
    expect(processionShared(folder.path, 'mutants', '--set', 'posix').out).toMatch(
      /^P1 {3}fork-starts-a-group$/m,
    );
  });
});

interface BadInput {
  readonly name: string;
  readonly words: readonly string[];
  readonly says: RegExp;
  readonly content?: string;
}

/** One case: a claim's subject, the words typed, what must be said, and what the file `given` holds. */
function bad(name: string, words: readonly string[], says: RegExp, content?: string): BadInput {
  return { name, words, says, ...(content !== undefined && { content }) };
}

describe('bad input', () => {
  const TRACE = 'procession trace 1 hierarchy\n';
  const cases: readonly BadInput[] = [
    bad('an unknown command', ['chekc'], /unknown command 'chekc' \(Did you mean check\?\)/),
    bad('an unknown option', ['check', '--rnus', '3'], /unknown option '--rnus'/),
    bad('a number that is none', ['check', '--runs', 'many'], /'many' is invalid. It must be a whole number/),
    bad('a number out of range', ['check', '--ids', '1'], /It must be a whole number from 2 to 1000000/),
    bad('a time that is none', ['check', '--time', '0'], /It must be a number of seconds above 0/),
    bad('a path without a seed', ['check', '--path', '3'], /--path needs the --seed/),
    bad(
      'a path that is none',
      ['check', '--seed', '1', '--path', 'x'],
      /--path must be numbers with colons between them, not "x"/,
    ),
    bad(
      'a shard without a seed that all have',
      ['check', '--shard', '1/2'],
      /--shard needs the one seed of all shards: add --seed, or set PROCESSION_SEED/,
    ),
    bad(
      'a shard of no number of runs',
      ['check', '--shard', '1/2', '--seed', '1', '--time', '9'],
      /--shard needs a number of runs to divide, which --time alone does not say: add --runs/,
    ),
    bad(
      'more shards than runs',
      ['check', '--shard', '1/3', '--seed', '1', '--runs', '2'],
      /--shard: 2 runs cannot be divided among 3 shards/,
    ),
    bad(
      'a shard of one run',
      ['check', '--shard', '1/2', '--seed', '1', '--path', '3'],
      /--shard divides many runs, and --path leads to one: leave one out/,
    ),
    bad(
      'a shard of branches',
      ['check', '--shard', '1/2', '--seed', '1', '--branches', '2'],
      /--shard is about sequences, and --branches runs none/,
    ),
    bad('an unknown system', ['check', '--sut', 'tabel'], /there is no system "tabel"/),
    bad(
      'an unknown mutant',
      ['check', '--sut', 'mutant:nope'],
      /there is no mutant "nope": "npx procession-check mutants" lists them/,
    ),
    bad('a system that is not there', ['check', '--sut', './nope.ts'], /there is no file \.\/nope\.ts/),
    bad(
      'a module that is no system',
      ['check', '--sut', './given'],
      /given does not export a system under test: it must export/,
      'export const nothing = 1;',
    ),
    bad(
      'a module that lacks a method',
      ['check', '--sut', './given'],
      /it has no method apply\(\)/,
      'export default { reset() {} };',
    ),
    bad(
      'a module that does not parse',
      ['check', '--sut', './given'],
      /given could not be loaded/,
      'export default {',
    ),
    bad(
      'a trace that is not there',
      ['replay', 'nope.trace'],
      /nope\.trace cannot be read: there is no such file/,
    ),
    bad('a folder for a trace', ['replay', '.'], /it is a folder/),
    bad('a file that is no trace', ['replay', './given'], /given:1:1: not a trace file/, 'hello\n'),
    bad(
      'a trace of another version',
      ['replay', './given'],
      /given:1:1: trace version 9 is not supported/,
      'procession trace 9 hierarchy\n',
    ),
    bad(
      'an unknown command in a trace',
      ['replay', './given'],
      /given:2:3: unknown command "frok"/,
      `${TRACE}1 frok 2\n`,
    ),
    bad(
      'an id out of range in a trace',
      ['replay', './given'],
      /given:3:8: expected an id, got "2147483648"/,
      `${TRACE}# x\n1 fork 2147483648\n`,
    ),
    bad(
      'an argument missing in a trace',
      ['replay', './given'],
      /given:2:7: fork needs an argument: child/,
      `${TRACE}1 fork\n`,
    ),
  ];

  test.each(cases)('$name is one sentence and exit code 2', ({ words, says, content }) => {
    using folder = temporaryFolder();
    const name = words.includes('--sut') ? './given.mjs' : './given';
    if (content !== undefined) writeFileSync(join(folder.path, name), content);
    const { code, out, err } = processionShared(
      folder.path,
      ...words.map((word) => (word === './given' ? name : word)),
    );
    expect(err.replaceAll('given.mjs', 'given')).toMatch(says);
    expect(err).toMatch(/^procession: /);
    expect(err).not.toContain('    at ');
    expect(out).toBe('');
    expect(code).toBe(2);
    expect(existsSync(join(folder.path, '.procession'))).toBe(false);
  });
});

describe('procession replay', () => {
  const withTrace = (text: string, ...words: readonly string[]) => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, 'given.trace'), `procession trace 1 hierarchy\n${text}`);
    return processionShared(folder.path, 'replay', 'given.trace', ...words);
  };

  test('procession replay passes where system, model and recorded answers agree', () => {
    const { code, out } = withTrace(
      '1 fork 2 => ok pid=2\n2 create_session\n2 create_session => refused group-id-in-use\n',
    );
    expect(out).toContain('PASS');
    expect(code).toBe(0);
  });

  test('procession replay fails on a recorded answer that the specification does not allow, with its line', () => {
    const { code, out } = withTrace('# a comment\n\n1 fork 2 => ok pid=3\n');
    expect(code).toBe(1);
    expect(out).toContain('line 4 records "ok pid=3" for "1 fork 2", the specification says "ok pid=2"');
  });

  test('procession replay is inconclusive about a trace without commands', () => {
    expect(withTrace('').code).toBe(3);
  });

  test('procession replay prints JSON', () => {
    const { out, code } = withTrace('1 fork 2\n2 fork 3\n', '--sut', MUTANT, '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      verdict: 'fail',
      commands: 2,
      counterexample: { kind: 'observation', concerns: 'H1' },
    });
  });
});
