// The explored graph: where each expanded state's transitions led. States are expanded in the order of
// their ids, so one list of targets and each state's end in it are enough: 4 bytes a transition, 4 a state.
import { RowStorage } from './row-storage.ts';

/** Out-edges by source, in the order of firing. */
export class EdgeList {
  readonly targets = new RowStorage(1);
  /** Row `id` is where the targets of state `id` end, and those of the next begin. */
  readonly ends = new RowStorage(1);

  get bytes(): number {
    return this.targets.bytes + this.ends.bytes;
  }

  growth(states: number, transitions: number): number {
    return this.ends.growth(states) + this.targets.growth(transitions);
  }

  reserve(states: number, transitions: number): void {
    this.ends.reserve(states);
    this.targets.reserve(transitions);
    if (this.targets.length + transitions > 2 ** 32)
      throw new RangeError('more transitions than can be numbered');
  }

  /** A transition of the state that is being expanded. */
  push(target: number): void {
    const i = this.targets.length++;
    this.targets.chunk(i)[this.targets.offset(i)] = target;
  }

  /** The state that was being expanded has no more. */
  seal(): void {
    const i = this.ends.length++;
    this.ends.chunk(i)[this.ends.offset(i)] = this.targets.length;
  }

  /** The place in the targets at which those of state `id` begin. */
  begin(id: number): number {
    return id === 0 ? 0 : this.end(id - 1);
  }

  end(id: number): number {
    return this.ends.chunk(id)[this.ends.offset(id)];
  }

  target(i: number): number {
    return this.targets.chunk(i)[this.targets.offset(i)];
  }
}
