// Goal: the suite passes right systems, and on each faulty one the check fails whose claim is broken, with a message
// that can be read. Bounds are small: that the engines find faults is shown elsewhere.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { posixTableSystem, tableSystem } from '../../src/systems/in-process.ts';
import { conformanceChecks } from '../../src/app/conformance/checks.ts';
import { CORPUS_CHECK } from '../../src/app/gate/checks/corpus.ts';
import { settingsOf } from '../../src/app/gate/settings.ts';
import type { ConformanceOptions } from '../../src/app/gate/settings.ts';
import { ALONE } from '../../src/app/gate/surroundings.ts';
import { Subject } from '../../src/app/gate/check.ts';
import type { CheckOutcome } from '../../src/app/gate/check.ts';
import type { MakeSystem } from '../../src/app/gate/check.ts';
import type { Answer, Command } from '../../src/contract/command.ts';
import { parseTrace } from '../support/by-set.ts';
import type { AsynchronousSystemUnderTest, SystemUnderTest } from '../../src/contract/system.ts';
import { temporaryFolder } from '../support/procession.ts';
import {
  expectAllPass,
  flaky,
  mutant,
  named,
  outcomesOf,
  QUICK,
  remembering,
  tableElsewhere,
  tableWith,
} from './systems.ts';

const AGREES = 'it agrees with the model on random commands';
const TOUR = 'it agrees with the model on every command from every state of 2 ids';
const COVERAGE = 'every command, every refusal and every witness occurs';
const TWICE = 'the same commands give the same answers and states, twice';
const RESET = 'a reset leaves nothing behind';
const UNCHECKED = 'no rule goes unchecked';

describe('right systems pass every check', () => {
  test.each([
    ['the table that answers the POSIX commands', () => posixTableSystem()],
    ['a table that takes a moment to be made', async () => tableSystem()],
  ])('%s passes every check', (_name, make) => expectAllPass(make));
});

describe('a fault fails the check whose claim it breaks', () => {
  test('a wrong state fails both comparisons with the model, and the invariant that it violates', async () => {
    const outcomes = await outcomesOf(() => mutant('forget-to-orphan'), { ...QUICK, ids: 3 });
    expect(named(outcomes, 'fail')).toEqual([AGREES, 'I7', TOUR.replace('2', '3')]);
    expect(named(outcomes, 'pass')).toContain(RESET);
    expect(outcomes['I7']).toMatchObject({ sentence: 'zombie 2 lists a child' });
  });

  test('a message names rule, steps, difference, seed and path, how to run it again, and holds a trace', async () => {
    const outcomes = await outcomesOf(() => mutant('forget-to-orphan'), QUICK, [AGREES]);
    const outcome = outcomes[AGREES];
    if (outcome?.verdict !== 'fail') throw new Error('it should have failed');
    expect(outcome.report).toMatch(/^H5 exit: the states differ\n\n {2}1 fork 2 {3}ok pid=2\n/);
    expect(outcome.report).toContain('process 3: parent should be 1 and is 2');
    expect(outcome.report).toMatch(/\{ seed: 1, path: "(\d+)", endOnFailure: true \}/);
    expect(outcome.report).toContain('certified shortest (3 commands');
    const trace = parseTrace(/^procession trace[^]*$/m.exec(outcome.report)?.[0] ?? '');
    expect('value' in trace && trace.value.steps.map(({ command }) => command)).toEqual(
      outcome.counterexample?.commands,
    );
    const path =
      /again: with the options \{ seed: 1, path: '([\d:]+)', commandsMax: 50 \}/.exec(outcome.report)?.[1] ??
      '';
    const again = await outcomesOf(() => mutant('forget-to-orphan'), { ...QUICK, path }, [AGREES]);
    expect(again[AGREES]).toMatchObject({ counterexample: { commands: outcome.counterexample?.commands } });
  });

  test('a fault of the POSIX commands fails the check whose claim it breaks', async () => {
    const outcomes = await outcomesOf(() => mutant('waitpid-takes-the-living'), QUICK, [AGREES]);
    expect(named(outcomes, 'fail')).toContain(AGREES);
    expect(outcomes[AGREES]).toMatchObject({
      report: expect.stringContaining('procession trace 1 posix') as string,
    });
  });

  test('a start with more than init fails the check whose claim it breaks', async () => {
    const twoAtFirst = (): SystemUnderTest => {
      const table = tableSystem();
      const reset = (): void => {
        table.reset();
        table.apply({ name: 'fork', process: 1, child: 2 });
      };
      return tableWith({ ...table, reset });
    };
    const outcomes = await outcomesOf(twoAtFirst);
    expect(outcomes['it starts as init alone, leading group 1 and session 1']).toMatchObject({
      verdict: 'fail',
      report: expect.stringMatching(
        /^reset: table does not start as init alone\n\n {4}process 1: children should/,
      ) as string,
    });
  });

  test('a system whose answers depend on more than its commands is called not deterministic, and nothing is shrunk', async () => {
    const outcomes = await outcomesOf(flaky());
    expect(named(outcomes, 'fail')).toEqual(expect.arrayContaining([AGREES, TWICE]));
    expect(outcomes[AGREES]).toMatchObject({
      sentence: expect.stringMatching(/^NOT DETERMINISTIC/) as string,
    });
    expect(outcomes[TWICE]).toMatchObject({
      report: expect.stringMatching(
        /^not deterministic: [^]*the first time and .* the second time$/,
      ) as string,
    });
    expect(outcomes[RESET]).toMatchObject({ verdict: 'inconclusive', excused: true });
  });

  test('what outlives a reset fails its check, with no more steps than it takes', async () => {
    const outcomes = await outcomesOf(remembering, QUICK, [RESET, TWICE]);
    expect(outcomes[RESET]).toMatchObject({
      verdict: 'fail',
      report: [
        'a reset leaves something behind',
        '',
        '  - hold_group 1',
        '  reset',
        '  1 exit',
        '',
        '    "1 exit" is answered "refused is-init" on a new system and "EBUSY" on one that was used and reset',
      ].join('\n'),
    });
    expect(outcomes[TWICE]).toMatchObject({ verdict: 'pass' });
  });

  test('a reset that throws fails its check, and so does an end', async () => {
    const fails = (): never => {
      throw new Error('out of order');
    };
    const reset = await outcomesOf(() => tableWith({ reset: fails }), QUICK, [AGREES]);
    expect(reset[AGREES]).toMatchObject({
      verdict: 'fail',
      sentence: expect.stringContaining(
        'its reset ended in an exception: Error: out of order (properties/conformance/checks.long.test.ts:',
      ) as string,
    });
    const close = await outcomesOf(() => tableWith({ close: fails }), QUICK, [AGREES]);
    expect(close[AGREES]).toMatchObject({
      verdict: 'fail',
      sentence: expect.stringContaining(
        'its close ended in an exception: Error: out of order (properties/conformance/checks.long.test.ts:',
      ) as string,
    });
  });
});

