// Any synchronous system as the system's side of an exhaustive search. Slow beside a table that travels as words:
// what it shows is written out and compared every time, and its states are kept here.
import type { Answer, Command } from '../../contract/command.ts';
import { FlatObservation } from '../../contract/observation/flat-observation.ts';
import { RESOURCE_NAMES } from '../../contract/observation/observation.ts';
import type { ShownStep, SystemUnderTest } from '../../contract/system.ts';
import { NOT_SHOWN } from '../../model/invariants/finding.ts';
import type { Finding, StateInvariant } from '../../model/invariants/finding.ts';
import { DRAIN_INVARIANT, stateInvariantsOf } from '../../model/invariants/all.ts';
import type { InvariantId } from '../../model/invariants/all.ts';
import type { SpaceModel } from '../../model/bounded/bounded-model.ts';
import { decodeState, sameCells } from '../../model/bounded/cells.ts';
import type { Specification } from '../../model/specification.ts';
import type { State } from '../../model/state.ts';
import { agrees } from '../answer-agreement.ts';
import { differences } from '../../contract/observation/differences.ts';
import { flatten } from '../../contract/observation/json.ts';
import type { ExplorableSystem } from './explorable-system.ts';
import { asked, SystemThrew, thrownIn } from './explorable-system.ts';
import { wellFormed } from '../exchange.ts';

/**
 * A state travels as the number under which it is kept: a snapshot, or, where the system has none, the command that
 * led to it and the state it was run from, so that the way there is run again. Snapshots of states that were
 * expanded are let go of: a breadth-first search expands by ascending number.
 */
export class SystemSubject implements ExplorableSystem {
  readonly payloadWords = 1;
  readonly representationWords = 0;
  readonly notShown = new Set<InvariantId>();
  readonly #specification: Specification;
  readonly #system: SystemUnderTest;
  readonly #commands: readonly Command[];
  readonly #selfCheck: boolean;
  readonly #invariants: readonly (readonly [InvariantId, StateInvariant])[];
  readonly #seen = new FlatObservation();
  readonly #expected = new FlatObservation();
  readonly #start = new Int32Array(RESOURCE_NAMES.length);
  /** By number; of a system that threw when it was to be kept, what it threw. */
  readonly #snapshots = new Map<number, unknown>();
  /** By number: the number of the state before, and the label; −1 for a start. */
  readonly #before: number[] = [];
  readonly #labels: number[] = [];
  #kept: readonly { readonly cells: Uint8Array; readonly state: State }[] = [];
  #loaded = -1;
  #released = 0;
  #lastLabel = -1;
  /** By label, what commands led to that the system ran in one go from what is loaded. */
  readonly #tried = new Map<number, ShownStep>();
  /** The system is where it was loaded. */
  #isAtLoaded = false;
  /** Such a step that stands for a run: the system itself is not there. */
  #stands: ShownStep | undefined;

