// Goal: a file with branches is shown and run again by what can do that, and refused by everything else in a sentence that
// says what can. Method: the command line, on modules with one fault each, with the trace whole and damaged.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { RACE_TRACE } from '../counterexample/branch-stories.ts';
import { processionShared, processionWith, temporaryFolder } from '../support/procession.ts';

const TABLE = JSON.stringify(
  fileURLToPath(new URL('../systems/misbehaving/stepped-table.ts', import.meta.url)),
);
const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());
const write = (name: string, text: string): void => writeFileSync(join(folder.path, name), text);
const run = (...words: readonly string[]) => processionShared(folder.path, ...words);

write('race.trace', RACE_TRACE);
for (const fault of ['forgetful', 'careful'])
  write(
    `${fault}.ts`,
    `import { SteppedTable } from ${TABLE};\nexport default new SteppedTable('${fault}');\n`,
  );
write(
  'free.ts',
  `import { SteppedTable } from ${TABLE};\nexport default Object.assign(new SteppedTable('careful'), { concurrent: ['free'] });\n`,
);

describe('procession replay of branches', () => {
  test('procession replay runs the schedule and fails with lanes where the fault is there', () => {
    const { code, out } = run('replay', 'race.trace', '--sut', './forgetful.ts');
    expect(code).toBe(1);
    expect(out).toMatch(/^FAIL {2}I16: no order/);
    expect(out).toContain('   3  |                                    > 2.1 2 fork 3\n');
    expect(out).toContain('  1.1 2.1: 2.1 should be refused (id-in-use)\n');
    expect(out).toMatch(/\nthe schedule fits to its end \(6 steps\)\n$/);
  });

  test('procession replay says up to which step the schedule fits, and passes after a search of all', () => {
    const { code, out } = run('replay', 'race.trace', '--sut', './careful.ts');
    expect(code).toBe(0);
    expect(out.split('\n')).toEqual([
      'PASS  race.trace: every schedule was searched, and none fails',
      'the schedule fits up to step 1 of 6: at step 2, command 1.1 is "1)" of the history, and "2(" is recorded',
      expect.stringMatching(/^schedules searched: \d+ executions, \d+ different outcomes, all of them$/),
      '',
    ]);
  });

  test('procession replay of a system that runs freely is inconclusive where nothing fails, and says why', () => {
    const { code, out } = run('replay', 'race.trace', '--sut', './free.ts', '--json');
    expect(code).toBe(3);
    const { reason, ...said } = JSON.parse(out) as Readonly<Record<string, unknown>>;
    expect(reason).toMatch(/^1,000 free runs did not fail, \d+ of them/);
    expect(said).toMatchObject({
      verdict: 'inconclusive',
      commands: 3,
      branches: 2,
      runs: 1000,
      fits: null,
      search: null,
      counterexample: null,
    });
  });

  test('procession replay tells the failure as the JSON form that it reads again', () => {
    const { code, out } = run('replay', 'race.trace', '--sut', './forgetful.ts', '--json');
    expect(code).toBe(1);
    const { counterexample, fits } = JSON.parse(out) as { counterexample: object; fits: object };
    expect(fits).toEqual({ steps: 6, of: 6 });
    write('race.json', JSON.stringify(counterexample));
    expect(run('replay', 'race.json', '--sut', './forgetful.ts').code).toBe(1);
    const shown = run('show', 'race.json');
    expect(shown.code).toBe(0);
    expect(shown.out).toContain('as recorded, not run again: --sut runs it');
    expect(shown.out).toContain('   2  * lock ids\n');
  });

  test('procession replay is inconclusive where the system cannot run branches', () => {
    const { code, out } = run('replay', 'race.trace', '--sut', 'table');
    expect([code, out]).toEqual([
      3,
      'INCONCLUSIVE  the trace does not apply: table runs no commands at the same time\n',
    ]);
  });
});

