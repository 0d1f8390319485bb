// A property: one way of judging a run that could stand alone.
import type { SystemUnderTest } from '../../contract/system.ts';
import type { Specification } from '../../model/specification.ts';
import type { AlarmMoment } from './moment.ts';

/** One way of judging. It never fires on a system that is right. */
export interface Property {
  /** Short: it heads a column. */
  readonly name: string;
  /** The claim, in a sentence without a full stop. */
  readonly sentence: string;
  /** Whether the system alone is looked at, and no state of the model. */
  readonly modelFree: boolean;
  /** Whether there is anything to judge; always where this is absent. */
  readonly isAsked?: (specification: Specification, system: SystemUnderTest) => boolean;
  /** Whether the moment violates it. Asked at every moment until it is. */
  readonly isViolated: (moment: AlarmMoment) => boolean;
}
