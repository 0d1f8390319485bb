// A failure as the library hands it out: what was run, where system and model part, and the trace file that keeps it.
import type { Command } from '../../contract/command.ts';
import { traceOf } from '../../counterexample/file/record.ts';
import type { Failure } from '../../counterexample/failure.ts';
import type { Divergence } from '../../lockstep/divergence.ts';
import type { Specification } from '../../model/specification.ts';

/** A failure of a system. */
export interface Found {
  /** The last one is where system and model part. */
  readonly commands: readonly Command[];
  readonly divergence: Divergence;
  /** The text of a trace file: what `procession replay`, `show` and `shrink` take. */
  readonly trace: string;
}

/** The failure of a system of this name. */
export function foundOn(system: string, failure: Failure, specification: Specification): Found {
  return { ...failure, trace: traceOf(failure, { system }, specification) };
}
