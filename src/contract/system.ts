// What anything must offer to be tested: the commands answered, the state shown.
import type { Answer, Command, CommandName } from './command.ts';
import type { FlatObservation, Focus } from './flat-observation.ts';
import type { Observation } from './observation.ts';

interface AnySystem {
  /** Shown in reports. */
  readonly name: string;
  /** The commands it can be asked; all of its set where this is absent. Others are never sent. */
  readonly supports?: readonly CommandName[];
  /**
   * `'first'`: refuses with the first applicable refusal in the table's order; `'any'` (the default): with any
   * that applies, by name, by errno, or with `true`.
   */
  readonly refuses?: 'first' | 'any';
}

/** A system under test that answers at once, in this process. */
export interface SystemUnderTest extends AnySystem {
  readonly asynchronous?: false;
  /** Back to init alone, leading group 1 and session 1. */
  reset(): void;
  /** Runs one command. A refusal is an answer; an exception is a finding about the system. */
  apply(command: Command): Answer;
  /** Shows its state; what it cannot show it leaves out. */
  observe(): Observation;
  /** The same without garbage, of everything or of the part in focus. Optional, for speed. */
  observeInto?(out: FlatObservation, focus?: Focus): void;
  /** Everything that decides its further answers, hidden state included; `restore` returns to it. */
  snapshot?(): unknown;
  restore?(snapshot: unknown): void;
  /** Its own opinion of its innards: sentences, none when all is well. */
  selfCheck?(): readonly string[];
  /** Called once, at the end. */
  close?(): void;
}

/** A system under test elsewhere: another process, a worker, a machine. */
export interface AsynchronousSystemUnderTest extends AnySystem {
  readonly asynchronous: true;
  reset(): Promise<void>;
  apply(command: Command): Promise<Answer>;
  observe(): Promise<Observation>;
  close?(): Promise<void>;
}

/** What `--sut FILE` may export. */
export type System = SystemUnderTest | AsynchronousSystemUnderTest;
