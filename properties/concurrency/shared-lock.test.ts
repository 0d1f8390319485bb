// Goal: the shared table's lock keeps its promise in all schedules of some programs, and each of its faults is seen, in the
// way in which it should show. Method: the stepped form of the shipped lock around the table, and the same with each fault.
import { describe, expect, test } from 'vitest';
import type { Command } from '../../src/contract/command.ts';
import type { BranchCommand, ConcurrentProgram } from '../../src/contract/concurrent/program.ts';
import { historyOfRun } from '../../src/engines/concurrency/history.ts';
import { linearize } from '../../src/engines/concurrency/linearizability.ts';
import { ScheduleSearch } from '../../src/engines/concurrency/schedule-search.ts';
import { HIERARCHY } from '../../src/model/hierarchy/specification.ts';
import { sharedTableInSteps } from '../../src/systems/concurrent/shared-table-steps.ts';
import { SHIPPED_LOCK } from '../../src/systems/concurrent/stepped-lock-parts.ts';
import type { SteppedLock } from '../../src/systems/concurrent/stepped-lock-parts.ts';
import { SteppedWords } from '../../src/systems/concurrent/stepped-words.ts';
import { LOCK_MUTANTS } from '../../src/systems/mutants/concurrent/shared-lock.ts';

const create: Command = { name: 'create_group', process: 2 };
const exit: Command = { name: 'exit', process: 2 };
const observe: BranchCommand = { name: 'observe' };

const programOf = (...branches: BranchCommand[]): ConcurrentProgram => ({
  prefix: [{ name: 'fork', process: 1, child: 2 }],
  branches: branches.map((command) => [command]),
});

const PAIRS = [programOf(create, create), programOf(create, observe), programOf(observe, create)];
const THREES = [programOf(create, exit, create), programOf(create, exit, observe)];

interface Asked {
  readonly races?: boolean;
  readonly poisoned?: boolean;
  readonly programs?: readonly ConcurrentProgram[];
  /** Ends the search once this was found. */
  readonly wanted?: string;
}

/** The kinds of what is wrong with a lock: those of findings, and of outcomes. */
function wrongWith(
  lock: SteppedLock,
  { races = true, poisoned = false, programs = [...PAIRS, ...THREES], wanted }: Asked = {},
): ReadonlySet<string> {
  const kinds = new Set<string>();
  const isWanted = (kind: string): boolean => {
    kinds.add(kind);
    return kind === wanted;
  };
  const stepper = new SteppedWords(sharedTableInSteps({ commandSet: 'hierarchy', poisoned }, lock), {
    races,
  });
  for (const program of programs) {
    const search = new ScheduleSearch(stepper, program, {
      limit: 150,
      onFinding: ({ kind }) => isWanted(kind),
      onOutcome: ({ run }) => {
        const history = historyOfRun(program, run());
        const answers = history.branches.flat().map(({ answer }) => answer);
        if (poisoned)
          return (
            answers.some((answer) => answer !== undefined && 'ok' in answer) && isWanted('goes-on-poisoned')
          );
        return linearize(HIERARCHY, history).verdict === 'fail' && isWanted('no-order');
      },
    });
    search.go(Infinity);
    if (wanted !== undefined && kinds.has(wanted)) break;
    expect(search.result().complete || kinds.size > 0).toBe(true);
  }
  return kinds;
}

describe('the lock of the shared table', () => {
  test('nothing is wrong with the shipped lock in any schedule of two workers', () => {
    expect(wrongWith(SHIPPED_LOCK, { programs: PAIRS })).toEqual(new Set());
  });

  test('no word of the table has a data race, each access of each looked at, and without the lock some have', () => {
    const racing = (lock: SteppedLock): ReadonlySet<string> => {
      const subject = sharedTableInSteps({ commandSet: 'hierarchy', notesEach: true }, lock);
      const words = new Set<string>();
      for (const program of PAIRS) {
        const search = new ScheduleSearch(new SteppedWords(subject, { races: true }), program, {
          onFinding: ({ sentence }) => void words.add(/for (.+?):/.exec(sentence)?.[1] ?? sentence),
        });
        search.go(Infinity);
        expect(search.result().complete).toBe(true);
      }
      return words;
    };
    expect(racing(SHIPPED_LOCK)).toEqual(new Set());
    const unlocked = racing(LOCK_MUTANTS['writes-without-the-lock'].lock);
    expect(unlocked.size).toBeGreaterThan(5);
    for (const word of unlocked) expect(word).toMatch(/^table \d+$/);
  });

  test('nothing goes on behind the shipped lock once a writer has ended inside', () => {
    expect(wrongWith(SHIPPED_LOCK, { poisoned: true, programs: PAIRS })).toEqual(new Set());
  });

  test.each(Object.entries(LOCK_MUTANTS))('the fault %s shows as it should', (_, { lock, shows }) => {
    const kinds = wrongWith(lock, { wanted: shows, poisoned: shows === 'goes-on-poisoned' });
    expect(kinds).toContain(shows);
  });

  test.each(Object.entries(LOCK_MUTANTS).filter(([, { neverOnX64 }]) => neverOnX64))(
    'the fault %s is seen by the check for races alone',
    (_, { lock }) => {
      expect(wrongWith(lock, { programs: PAIRS, races: false })).toEqual(new Set());
      expect(wrongWith(lock, { programs: PAIRS })).toEqual(new Set(['data-race']));
    },
  );
});
