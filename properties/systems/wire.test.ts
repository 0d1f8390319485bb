// Goal: whatever a program at the other end of the wire does, it ends within its time limit as a finding that names
// the command concerned, and nothing of the program is left. Method: a tiny program with one misbehaviour at a time,
// several beside each other, since most of the time is waiting. The long tests have more misbehaviours.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { NoSystem } from '../../src/systems/wire/handshake.ts';
import { splitCommandLine } from '../../src/systems/wire/split-command-line.ts';
import { replay } from '../support/by-set.ts';
import { isAlive } from '../support/alive.ts';
import { temporaryFolder } from '../support/procession.ts';
import {
  campaign,
  COMMANDS,
  divergenceOf,
  EXIT,
  expectAlikeWithCopy,
  expectFindingAtEnd,
  expectFindingAtExit,
  expectFindingAtStart,
  expectPassesWholeSet,
  misbehaving,
} from './misbehaving-programs.ts';

describe.concurrent('a program that does what it should', () => {
  test.each(['none', 'boots-loudly', 'writes-to-stderr', 'restarts', 'shows-no-start', 'shows-nothing'])(
    'a program that does what it should passes: %s',
    async (behaviour) => {
      const { system } = await misbehaving(behaviour);
      expect((await replay(system, COMMANDS)).divergence).toBeUndefined();
      expect((await replay(system, COMMANDS)).divergence).toBeUndefined();
      await system.close();
    },
  );

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

  test('a program that does what it should passes with every command of a set: posix', () =>
    expectPassesWholeSet('posix'));

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

test('two copies that run at once change nothing in what is found: wrong-state', () =>
  expectAlikeWithCopy('wrong-state'));

describe.concurrent('misbehaviour at a command is a finding that names it', () => {
  test.each([
    [
      'crash',
      'it ended with exit code 9; the last it wrote to standard error: "assertion failed: no such luck"',
    ],
    ['hang', 'it did not answer within 1 s'],
    ['garbage', 'it sent a line that is not JSON: "Segmentation violation, core dumped"'],
    ['half-a-line-and-crash', 'it ended with exit code 0 in the middle of a line'],
    ['error', 'it answered with JSON-RPC error -32601, "no such command: exit"'],
  ])('misbehaviour at a command is a finding that names it: %s', expectFindingAtExit);

  test('an unknown field is found at the first command that shows it', async () => {
    const divergence = await divergenceOf('unknown-field');
    expect(divergence).toMatchObject({ kind: 'exception', step: -1 });
    expect(divergence?.sentence).toContain('processes.0.colour: nothing of this name belongs here');
  });

  test('a deep observation is told of within bounds', async () => {
    const divergence = await divergenceOf('deep-observation');
    expect(divergence?.sentence).toContain('its reply to "run" is malformed: steps.0.observation.processes');
    expect(divergence?.sentence.length).toBeLessThan(1000);
  });

  test('a crowd is found without comparing each of it', async () => {
    await using it = await misbehaving('crowd', { lineMaxBytes: 16e6 });
    const { divergence } = await replay(it.system, COMMANDS);
    expect(divergence).toMatchObject({ kind: 'observation', step: EXIT, differences: [] });
    expect(divergence?.sentence).toContain(
      'it shows 200,000 processes, 0 groups and 0 sessions, 200,000 entries in all, and there should be 3 processes',
    );
  });

  test('a program that talks too much is found at the request that comes after', async () => {
    expect((await divergenceOf('talks-too-much'))?.sentence).toMatch(
      /its reset: it (sent a line that nobody asked for|answered request \d+, and was asked)/,
    );
  });

  test('a crash at a reset is found without a command', async () => {
    const divergence = await divergenceOf('crash-at-reset');
    expect(divergence).toMatchObject({ kind: 'exception', step: -1, command: undefined });
    expect(divergence?.sentence).toBe('its reset: it ended with exit code 4');
  });

  test('what a reset leaves behind is found by what is shown after it', async () => {
    expect(await divergenceOf('resets-badly')).toMatchObject({ kind: 'observation', step: -1 });
  });

  test('what the program wrote to its standard error is kept, as far as it is not too much', async () => {
    await using crashed = await misbehaving('crash');
    await replay(crashed.system, COMMANDS);
    expect(crashed.system.log()).toContain('something\nassertion failed: no such luck\n');
    await using noisy = await misbehaving('writes-to-stderr');
    await replay(noisy.system, COMMANDS);
    expect(noisy.system.log().length).toBeLessThan(10_000);
  });
});

describe.concurrent('misbehaviour at the start and at the end is a finding too', () => {
  test.each([
    [
      'crash-at-once',
      'it ended with exit code 7; the last it wrote to standard error: "cannot open the device"',
    ],
    ['hang-at-start', 'it did not answer within 1 s'],
    ['supports-unknown', 'it says that it supports "levitate", which is not a hierarchy command'],
    ['other-protocol', 'its reply to "initialize" is malformed: protocol: 1 is expected, not 2'],
  ])('misbehaviour at the start is a finding: %s', expectFindingAtStart);

  test.each([
    ['supports-nothing', 'supports no command: there is nothing to compare'],
    ['other-commands', 'offers the posix commands and was asked for the hierarchy commands: say --set posix'],
  ])(
    'one that offers nothing to judge is no system, there is no verdict on it: %s',
    async (named, sentence) => {
      const error = await misbehaving(named).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(NoSystem);
      expect((error as Error).message).toBe(`${named} ${sentence}`);
    },
  );

  test.each([['hang-at-close', '"close": it did not answer within 1 s']])(
    'misbehaviour at the end is a finding: %s',
    expectFindingAtEnd,
  );
});

describe.concurrent('a program whose answers are not its commands’ alone', () => {
  test('a program whose answers depend on more than its commands is called not deterministic where the failure does not come again', async () => {
    await using it = await misbehaving('wrong-sometimes');
    const { verdict, failure } = await campaign(it.system);
    expect(verdict).toBe('fail');
    expect(failure).toMatchObject({ flaky: true });
  });

  test('a program whose answers depend on more than its commands is told of as that where a message ends in trouble and its commands, one at a time, do not', async () => {
    const divergence = await divergenceOf('crash-in-batches');
    expect(divergence).toMatchObject({ kind: 'exception' });
    expect(divergence?.sentence).toContain('somewhere among commands 1 … ');
    expect(divergence?.sentence).toContain('it ended with exit code 3');
    expect(divergence?.sentence).toContain('not deterministic');
  });
});

describe.concurrent('nothing of the program is left', () => {
  test.skipIf(process.platform !== 'linux')(
    'nothing of the program is left, neither it nor its children, wherever they went',
    async () => {
      using folder = temporaryFolder();
      const file = join(folder.path, 'pids');
      const { system } = await misbehaving('leaves-children', { argument: file });
      await replay(system, COMMANDS);
      const pids = readFileSync(file, 'utf8').split(' ').map(Number);
      expect(pids.map(isAlive)).toEqual([true, true, true]);
      await system.close();
      await expect.poll(() => pids.map(isAlive)).toEqual([false, false, false]);
    },
  );
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
