// Goal: what is driven in one thread is what threads do. Method: the shared table's lock around a counter, as shipped in
// threads and stepped in one thread: the same runs for the same schedules, and the same outcomes of all schedules.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConcurrentProgram } from '../../src/contract/concurrent/program.ts';
import { runStepper } from '../../src/contract/concurrent/run-of-stepper.ts';
import { Dice } from '../../src/engines/generate/prng.ts';
import { searchRuns } from '../../src/engines/concurrency/run-search.ts';
import { ScheduleSearch } from '../../src/engines/concurrency/schedule-search.ts';
import { SteppedWords } from '../../src/systems/concurrent/stepped-words.ts';
import { ThreadRuns } from '../../src/systems/concurrent/thread-runs.ts';
import { countInSteps } from './locked-counter.ts';
import type { ToyCommand } from './toy-stepper.ts';
import { wordProgram } from './word-toy.ts';

const RECIPE = { module: new URL('locked-counter.ts', import.meta.url).href, make: 'countInThreads' };
let threads: ThreadRuns<ToyCommand>;

beforeAll(async () => {
  threads = await ThreadRuns.start<ToyCommand>(RECIPE, 3);
});
afterAll(() => threads.close());

const TWO = ['write || write', 'write || read', 'read || read', 'write read || write', 'forget || write'];
const THREE = ['write || read || write', 'forget || read || read'];

/** The program of `write read || write`. */
const programOf = (text: string): ConcurrentProgram<ToyCommand> => wordProgram(...text.split(' || '));

describe('threads with a baton', () => {
  test.each([...TWO, ...THREE])(
    'a run of "%s" by any schedule is the same in threads and in one thread',
    (text) => {
      const program = programOf(text);
      const stepper = new SteppedWords(countInSteps());
      const dice = new Dice();
      for (let seed = 1; seed <= 15; seed += 1) {
        dice.seed(seed);
        const schedule = Array.from(
          { length: dice.below(30) },
          () => 1 + dice.below(program.branches.length),
        );
        expect(threads.run(program, schedule), schedule.join(' ')).toEqual(
          runStepper(stepper, program, schedule),
        );
      }
    },
  );

  test('a run in threads ends at its limit, and the next one begins anew', () => {
    const program = wordProgram('write', 'write');
    const stepper = new SteppedWords(countInSteps());
    for (const limit of [1, 4, 7])
      expect(threads.run(program, [1, 2, 2, 1], limit)).toEqual(
        runStepper(stepper, program, [1, 2, 2, 1], limit),
      );
    expect(threads.run(program)).toMatchObject({ ended: 'done' });
  });

  test.each(TWO)(
    'a search of all schedules of "%s" finds the same in threads and in one thread',
    async (text) => {
      const program = programOf(text);
      const inThreads = await searchRuns((...asked) => threads.run(...asked), program);
      const search = new ScheduleSearch(new SteppedWords(countInSteps()), program);
      search.go(Infinity);
      const { counts, findings } = search.result();
      expect(inThreads).toMatchObject({ counts: { ...counts }, complete: true });
      expect(inThreads.findings.map(({ schedule }) => schedule)).toEqual(
        findings.map(({ schedule }) => schedule),
      );
      expect(inThreads.reductionGivenUp).toBeUndefined();
    },
  );

  test('an exception in a thread is thrown where the run was asked for', () => {
    expect(() => threads.run(wordProgram('read', 'throw'))).toThrow('branch 2 threw: Error: on purpose');
    expect(threads.run(wordProgram('read', 'read'))).toMatchObject({ ended: 'done' });
  });

  test('a run in threads ends with an error that names the branch that hangs where no point is', async () => {
    const hanging = await ThreadRuns.start<ToyCommand>(RECIPE, 2, 100);
    expect(() => hanging.run(wordProgram('read', 'hang'))).toThrow(
      'branch 2 has not come to its next point within 0.1 s',
    );
    await hanging.close();
    const within = await ThreadRuns.start<ToyCommand>(RECIPE, 2, 100);
    expect(() => within.run(wordProgram('read', 'hang'), [1, 2, 2])).toThrow(
      'branch 2 has not come to its next point within 0.1 s',
    );
    await within.close();
  });

  test('more branches than there are threads for are refused', () => {
    expect(() => threads.run(wordProgram('read', 'read', 'read', 'read'))).toThrow(
      'there are threads for 3 branches',
    );
  });
});
