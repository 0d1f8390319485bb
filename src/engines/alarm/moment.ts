// A moment of a run, as properties judge it: what the system did and shows, and where the model is.
import type { Answer, Command } from '../../contract/command.ts';
import { FlatObservation } from '../../contract/observation/flat-observation.ts';
import { RESOURCE_NAMES } from '../../contract/observation/observation.ts';
import type { SystemUnderTest } from '../../contract/system.ts';
import { HeldByHarness } from '../../lockstep/held-handles.ts';
import type { Step } from '../../model/rulebook.ts';
import type { Specification } from '../../model/specification.ts';
import type { State } from '../../model/state.ts';

/** The place in a run: after the reset, after a command, after the drain, or where the system gave nothing of a known form. */
export type MomentPlace = 'start' | 'step' | 'drained' | 'trouble';

/** One moment. It is filled anew for each, so that a run makes no garbage; properties read it. */
export class AlarmMoment {
  readonly specification: Specification;
  readonly system: SystemUnderTest;
  place: MomentPlace = 'start';
  /** At a step: the command, the system's answer, and the model's step by it. */
  command: Command | undefined;
  answer: Answer | undefined;
  step: Step | undefined;
  /** The model's state now, by its own rules; where it leaves a choice, by the system's answer. */
  state: State;
  before: FlatObservation = new FlatObservation();
  after: FlatObservation = new FlatObservation();
  /** The handles that the caller holds, by the answers that it got. */
  held: HeldByHarness = HeldByHarness.none;
  readonly startResources: Int32Array = new Int32Array(RESOURCE_NAMES.length);
  readonly #expected = new FlatObservation();
  #isExpected: boolean | undefined;
  #isFilled = false;

  constructor(specification: Specification, system: SystemUnderTest) {
    this.specification = specification;
    this.system = system;
    this.state = specification.initial;
  }

  /** Another moment: nothing is known of it yet. */
  moved(place: MomentPlace): void {
    this.place = place;
    this.#isExpected = undefined;
    this.#isFilled = false;
  }

  /** Whether all that is shown is as the model has it. */
  get isExpected(): boolean {
    return (this.#isExpected ??= this.specification.isObserved(this.state, this.after));
  }

  /** The observation that the model expects. */
  get expected(): FlatObservation {
    if (!this.#isFilled) this.specification.observe(this.state, this.#expected);
    this.#isFilled = true;
    return this.#expected;
  }
}
