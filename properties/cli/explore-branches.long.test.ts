// Goal: procession explore --branches runs every pair of commands from every state, says how far a pass goes, tells the
// smallest program of each pair that goes wrong, and refuses what makes no sense. Method: the command line.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { RECORDED_PAIRS } from '../concurrency/pair-spaces.ts';
import { plantedModule } from '../support/planted-module.ts';
import { processionShared, temporaryFolder } from '../support/procession.ts';

const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());
const explore = (...words: readonly string[]) =>
  processionShared(folder.path, 'explore', '--branches', '2', ...words);
const module = (name: string, system: string): string => plantedModule(folder.path, name, system);
const recorded = RECORDED_PAIRS['shared-table, hierarchy, ids 2'];

describe('procession explore --branches', () => {
  test('procession explore --branches passes on the shared table, with the counts on record and its bound', () => {
    const { code, out } = explore('--sut', 'shared-table', '--ids', '2');
    expect(code).toBe(0);
    const { states, programs, executions, outcomes, overlapping } = recorded.counts;
    const said = (count: number): string => count.toLocaleString('en');
    expect(out.replaceAll(/ +/g, ' ')).toBe(`shared-table, two commands at the same time: ids 1 … 2
fork create_session create_group move_to_group exit free

states ${said(states)} up to the names of ids
programs ${said(programs)} pairs of commands from a state
executions ${said(executions)} at most 100,000 a program; the longest of 21 steps
different histories ${said(outcomes)} ${said(overlapping)} with overlapping commands
schedules all

PASS shared-table: every history of two commands at the same time has an order that explains it, from each of 10 states at ids 1 … 2, under all schedules
`);
  });

  test('procession explore --branches ends at the first failure, with lanes, a file and a replay that fails too', () => {
    const { code, out } = explore('--sut', 'shared-mutant:lock-per-object', '--ids', '2');
    expect(code).toBe(1);
    expect(out).toMatch(/^FAIL {2}I16: no order of the commands explains what was answered and shown\n/);
    expect(out).toContain('  1.1 2.1: 2.1 should be refused (id-in-use)\n');
    expect(out).toContain('\nit came again in 2 of 2 runs\n');
    expect(out).toContain('\nno program of fork and fork with a shorter prefix fails so within the bound\n');
    const [, replay = ''] = /^replay: npx procession-check (.*)$/m.exec(out) ?? [];
    expect(out.trimEnd().split('\n').at(-1)).toBe(`replay: npx procession-check ${replay}`);
    const again = processionShared(folder.path, ...replay.split(' '));
    expect([again.code, again.out]).toEqual([1, expect.stringMatching(/^FAIL {2}I16: /)]);
    const [, file = ''] = /^saved: {2}(.*)$/m.exec(out) ?? [];
    expect(readFileSync(join(folder.path, file), 'utf8')).toContain('\nschedule: 1 1');
    expect(existsSync(join(folder.path, file.replace('.trace', '.json')))).toBe(true);
  });

  test('procession explore --branches is inconclusive where a program takes more executions than it may', () => {
    const { code, out } = explore('--sut', 'shared-table', '--ids', '1', '--schedules', '5');
    expect(code).toBe(3);
    expect(out).toMatch(
      /\nINCONCLUSIVE {2}\d+ of \d+ programs could not be searched to the end: the budget of 5 executions is spent\n$/,
    );
  });

  test.each([
    ['of a system that runs nothing at the same time', () => 'table', 'it offers no way to run commands'],
    [
      'of a system that runs freely',
      () => module('free.ts', 'freeSystem(true)'),
      'it runs its branches freely',
    ],
  ])('procession explore --branches %s is inconclusive', (_, sut, sentence) => {
    const { code, out } = explore('--sut', sut());
    expect([code, out]).toEqual([3, expect.stringContaining(`INCONCLUSIVE  ${sentence}`)]);
    expect(JSON.parse(explore('--sut', sut(), '--json').out)).toMatchObject({
      verdict: 'inconclusive',
      failures: [],
    });
  });

  test('procession explore --branches whose time is up says how far it came', () => {
    const { code, out } = explore('--sut', 'shared-table', '--ids', '3', '--time', '0.2');
    expect(code).toBe(3);
    expect(out).toMatch(/\nINCONCLUSIVE {2}the time was up after \d+ of 182 states\n$/);
  });

  test.each([
    [['--preemptions', '1'], '--preemptions goes with --branches'],
    [['--schedules', '1'], '--schedules goes with --branches'],
    [['--all-failures'], '--all-failures goes with --branches'],
    [
      ['--branches', '2', '--symmetry', 'off'],
      '--symmetry off is about one command at a time, and --branches runs two',
    ],
    [
      ['--branches', '2', '--checkpoint', 'x'],
      '--checkpoint is about one command at a time, and --branches runs two',
    ],
    [['--branches', '2', '--disk', 'x'], '--disk is about one command at a time, and --branches runs two'],
    [
      ['--branches', '2', '--graph', 'x.svg'],
      '--graph is about one command at a time, and --branches runs two',
    ],
    [['--branches', '3'], /'3' is invalid. It must be 2: check --branches 3 runs random programs of three/],
    [
      ['--branches', '2', '--preemptions', 'no'],
      /'no' is invalid. It must be a whole number from 0 to 20, or "none"\./,
    ],
  ] as const)('procession explore %j is misuse', (words, sentence) => {
    const { code, err } = processionShared(folder.path, 'explore', ...words);
    expect(code).toBe(2);
    if (typeof sentence === 'string') expect(err).toBe(`procession: ${sentence}\n`);
    else expect(err).toMatch(sentence);
  });
});
