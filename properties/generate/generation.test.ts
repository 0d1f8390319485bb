// Goal: random search reaches what matters, and the same numbers give the same run everywhere.
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { Command, Id } from '../../src/contract/command.ts';
import { Lockstep, printCommand, shapeOf } from '../support/by-set.ts';
import { HIERARCHY } from '../../src/model/hierarchy/specification.ts';
import { ID_MAX } from '../../src/contract/command.ts';
import { Coverage } from '../../src/engines/coverage.ts';
import { Decoder } from '../../src/engines/generate/command-decoder.ts';
import type { Choices } from '../../src/engines/generate/random-search.ts';
import { choicesUpTo, randomSearch, SearchStopped } from '../../src/engines/generate/random-search.ts';
import { REFUSED_PERCENT } from '../../src/engines/generate/swarm.ts';
import { randomCommands } from '../../src/engines/generate/random-commands.ts';
import { run } from '../../src/lockstep/run.ts';
import { POSIX } from '../../src/model/posix/specification.ts';
import type { Specification } from '../../src/model/specification.ts';
import { posixTableSystem, tableSystem } from '../../src/systems/in-process.ts';
import type { State } from '../../src/model/state.ts';
import { childrenOf, idInUse } from '../../src/model/state.ts';

/** Decodes a run on the model alone. */
function decode(
  numbers: readonly number[],
  idsMax = 8,
  coverage?: Coverage,
  specification: Specification = HIERARCHY,
): { commands: Command[]; state: State } {
  const decoder = new Decoder(
    specification,
    HIERARCHY.commands,
    shapeOf(numbers[0], HIERARCHY.commands, idsMax),
  );
  let state = HIERARCHY.initial;
  const commands = numbers.slice(1).map((number) => {
    const command = decoder.decode(number, state);
    const step = HIERARCHY.step(state, command);
    coverage?.note(state, command, step);
    state = step.next;
    return command;
  });
  return { commands, state };
}

/** Runs of full length drawn from one seed. */
function sample(count: number, length: number, seed = 7): readonly (readonly number[])[] {
  return fc.sample(choicesUpTo(length), { numRuns: count, seed }).map(({ numbers }) => numbers);
}

describe('decoding', () => {
  test.prop([choicesUpTo(200)], { seed: 11, numRuns: 100 })(
    'decoding gives the same commands for the same numbers',
    ({ numbers }) => {
      expect(decode(numbers).commands).toEqual(decode(numbers).commands);
    },
  );

  test.prop([choicesUpTo(200)], { seed: 12, numRuns: 100 })(
    'decoding turns every number into one command',
    ({ numbers }) => {
      expect(decode(numbers).commands).toHaveLength(numbers.length - 1);
    },
  );

  test.prop([choicesUpTo(200), fc.nat(199)], { seed: 13, numRuns: 100 })(
    'decoding depends on nothing that comes later: a prefix of the numbers gives a prefix of the commands',
    ({ numbers }, length) => {
      const prefix = numbers.slice(0, length + 1);
      expect(decode(prefix).commands).toEqual(decode(numbers).commands.slice(0, prefix.length - 1));
    },
  );

  test('decoding is pinned: these numbers mean these commands until someone decides otherwise', () => {
    const numbers = [42, 271_828_182, 314_159_265, 141_421_356, 161_803_398, 577_215_664];
    expect(decode(numbers).commands.map(printCommand)).toMatchInlineSnapshot(`
      [
        "1 group_exit",
        "1 fork 8",
        "8 fork 7",
        "7 fork 5",
        "5 fork 2",
      ]
    `);
  });
});

