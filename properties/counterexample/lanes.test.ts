// Goal: lanes say who acts, who is held up and who holds which lock, and nothing that the run does not show. Method: runs of
// a table under locks, the same without what steps touched, and runs written by hand; golden texts of the terminal.
import { describe, expect, test } from 'vitest';
import { branchesPageOf } from '../../src/app/web/branches-page/page.ts';
import { plainText } from '../../src/app/cli/print.ts';
import { concurrentStoryLines } from '../../src/app/cli/report/concurrent-story.ts';
import type { ConcurrentRun, ScheduledStep } from '../../src/contract/concurrent/run.ts';
import { HIERARCHY_VOCABULARY } from '../../src/contract/sets/hierarchy.ts';
import { lanesOf } from '../../src/counterexample/explain/lanes.ts';
import type { BranchLanes } from '../../src/counterexample/explain/lanes.ts';
import { lanesMermaidOf } from '../../src/counterexample/formats/mermaid-lanes.ts';
import { vitestOfBranches } from '../../src/counterexample/formats/vitest.ts';
import { goldenForm } from '../support/golden-form.ts';
import { textOf } from '../support/repository.ts';
import { SteppedTable } from '../systems/misbehaving/stepped-table.ts';
import { CROSSED, fork, RACE } from '../support/branch-programs.ts';
import { crossed, explained, hostileRace, race, RACE_TRACE, storyOfTrace, three } from './branch-stories.ts';

const terminalText = (story: typeof race, view?: 'tree'): string =>
  plainText(concurrentStoryLines(story, 'a.trace', view));

test.each([
  ['lanes.txt', terminalText(race)],
  ['lanes-of-a-deadlock.txt', terminalText(crossed, 'tree')],
  ['lanes-explained.txt', terminalText(explained)],
  ['lanes-of-a-trace.txt', terminalText(three)],
  ['lanes.mmd', lanesMermaidOf(race)],
  ['lanes-vitest.txt', vitestOfBranches(race, 'tableSystem')],
])('the form %s of branches is worded as decided', async (name, text) => {
  await expect(text).toMatchFileSnapshot(goldenForm(name));
});

test('the page on concurrency shows the lanes as the terminal prints them', () => {
  expect(textOf('docs/concurrency.md')).toContain(terminalText(race).trim());
});

/** By row, the locks that each branch holds. */
const heldIn = ({ rows }: BranchLanes) =>
  rows.map(({ cells }) => cells.map(({ holds }) => holds.join(' ')).join(','));
const lanes = (run: ConcurrentRun, program = RACE) => lanesOf(program, run, HIERARCHY_VOCABULARY);

/** The same run by a system that cannot say what its steps touch. */
function untold(run: ConcurrentRun): ConcurrentRun {
  const steps = run.steps?.map(({ branch, at, can }): ScheduledStep => ({ branch, at, can })) ?? [];
  return { ...run, steps };
}

