// Goal: a program at the other end of the wire is judged as any system, by what it answers. Method: a tiny program that does what it
// should, or answers wrongly. The long tests have those that misbehave.
import { describe, expect, test } from 'vitest';
import { splitCommandLine } from '../../src/systems/wire/split-command-line.ts';
import { replay } from '../support/by-set.ts';
import { campaign, expectPasses, misbehaving } from './misbehaving-programs.ts';

describe.concurrent('a program that does what it should', () => {
  test.each(['none'])('a program that does what it should passes: %s', expectPasses);

  test('a program that does what it should may say which refusals its adapter decides, and whose choices it makes', async () => {
    const guard = 'not-running (nobody)';
    await using it = await misbehaving('guards', { argument: guard });
    expect([it.system.guards, it.system.profile]).toEqual([[guard], 'linux']);
    await using silent = await misbehaving('none');
    expect([silent.system.guards, silent.system.profile]).toEqual([undefined, undefined]);
    await expect(misbehaving('guards', { argument: 'not-runing' })).rejects.toThrow(
      'it says that its adapter decides "not-runing", which is not a refusal (Did you mean not-running?)',
    );
  });

  test('a program that does what it should is asked nothing but what it supports, and may refuse as it can', async () => {
    await using it = await misbehaving('none');
    expect(it.system.supports).toEqual(['fork', 'exit', 'free']);
    const result = await campaign(it.system);
    expect(result).toMatchObject({ verdict: 'pass', runs: 20 });
    expect(result.coverage.refused).toBeGreaterThan(0);
    const checked = [...result.invariants].filter(([, { checked: times }]) => times > 0).map(([id]) => id);
    expect(checked).toContain('I9');
    expect(checked).not.toContain('I1');
  });

  test('a program that does what it should is known by the name and version that it gives', async () => {
    await using it = await misbehaving('none');
    expect(it.system.name).toBe('none 1');
  });
});

describe.concurrent('a program that answers wrongly', () => {
  test('a program that answers wrongly fails as any system does, and its failure is shrunk', async () => {
    await using it = await misbehaving('wrong-state');
    const { failure } = await campaign(it.system);
    expect(failure?.failure.commands.map(({ name }) => name)).toEqual(['fork', 'exit']);
    expect(failure?.failure.divergence).toMatchObject({ kind: 'observation', concerns: 'H5', step: 1 });
    expect(failure?.flaky).toBe(false);
  });

  test('a program that refuses for another reason than it should fails with the reason that it gave', async () => {
    await using it = await misbehaving('wrong-reason');
    expect((await replay(it.system, [{ name: 'exit', process: 1 }])).divergence).toMatchObject({
      kind: 'answer',
      seenAnswer: { refused: 'ESRCH' },
    });
  });
});

describe('the words of a program', () => {
  test.each([
    ['python3 mine.py', ['python3', 'mine.py']],
    [`  a  'b c' "d e"  `, ['a', 'b c', 'd e']],
    [String.raw`a\ b "c\"d\e" 'f\g'`, ['a b', String.raw`c"d\e`, String.raw`f\g`]],
    [`a '' b"c"'d'`, ['a', '', 'bcd']],
    ['echo $HOME | *', ['echo', '$HOME', '|', '*']],
  ])('a command line is split into words: %s', (text, words) => {
    expect(splitCommandLine(text)).toEqual({ words });
  });

  test('the words of a program must be there, and every quote must be closed', () => {
    expect(splitCommandLine('  ')).toEqual({ problem: '"cmd:" names no program' });
    expect(splitCommandLine(`a "b`)).toHaveProperty('problem', expect.stringContaining('never closed'));
  });
});