describe('procession show of branches', () => {
  test('procession show tells a trace with branches without a system, and says that nobody ran it', () => {
    const { code, out } = run('show', 'race.trace');
    expect(code).toBe(0);
    expect(out).toContain('on stepped, seed 7\n');
    expect(out).toContain('as recorded, not run again: --sut runs it\n');
    expect(out).toContain('orders tried (all that there are)\n');
  });

  test('procession show runs a system that the file names only where that is built in and runs branches', () => {
    write('table.trace', RACE_TRACE.replace('found on stepped, seed 7', 'found on table'));
    expect(run('show', 'table.trace').out).toContain('as recorded, not run again: --sut runs it');
    const { code, err } = run('show', 'table.trace', '--sut', 'table');
    expect(code).toBe(2);
    expect(err).toContain(
      'table.trace cannot be run on table: the trace does not apply: table runs no commands',
    );
  });

  test('procession show runs a built-in system that the file names, and keeps what was found out about it', () => {
    const lock = 'shared-mutant:lock-per-object';
    const { out } = run('check', '--sut', lock, '--branches', '2', '--seed', '1', '--save', 'found');
    const [, saved = ''] = /saved: {2}(found\/\w+)\.trace/.exec(out) ?? [];
    const shown = run('show', `${saved}.json`);
    expect(shown.code).toBe(0);
    expect(shown.out).toMatch(/^FAIL {2}I16: /);
    expect(shown.out).toContain(`on ${lock}, seed 1\n`);
    expect(shown.out).toContain('certified smallest (2 commands in 2 branches, 1 preemption;');
    expect(shown.out).not.toContain('as recorded');
    const right = run('show', `${saved}.json`, '--sut', 'shared-table');
    expect(right.out).toMatch(/^PASS {2}.*\.json: an order of the commands explains what/);
    expect(right.out).not.toContain('certified');
  });

  test('procession show of runs that rule nothing out says so, and is inconclusive', () => {
    const { code, out, err } = run('show', 'race.trace', '--sut', './free.ts');
    expect(code).toBe(3);
    expect(out).toMatch(/^INCONCLUSIVE {2}race\.trace: an order of the commands explains the run shown\n/);
    expect(err).toMatch(/^procession: 1,000 free runs did not fail, /);
  });

  test('procession show writes the forms that can tell branches, and names them where one cannot', () => {
    expect(run('show', 'race.trace', '--format', 'mermaid').out).toMatch(/^sequenceDiagram\n/);
    const json = run('show', 'race.trace', '--sut', './forgetful.ts', '--format', 'json');
    expect(JSON.parse(json.out)).toMatchObject({
      version: 3,
      system: 'stepped',
      schedule: [1, 1, 2, 2, 2, 1],
    });
    const { code, err } = run('show', 'race.trace', '--format', 'rust');
    expect(code).toBe(2);
    expect(err).toMatch(
      /race\.trace has branches, which --format rust cannot tell: it takes terminal, json, mermaid/,
    );
    const untold = run('show', 'race.trace', '--format', 'json');
    expect(untold.code).toBe(2);
    expect(untold.err).toContain('--sut says which system fails on race.trace');
  });

  test('procession show --json says what came of it', () => {
    expect(JSON.parse(run('show', 'race.trace', '--json').out)).toMatchObject({
      outcome: 'recorded',
      system: 'stepped',
      commands: 3,
      branches: 2,
      counterexample: { failure: { kind: 'not-linearizable' } },
    });
  });
});

