// Whether a failure is its commands' doing alone. Asked of systems elsewhere, which may have state of their own.
import type { System } from '../contract/system.ts';
import type { Failure } from '../counterexample/shrink.ts';
import { replay } from '../counterexample/shrink.ts';
import { signatureOf } from '../refinement/divergence.ts';

/** Runs a failing sequence again: does it fail at the same command and in the same way? */
export async function isSteady(system: System, { commands, divergence }: Failure): Promise<boolean> {
  if (!system.asynchronous) return true;
  const again = (await replay(system, commands)).divergence;
  return again?.step === divergence.step && signatureOf(again) === signatureOf(divergence);
}
