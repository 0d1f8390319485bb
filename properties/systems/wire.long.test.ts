// Goal: whatever a program at the other end of the wire does, it ends within its time limit as a finding that names
// the command concerned, and nothing of the program is left. Method: a tiny program with one misbehaviour at a time,
// several beside each other, since most of the time is waiting.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { NoSystem } from '../../src/systems/wire/handshake.ts';
import { isAlive } from '../support/alive.ts';
import { replay, shrink } from '../support/by-set.ts';
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
  expectPasses,
  expectPassesWholeSet,
  misbehaving,
} from './misbehaving-programs.ts';

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
    ['signal', 'it was ended by SIGSEGV'],
    ['flood', 'it sent a line of more than 1,000,000 bytes'],
    ['flood-of-lines', 'it answered request 0, and was asked'],
    ['bytes', 'it sent a line that is not UTF-8'],
    ['half-a-line', String.raw`in the middle of a line that begins with "{\"jsonrpc\":\"2.0\",\"id\":"`],
    ['closes-its-output', 'it closed its standard output'],
    ['crashes-long-after-its-output', 'it ended with exit code 9'],
    ['wrong-id', 'it answered request'],
    ['no-reply-form', 'it sent a line that is not a JSON-RPC reply'],
    ['too-few-steps', 'it gave 0 steps for 1 command'],
    ['deep-answer', 'steps.0.answer: an answer is {"ok":{…}} or {"refused":…}, not {"ok":{"deep":[[…]]}}'],
    ['unknown-answer', 'steps.0.answer: an answer is {"ok":{…}} or {"refused":…}, not {"maybe":1}'],
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
    ['flood-at-start', 'it did not answer within 1 s'],
    [
      'supports-misspelt',
      'it says that it supports "forkk", which is not a hierarchy command (Did you mean fork?)',
    ],
    ['nameless', 'its reply to "initialize" is malformed: name: the field "name" is expected, not nothing'],
    [
      'name-of-two-lines',
      'its reply to "initialize" is malformed: name: one line without control characters is expected, not "two',
    ],
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

  test.each([
    ['hang-at-close', '"close": it did not answer within 1 s'],
    ['stays', '"close": it answered and did not end within 1 s'],
    ['crash-at-close', '"close": it ended with exit code 6'],
  ])('misbehaviour at the end is a finding: %s', expectFindingAtEnd);
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

test('a hang is made short without waiting the whole time for every try', async () => {
  // Long, and alone: also where an answer takes a third of a second it is told from the time of the other tries.
  await using it = await misbehaving('hang', { replyMs: 6000 });
  const shrunk = await shrink(it.system, COMMANDS, {
    executionsMax: 1000,
    stopped: () => false,
  });
  expect(shrunk?.failure.commands.map(({ name }) => name)).toEqual(['exit']);
  expect(shrunk?.failure.divergence.sentence).toMatch(/within [\d.]+ s \(the first time: 6 s\)/);
});

test.each(['none', 'wrong-state'])(
  'two copies that run at once change nothing in what is found: %s',
  expectAlikeWithCopy,
);

test.each(['boots-loudly', 'writes-to-stderr', 'restarts', 'shows-no-start', 'shows-nothing'])(
  'a program that does what it should passes: %s',
  expectPasses,
);

test.each(['hierarchy', 'posix'] as const)(
  'a program that does what it should passes with every command of a set: %s',
  expectPassesWholeSet,
);
