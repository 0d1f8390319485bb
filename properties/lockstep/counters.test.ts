// Goal: the numbers that a report rests on are right. Method: each is counted a second time, by hand or the plainest way
// there is, and compared; and each single thing that is said to be judged is wrong once.
import { describe, expect, test } from 'vitest';
import { posixTableSystem, tableSystem } from '../../src/systems/in-process.ts';
import type { Answer, Command } from '../../src/contract/command.ts';
import { Lockstep, printCommand, shapeOf, signatureOf } from '../support/by-set.ts';
import { POSIX } from '../../src/model/posix/specification.ts';
import { HIERARCHY } from '../../src/model/hierarchy/specification.ts';
import { acceptedWith, fieldsOf } from '../../src/contract/command.ts';
import type { Observation } from '../../src/contract/observation/observation.ts';
import type { Refusal } from '../../src/contract/refusal.ts';
import type { SystemUnderTest } from '../../src/contract/system.ts';
import { Coverage } from '../../src/engines/coverage.ts';
import { Decoder } from '../../src/engines/generate/command-decoder.ts';
import { Dice } from '../../src/engines/generate/prng.ts';
import type { InvariantId } from '../../src/model/invariants/all.ts';
import type { Specification } from '../../src/model/specification.ts';
import type { Divergence } from '../../src/lockstep/divergence.ts';
import { ALWAYS_FULL } from '../../src/lockstep/lockstep.ts';
import { overlaid } from '../../src/lockstep/overlay.ts';
import { explored, planOf } from '../exploration/spaces.ts';
import { exploreModel } from '../support/plain-search.ts';
import { explorePosix } from '../support/posix-search.ts';
import { commandsOf } from '../support/scenarios.ts';

/** By command and refusal: how often it applied, and how often alone. */
type Counts = Record<string, readonly [times: number, alone: number]>;

describe('how often a refusal applied, and how often it alone', () => {
  test('a campaign counts how often a refusal applied, and how often it alone, as is counted by hand', () => {
    const coverage = new Coverage(HIERARCHY, HIERARCHY.commands);
    let state = HIERARCHY.initial;
    // Alone: id-in-use, no-such-group, is-init. Together: not-running and id-in-use; all three of create_session.
    for (const command of commandsOf(
      '1 fork 2; 1 fork 2; 7 fork 2; 1 create_session; 2 move_to_group 9; 1 exit; 2 exit; 2 exit; 2 fork 3',
    )) {
      const step = HIERARCHY.step(state, command);
      coverage.note(state, command, step);
      state = step.next;
    }
    const counted = Object.entries(coverage.counts()).flatMap(([name, { refusals }]) =>
      Object.entries(refusals)
        .filter(([, { times }]) => times > 0)
        .map(([refusal, { times, alone }]) => [`${name} ${refusal}`, [times, alone]] as const),
    );
    expect(Object.fromEntries(counted)).toEqual({
      'fork not-running': [2, 1],
      'fork id-in-use': [2, 1],
      'create_session leads-its-group': [1, 0],
      'create_session group-id-in-use': [1, 0],
      'create_session session-id-in-use': [1, 0],
      'move_to_group no-such-group': [1, 1],
      'exit is-init': [1, 1],
      'exit not-running': [1, 1],
    });
    expect([coverage.commands, coverage.refused]).toEqual([9, 7]);
  });

  test('a search of the hierarchy commands counts how often a refusal applied as the plainest search does', () => {
    const counts: Counts = {};
    exploreModel({ idsMax: 3 }, { refused: (_, command, refusals) => count(counts, command, refusals) });
    expect(talliesOf(planOf({ ids: 3 }))).toEqual(counts);
  });

  test('a search of the POSIX commands counts how often a refusal applied as the plainest search does', () => {
    const counts: Counts = {};
    explorePosix({ idsMax: 2 }, { refused: (_, command, refusals) => count(counts, command, refusals) });
    expect(talliesOf(planOf({ ids: 2, posixWithout: [] }))).toEqual(counts);
  });
});