describe('procession shrink of branches', () => {
  write(
    'big.trace',
    RACE_TRACE.replace('|| branch 2', '5 exit\n|| branch 2')
      .replace('|| branch 1', '2 fork 5\n|| branch 1')
      .replace(/history.*/, '')
      .replace(/schedule.*/, ''),
  );

  test('procession shrink makes the failure smallest, certifies it, stores it and says how to run it again', () => {
    const { code, out } = run('shrink', 'big.trace', '--sut', './forgetful.ts', '--save', 'kept');
    expect(code).toBe(1);
    expect(out).toMatch(/certified smallest \(2 commands in 2 branches, 1 preemption;/);
    expect(out).toMatch(/\nmade smaller from 5 commands to \d in [\d,]+ executions\n/);
    const [, saved = ''] = /\nsaved: {2}(kept\/[0-9a-f]{12}\.trace)\n/.exec(out) ?? [];
    expect(out).toContain(`replay: npx procession-check replay ${saved} --sut ./forgetful.ts\n`);
    expect(run('replay', saved, '--sut', './forgetful.ts').code).toBe(1);
    expect(run('replay', saved.replace('.trace', '.json'), '--sut', './careful.ts').code).toBe(0);
  });

  test('procession shrink --no-certify leaves the certificate out, and --json has the record', () => {
    const { code, out } = run(
      'shrink',
      'race.trace',
      '--sut',
      './forgetful.ts',
      '--no-certify',
      '--no-save',
      '--json',
    );
    expect(code).toBe(1);
    const { counterexample, ...said } = JSON.parse(out) as { readonly counterexample: object };
    expect(said).toMatchObject({ verdict: 'fail', shrunkFrom: 3, file: null, sequential: null });
    expect(counterexample).toMatchObject({ version: 3, system: 'stepped' });
    expect(counterexample).not.toHaveProperty('certificate');
  });

  test('procession shrink has nothing to do where it does not fail, and cannot where branches are not run', () => {
    expect(run('shrink', 'race.trace', '--sut', './careful.ts')).toMatchObject({
      code: 0,
      out: 'PASS  race.trace does not fail on stepped: nothing to shrink\n',
    });
    expect(run('shrink', 'race.trace', '--sut', 'table')).toMatchObject({
      code: 3,
      out: 'INCONCLUSIVE  the trace does not apply: table runs no commands at the same time\n',
    });
  });

  test('procession shrink tells a failure that takes no concurrency as the sequence that it is', () => {
    const alone = `import { SteppedTable } from ${TABLE};
      class Alone extends SteppedTable {
        #fault(answer) { return 'ok' in answer && 'pid' in answer.ok ? { ok: { pid: 99 } } : answer; }
        apply(command) { return this.#fault(super.apply(command)); }
        runConcurrent(...asked) {
          const run = super.runConcurrent(...asked);
          const branches = run.branches.map((runs) => runs.map((each) => each.answer ? { ...each, answer: this.#fault(each.answer) } : each));
          return { ...run, prefix: run.prefix.map((answer) => this.#fault(answer)), branches };
        }
      }
      export default new Alone('careful');\n`;
    write('alone.mjs', alone);
    const { code, out } = run('shrink', 'race.trace', '--sut', './alone.mjs', '--no-save');
    expect(code).toBe(1);
    expect(out).toContain('without any concurrency: the same commands fail one after the other\n');
  });
});

describe('what takes one sequence', () => {
  const SENTENCE =
    'it has branches, and what is asked for takes one sequence of commands: "npx procession-check show" tells it, "npx procession-check replay" runs it';

  test('a file with branches is refused by export with what to do instead', () => {
    const { code, out, err } = run('export', '--c', 'race.trace');
    expect([code, out]).toEqual([2, '']);
    expect(err).toBe(`procession: race.trace:1:1: ${SENTENCE}\n`);
  });

  test('a file with branches is no history, and it is said what judges it', () => {
    const { code, out, err } = run('linearize', 'race.trace');
    expect([code, out]).toEqual([2, '']);
    expect(err).toBe(
      'procession: race.trace:1:1: it is a trace, and a history is JSON: "npx procession-check show" judges the answers of a trace with branches\n',
    );
  });

  test('a file with branches is no damaged file of a corpus, and does not decide', () => {
    using corpus = temporaryFolder();
    writeFileSync(join(corpus.path, 'race.trace'), RACE_TRACE);
    const { code, out } = run('check', '--corpus', corpus.path, '--runs', '5', '--seed', '1', '--no-save');
    expect(code).toBe(0);
    expect(out).toContain('race.trace no longer applies: table runs no commands at the same time\n');
  });

  test('a file with branches in a corpus is replayed on a system that runs branches, and still fails or is fixed', () => {
    using corpus = temporaryFolder();
    writeFileSync(join(corpus.path, 'race.trace'), RACE_TRACE);
    const words = ['--corpus', corpus.path, '--runs', '1', '--seed', '1', '--no-save', '--no-certify'];
    const failing = run('check', '--sut', './forgetful.ts', ...words);
    expect(failing.code).toBe(1);
    expect(failing.out).toContain('1 regression trace, 1 still failing\n');
    expect(failing.out).toMatch(
      /race\.trace still fails: I16: no order of the commands .*\n {4}replay: npx procession-check replay /,
    );
    const careful = run('check', '--sut', './careful.ts', ...words);
    expect(careful.out).toContain('1 regression trace, 1 fixed\n');
  });

  test('a file with branches is refused in a session, which goes on', () => {
    const { out } = processionWith({ input: 'load race.trace\nquit\n' }, folder.path, 'play');
    expect(out).toContain(SENTENCE);
  });
});

describe('a damaged file with branches', () => {
  test.each([
    [
      'one branch',
      RACE_TRACE.replace(/\|\| branch 2\n.*\nhistory.*\nsch.*\n/, ''),
      /:6:21: a trace of version 2 has/,
    ],
    ['an event of no branch', RACE_TRACE.replace('1( 2(', '1( 3('), /:9:13: there is no branch 3/],
    [
      'a step of no branch',
      RACE_TRACE.replace('schedule: 1 1', 'schedule: 1 9'),
      /:10:13: there is no branch 9/,
    ],
    ['an unknown command', RACE_TRACE.replace('2 fork 3', '2 spoon 3'), /:8:3: unknown command "spoon"/],
    ['an unknown set', RACE_TRACE.replace('2 hierarchy', '2 hier'), /:1:1: unknown command set "hier"/],
    [
      'a prefix that nobody can issue',
      'procession trace 2 posix\n9 fork 2\n|| branch 1\n1 fork 3\n|| branch 2\n1 fork 4\n',
      /command 1 of the prefix: "9 fork 2" cannot be issued there/,
    ],
  ])('a damaged file is refused with its place: %s', (_what, text, problem) => {
    write('damaged.trace', text);
    for (const command of ['show', 'replay']) {
      const { code, out, err } = run(command, 'damaged.trace');
      expect([command, code, out, err]).toEqual([command, 2, '', expect.stringMatching(problem)]);
    }
  });
});
