// Runs one system on sequences and has every property judge each moment by itself: what one of them finds silences no other.
//
// The run goes on where a property fires. The commands, and the states that the system is compared with, are the model's by
// its own rules; where they leave a choice, the model follows an answer that is allowed, and never one that is not. So each
// property sees what a tester sees who judges by it alone and notices nothing else. A sequence ends for all properties where
// the system throws, or gives what has no known form, or shows parents that lead in a circle, which whoever looks for a
// reaper might follow for ever: from there on nobody can go on.
import { NO_PARENT } from '../../contract/observation/flat-observation.ts';
import type { FlatObservation } from '../../contract/observation/flat-observation.ts';
import { CurrentExchange, perform } from '../../lockstep/exchange.ts';
import { HeldByHarness } from '../../lockstep/held-handles.ts';
import { tooMuchShown } from '../../lockstep/observation-limit.ts';
import type { SystemUnderTest } from '../../contract/system.ts';
import type { Specification } from '../../model/specification.ts';
import { BoundedObservation } from './bounded-observation.ts';
import { AlarmMoment } from './moment.ts';
import type { Property } from './property.ts';
import type { Course } from './sequences.ts';

/** The properties alone, each with the number of commands after which it first fired. */
export class EachAlone {
  readonly #moment: AlarmMoment;
  readonly #exchange = new CurrentExchange();
  readonly #killedBy = new Map<string, number>();
  #silent: readonly Property[];
  #commands = 0;
  /** Commands since the reset. */
  #taken = 0;
  #isStuck = false;

  constructor(specification: Specification, system: SystemUnderTest, properties: readonly Property[]) {
    this.#moment = new AlarmMoment(specification, system);
    this.#exchange.before = new BoundedObservation();
    this.#exchange.after = new BoundedObservation();
    this.#silent = properties;
  }

  /** Commands given so far, those of drains included. */
  get commands(): number {
    return this.#commands;
  }

  /** Whether no further sequence can be begun, or no property is left that could fire. */
  get isOver(): boolean {
    return this.#isStuck || this.#silent.length === 0;
  }

  /** By property that fired: after how many commands. */
  get killedBy(): ReadonlyMap<string, number> {
    return this.#killedBy;
  }

  /** Runs one sequence and its drain, from a reset. */
  run(course: Course): void {
    if (!this.#started()) return;
    const moment = this.#moment;
    for (let turn = course(moment.state); turn !== undefined; turn = course(moment.state)) {
      this.#commands += 1;
      this.#taken += 1;
      const { command, foreseen } = turn;
      const exchange = this.#exchange;
      exchange.begin(command);
      void perform(moment.system, exchange);
      if (exchange.caught !== undefined || exchange.answer === undefined) return this.#judge('trouble');
      const { answer } = exchange;
      const step = foreseen ?? moment.specification.step(moment.state, command, answer);
      moment.command = command;
      moment.answer = answer;
      moment.step = step;
      moment.state = step.next;
      moment.held = moment.held.after(moment.specification.vocabulary.commands, command, answer);
      if (!this.#shown('step')) return;
    }
    if (moment.state.processes.size === 1) this.#judge('drained');
  }

  #started(): boolean {
    const moment = this.#moment;
    const exchange = this.#exchange;
    moment.command = undefined;
    moment.answer = undefined;
    moment.step = undefined;
    moment.state = moment.specification.initial;
    moment.held = HeldByHarness.none;
    this.#taken = 0;
    exchange.begin();
    void perform(moment.system, exchange);
    this.#isStuck = exchange.caught !== undefined;
    if (this.#isStuck) this.#judge('trouble');
    else {
      this.#isStuck = !this.#shown('start');
      moment.startResources.set(moment.after.resources);
    }
    return !this.#isStuck;
  }

  /** Judges what is shown; false where nobody can go on from it. */
  #shown(place: 'start' | 'step'): boolean {
    const moment = this.#moment;
    const exchange = this.#exchange;
    moment.before = exchange.before;
    moment.after = exchange.after;
    const isTooMuch = tooMuchShown(moment.state, this.#taken, exchange.after) !== undefined;
    this.#judge(isTooMuch ? 'trouble' : place);
    const { after } = exchange;
    exchange.advance();
    return !isTooMuch && !leadInACircle(after);
  }

  #judge(place: AlarmMoment['place']): void {
    this.#moment.moved(place);
    let fired = 0;
    for (const property of this.#silent) {
      if (!property.isViolated(this.#moment)) continue;
      this.#killedBy.set(property.name, this.#commands);
      fired += 1;
    }
    if (fired > 0) this.#silent = this.#silent.filter(({ name }) => !this.#killedBy.has(name));
  }
}

/** Whether somebody comes back to itself by going from parent to parent. O(processes × depth). */
function leadInACircle(seen: FlatObservation): boolean {
  for (let index = 0; index < seen.processCount; index += 1) {
    let at = index;
    for (let steps = 0; at >= 0 && seen.parent[at] !== NO_PARENT; steps += 1) {
      if (steps === seen.processCount) return true;
      at = seen.processIndex(seen.parent[at]);
    }
  }
  return false;
}
