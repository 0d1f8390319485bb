// The commands that the gate's checks give a system, counted check by check, beside what each says that it costs.
import { expect } from 'vitest';
import { outcomeOf, Subject } from '../../src/app/gate/check.ts';
import { CHECKS } from '../../src/app/gate/checks.ts';
import { gateSettingsOf } from '../../src/app/gate/settings.ts';
import type { SystemUnderTest } from '../../src/contract/system.ts';

export const QUICK = gateSettingsOf('quick', { seed: 1, save: false });

/** A system that counts the commands that it is given. */
function counting(system: SystemUnderTest, count: () => void): SystemUnderTest {
  return {
    ...system,
    apply: (command) => {
      count();
      return system.apply(command);
    },
  };
}

export async function expectWithinCosts(make: () => SystemUnderTest): Promise<void> {
  let given = 0;
  const subject = new Subject(() => counting(make(), () => (given += 1)), QUICK);
  let all = 0;
  // Others make their own systems, whose commands nobody counts here.
  const asked = CHECKS.filter(({ about = 'system' }) => about === 'system');
  for (const check of asked.filter(({ isAsked }) => isAsked?.(QUICK) ?? true)) {
    given = 0;
    const { verdict } = await outcomeOf(check, subject, new Set());
    expect([check.name, verdict]).not.toContain('fail');
    expect(given, check.name).toBeLessThanOrEqual(check.cost(QUICK));
    all += given;
  }
  expect(all).toBeGreaterThan(1000);
}