  constructor(
    specification: Specification,
    system: SystemUnderTest,
    commands: readonly Command[],
    selfCheck = true,
  ) {
    this.#specification = specification;
    this.#system = system;
    this.#commands = commands;
    this.#invariants = Object.entries(stateInvariantsOf(specification.vocabulary)) as [
      InvariantId,
      StateInvariant,
    ][];
    this.#selfCheck = selfCheck;
  }

  reset(): void {
    this.#tried.clear();
    this.#stands = undefined;
    this.#isAtLoaded = false;
    asked(() => this.#system.reset());
    this.#look();
    this.#start.set(this.#seen.resources);
    this.#loaded = -1;
    this.#lastLabel = -1;
  }

  save(out: Uint32Array, offset: number): void {
    const number = this.#before.push(this.#loaded) - 1;
    this.#labels.push(this.#lastLabel);
    out[offset] = number;
    if (this.#system.snapshot === undefined || this.#system.restore === undefined) return;
    this.#catchUp();
    // There is no verdict on a successor's payload: that it could not be kept shows when it is to be loaded.
    const threw = thrownIn(() =>
      this.#snapshots.set(
        number,
        asked(() => this.#system.snapshot?.(), 'snapshot'),
      ),
    );
    if (threw !== undefined) this.#snapshots.set(number, threw);
    for (; this.#released < this.#loaded; this.#released += 1) {
      const snapshot = this.#snapshots.get(this.#released);
      if (!this.#snapshots.delete(this.#released) || snapshot instanceof SystemThrew) continue;
      asked(() => this.#system.forget?.(snapshot));
    }
  }

  load(row: Uint32Array, offset: number): void {
    this.#loaded = row[offset];
    this.#tried.clear();
    this.rewind();
  }

  /** If that ends in trouble the commands are run one by one, so that the one concerned is known. */
  foresee(labels: readonly number[]): void {
    const system = this.#system;
    const snapshot = this.#snapshots.get(this.#loaded);
    if (system.tryEach === undefined || !this.#isAtLoaded || snapshot instanceof SystemThrew) return;
    const from = snapshot === undefined ? { path: this.#pathThere() } : { snapshot };
    const commands = labels.map((label) => this.#commands[label]);
    let steps: readonly ShownStep[] = [];
    const threw = thrownIn(() => {
      steps = asked(() => system.tryEach?.(from, commands) ?? []);
    });
    for (const [index, label] of labels.entries()) this.#tried.set(label, steps[index]);
    if (threw === undefined) return;
    this.#tried.clear();
    this.#snapshots.delete(this.#loaded); // It may have gone with what kept it: the way there is run again.
    this.rewind();
  }

  rewind(): void {
    this.#stands = undefined;
    this.#isAtLoaded = true;
    // All that will be run from here has been run.
    if (this.#tried.size === 0) this.#goThere();
  }

  /** Puts the system where it was loaded. */
  #goThere(): void {
    const system = this.#system;
    if (this.#snapshots.has(this.#loaded)) {
      const snapshot = this.#snapshots.get(this.#loaded);
      if (snapshot instanceof SystemThrew) throw snapshot;
      asked(() => system.restore?.(snapshot), 'restore');
      return;
    }
    const path = this.#pathThere();
    asked(() => {
      system.reset();
      for (const command of path) system.apply(command);
    });
  }

  /** The commands that led to what is loaded. */
  #pathThere(): readonly Command[] {
    const labels: number[] = [];
    for (let at = this.#loaded; this.#labels[at] >= 0; at = this.#before[at]) labels.push(this.#labels[at]);
    return labels.reverse().map((label) => this.#commands[label]);
  }

  run(label: number, _refusals: number, _answer: Answer | undefined, model: SpaceModel): boolean {
    const command = this.#commands[label];
    this.#lastLabel = label;
    const tried = this.#isAtLoaded ? this.#tried.get(label) : undefined;
    if (tried === undefined) this.#catchUp();
    this.#isAtLoaded = false;
    this.#stands = tried;
    const answer = asked(() => wellFormed(tried === undefined ? this.#system.apply(command) : tried.answer));
    const step = this.#specification.step(this.#decoded(model.cells), command, answer);
    return agrees(step, answer, this.#system.refuses ?? 'any', this.#specification);
  }

  isUntouched(): boolean {
    return false;
  }

  shows(cells: Uint8Array): boolean {
    this.#look();
    // A state that was loaded has no news, whichever command led to it.
    if (this.#isAtLoaded) this.#seen.forgetNews();
    const state = this.#decoded(cells);
    if (this.#specification.isObserved(state, this.#seen)) return true;
    this.#specification.observe(state, this.#expected);
    return differences(this.#expected, this.#seen).length === 0;
  }

  holds(cells: Uint8Array): boolean {
    const { groups, sessions } = this.#decoded(cells);
    const held = {
      onGroup: (pgid: number) => groups.get(pgid)?.handles ?? 0,
      onSession: (sid: number) => sessions.get(sid)?.handles ?? 0,
    };
    this.#look();
    this.#catchUp();
    for (const [id, invariant] of this.#invariants) {
      if (!this.#noted(id, invariant.find(this.#seen, held))) return false;
    }
    return !this.#selfCheck || asked(() => this.#system.selfCheck?.() ?? []).length === 0;
  }

  isDrained(): boolean {
    this.#look();
    return this.#noted('I9', DRAIN_INVARIANT.find(this.#seen, this.#start, RESOURCE_NAMES));
  }

  representation(): void {
    throw new Error('only a system whose state is bytes has a representation');
  }

  /** The state that the bytes stand for. Most labels leave a search where it is: the last two are kept. */
  #decoded(cells: Uint8Array): State {
    for (const kept of this.#kept) if (sameCells(kept.cells, cells)) return kept.state;
    const kept = { cells: cells.slice(), state: decodeState(this.#specification.space.columns, cells) };
    this.#kept = [kept, ...this.#kept.slice(0, 1)];
    return kept.state;
  }

  #noted(id: InvariantId, finding: Finding): boolean {
    if (finding === NOT_SHOWN) this.notShown.add(id);
    return finding === NOT_SHOWN || finding === undefined;
  }

  /** Brings the system where it is taken to be: what stands for a run is run, and what was not restored is. */
  #catchUp(): void {
    if (this.#tried.size === 0) return;
    const stands = this.#stands;
    if (stands === undefined && !this.#isAtLoaded) return;
    this.#stands = undefined;
    this.#goThere();
    if (stands !== undefined) asked(() => this.#system.apply(this.#commands[this.#lastLabel]));
  }

  #look(): void {
    const system = this.#system;
    const stands = this.#stands;
    if (stands !== undefined) {
      asked(() => flatten(stands.observation, this.#seen));
      return;
    }
    // A value that cannot be read as an observation is the system's fault too.
    asked(() => {
      if (system.observeInto === undefined) flatten(system.observe(), this.#seen);
      else system.observeInto(this.#seen);
    });
  }
}