describe('a promise that never settles is a failure that names the method', () => {
  const never = (): Promise<never> => new Promise(() => {});
  const LIMITS = { ...QUICK, stepTimeoutMs: 100 };
  const hanging = (changes: Partial<AsynchronousSystemUnderTest>) => () => ({
    ...tableElsewhere(),
    ...changes,
  });
  const table = tableElsewhere();
  const searched = (
    make: MakeSystem,
    options: ConformanceOptions = LIMITS,
  ): Promise<CheckOutcome> | undefined =>
    conformanceChecks(make, options)
      .find(({ name }) => name.startsWith(AGREES))
      ?.run();

  test.each([
    ['its reset: it did not answer', { reset: never }],
    ['its observe after the reset: it did not answer', { observe: never }],
    [
      'its apply of "1 fork 1": it did not answer',
      { apply: (command: Command) => (command.name === 'fork' ? never() : table.apply(command)) },
    ],
    ['it did not answer', { close: never }],
  ])('a promise that never settles is a failure that names the method: %s', async (sentence, changes) => {
    expect(await searched(hanging(changes))).toMatchObject({
      verdict: 'fail',
      sentence: expect.stringContaining(`${sentence} within 0.`) as string,
    });
  });

  test('a runSequence that never settles fails, and its command is looked for one by one', async () => {
    const make = (): AsynchronousSystemUnderTest => {
      const own = tableElsewhere();
      const apply = (command: Command): Promise<Answer> =>
        command.name === 'fork' ? never() : own.apply(command);
      return { ...own, apply, runSequence: never };
    };
    expect(await searched(make)).toMatchObject({
      verdict: 'fail',
      sentence: expect.stringMatching(/"1 fork 1": it did not answer within 0/) as string,
    });
  });

  test('a system that never comes is inconclusive', async () => {
    expect(await searched(never, { ...LIMITS, timeoutMs: 200 })).toMatchObject({
      verdict: 'inconclusive',
      sentence: 'the system could not be made: Error: no system came within 0.1 s',
    });
  });
});