describe('runs', () => {
  test('the generated runs have the full length three times in four, and otherwise any', () => {
    const lengths = sample(400, 50).map((numbers) => numbers.length - 1);
    const full = lengths.filter((length) => length === 50).length;
    expect(full).toBeGreaterThan(400 * 0.65);
    expect(full).toBeLessThan(400 * 0.9);
    expect(Math.min(...lengths)).toBeLessThan(10);
  });

  test('the generated runs go to thousands of commands when asked', () => {
    const [numbers] = sample(4, 5000).filter((each) => each.length === 5001);
    expect(decode(numbers, 500).commands).toHaveLength(5000);
  });

  test(`the generated runs refuse about ${REFUSED_PERCENT} commands in a hundred`, () => {
    const coverage = new Coverage(HIERARCHY, HIERARCHY.commands);
    for (const numbers of sample(300, 100)) decode(numbers, 8, coverage);
    const percent = (100 * coverage.refused) / coverage.commands;
    expect(percent).toBeGreaterThan(REFUSED_PERCENT - 5);
    expect(percent).toBeLessThan(REFUSED_PERCENT + 5);
  });

  test('the generated runs of the default size leave no gap: every command, refusal, lone decision and witness occurs', () => {
    for (const seed of [1, 2, 3]) {
      const coverage = new Coverage(HIERARCHY, HIERARCHY.commands);
      for (const numbers of sample(1000, 100, seed)) decode(numbers, 8, coverage);
      expect(coverage.gaps(), `seed ${seed}`).toEqual([]);
    }
  });

  test('the generated runs take ids again that were given back', () => {
    const again = sample(50, 100).filter((numbers) => {
      const forked = decode(numbers).commands.flatMap((command) =>
        command.name === 'fork' ? [command.child] : [],
      );
      return new Set(forked).size < forked.length;
    });
    expect(again.length).toBeGreaterThan(25);
  });

  test('the generated runs take an id that was given back as soon as any other that is free', () => {
    const { expected, again } = reuseIn(sample(400, 100), (_, child) => child);
    expect(expected).toBeGreaterThan(200);
    expect(again / expected).toBeGreaterThan(0.8);
    expect(again / expected).toBeLessThan(1.2);
  });

  test('a system is found out that takes a used id only if no other is free, or takes it at once', () => {
    const shy = reuseIn(sample(400, 100), ({ fresh }) => fresh[0]);
    expect(shy.again / shy.expected).toBeLessThan(0.8);
    const eager = reuseIn(sample(400, 100), ({ used }) => used[0]);
    expect(eager.again / eager.expected).toBeGreaterThan(1.2);
  });

  test('the generated runs use ids up to the largest in some runs', () => {
    const commands = sample(100, 100).flatMap((numbers) => decode(numbers).commands);
    expect(commands.some((command) => command.name === 'fork' && command.child === ID_MAX)).toBe(true);
  });

  test('the generated runs grow deep trees and wide ones', () => {
    const states = sample(300, 60).map((numbers) => decode(numbers, 40).state);
    expect(Math.max(...states.map(depthOf))).toBeGreaterThanOrEqual(8);
    expect(Math.max(...states.map((state) => childrenOf(state, 1).length))).toBeGreaterThanOrEqual(12);
  });

  test('the generated runs favour different commands: some make sessions and never threads, some the other way round', () => {
    const kinds = sample(200, 60).map((numbers) => new Set(decode(numbers).commands.map(({ name }) => name)));
    expect(kinds.some((names) => names.has('create_session') && !names.has('new_thread'))).toBe(true);
    expect(kinds.some((names) => !names.has('create_session') && names.has('new_thread'))).toBe(true);
  });
});

describe('a command', () => {
  test.each([
    ['hierarchy', HIERARCHY, () => tableSystem()],
    ['posix', POSIX.posix, () => posixTableSystem()],
    ['linux', POSIX.linux, () => posixTableSystem()],
  ] as const)(
    'a command takes at most 4 candidates and 3 lists of refusals until it is judged, on average (%s)',
    (_, specification, make) => {
      for (let seed = 1; seed <= 20; seed += 1) {
        const count = { commands: 0, candidates: 0, lists: 0 };
        const lockstep = new Lockstep(make(), { specification: counted(specification, count) });
        for (const numbers of sample(4, 100, seed)) {
          const names = specification.commands;
          const coverage = new Coverage(specification, names);
          const done = run(lockstep, {
            ...randomCommands(lockstep.specification, numbers, names, shapeOf(numbers[0], names, 8)),
            stepped: coverage.note,
          });
          expect(done.divergence).toBeUndefined();
          count.commands += coverage.commands;
        }
        expect(count.commands).toBeGreaterThan(100);
        // Each is asked about at least once: where it is decoded, or where it is judged.
        expect(count.lists / count.commands, `seed ${seed}`).toBeGreaterThan(1);
        expect(count.lists / count.commands, `seed ${seed}`).toBeLessThanOrEqual(3);
        expect(count.candidates / count.commands, `seed ${seed}`).toBeGreaterThan(1);
        expect(count.candidates / count.commands, `seed ${seed}`).toBeLessThanOrEqual(4);
      }
    },
  );

  test('a command is drawn by the kinds of its arguments if its set says nothing of it, and nothing is missed', () => {
    const untold: Specification = { ...HIERARCHY, draws: undefined };
    const coverage = new Coverage(untold, untold.commands);
    for (const numbers of sample(1000, 100)) decode(numbers, 8, coverage, untold);
    expect(coverage.gaps()).toEqual([]);
  });
});

