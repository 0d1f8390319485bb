// Systems for the suite to judge, each right or with one fault, and what the suite says of them.
import { expect } from 'vitest';
import type { Answer, Command } from '../../src/contract/command.ts';
import type { AsynchronousSystemUnderTest, SystemUnderTest } from '../../src/contract/system.ts';
import type { RunControl } from '../../src/contract/run-control.ts';
import { conformanceChecks } from '../../src/app/conformance/checks.ts';
import type { ConformanceOptions } from '../../src/app/gate/settings.ts';
import type { CheckOutcome } from '../../src/app/gate/check.ts';
import type { MakeSystem } from '../../src/app/gate/check.ts';
import { ALONE } from '../../src/app/gate/surroundings.ts';
import { mutantSystem } from '../../src/own-systems.ts';
import { tableSystem } from '../../src/systems/in-process.ts';

/** Enough for every claim here, and quick. */
export const QUICK: ConformanceOptions = { seed: 1, numRuns: 100, commandsMax: 50, ids: 2, save: false };

/** Every check's outcome, or those of some, by the beginning of its name, up to the first colon or bracket. */
export async function outcomesOf(
  make: MakeSystem,
  options: ConformanceOptions = QUICK,
  some?: readonly string[],
): Promise<Readonly<Record<string, CheckOutcome>>> {
  const outcomes: Record<string, CheckOutcome> = {};
  for (const { name, run } of conformanceChecks(make, options)) {
    const [short = name] = name.split(/:| \(/);
    if (some?.includes(short) ?? true) outcomes[short] = await run();
  }
  return outcomes;
}

/** The names of those that ended so. */
export function named(
  outcomes: Readonly<Record<string, CheckOutcome>>,
  verdict: CheckOutcome['verdict'],
): readonly string[] {
  return Object.keys(outcomes).filter((name) => outcomes[name]?.verdict === verdict);
}

/** The system passes every check of a suite that is asked for nothing more. */
export async function expectAllPass(make: MakeSystem): Promise<void> {
  const outcomes = await outcomesOf(make, { ...QUICK, timeoutMs: 600_000 });
  expect(Object.keys(outcomes)).toHaveLength(18);
  expect(named(outcomes, 'pass')).toEqual(Object.keys(outcomes));
}

/** A control that asks for the end once the progress told has this form. */
export function endedAt(words: RegExp): RunControl<string> {
  let stopped = false;
  const progress = (phrase: string): void => {
    stopped = words.test(phrase);
  };
  return { ...ALONE.control, stopped: () => stopped, progress };
}

export function mutant(name: string): SystemUnderTest {
  const system = mutantSystem(name);
  if (system === undefined) throw new Error(`there is no mutant ${name}`);
  return system;
}

/** Our table with something in between: nothing is looked at but what `observe` shows. */
export function tableWith(changes: Partial<SystemUnderTest>): SystemUnderTest {
  const system: { -readonly [Key in keyof SystemUnderTest]: SystemUnderTest[Key] } = {
    ...tableSystem(),
    ...changes,
  };
  delete system.observeInto;
  delete system.selfCheck;
  return system;
}

/** Our table, elsewhere. */
export function tableElsewhere(): AsynchronousSystemUnderTest {
  const table = tableSystem();
  return {
    name: 'table elsewhere',
    asynchronous: true,
    reset: async () => table.reset(),
    apply: async (command) => table.apply(command),
    observe: async () => table.observe(),
  };
}

/** Forgets an answer now and then, by a count that no reset ends. */
export function flaky(): () => SystemUnderTest {
  let asked = 0;
  return () => {
    const table = tableSystem();
    const apply = (command: Command): Answer => {
      asked += 1;
      return asked % 97 === 0 ? { ok: {} } : table.apply(command);
    };
    return tableWith({ ...table, apply });
  };
}

/** Once a group was held, exits of init are refused for another reason, also after a reset. */
export function remembering(): SystemUnderTest {
  const table = tableSystem();
  let held = false;
  const apply = (command: Command): Answer => {
    const answer = table.apply(command);
    if (command.name === 'hold_group' && 'ok' in answer) held = true;
    return held && command.name === 'exit' && command.process === 1 ? { refused: 'EBUSY' } : answer;
  };
  return tableWith({ reset: () => table.reset(), observe: () => table.observe(), apply });
}
