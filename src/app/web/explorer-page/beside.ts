// A system beside the model, along the commands that were tried: its answers, what it shows, and where the two part. Runs
// them anew from a reset where another future is looked at, and one command more where one was added.
import type { Answer } from '../../../contract/command.ts';
import type { Observation } from '../../../contract/observation/observation.ts';
import type { SystemUnderTest } from '../../../contract/system.ts';
import type { Divergence } from '../../../lockstep/divergence.ts';
import { Lockstep } from '../../../lockstep/lockstep.ts';
import { Recorder } from '../../../lockstep/recorder.ts';
import type { Specification } from '../../../model/specification.ts';
import type { TriedPlace } from './command-tree.ts';

/** The system at one place. */
export interface SystemThere {
  readonly answer: Answer | undefined;
  /** `undefined` where it shows nothing of a known form, and beyond the place where they part. */
  readonly observation: Observation | undefined;
  /** The place where they part: this one or one before it. Beyond it the system was not asked. */
  readonly parted: TriedPlace | undefined;
  readonly divergence: Divergence | undefined;
}

/** A system that answers at once, beside the model. */
export class SystemBeside {
  readonly system: SystemUnderTest;
  readonly #recorder = new Recorder();
  readonly #lockstep: Lockstep<SystemUnderTest>;
  readonly #known = new WeakMap<TriedPlace, SystemThere>();
  /** The place that both sides stand at; `undefined` before the first reset and where they have parted. */
  #at: TriedPlace | undefined;

  constructor(system: SystemUnderTest, specification: Specification) {
    this.system = system;
    this.#lockstep = new Lockstep(system, specification, { recorder: this.#recorder });
  }

  /** The system at a place. The first time, it costs the commands that lead there from the last one that was asked for. */
  at(place: TriedPlace): SystemThere {
    const way: TriedPlace[] = [];
    for (let each: TriedPlace | undefined = place; each !== undefined; each = each.before) {
      if (this.#known.has(each) && (each === this.#at || each === place || this.#partedAt(each))) break;
      way.push(each);
    }
    for (const each of way.toReversed()) this.#known.set(each, this.#moved(each));
    return this.#known.get(place) as SystemThere; // The loop ends with it.
  }

  #partedAt(place: TriedPlace): boolean {
    return this.#known.get(place)?.parted !== undefined;
  }

  /** One place on from where both sides stand, or the start. */
  #moved(place: TriedPlace): SystemThere {
    const { before, by } = place;
    const earlier = before === undefined ? undefined : this.#known.get(before);
    if (earlier?.parted !== undefined) return { ...earlier, answer: undefined, observation: undefined };
    const divergence = by === undefined ? this.#lockstep.reset() : this.#lockstep.step(by.command);
    const moment = this.#recorder.last;
    this.#at = divergence === undefined ? place : undefined;
    return {
      answer: by === undefined ? undefined : moment?.answer,
      observation: by === undefined ? this.#recorder.runs.at(-1)?.start : moment?.observation,
      parted: divergence === undefined ? undefined : place,
      divergence,
    };
  }
}
