// Goal: where POSIX leaves a choice, a system may make any that is allowed, and no other; on Linux it must make Linux's.
// Method: every state of a small bound with every waitpid and every answer to it; then a system that waits in an order
// of its own, in lockstep.
import { describe, expect, test } from 'vitest';
import type { Answer, Id } from '../../src/contract/command.ts';
import { Lockstep } from '../support/by-set.ts';
import { specificationOf } from '../../src/command-sets.ts';
import { POSIX } from '../../src/model/posix/specification.ts';
import type { PosixCommand } from '../../src/contract/sets/posix.ts';
import type { Profile } from '../../src/contract/system.ts';
import type { State } from '../../src/model/state.ts';
import { childrenInOrder, groupOf, isZombie } from '../../src/model/state.ts';
import { agrees } from '../../src/lockstep/answer-agreement.ts';
import { ALWAYS_FULL } from '../../src/lockstep/lockstep.ts';
import { stateText } from '../support/plain-search.ts';
import { posixCommandsOf, posixStateAfter, waitingForTheLast } from '../support/posix-scenarios.ts';
import { explorePosix, posixCommands } from '../support/posix-search.ts';

type Waiting = PosixCommand<'waitpid'>;

describe('from every state within 3 ids, every waitpid', () => {
  const { states } = explorePosix({ idsMax: 3, without: ['execve', 'set_subreaper', 'kill'] });
  const waits = posixCommands(3).filter((command) => command.name === 'waitpid');
  const cases = states.flatMap((state) =>
    waits
      .filter((command) => POSIX.linux.isIssuable(state, command))
      .filter((command) => POSIX.linux.refusalsOf(state, command).length === 0)
      .map((command) => ({ state, command, zombies: zombiesAskedFor(state, command) })),
  );

  test('every waitpid within 3 ids may by POSIX free any zombie asked for, and the model goes on from there', () => {
    let several = 0;
    for (const { state, command, zombies } of cases) {
      if (zombies.length > 1) several += 1;
      for (const zombie of zombies) {
        const step = POSIX.posix.step(state, command, freed(state, zombie));
        if (!agrees(step, freed(state, zombie), 'first', POSIX.posix) || step.next.processes.has(zombie))
          throw new Error(`${stateText(state)} ${JSON.stringify(command)}: ${zombie}`);
        expect(step.next.processes.size).toBe(state.processes.size - 1);
      }
    }
    expect(several).toBeGreaterThan(100);
  });

  test('every waitpid within 3 ids frees on Linux the first of them in the order of children, and the model does not follow another', () => {
    let first = 0;
    for (const { state, command, zombies } of cases) {
      for (const zombie of zombies) {
        const step = POSIX.linux.step(state, command, freed(state, zombie));
        const agreed = agrees(step, freed(state, zombie), 'first', POSIX.linux);
        if (agreed !== (zombie === zombies[0]) || step.next.processes.has(zombies[0]))
          throw new Error(`${stateText(state)} ${JSON.stringify(command)}: ${zombie}`);
        first += Number(agreed);
      }
    }
    expect(first).toBeGreaterThan(1000);
  });

  test.each(['posix', 'linux'] as const)(
    'every waitpid within 3 ids by %s frees nobody else, and nobody twice or in vain',
    (profile) => {
      const model = POSIX[profile];
      let refuted = 0;
      for (const { state, command, zombies } of cases) {
        const wrong: Answer[] = [1, 2, 3, 4]
          .filter((pid) => !zombies.includes(pid))
          .map((pid) => freed(state, pid));
        if (zombies.length > 0)
          wrong.push({ ok: { pid: 0 } }, { ok: { pid: zombies[0] } }, { refused: 'ECHILD' });
        else wrong.push({ ok: { pid: 0, status: 0 } });
        for (const answer of wrong) {
          const step = model.step(state, command, answer);
          if (agrees(step, answer, 'first', model))
            throw new Error(`${stateText(state)} ${JSON.stringify(answer)}`);
          // The state that the model then expects is right by itself.
          const { answer: expected } = step as { answer: Answer };
          if (!agrees(model.step(state, command, expected), expected, 'first', model))
            throw new Error(`${stateText(state)} ${JSON.stringify(expected)}`);
          refuted += 1;
        }
      }
      expect(refuted).toBeGreaterThan(5000);
    },
  );
});

describe('a system that waits for the zombie with the highest pid', () => {
  const STORY = '1 fork 2; 1 fork 3; 2 exit 4; 3 exit 5; 1 waitpid -1; 1 waitpid -1; 1 waitpid -1';

  test('a system that waits for the zombie with the highest pid is right by POSIX, whichever way its zombies are told from each other later', () => {
    expect(divergenceOf('posix', STORY)).toBeUndefined();
    expect(
      divergenceOf('posix', `1 fork 2; 1 fork 3; 3 exit 0; 2 exit 0; 1 waitpid -1; 1 fork 3`),
    ).toBeUndefined();
  });

  test('a system that waits for the zombie with the highest pid is wrong on Linux, at its first wait', () => {
    expect(divergenceOf('linux', STORY)).toMatchObject({
      kind: 'answer',
      step: 4,
      concerns: 'P7',
      expectedAnswer: { ok: { pid: 2, status: 1024 } },
      seenAnswer: { ok: { pid: 3, status: 1280 } },
    });
  });
});

test('the two profiles are one specification but for that choice', () => {
  expect([POSIX.posix.leavesChoices, POSIX.linux.leavesChoices]).toEqual([true, false]);
  let compared = 0;
  for (const state of explorePosix({ idsMax: 2 }).states) {
    for (const command of posixCommands(3)) {
      const [can, must] = [POSIX.posix.isIssuable(state, command), POSIX.linux.isIssuable(state, command)];
      if (!can && !must) continue;
      const [open, linux] = [POSIX.posix.step(state, command), POSIX.linux.step(state, command)];
      const same =
        can === must &&
        open.refusals?.join() === linux.refusals?.join() &&
        stateText(open.next) === stateText(linux.next);
      if (!same) throw new Error(`${stateText(state)} ${JSON.stringify(command)}`);
      compared += 1;
    }
  }
  expect(compared).toBeGreaterThan(10_000);
});

test('a system that names no profile is held to POSIX', () => {
  expect(specificationOf({ commandSet: 'posix' })).toBe(POSIX.posix);
  expect(specificationOf({ commandSet: 'posix', profile: 'linux' })).toBe(POSIX.linux);
  const state = posixStateAfter('1 fork 2; 1 fork 3; 2 exit 0; 3 exit 0');
  expect(childrenInOrder(state, 1)).toEqual([2, 3]);
});

/** The answer that says that this one was freed. */
function freed(state: State, pid: Id): Answer {
  return { ok: { pid, status: state.processes.get(pid)?.exitCode ?? 0 } };
}

/** In the order of children. */
function zombiesAskedFor(state: State, { process, pid }: Waiting): readonly Id[] {
  const group = pid === 0 ? groupOf(state, process) : -pid;
  return childrenInOrder(state, process).filter(
    (child) =>
      isZombie(state, child) && (pid === -1 || (pid > 0 ? child === pid : groupOf(state, child) === group)),
  );
}

function divergenceOf(profile: Profile, story: string) {
  const lockstep = new Lockstep(waitingForTheLast(profile), { fullUpTo: ALWAYS_FULL });
  const start = lockstep.reset();
  if (start !== undefined) return start;
  for (const command of posixCommandsOf(story)) {
    const found = lockstep.step(command);
    if (found !== undefined) return found;
  }
  return lockstep.finish();
}
