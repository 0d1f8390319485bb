// Checks a system in one call: the claims of the conformance suite, one after the other, with Node's clock.
import type { System } from '../../contract/system.ts';
import { conformanceChecks } from '../conformance/checks.ts';
import { settingsOf } from '../gate/settings.ts';
import type { ConformanceOptions } from '../gate/settings.ts';
import { checkSystem } from './given.ts';
import { Nonconformance } from '../gate/check.ts';
import type { MakeSystem } from '../gate/check.ts';

/** The claims that hold of a system, and those that it leaves no way to judge. */
export interface Checked {
  readonly passed: readonly string[];
  readonly notChecked: readonly {
    readonly claim: string;
    readonly because: string;
  }[];
}

/**
 * Checks a system: random commands, every command from every state of a few ids, the invariants, the same commands
 * twice, a reset that leaves nothing behind. Rejects with a {@link Nonconformance} at the first claim that does not
 * hold or cannot be judged in time; its message is the whole failure, with a shortest sequence of commands that shows
 * it. A system that is closed at its end, such as a program, is given as a function that makes it. Takes a few seconds;
 * options bound it.
 *
 * @example
 * ```ts
 * import { check, posixTableSystem } from 'procession-check';
 *
 * const { passed } = await check(posixTableSystem());
 * passed.includes('a reset leaves nothing behind'); // true
 * ```
 */
export async function check(system: System | MakeSystem, options: ConformanceOptions = {}): Promise<Checked> {
  if (typeof system !== 'function') checkSystem('check', system);
  settingsOf(options, 'check');
  if (typeof system !== 'function' && system.close !== undefined)
    throw new TypeError(
      `check: ${system.name} can be closed, and each claim is checked on a system of its own: give a function that makes one`,
    );
  const make = typeof system === 'function' ? system : () => system;
  const passed: string[] = [];
  const notChecked: { claim: string; because: string }[] = [];
  for (const { name, run } of conformanceChecks(make, options)) {
    const outcome = await run();
    if (outcome.verdict === 'pass') passed.push(name);
    else if (outcome.verdict === 'inconclusive' && outcome.excused)
      notChecked.push({ claim: name, because: outcome.sentence });
    else throw new Nonconformance(outcome);
  }
  return { passed, notChecked };
}