function talliesOf(plan: ReturnType<typeof planOf>): Counts {
  const { product } = explored(plan);
  return Object.fromEntries(
    product.deciders.flatMap(({ command, refusal }, index) => {
      const [times, alone] = [product.tallies[2 * index], product.tallies[2 * index + 1]];
      return times === 0 ? [] : [[`${command} ${refusal}`, [times, alone]]];
    }),
  );
}

function count(counts: Counts, { name }: Command, refusals: readonly Refusal[]): void {
  for (const refusal of refusals) {
    const [times, alone] = counts[`${name} ${refusal}`] ?? [0, 0];
    counts[`${name} ${refusal}`] = [times + 1, alone + (refusals.length === 1 ? 1 : 0)];
  }
}

describe('how often an invariant was judged', () => {
  /** Accepted and changing, refused, accepted without a change; in no regular order. */
  const STEPS =
    commandsOf(`1 fork 2; 2 create_session; 2 create_session; 1 fork 3; 3 move_to_group 1; 3 exit; 3 exit
    9 free; 3 free; - hold_group 2; 2 exit; 2 free; 1 fork 2`);
  const CHANGING = 8;

  test('an invariant is judged once a step, and of a state once each that is new, and at the start', () => {
    const lockstep = new Lockstep(tableSystem(), { fullUpTo: ALWAYS_FULL });
    expect(lockstep.reset()).toBeUndefined();
    for (const [index, command] of STEPS.entries()) {
      expect(lockstep.step(command), printCommand(command)).toBeUndefined();
      expect(lockstep.invariantCounts.get('I3')).toEqual({ checked: index + 1, notShown: 0 });
    }
    const counts = [...lockstep.invariantCounts].map(([id, { checked, notShown }]) => [
      id,
      [checked, notShown],
    ]);
    const ofState = [1 + CHANGING, 0];
    const ofStep = [STEPS.length, 0];
    expect(Object.fromEntries(counts)).toEqual({
      ...Object.fromEntries(['I1', 'I2', 'I4', 'I5', 'I6', 'I7'].map((id) => [id, ofState])),
      ...Object.fromEntries(['I3', 'I8', 'I10'].map((id) => [id, ofStep])),
      I9: [0, 0],
    });
  });

  test('an invariant is judged once a step if a part alone is looked at', () => {
    const lockstep = new Lockstep(tableSystem(), { fullUpTo: 0 });
    expect(lockstep.reset()).toBeUndefined();
    for (const [index, command] of STEPS.entries()) {
      expect(lockstep.step(command), printCommand(command)).toBeUndefined();
      for (const id of ['I3', 'I8', 'I10'] as const)
        expect(lockstep.invariantCounts.get(id)).toEqual({ checked: index + 1, notShown: 0 });
    }
  });

  test('an invariant whose evidence was not shown is counted by itself', () => {
    const table = tableSystem();
    const observe = (): Observation => {
      const { sessions: _, ...shown } = table.observe();
      return shown;
    };
    const lockstep = new Lockstep(overlaid(table, { observeInto: undefined, observe }), {
      fullUpTo: ALWAYS_FULL,
    });
    lockstep.reset();
    for (const command of STEPS) lockstep.step(command);
    const { invariantCounts } = lockstep;
    expect(invariantCounts.get('I2')).toEqual({ checked: 0, notShown: 1 + CHANGING });
    expect(invariantCounts.get('I10')).toEqual({ checked: 0, notShown: STEPS.length });
    expect(invariantCounts.get('I1')).toEqual({ checked: 1 + CHANGING, notShown: 0 });
  });

  /** Faults shown at one moment, and the invariant that must say so. */
  const FAULTS: Readonly<Partial<Record<InvariantId, (seen: Observation) => Observation>>> = {
    I1: (seen) => ({
      ...seen,
      groups: (seen.groups ?? []).map((group) => ({ ...group, processes: [...(group.processes ?? []), 90] })),
    }),
    I2: (seen) => ({
      ...seen,
      sessions: (seen.sessions ?? []).map((session) => ({
        ...session,
        groups: [...(session.groups ?? []), 90],
      })),
    }),
    I3: (seen) => ({ ...seen, groups: (seen.groups ?? []).map((group) => ({ ...group, session: 90 })) }),
    I4: (seen) => ({ ...seen, groups: [...(seen.groups ?? []), { pgid: 90, session: 1, processes: [] }] }),
    I5: (seen) => ({ ...seen, processes: [...(seen.processes ?? []), ...(seen.processes ?? [])] }),
    I6: (seen) => ({
      ...seen,
      processes: (seen.processes ?? []).map((process) => ({ ...process, parent: 90 })),
    }),
    I7: (seen) => ({
      ...seen,
      processes: (seen.processes ?? []).map((process) => ({ ...process, state: 'zombie', threads: [95] })),
    }),
    I10: (seen) => ({ ...seen, sessions: [...(seen.sessions ?? []), { sid: 90, groups: [] }] }),
  };

  test.each(Object.entries(FAULTS))(
    '%s is judged at every step: a fault of one moment is seen then',
    (id, wrong) => {
      for (let moment = 1; moment <= STEPS.length; moment += 1) {
        const table = tableSystem();
        let shown = 0;
        const observe = (): Observation => (shown++ === moment ? wrong(table.observe()) : table.observe());
        const system = overlaid(table, { observeInto: undefined, observe });
        const lockstep = new Lockstep(system, { fullUpTo: ALWAYS_FULL });
        lockstep.reset();
        const divergences = STEPS.slice(0, moment).map((command) => lockstep.step(command));
        expect(divergences.slice(0, -1)).toEqual(Array.from({ length: moment - 1 }));
        const said = divergences.at(-1)?.violations.map(({ invariant }) => invariant);
        expect(said, `at step ${moment}`).toContain(id);
      }
    },
  );
});