describe('a failure is stored', () => {
  test('a failure is stored in the folder that save names, as trace and as JSON', async () => {
    using folder = temporaryFolder();
    const outcomes = await outcomesOf(() => mutant('forget-to-orphan'), { ...QUICK, save: folder.path }, [
      AGREES,
    ]);
    const report = outcomes[AGREES]?.verdict === 'fail' ? outcomes[AGREES].report : '';
    const file = /^stored: (.*)$/m.exec(report)?.[1] ?? 'it says where';
    expect(readFileSync(file, 'utf8')).toContain(
      '\n1 fork 2 => ok pid=2\n2 fork 3 => ok pid=3\n2 exit => ok\n',
    );
    expect(JSON.parse(readFileSync(file.replace('.trace', '.json'), 'utf8'))).toHaveProperty('certificate');
  });

  test('a failure stands in the report if its folder cannot be written', async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'a file');
    writeFileSync(file, '');
    const outcomes = await outcomesOf(() => mutant('forget-to-orphan'), { ...QUICK, save: file }, [AGREES]);
    expect(outcomes[AGREES]).toMatchObject({
      report: expect.stringMatching(
        /^not stored: .*a file cannot be written \(\w+\)$[^]*^procession trace 1/m,
      ) as string,
    });
  });
});

describe('what cannot be judged is no pass', () => {
  test('an invariant without evidence is excused, and says so', async () => {
    const withoutProcesses = (): SystemUnderTest => {
      const table = tableSystem();
      const observe = (): ReturnType<SystemUnderTest['observe']> => ({
        sessions: table.observe().sessions ?? [],
      });
      return tableWith({ ...table, observe, unchecked: ['ids are not given twice'] });
    };
    const hidden = ['I1', 'I3', 'I6', 'I7'];
    const shown = ['I5', 'I8', 'I9', 'I10'];
    const outcomes = await outcomesOf(withoutProcesses, QUICK, [AGREES, ...hidden, ...shown, UNCHECKED]);
    expect(named(outcomes, 'fail')).toEqual([]);
    for (const id of hidden)
      expect(outcomes[id]).toMatchObject({
        excused: true,
        sentence: 'the system does not show what it is judged by',
      });
    for (const id of shown) expect(outcomes[id]).toMatchObject({ verdict: 'pass' });
    expect(outcomes[UNCHECKED]).toMatchObject({
      excused: true,
      sentence: 'ids are not given twice',
    });
  });

  test('the refusals that an adapter decides are no rules that were checked', async () => {
    const outcomes = await outcomesOf(
      () => tableWith({ guards: ['no-such-group', 'not-running (nobody)'] }),
      QUICK,
      [UNCHECKED],
    );
    expect(outcomes[UNCHECKED]).toMatchObject({
      excused: true,
      sentence: 'its adapter decides no-such-group, not-running (nobody)',
    });
  });

  test('a partial system is asked for its commands only, and coverage for no more', async () => {
    const partial = (): SystemUnderTest => tableWith({ supports: ['fork', 'create_session'] });
    const outcomes = await outcomesOf(partial, QUICK, [COVERAGE, 'I9']);
    expect(outcomes[COVERAGE]).toMatchObject({ verdict: 'pass' });
    expect(outcomes['I9']).toMatchObject({ excused: true });
    const asked = { ...QUICK, numRuns: 20, coverage: 'full' } as const;
    const full = await outcomesOf(() => tableWith({ supports: ['fork'] }), asked, [COVERAGE]);
    expect(full[COVERAGE]).toMatchObject({ verdict: 'inconclusive', excused: false });
  });

  test('too few commands to come everywhere are inconclusive, and what is missing is named', async () => {
    const outcomes = await outcomesOf(() => tableSystem(), { seed: 1, numRuns: 1, commandsMax: 3, ids: 1 });
    expect(outcomes[COVERAGE]).toMatchObject({
      excused: false,
      sentence: expect.stringContaining('free was never accepted') as string,
    });
  });

  test('a time that is up is inconclusive', async () => {
    const outcomes = await outcomesOf(() => tableSystem(), { ...QUICK, numRuns: 1_000_000, timeoutMs: 200 }, [
      AGREES,
    ]);
    expect(outcomes[AGREES]).toMatchObject({
      excused: false,
      sentence: expect.stringMatching(
        /^(?:the time was up after \d+ of 1,000,000 runs|nothing was compared)/,
      ) as string,
    });
  });

  test('a system that cannot be made is inconclusive', async () => {
    const outcomes = await outcomesOf(() => {
      throw new Error('no such device');
    });
    expect(named(outcomes, 'pass')).toEqual([]);
    expect(outcomes[AGREES]).toMatchObject({
      excused: false,
      sentence: 'the system could not be made: Error: no such device',
    });
  });

  test('a known deviation passes while it occurs, and fails once it is gone', async () => {
    const deviation = { command: 'exit', when: 'is-init', answer: 'EBUSY', reason: 'init is busy' } as const;
    const busy = (): SystemUnderTest => {
      const table = tableSystem();
      const apply: SystemUnderTest['apply'] = (command) => {
        const answer = table.apply(command);
        return 'refused' in answer && answer.refused === 'is-init' ? { refused: 'EBUSY' } : answer;
      };
      return tableWith({ ...table, apply, knownDeviations: [deviation] });
    };
    const name = 'every known deviation still occurs';
    const there = await outcomesOf(busy);
    expect(named(there, 'pass')).toEqual(Object.keys(there));
    expect(there[AGREES]).toMatchObject({ verdict: 'pass' });
    expect(there[name]).toMatchObject({
      sentence: expect.stringMatching(/^\d+ times exit \(is-init\): init is busy$/) as string,
    });
    const gone = await outcomesOf(() => tableWith({ knownDeviations: [deviation] }), QUICK, [name]);
    expect(gone[name]).toMatchObject({
      verdict: 'fail',
      sentence: expect.stringContaining('init is busy') as string,
    });
  });
});

