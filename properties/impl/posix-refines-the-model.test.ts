// Goal: the POSIX table refines the model with Linux's choices. Method: every state at 3 ids with every command from
// it, then random runs far beyond; answers, everything observable, all invariants and the table's own check.
import { test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { posixTableSystem } from '../../src/systems/in-process.ts';
import type { ArgumentKind } from '../../src/contract/argument.ts';
import { COMMAND_NAMES } from '../support/by-set.ts';
import { REFUSALS } from '../support/refusals.ts';
import { POSIX } from '../../src/model/posix/specification.ts';
import { FlatObservation } from '../../src/contract/observation/flat-observation.ts';
import { choicesUpTo } from '../../src/engines/generate/random-search.ts';
import { PosixTable } from '../../src/impl/posix/posix-table.ts';
import type { Step } from '../../src/model/rulebook.ts';
import type { State } from '../../src/model/state.ts';
import { ALWAYS_FULL } from '../../src/lockstep/lockstep.ts';
import { commandsWith } from '../support/alphabet.ts';
import { divergenceOn } from '../support/walks.ts';

const MODEL = POSIX.linux;

describe('on random runs the POSIX table agrees with the model', () => {
  test.prop([choicesUpTo(100)], { seed: 31, numRuns: 150 })(
    'the POSIX table agrees with the model on few ids, and finds itself sane after every command',
    ({ numbers }) => {
      expect(divergenceOn(posixTableSystem(), numbers, 8, { selfCheckEach: true })).toBeUndefined();
    },
  );

  test.prop([choicesUpTo(400)], { seed: 32, numRuns: 40 })(
    'the POSIX table agrees with the model on sixty ids, everything compared every time',
    ({ numbers }) => {
      expect(divergenceOn(posixTableSystem(), numbers, 60, { fullUpTo: ALWAYS_FULL })).toBeUndefined();
    },
  );
});

describe('at 3 ids, from every state, the POSIX table answers and changes as the model does', () => {
  const IDS = [1, 2, 3];
  const VALUES: Readonly<Partial<Record<ArgumentKind, readonly (number | boolean)[]>>> = {
    process: IDS,
    'new-process': IDS,
    'pid-or-self': [-1, 0, ...IDS],
    'pgid-or-own': [-1, 0, ...IDS],
    several: [-3, -2, -1, 0, ...IDS],
    'exit-code': [0],
    signal: [0, 9],
    switch: [false, true],
  };

  /** The parts of a state that decide how it goes on: what it shows, and the order of children. */
  function keyOf(table: PosixTable, shown: FlatObservation): string {
    const lists = table.pids().map((pid) => {
      const children: number[] = [];
      table.childrenInto(pid, children);
      return children;
    });
    const { pid, group, marks, exitCode, processCount, pgid, session, groupCount } = shown;
    const columns = [pid, group, marks, exitCode].map((column) => [...column.subarray(0, processCount)]);
    const groups = [pgid, session].map((column) => [...column.subarray(0, groupCount)]);
    return JSON.stringify([lists, columns, groups]);
  }

  function answerOf(step: Step): unknown {
    return step.refusals === undefined ? step.answer : { refused: REFUSALS[step.refusals[0]].errno };
  }

  const core = COMMAND_NAMES.posix.filter((name) => !/^get|execve|ignore|subreaper/.test(name));

  test.each([
    ['without marks', core, 385],
    ['with SIGCHLD ignored', [...core, 'ignore_sigchld' as const], 2_930],
  ])(
    'the POSIX table answers and changes as the model does from every state at 3 ids, %s',
    (_, names, states) => {
      const commands = names.flatMap((name) => commandsWith('posix', name, (kind) => VALUES[kind] ?? []));
      const table = new PosixTable({ capacity: IDS.length });
      const system = posixTableSystem('table', table);
      const shown = new FlatObservation();
      const words = (): Int32Array => new Int32Array(table.snapshot().bytes);
      system.observeInto?.(shown);
      const found = new Map<string, readonly [Int32Array, State]>([
        [keyOf(table, shown), [words(), MODEL.initial]],
      ]);
      for (const [before, state] of found.values()) {
        for (const command of commands) {
          if (!MODEL.isIssuable(state, command)) continue;
          table.overwrite(before);
          const answer = system.apply(command);
          const step = MODEL.step(state, command, answer);
          if (JSON.stringify(answer) !== JSON.stringify(answerOf(step)))
            throw new Error(`${JSON.stringify(command)}: ${JSON.stringify(answer)} of ${system.name}`);
          system.observeInto?.(shown);
          if (!MODEL.isObserved(step.next, shown)) throw new Error(`after ${JSON.stringify(command)}`);
          if (step.next === state) continue;
          const key = keyOf(table, shown);
          if (found.has(key)) continue;
          expect(table.selfCheck()).toEqual([]);
          found.set(key, [words(), step.next]);
        }
      }
      expect(found.size).toBe(states);
    },
  );
});
