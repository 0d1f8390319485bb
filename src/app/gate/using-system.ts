// A system for one check: made, used, closed, whatever happens.
import { Hindrance } from '../../contract/hindrance.ts';
import type { System } from '../../contract/system.ts';
import { closeSystem } from '../../lockstep/exceptions.ts';
import { badEndDecides } from '../../engines/verdict-rules.ts';
import type { CheckOutcome, MakeSystem } from './check.ts';
import { failed, inconclusive } from './check.ts';

/** The result of `use`; where that was no failure, a bad end of the system is one. */
export async function withSystem(
  make: MakeSystem,
  use: (system: System) => Promise<CheckOutcome>,
): Promise<CheckOutcome> {
  let system: System;
  try {
    system = await make();
  } catch (error) {
    return inconclusive(`the system could not be made: ${errorText(error)}`);
  }
  let outcome: CheckOutcome;
  let badEnd: string | undefined;
  try {
    outcome = await use(system);
  } catch (error) {
    if (!(error instanceof Hindrance)) throw error;
    outcome = inconclusive(error.message);
  } finally {
    badEnd = await closeSystem(system);
  }
  return badEndDecides(outcome.verdict, badEnd) ? failed(badEnd) : outcome;
}

/** An error as people read it. */
function errorText(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