describe('the corpus', () => {
  const TRACE = 'procession trace 1 hierarchy\n1 fork 2 => ok pid=2\n2 fork 3 => ok pid=3\n2 exit => ok\n';

  test('the corpus is replayed first: fails on what fails again, is inconclusive on damage, passes on what is mended', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'procession-'));
    const name = `no trace in ${folder} fails again`;
    const corpusOf = (system: SystemUnderTest) =>
      conformanceChecks(() => system, { ...QUICK, corpus: folder })
        .find((check) => check.name === name)
        ?.run();
    try {
      writeFileSync(join(folder, 'orphans.trace'), TRACE);
      expect(await corpusOf(tableSystem())).toMatchObject({ verdict: 'pass', sentence: '1 trace replayed' });
      expect(await corpusOf(posixTableSystem())).toMatchObject({
        verdict: 'inconclusive',
        excused: true,
        sentence: expect.stringMatching(/^no trace in .* applies: it is of the hierarchy commands/) as string,
      });
      expect(await corpusOf(mutant('forget-to-orphan'))).toMatchObject({
        verdict: 'fail',
        report: expect.stringMatching(
          /orphans\.trace still fails: H5: [^\n]*\n\nH5 exit: the states differ\n/,
        ) as string,
      });
      writeFileSync(join(folder, 'torn.trace'), 'procession trace 1 hierarchy\n1 fo');
      expect(await corpusOf(tableSystem())).toMatchObject({
        verdict: 'inconclusive',
        excused: false,
        sentence: expect.stringContaining('torn.trace:2:') as string,
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
    expect(await corpusOf(tableSystem())).toMatchObject({ verdict: 'inconclusive', excused: false });
  });

  test('the corpus is replayed until an end is asked for, and the failure that was found by then is kept', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'procession-'));
    const settings = settingsOf({ ...QUICK, corpus: folder });
    const endedAfter = async (system: SystemUnderTest, turns: number) => {
      let left = turns;
      const control = { ...ALONE.control, stopped: () => (left -= 1) < 0 };
      return await CORPUS_CHECK.run(new Subject(() => system, settings, { ...ALONE, control }));
    };
    try {
      for (const name of ['one', 'two']) writeFileSync(join(folder, `${name}.trace`), TRACE);
      expect(await endedAfter(tableSystem(), 1)).toMatchObject({
        verdict: 'inconclusive',
        excused: false,
        sentence: 'it was ended after 1 trace',
        evidence: { totals: { traces: 1 } },
      });
      expect(await endedAfter(mutant('forget-to-orphan'), 1)).toMatchObject({
        verdict: 'fail',
        sentence: expect.stringContaining('one.trace still fails') as string,
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
    expect(await endedAfter(tableSystem(), 1)).toMatchObject({
      sentence: `${folder} cannot be replayed: there is no such file or folder`,
    });
  });
});

describe('options that make no sense are a TypeError of one sentence', () => {
  test.each([
    [{ seed: 0.5 }, 'conformance: seed is 0.5: it must be a whole number from -2147483648 to 2147483647'],
    [{ numRuns: 0 }, 'conformance: numRuns is 0: it must be a whole number from 1 to 2147483647'],
    [{ ids: 99 }, /^conformance: ids is 99: it must be a whole number from 1 to \d+$/],
    [{ path: '3' }, 'conformance: a path needs the seed that it was printed with'],
    [{ seed: 1, path: 'x' }, 'conformance: the path must be numbers with colons between them, not "x"'],
  ])('a TypeError of one sentence says which options make no sense: %j', (options, sentence) => {
    expect(() => conformanceChecks(() => tableSystem(), options)).toThrow(sentence);
  });
});