describe('an answer with one field wrong', () => {
  const SETS: readonly (readonly [Specification, () => SystemUnderTest])[] = [
    [HIERARCHY, () => tableSystem()],
    [POSIX.linux, () => posixTableSystem()],
  ];
  const cases = SETS.flatMap(([specification, make]) =>
    specification.commands.flatMap((name) =>
      Object.keys(signatureOf(specification.commandSet, name).answer).map(
        (field) => [specification.commandSet, name, field, specification, make] as const,
      ),
    ),
  );

  test('there are as many fields of an answer to be wrong as the signatures have', () => {
    expect(cases).toHaveLength(13);
  });

  test.each(cases)(
    'an answer with one field wrong is a divergence (%s %s: %s)',
    (_, name, field, specification, make) => {
      const changes: readonly ((ok: Record<string, number | boolean>) => void)[] = [
        (ok) => (ok[field] = typeof ok[field] === 'boolean' ? !ok[field] : Number(ok[field]) + 1),
        (ok) => delete ok[field],
        (ok) => (ok['more'] = 1),
      ];
      for (const change of changes) {
        const table = make();
        const system: SystemUnderTest = {
          ...table,
          apply: (command) => {
            const answer: Answer = table.apply(command);
            if (command.name !== name || !('ok' in answer) || !Object.hasOwn(fieldsOf(answer), field))
              return answer;
            const ok = { ...fieldsOf(answer) };
            change(ok);
            return acceptedWith(ok);
          },
        };
        const divergence = firstDivergence(system, specification);
        expect([divergence?.kind, divergence?.command?.name]).toEqual(['answer', name]);
      }
    },
  );

  test('an answer without a wrong field is no divergence', () => {
    for (const [specification, make] of SETS) expect(firstDivergence(make(), specification)).toBeUndefined();
  });
});

/** On a walk long enough that every command is accepted. */
function firstDivergence(system: SystemUnderTest, specification: Specification): Divergence | undefined {
  const lockstep = new Lockstep(system);
  const dice = new Dice();
  for (let run = 0; run < 12; run += 1) {
    dice.seed(run);
    const { commands } = specification;
    const decoder = new Decoder(specification, commands, shapeOf(dice.below(0x7fff_ffff), commands, 8));
    lockstep.reset();
    for (let done = 0; done < 60; done += 1) {
      const divergence = lockstep.step(decoder.decode(dice.below(0x7fff_ffff), lockstep.state));
      if (divergence !== undefined) return divergence;
    }
  }
  return undefined;
}