/** The same, with each candidate and each list of refusals counted: the drain's too, which no candidate stands for. */
function counted(specification: Specification, count: { candidates: number; lists: number }): Specification {
  return {
    ...specification,
    isIssuable: (state, command) => {
      count.candidates += 1;
      return specification.isIssuable(state, command);
    },
    refusalsOf: (state, command) => {
      count.lists += 1;
      return specification.refusalsOf(state, command);
    },
    step: (state, command, seen, refusals) => {
      if (refusals === undefined) count.lists += 1;
      return specification.step(state, command, seen, refusals);
    },
  };
}

describe('a search', () => {
  const failing = (choices: Choices): string | undefined => {
    choices.shown = choices.numbers.join(' ');
    return choices.numbers.length > 5 && choices.numbers[3] % 7 === 0 ? 'a seventh' : undefined;
  };

  test('a search runs one failing run again from its seed and path alone', async () => {
    for (let seed = 0; seed < 20; seed += 1) {
      const ran: string[] = [];
      const run = (choices: Choices): string | undefined => {
        ran.push(choices.numbers.join(' '));
        return failing(choices);
      };
      const first = await randomSearch({ runs: 500, commandsMax: 20, seed }, run);
      expect(first.failed).toBe(true);
      const failed = ran.at(-1);
      ran.length = 0;
      const again = await randomSearch({ runs: 500, commandsMax: 20, seed, path: first.path as string }, run);
      expect(again.failed).toBe(true);
      expect(ran).toEqual([failed]);
    }
  });

  test("a search reports a failure in fast-check's own four lines", async () => {
    const result = await randomSearch({ runs: 500, commandsMax: 20, seed: 3 }, (choices) => {
      const failure = failing(choices);
      choices.shown = '1 fork 2';
      return failure;
    });
    expect(result.report(7)).toMatch(
      /^Property failed after \d+ tests\n\{ seed: 3, path: "\d+", endOnFailure: true \}\nCounterexample: \[1 fork 2\]\nShrunk 7 time\(s\)$/,
    );
  });

  test('a search that is stopped has not failed', async () => {
    const result = await randomSearch({ runs: 500, commandsMax: 20, seed: 3 }, () => {
      throw new SearchStopped();
    });
    expect(result.failed).toBe(false);
  });

  test('a search does not take an error of ours for a failure', async () => {
    const broken = randomSearch({ runs: 5, commandsMax: 20, seed: 3 }, () => {
      throw new TypeError('ours');
    });
    await expect(broken).rejects.toThrow('ours');
  });
});

function depthOf(state: State): number {
  const below = (pid: number): number => 1 + Math.max(0, ...childrenOf(state, pid).map(below));
  return below(1);
}

/** Free ids of a run: those that some process bore before, and the others. */
interface FreeIds {
  readonly used: readonly Id[];
  readonly fresh: readonly Id[];
}

/**
 * Counts, where both kinds of id are free when a process is forked: how often a used one would be taken if all free ones were
 * alike, and how often one was. `choose` takes the place of the decoder's choice.
 */
function reuseIn(
  runs: readonly (readonly number[])[],
  choose: (free: FreeIds, child: Id) => Id,
): { readonly expected: number; readonly again: number } {
  let expected = 0;
  let again = 0;
  for (const numbers of runs) {
    const shape = shapeOf(numbers[0], HIERARCHY.commands, 20);
    const decoder = new Decoder(HIERARCHY, HIERARCHY.commands, shape);
    const borne = new Set<Id>();
    let state = HIERARCHY.initial;
    for (const number of numbers.slice(1)) {
      let command = decoder.decode(number, state);
      if (command.name === 'fork' && HIERARCHY.refusalsOf(state, command).length === 0) {
        const free = shape.ids.filter((id) => !idInUse(state, id));
        const [used, fresh] = [free.filter((id) => borne.has(id)), free.filter((id) => !borne.has(id))];
        let child = Number(command.child);
        if (used.length > 0 && fresh.length > 0) {
          child = choose({ used, fresh }, child);
          command = { ...command, child };
          expected += used.length / free.length;
          again += borne.has(child) ? 1 : 0;
        }
        borne.add(child);
      }
      state = HIERARCHY.step(state, command).next;
    }
  }
  return { expected, again };
}
