// Goal: just the pairs of commands that went wrong in real systems go wrong in the table with a lock for each object. Method:
// every pair from every state of three ids up to renaming, under all schedules; the numbers of programs are on record.
import { describe, expect, test } from 'vitest';
import { LOCK_PER_OBJECT_SUPPORTS } from '../../src/systems/mutants/concurrent/lock-per-object.ts';
import { exploredPairs } from './explored-pairs.ts';

/** Programs that go wrong, by the pair of commands; all others are right. It says that the first refusal is the one it names. */
const FAILING: Readonly<Record<string, number>> = {
  'fork fork': 64,
  'fork exit': 10,
  'create_session create_session': 53,
  'create_session create_group': 214,
  'create_session move_to_group': 170,
  'create_group create_group': 107,
  'exit free': 74,
  'free free': 132,
};

const PAIRS = LOCK_PER_OBJECT_SUPPORTS.flatMap((one, place) =>
  LOCK_PER_OBJECT_SUPPORTS.slice(place).map((other) => [one, other] as const),
);

describe('every pair of commands of the table with a lock for each object', () => {
  test.each(PAIRS)('the commands %s and %s go wrong in as many programs as on record', async (one, other) => {
    const { failing, open } = await exploredPairs(3, { names: [one, other], allFailures: true });
    expect(open).toBeUndefined();
    expect(failing).toBe(FAILING[`${one} ${other}`] ?? 0);
  });

  test('two commands are right where one follows the other, from every state', async () => {
    const { failing, open, counts } = await exploredPairs(3, { preemptionsMax: 0 });
    expect([failing, open]).toEqual([0, undefined]);
    expect(counts.states).toBe(182);
    expect(counts.executions).toBe(2 * counts.programs);
  });
});
