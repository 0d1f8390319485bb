// Goal: what is found is a state of which the predicate holds, by as few commands as there can be, whatever ids it names. Method:
// questions put twice, as text and by hand on the model's states, over a plain breadth-first search of the rules.
import { describe, expect, test } from 'vitest';
import { canonicalCounts } from './canonical-counts.ts';
import { OF_EVERY_SET, OF_ONE_SET } from './questions.ts';
import type { TwiceAsked } from './questions.ts';
import type { Reached } from './plain-find.ts';
import { plainSteps, rowsOf } from './plain-find.ts';
import { COMMAND_SET_NAMES, specificationToTell } from '../../src/command-sets.ts';
import { widenedFor } from '../../src/engines/ask/widened-bound.ts';
import { findShortest } from '../../src/engines/ask/find-shortest.ts';
import { judgeOf } from '../../src/engines/ask/judge-predicate.ts';
import { parsePredicate } from '../../src/engines/ask/parse-predicate.ts';
import type { Predicate } from '../../src/engines/ask/predicate.ts';
import { alphabetOf, usualCommands } from '../../src/model/bounded/alphabet.ts';
import type { SpaceBound } from '../../src/model/bounded/bound.ts';
import type { Specification } from '../../src/model/specification.ts';

const SETS = COMMAND_SET_NAMES.map((set) => specificationToTell(set));

/** Ids up to which a plain search of a set is quick. */
const IDS: Readonly<Record<string, number>> = { hierarchy: 3, posix: 3, 'job-control': 2 };

function predicateOf(text: string, specification: Specification): Predicate {
  const parsed = parsePredicate(text, specification);
  if ('problem' in parsed) throw new Error(`${text}: ${parsed.problem.message}`);
  return parsed.value;
}

/** The bound with the usual commands and those that the predicate takes. */
function boundOf(specification: Specification, predicate: Predicate, ids: number): SpaceBound {
  const usual = { ids, amounts: {}, commands: usualCommands(specification), newIds: 'any' as const };
  return { ...widenedFor(usual, specification, predicate), ids };
}

/** The steps within a bound. */
function stepsWithin(specification: Specification, bound: SpaceBound): Generator<Reached> {
  const { commands, labels } = alphabetOf(specification, bound);
  return plainSteps(
    specification,
    commands.slice(0, labels),
    (state, command) => specification.space.isBeyond?.(bound, state, command) ?? false,
  );
}

/** Steps of a plain search at most: what is not met by then is not compared. */
const STEPS_MAX = 30_000;

/** By question the commands up to the first step of which it holds; those that no step has, where all were gone, last. */
function firstMet(
  specification: Specification,
  bound: SpaceBound,
  questions: ReadonlyMap<string, (reached: Reached) => boolean>,
): ReadonlyMap<string, number | undefined> {
  const lengths = new Map<string, number | undefined>();
  let steps = 0;
  for (const reached of stepsWithin(specification, bound)) {
    for (const [name, isMet] of questions)
      if (!lengths.has(name) && isMet(reached)) lengths.set(name, reached.length);
    steps += 1;
    if (steps === STEPS_MAX || lengths.size === questions.size) return lengths;
  }
  // Each takes a search to its end: a few stand for all.
  for (const name of [...questions.keys()].filter((each) => !lengths.has(each)).slice(0, 2))
    lengths.set(name, undefined);
  return lengths;
}

/** The same questions, by the bound that each is searched for in. */
function byBound(
  specification: Specification,
  texts: readonly string[],
  ids: number,
): readonly (readonly [SpaceBound, readonly string[]])[] {
  const groups = Map.groupBy(texts, (text) =>
    JSON.stringify(boundOf(specification, predicateOf(text, specification), ids)),
  );
  return [...groups].map(([bound, all]) => [JSON.parse(bound) as SpaceBound, all]);
}

async function foundLength(
  specification: Specification,
  bound: SpaceBound,
  predicate: Predicate,
): Promise<number | undefined> {
  const found = await findShortest(specification, bound, predicate);
  expect(found.outcome).not.toBe('unfinished');
  return found.outcome === 'found' ? found.steps.length : undefined;
}

/** The questions that the states of a set answer. */
function questionsOf({ commandSet }: Specification): readonly TwiceAsked[] {
  return [...OF_EVERY_SET, ...(OF_ONE_SET[commandSet] ?? [])];
}

describe.each(SETS.map((specification) => [specification.commandSet, specification] as const))(
  '%s',
  (_, specification) => {
    const ids = IDS[specification.commandSet] ?? 2;

    test('a predicate holds in just those states and by just those steps of which the same question by hand says so', () => {
      const questions = new Map(questionsOf(specification).map(({ text, byHand }) => [text, byHand]));
      for (const [bound, texts] of byBound(specification, [...questions.keys()], ids)) {
        const judges = texts.map((text) => judgeOf(predicateOf(text, specification), specification));
        let steps = 0;
        for (const { state, step } of stepsWithin(specification, bound)) {
          for (const [place, { holdsIn, holdsAfter }] of judges.entries()) {
            const text = texts[place] ?? '';
            const holds = step === undefined ? holdsIn(state) : holdsAfter(step);
            if (holds !== questions.get(text)?.(state))
              expect.fail(`${text} is answered with ${holds} after ${JSON.stringify(step?.command)}`);
          }
          steps += 1;
          if (steps === 3000) break;
        }
        expect(steps).toBeGreaterThan(300);
      }
    });

    test('what is found takes as few commands as a plain search of the rules takes to it', async () => {
      const questions = new Map(questionsOf(specification).map(({ text, byHand }) => [text, byHand]));
      for (const [bound, texts] of byBound(specification, [...questions.keys()], ids)) {
        const within = texts.filter((text) =>
          predicateOf(text, specification).namedIds.every((id) => id <= bound.ids),
        );
        const asked = new Map(
          within.map((text) => [text, ({ state }: Reached) => questions.get(text)?.(state) === true]),
        );
        for (const [text, length] of firstMet(specification, bound, asked))
          expect(await foundLength(specification, bound, predicateOf(text, specification)), text).toBe(
            length,
          );
      }
    });

    test('a witness is found by as few commands as a plain search takes to its first step', async () => {
      const { witnesses } = specification;
      let compared = 0;
      for (const [bound, names] of byBound(specification, Object.keys(witnesses), ids)) {
        const asked = new Map(
          names.map((name) => [
            name,
            ({ step }: Reached) => step !== undefined && (witnesses[name]?.seen(step) ?? false),
          ]),
        );
        for (const [name, length] of firstMet(specification, bound, asked)) {
          expect(await foundLength(specification, bound, predicateOf(name, specification)), name).toBe(
            length,
          );
          compared += 1;
        }
      }
      expect(compared).toBeGreaterThan(Object.keys(witnesses).length / 3);
    });
  },
);

