// Goal: an answer is held to what the model allows, no more and no less, by name, by errno or with no reason. Method: steps
// made by hand, of a set whose refusals have an order and of one that leaves it open, with each kind of answer to them.
import { describe, expect, test } from 'vitest';
import type { Answer } from '../../src/contract/command.ts';
import { errnoOf } from '../../src/contract/refusal.ts';
import { agrees, expectedAnswer, expectedWords } from '../../src/lockstep/answer-agreement.ts';
import { HIERARCHY } from '../../src/model/hierarchy/specification.ts';
import { POSIX as PROFILES } from '../../src/model/posix/specification.ts';
import type { Step } from '../../src/model/rulebook.ts';
import type { Specification } from '../../src/model/specification.ts';

const POSIX = PROFILES.posix;

/** Two refusals of a set with different errnos, and a third that has neither. */
function refusalsOf({ vocabulary }: Specification): readonly [string, string, string] {
  const names = Object.keys(vocabulary.refusals);
  const [first = ''] = names;
  const differing = (...others: readonly string[]) =>
    names.find((name) => others.every((other) => errnoOf(vocabulary, name) !== errnoOf(vocabulary, other))) ??
    '';
  const second = differing(first);
  return [first, second, differing(first, second)];
}

function refusing(specification: Specification, ...refusals: readonly string[]): Step {
  return { refusals, next: specification.initial };
}

const ORDERED = refusalsOf(POSIX);
const OPEN = refusalsOf(HIERARCHY);
const both = refusing(POSIX, ORDERED[0], ORDERED[1]);
const either = refusing(HIERARCHY, OPEN[0], OPEN[1]);
const errno = (specification: Specification, name: string) => errnoOf(specification.vocabulary, name);

describe('a refusal', () => {
  test.each<[string, Step, Answer, 'first' | 'any', Specification, boolean]>([
    ['the first by name, in order', both, { refused: ORDERED[0] }, 'first', POSIX, true],
    ['the first by errno, in order', both, { refused: errno(POSIX, ORDERED[0]) }, 'first', POSIX, true],
    ['the second by name, in order', both, { refused: ORDERED[1] }, 'any', POSIX, false],
    ['the second by errno, in order', both, { refused: errno(POSIX, ORDERED[1]) }, 'any', POSIX, false],
    ['no reason, in order, of any', both, { refused: true }, 'any', POSIX, true],
    ['no reason, in order, of the first', both, { refused: true }, 'first', POSIX, false],
    ['the first by name', either, { refused: OPEN[0] }, 'first', HIERARCHY, true],
    ['the second by name, of the first', either, { refused: OPEN[1] }, 'first', HIERARCHY, false],
    ['the second by name, of any', either, { refused: OPEN[1] }, 'any', HIERARCHY, true],
    ['the second by errno, of any', either, { refused: errno(HIERARCHY, OPEN[1]) }, 'any', HIERARCHY, true],
    ['a third by name', either, { refused: OPEN[2] }, 'any', HIERARCHY, false],
    ['a third by errno', either, { refused: errno(HIERARCHY, OPEN[2]) }, 'any', HIERARCHY, false],
    ['no reason, of any', either, { refused: true }, 'any', HIERARCHY, true],
    ['no reason, of the first', either, { refused: true }, 'first', HIERARCHY, false],
    ['an acceptance', either, { ok: {} }, 'any', HIERARCHY, false],
  ])('%s is judged as it should be', (_, step, answer, refuses, specification, right) => {
    expect(agrees(step, answer, refuses, specification)).toBe(right);
  });

  test('a refusal where the model accepts is wrong, whatever its reason', () => {
    const accepting: Step = { refusals: undefined, answer: { ok: {} }, next: HIERARCHY.initial };
    expect(agrees(accepting, { refused: true }, 'any', HIERARCHY)).toBe(false);
    expect(agrees(accepting, { ok: {} }, 'any', HIERARCHY)).toBe(true);
  });
});

describe('the answer that was expected', () => {
  test('the answer that was expected is the errno of the first refusal where there is an order', () => {
    const wanted = expectedAnswer(both, 'any', POSIX);
    expect(wanted).toEqual({ refused: errno(POSIX, ORDERED[0]) });
    expect(expectedWords(wanted, both, POSIX)).toBe(`"${errno(POSIX, ORDERED[0])}" for ${ORDERED[0]}`);
  });

  test('the answer that was expected is the first refusal where only that counts, or where there is one', () => {
    expect(expectedAnswer(either, 'first', HIERARCHY)).toEqual({ refused: OPEN[0] });
    expect(expectedAnswer(refusing(HIERARCHY, OPEN[1]), 'any', HIERARCHY)).toEqual({ refused: OPEN[1] });
  });

  test('the answer that was expected is any of several refusals where all count, and they are named', () => {
    const wanted = expectedAnswer(either, 'any', HIERARCHY);
    expect(wanted).toEqual({ refusedWithAnyOf: [OPEN[0], OPEN[1]] });
    expect(expectedWords(wanted, either, HIERARCHY)).toBe(`"refused ${OPEN[0]} or ${OPEN[1]}"`);
  });
});
