// Goal: one judge can follow many candidates. Method: a run is judged straight, and again by a judge that follows a second
// run in between; what it finds, counts and holds of the first must be the same.
import { describe, expect, test } from 'vitest';
import type { Command } from '../../src/contract/command.ts';
import { POSIX } from '../../src/model/posix/specification.ts';
import { HIERARCHY } from '../../src/model/hierarchy/specification.ts';
import { FlatObservation } from '../../src/contract/observation/flat-observation.ts';
import { Deviations } from '../../src/lockstep/known-deviations.ts';
import type { Context } from '../../src/lockstep/context.ts';
import type { Divergence } from '../../src/lockstep/divergence.ts';
import { Judge } from '../../src/lockstep/judge.ts';
import type { Specification } from '../../src/model/specification.ts';
import { tableSystem } from '../../src/systems/in-process.ts';
import { commandsOf } from '../support/scenarios.ts';

const HOLDING = commandsOf('1 fork 2; 2 create_group; - hold_group 2; - hold_group 2; 2 exit; 2 free');
const RELEASING = commandsOf('1 fork 2; 2 create_session; - hold_session 2; - release_session 2; 1 fork 3');

/** Runs of one system, each judged with a context of its own by the same judge, a step of each in turn. */
class Candidate {
  readonly #system = tableSystem();
  readonly #judge: Judge;
  #before = new FlatObservation();
  #context: Context;

  constructor(judge: Judge) {
    this.#judge = judge;
    this.#system.reset();
    judge.reset();
    this.#system.observeInto?.(this.#before);
    expect(judge.start(this.#before)).toBeUndefined();
    this.#context = judge.context;
  }

  step(command: Command): Divergence | undefined {
    this.#judge.goOnFrom(this.#context);
    const after = new FlatObservation();
    const answer = this.#system.apply(command);
    this.#system.observeInto?.(after);
    const found = this.#judge.step({ command, answer, before: this.#before, after });
    this.#context = this.#judge.context;
    this.#before = after;
    return found;
  }

  get context(): Context {
    return this.#context;
  }
}

describe('the context of a judge', () => {
  test('the context of a judge is where a run goes on from, whatever was judged in between', () => {
    const straight = new Judge(HIERARCHY, 'any');
    const alone = new Candidate(straight);
    for (const command of HOLDING) expect(alone.step(command)).toBeUndefined();

    const judge = new Judge(HIERARCHY, 'any');
    const [one, other] = [new Candidate(judge), new Candidate(judge)];
    for (const [index, command] of HOLDING.entries()) {
      expect(one.step(command)).toBeUndefined();
      const aside = RELEASING[index];
      if (aside !== undefined) expect(other.step(aside)).toBeUndefined();
    }
    expect(one.context).toMatchObject({
      state: alone.context.state,
      steps: HOLDING.length,
      phase: 'started',
    });
    expect([one.context.held.onGroup(2), one.context.held.onSession(2)]).toEqual([2, 0]);
    expect(other.context.steps).toBe(RELEASING.length);
    // I4 asks about the handles held, so each state was judged with those of its own run.
    const { checked } = straight.invariantCounts.get('I4') ?? { checked: 0 };
    const elsewhere = 1 + RELEASING.length;
    expect(judge.invariantCounts.get('I4')?.checked).toBe(checked + elsewhere);
  });

  test('the context of a judge is not changed by what is judged after it was taken', () => {
    const judge = new Judge(POSIX.posix, 'any', new Deviations([]), { processes: 3 });
    judge.reset();
    const shown = new FlatObservation();
    const show = (specification: Specification): FlatObservation => {
      specification.observe(judge.state, shown);
      return shown;
    };
    expect(judge.start(show(POSIX.posix))).toBeUndefined();
    const taken = judge.context;
    const wrong = { command: { name: 'fork', process: 1, child: 2 }, answer: { refused: 'EPERM' } } as const;
    const found = judge.step({ ...wrong, before: shown, after: shown });
    expect([found?.kind, found?.answers]).toEqual(['answer', [{ refused: 'EPERM' }]]);
    expect([judge.steps, judge.context.phase]).toEqual([1, 'over']);
    expect([taken.steps, taken.answers, taken.phase]).toEqual([0, [], 'started']);
    judge.goOnFrom(taken);
    expect([judge.steps, judge.state]).toEqual([0, taken.state]);
    expect(judge.step({ ...wrong, before: shown, after: shown })?.answers).toEqual([{ refused: 'EPERM' }]);
  });
});
