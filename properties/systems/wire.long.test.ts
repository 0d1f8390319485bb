// Goal: whatever a program at the other end of the wire does, it ends within its time limit as a finding that names the command
// concerned: the misbehaviours that the quick tests leave out, and those that wait longest.
import { describe, expect, test } from 'vitest';
import { shrink } from '../support/by-set.ts';
import {
  COMMANDS,
  expectAlikeWithCopy,
  expectFindingAtEnd,
  expectFindingAtExit,
  expectFindingAtStart,
  expectPassesWholeSet,
  misbehaving,
} from './misbehaving-programs.ts';

describe.concurrent('misbehaviour', () => {
  test.each([
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

  test.each([
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
    ['stays', '"close": it answered and did not end within 1 s'],
    ['crash-at-close', '"close": it ended with exit code 6'],
  ])('misbehaviour at the end is a finding: %s', expectFindingAtEnd);

  test('a hang is made short without waiting the whole time for every try', async () => {
    // Long, so that also where an answer takes a third of a second it is told from the time of the other tries.
    await using it = await misbehaving('hang', { replyMs: 6000 });
    const shrunk = await shrink(it.system, COMMANDS, {
      executionsMax: 1000,
      stopped: () => false,
    });
    expect(shrunk?.failure.commands.map(({ name }) => name)).toEqual(['exit']);
    expect(shrunk?.failure.divergence.sentence).toMatch(/within [\d.]+ s \(the first time: 6 s\)/);
  });
});

test('two copies that run at once change nothing in what is found: none', () => expectAlikeWithCopy('none'));

test('a program that does what it should passes with every command of a set: hierarchy', () =>
  expectPassesWholeSet('hierarchy'));