describe('the drawing of lanes', () => {
  test('the drawing of lanes marks a step that preempts, and none by a branch that waits its turn', () => {
    expect(race.lanes.rows.map(({ preempts }) => preempts)).toEqual([
      false,
      false,
      true,
      false,
      false,
      false,
    ]);
    expect(explained.lanes.rows.some(({ preempts }) => preempts)).toBe(false);
  });

  test('the drawing of lanes shows a lock as held from the step that takes it to the one that lets it go', () => {
    const run = new SteppedTable('crossed').runConcurrent(CROSSED, [1, 1, 1, 1, 2, 2, 2]);
    expect(run.ended).toBe('done');
    expect(heldIn(lanes(run, CROSSED))).toEqual([',', 'ids,', ',', ',', ',links', ',']);
  });

  test('the drawing of lanes shows a lock that is let go within its step as held by nobody', () => {
    expect(heldIn(race.lanes).every((held) => held === ',')).toBe(true);
  });

  test('the drawing of lanes claims a lock of steps that say nothing only while another branch cannot take it', () => {
    const run = new SteppedTable('crossed').runConcurrent(CROSSED, [1, 1, 2, 2]);
    expect(heldIn(lanes(untold(run), CROSSED))).toEqual([',', 'ids,', 'ids,', 'ids,links']);
    const free = new SteppedTable('crossed').runConcurrent(CROSSED, [1, 1, 1, 1, 2, 2, 2]);
    expect(heldIn(lanes(untold(free), CROSSED)).every((held) => held === ',')).toBe(true);
  });

  test('the drawing of lanes says at which point a branch waits, from its first step that cannot be taken', () => {
    const steps: ScheduledStep[] = [
      { branch: 1, at: 'call', can: [1, 2] },
      { branch: 1, at: 'lock a', can: [1, 2] },
      { branch: 2, at: 'call', can: [1, 2] },
      { branch: 1, at: 'load b', can: [1] },
      { branch: 2, at: 'lock a', can: [2] },
    ];
    const run: ConcurrentRun = {
      prefix: [{ ok: { pid: 2 } }],
      branches: [
        [{ called: 1, answered: 4, answer: { ok: { pid: 3 } } }],
        [{ called: 3, answered: 5, answer: { refused: 'id-in-use' } }],
      ],
      steps,
      ended: 'done',
      observation: {},
    };
    const { rows } = lanes(run);
    expect(rows.map(({ cells }) => cells.map(({ state }) => state))).toEqual([
      ['acts', 'outside'],
      ['acts', 'outside'],
      ['inside', 'acts'],
      ['acts', 'waits'],
      ['outside', 'acts'],
    ]);
    expect(rows[3].cells[1]).toEqual({ state: 'waits', holds: [], waitsAt: 'lock a' });
    expect(heldIn(lanes(run))).toEqual([',', 'a,', 'a,', ',', ',']);
  });

  test('the drawing of a trace has a row for each call and each answer, and none where it has no history', () => {
    expect(storyOfTrace(RACE_TRACE).lanes.rows.map(({ calls, answers }) => calls ?? answers)).toEqual([
      '1 fork 3',
      '2 fork 3',
      'ok pid=3',
      'ok pid=3',
    ]);
    const bare = storyOfTrace(RACE_TRACE.replace(/history:.*\n/, ''));
    expect(bare.lanes.rows).toEqual([]);
    expect(terminalText(bare)).toContain('branch 2\n  2.1  2 fork 3  => ok pid=3\n');
  });
});