describe('ids that a predicate names', () => {
  const hierarchy = specificationToTell('hierarchy');
  const bound: SpaceBound = { ids: 4, amounts: {}, commands: usualCommands(hierarchy), newIds: 'any' };

  test.each([[[]], [[3]], [[2, 4]], [[4, 3, 2]]])(
    'the states up to renaming add up to all states with the names %j kept',
    (kept) => {
      const { orbitSum, states } = canonicalCounts(hierarchy, bound, kept);
      expect(orbitSum).toBe(canonicalCounts(hierarchy, bound, 'all').states);
      expect(states).toBeLessThanOrEqual(orbitSum);
    },
  );

  test('a predicate about one id is not answered with another, though both are alike to the rules', async () => {
    for (const id of [2, 3, 4]) {
      const predicate = predicateOf(`zombie(${id}) and count(zombies) = 1`, hierarchy);
      const found = await findShortest(hierarchy, bound, predicate);
      expect(found).toMatchObject({ outcome: 'found', kept: [id] });
      if (found.outcome === 'found') expect(found.state.processes.get(id)?.zombie).toBe(true);
    }
  });

  test('a predicate that orders ids is searched for with every id by its own name', async () => {
    const predicate = predicateOf('some p, q in children 1: p < q and zombie p and sid q = q', hierarchy);
    expect(await findShortest(hierarchy, bound, predicate)).toMatchObject({ outcome: 'found', kept: 'all' });
  });

  test('a wrong question by hand is noticed', () => {
    const predicate = predicateOf('parent(3) = 2', hierarchy);
    const judge = judgeOf(predicate, hierarchy);
    const differs = [...stepsWithin(hierarchy, { ...bound, ids: 3 })].some(
      ({ state }) => judge.holdsIn(state) !== (state.processes.get(2)?.parent === 3),
    );
    expect(differs).toBe(true);
  });
});

describe('a search', () => {
  const posix = specificationToTell('posix');
  const bound: SpaceBound = { ids: 4, amounts: {}, commands: usualCommands(posix), newIds: 'any' };
  const impossible = predicateOf('parent(1) = 1', posix);

  test('a search of what nothing is ends with all states asked', async () => {
    const small = { ...bound, ids: 2 };
    const states = new Set([...stepsWithin(posix, small)].map(({ state }) => rowsOf(state)));
    expect(await findShortest(posix, small, impossible)).toMatchObject({
      outcome: 'none',
      states: states.size,
    });
  });

  test('a search that is asked to end says that it was interrupted, and tells how far it was', async () => {
    const told: number[] = [];
    let now = 0;
    const found = await findShortest(posix, bound, impossible, {
      now: () => (now += 100),
      stopped: () => told.length >= 3,
      progress: ({ states }) => told.push(states),
    });
    expect(found).toMatchObject({ outcome: 'unfinished', limit: 'stopped', reason: 'it was interrupted' });
    expect(told).toHaveLength(3);
    expect(told.toSorted((one, other) => one - other)).toEqual(told);
  });

  test('a search that is cut by a limit names the limit', async () => {
    expect(await findShortest(posix, bound, impossible, { depthMax: 3 })).toMatchObject({
      outcome: 'unfinished',
      limit: 'depth',
      depth: 3,
    });
    expect(await findShortest(posix, bound, impossible, { statesMax: 50 })).toMatchObject({
      outcome: 'unfinished',
      limit: 'states',
    });
  });

  test('a sequence of as many commands as are allowed is found', async () => {
    const predicate = predicateOf('zombie(3)', posix);
    expect(await findShortest(posix, bound, predicate, { depthMax: 2 })).toMatchObject({ outcome: 'found' });
    expect(await findShortest(posix, bound, predicate, { depthMax: 1 })).toMatchObject({
      outcome: 'unfinished',
    });
  });

  test.each(['hierarchy', 'posix'])(
    'a search of all states of %s at ids 4 takes less than two seconds of processor time',
    async (set) => {
      const specification = specificationToTell(set);
      const begun = process.cpuUsage().user;
      const nothing = predicateOf('parent(1) = 1', specification);
      await findShortest(specification, { ...bound, commands: usualCommands(specification) }, nothing);
      expect((process.cpuUsage().user - begun) / 1e6).toBeLessThan(2);
    },
  );
});

test('every set has questions of its own', () => {
  expect(Object.keys(OF_ONE_SET)).toEqual(COMMAND_SET_NAMES);
});
