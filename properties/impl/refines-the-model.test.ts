// Goal: the table refines the model. Method: every state at 3 ids with every command from it, then random runs far
// beyond; answers, everything observable, all invariants and the table's own check after every command.
import { test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { tableSystem } from '../../src/systems/in-process.ts';
import type { Command } from '../../src/contract/command.ts';
import { CORE_COMMANDS, Lockstep } from '../support/by-set.ts';
import { HIERARCHY } from '../../src/model/hierarchy/specification.ts';
import { choicesUpTo } from '../../src/engines/generate/random-search.ts';
import { ALWAYS_FULL } from '../../src/lockstep/lockstep.ts';
import { planOf, run } from '../../src/lockstep/run.ts';
import { commandsWith } from '../support/alphabet.ts';
import { stateText } from '../support/plain-search.ts';
import { divergenceOn } from '../support/walks.ts';

describe('on random runs the table agrees with the model', () => {
  test.prop([choicesUpTo(100)], { seed: 21, numRuns: 150 })(
    'the table agrees with the model on few ids, and finds itself sane after every command',
    ({ numbers }) => {
      expect(divergenceOn(tableSystem(), numbers, 8, { selfCheckEach: true })).toBeUndefined();
    },
  );

  test.prop([choicesUpTo(400)], { seed: 22, numRuns: 40 })(
    'the table agrees with the model on sixty ids, everything compared every time',
    ({ numbers }) => {
      expect(divergenceOn(tableSystem(), numbers, 60, { fullUpTo: ALWAYS_FULL })).toBeUndefined();
    },
  );

  test.prop([choicesUpTo(3000)], { seed: 23, numRuns: 5 })(
    'the table agrees with the model on a thousand ids, by what each command touches',
    ({ numbers }) => {
      expect(divergenceOn(tableSystem(), numbers, 1000, {})).toBeUndefined();
    },
  );
});

describe('at 3 ids, from every state', () => {
  test('the table answers every core command as the model does, refused ones included', () => {
    const commands = CORE_COMMANDS.flatMap((name) =>
      commandsWith('hierarchy', name, (kind) => (kind === 'code' ? [0, 1] : [1, 2, 3])),
    );
    const paths = new Map<string, readonly Command[]>([[stateText(HIERARCHY.initial), []]]);
    const lockstep = new Lockstep(tableSystem(), { selfCheckEach: true });
    let ran = 0;
    for (const path of paths.values()) {
      for (const command of commands) {
        const done = run(lockstep, planOf(HIERARCHY, [...path, command]));
        if (done.divergence !== undefined) throw new Error(done.divergence.sentence);
        ran += 1;
      }
      let state = HIERARCHY.initial;
      for (const command of path) state = HIERARCHY.step(state, command).next;
      for (const command of commands) {
        const { next } = HIERARCHY.step(state, command);
        const key = stateText(next);
        if (!paths.has(key)) paths.set(key, [...path, command]);
      }
    }
    expect(paths.size).toBeGreaterThanOrEqual(355);
    expect(ran).toBe(paths.size * commands.length);
  });
});