describe('the terminal', () => {
  test.each([
    ['a race', race],
    ['a deadlock', crossed],
    ['three branches', three],
    ['a hostile system', hostileRace],
  ])('the terminal keeps the lanes of %s within 80 columns and within ASCII', (_what, story) => {
    for (const line of terminalText(story).trimEnd().split('\n'))
      expect(line.length, line).toBeLessThanOrEqual(80);
    const lanesOnly = terminalText(story)
      .split('\n')
      .filter((line) => /^ *\d* +[*>|.!]/.test(line));
    expect(lanesOnly.length).toBeGreaterThan(2);
    if (story !== hostileRace) for (const line of lanesOnly) expect(line).toMatch(/^[ -~]*$/);
  });

  test('the terminal tells steps that repeat once, with their number', () => {
    const steps = Array.from({ length: 300 }, (_, index) => ({
      branch: 1,
      at: index === 0 ? 'call' : 'load a',
      can: [1, 2],
    }));
    const run: ConcurrentRun = {
      prefix: [],
      branches: [[{ called: 1 }], [{}]],
      steps,
      ended: 'limit',
      at: ['load a', 'call'],
    };
    const program = { prefix: [], branches: [[fork(1, 2)], [fork(1, 3)]] };
    const story = { ...race, program, prefix: [], lanes: lanes(run, program) };
    expect(terminalText(story)).toContain(
      '   3  * load a\n      (297 steps more of that kind)\n end  ! stands at load a',
    );
  });

  test.each([
    ['two', 1, [1, 2], 4],
    ['three', 3, [1, 2, 3], 18],
  ] as const)(
    'the terminal tells two turns of a loop of %s branches with their points, and counts the other steps',
    (_, points, branches, told) => {
      const turn = branches.flatMap((branch) =>
        Array.from({ length: points }, (_each, point) => ({ branch, at: `load ${point}`, can: branches })),
      );
      const calls = branches.map((branch) => ({ branch, at: 'call', can: branches }));
      const steps = [...calls, ...Array.from({ length: 20 }, () => turn).flat()];
      const run: ConcurrentRun = {
        prefix: [],
        branches: branches.map((branch) => [{ called: branch }]),
        steps,
        ended: 'limit',
        at: branches.map(() => 'load 0'),
      };
      const program = { prefix: [], branches: branches.map((branch) => [fork(1, branch + 1)]) };
      const story = { ...race, program, prefix: [], lanes: lanes(run, program) };
      const text = terminalText(story);
      const left = steps.length - branches.length - told;
      expect(text).toContain(`\n      (${left} steps more of that kind)\n end  ! stands at load 0`);
      expect(text.match(/^ +\d+ .*\*|^ +\d+ .*>/gm)).toHaveLength(branches.length + told);
      expect(branchesPageOf(story)).toContain(`${left} steps more of that kind`);
    },
  );

  test('the terminal tells each of three commands that are alike, which are no turns of a loop', () => {
    const one = (index: number) => ({ called: 2 * index + 1, answered: 2 * index + 2, answer: { ok: {} } });
    const steps = Array.from({ length: 6 }, (_, index) => ({
      branch: 1,
      at: index % 2 === 0 ? 'call' : 'load a',
      can: [1],
    }));
    const run: ConcurrentRun = { prefix: [], branches: [[one(0), one(1), one(2)]], steps, ended: 'done' };
    const program = { prefix: [], branches: [[fork(1, 2), fork(1, 2), fork(1, 2)]] };
    const text = terminalText({ ...race, program, prefix: [], lanes: lanes(run, program) });
    for (const place of ['1.1', '1.2', '1.3']) expect(text).toContain(`* ${place} 1 fork 2`);
  });

  test('the terminal says of a trace in which nothing is wrong what it does not tell', () => {
    const open = storyOfTrace(
      'procession trace 2 hierarchy\n|| branch 1\n1 fork 2\n|| branch 2\n1 fork 3 => ok pid=3\nhistory: 1( 2( 2)\n',
    );
    expect(terminalText(open)).toMatch(
      /^a\.trace: an order of the commands explains their answers, and 1\.1 has none;\n/,
    );
  });
});

describe('the certificate of a smallest counterexample', () => {
  const sizes = { commands: 3, branches: 2, preemptions: 1, programs: 40, executions: 1200 };

  test('the certificate is told in the terminal and on the page, with what the search covered', () => {
    const covers = 'branches of fork on ids 1 to 3';
    const story = { ...race, certificate: { smallest: true, ...sizes, covers } as const };
    const said =
      'certified smallest (3 commands in 2 branches, 1 preemption; 40 programs, 1,200 executions): branches of fork on ids 1 to 3';
    expect(terminalText(story).replaceAll(/\s+/g, ' ')).toContain(said);
    expect(branchesPageOf(story)).toContain(`<b>Size</b> ${said}`);
  });

  test('the certificate that was not reached is told with its reason', () => {
    const certificate = {
      smallest: false,
      reason: 'more than 60 s would be needed',
      programs: 4,
      executions: 12,
    } as const;
    expect(terminalText({ ...race, certificate }).replaceAll(/\s+/g, ' ')).toContain(
      'not certified: more than 60 s would be needed (4 programs, 12 executions)',
    );
  });
});

describe('the mermaid drawing of branches', () => {
  test.each([
    ['a race', race],
    ['a deadlock', crossed],
    ['three branches', three],
    ['a hostile system', hostileRace],
  ])('the mermaid drawing of %s is made of known lines and names only what it has', (_what, story) => {
    const [first, ...lines] = lanesMermaidOf(story).trimEnd().split('\n');
    expect(first).toBe('sequenceDiagram');
    const text = String.raw`(?:[\w ,.:()=→-]|#\d+;)+`;
    for (const line of lines)
      expect(line).toMatch(
        new RegExp(
          `^  (?:participant (?:b[123]|s) as ${text}|b[123]->>s: ${text}|s-->>b[123]: ${text}|Note over b[123](?:,b[123])?: ${text})$`,
        ),
      );
  });
});
