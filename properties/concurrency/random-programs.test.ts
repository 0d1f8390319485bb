// Goal: random programs are programs as the specification has them, the same for the same seed, and their branches meet.
// Method: many of each command set, judged by the rules in plain words.
import { describe, expect, test } from 'vitest';
import { specificationOf } from '../../src/command-sets.ts';
import { actorOf, argumentsOf } from '../../src/contract/command.ts';
import type { Command } from '../../src/contract/command.ts';
import { isObserve } from '../../src/contract/concurrent/program.ts';
import { randomProgram } from '../../src/engines/concurrency/random-programs.ts';
import { isBoundToActor, isValidProgram } from '../../src/engines/concurrency/valid-program.ts';

const SETS = ['hierarchy', 'posix'] as const;

describe.each(SETS)('random programs of the %s commands', (commandSet) => {
  const specification = specificationOf({ commandSet });
  const programs = (branches: number, seed = 1) =>
    Array.from({ length: 200 }, (_, index) => randomProgram(specification, seed, index + 1, { branches }));

  test('a program is the same for the same seed and number, and another for others', () => {
    expect(programs(2)).toEqual(programs(2));
    const texts = programs(2).map((each) => JSON.stringify(each));
    expect(new Set(texts).size).toBeGreaterThan(160);
    expect(programs(2, 2)).not.toEqual(programs(2));
  });

  test('a program has as many branches as asked for, of one to three commands each, and no prefix that is refused', () => {
    for (const count of [2, 3]) {
      const lengths = new Set<number>();
      for (const program of programs(count)) {
        expect(program?.branches).toHaveLength(count);
        let state = specification.initial;
        for (const command of program?.prefix ?? []) {
          const step = specification.step(state, command);
          expect(step.refusals).toBeUndefined();
          state = step.next;
        }
        for (const branch of program?.branches ?? []) lengths.add(branch.length);
      }
      expect([...lengths].toSorted((one, other) => one - other)).toEqual([1, 2, 3]);
    }
  });

  test('a process whose commands only it can issue acts in one branch of a program', () => {
    for (const program of programs(3)) {
      expect(program && isValidProgram(specification, program)).toBe(true);
      const actors = program?.branches.map(
        (branch) =>
          new Set(
            branch
              .filter((entry): entry is Command => !isObserve(entry) && isBoundToActor(specification, entry))
              .map(actorOf),
          ),
      );
      for (const [index, own] of actors?.entries() ?? [])
        for (const others of actors?.slice(index + 1) ?? [])
          expect([...own].filter((actor) => others.has(actor))).toEqual([]);
    }
  });

  test('one program in two has branches that name the same id', () => {
    const meet = programs(2).filter((program) => {
      const [one, two] = (program?.branches ?? []).map(
        (branch) =>
          new Set(
            branch.flatMap((entry) =>
              Object.values(argumentsOf(entry as Command)).filter((value) => Number(value) > 1),
            ),
          ),
      );
      return [...one].some((id) => two.has(id));
    });
    expect(meet.length).toBeGreaterThan(100);
  });

  test('a branch may look at the state where that is asked for, and nowhere else', () => {
    const looks = (asked: boolean): number =>
      Array.from({ length: 100 }, (_, index) =>
        randomProgram(specification, 1, index + 1, { branches: 2, looks: asked }),
      ).flatMap((program) => program?.branches.flat().filter(isObserve) ?? []).length;
    expect(looks(false)).toBe(0);
    expect(looks(true)).toBeGreaterThan(10);
  });

  test('a program of commands of which none can begin is none', () => {
    expect(randomProgram(specification, 1, 1, { branches: 2, names: [] })).toBeUndefined();
  });
});
