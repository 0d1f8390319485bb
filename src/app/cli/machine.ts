// The tools of this machine that checks need. Only those are looked for that somebody asks about, since a kernel's agent has
// to be built and started for an answer.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Need } from '../gate/needs.ts';
import { linuxSystem } from '../../systems/linux/system.ts';

const BROWSERS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
];
const LIMIT_MS = 20_000;

/** Asks, tool by tool. A version to compare with is nothing that a machine has: whoever names one adds it. */
const IS_THERE: Readonly<Record<Need, () => boolean | Promise<boolean>>> = {
  kernel: canAskTheKernel,
  compiler: () => runs('cc'),
  git: () => runs('git'),
  browser: hasBrowser,
  base: () => false,
};

/** Those of these needs that are met here. */
export async function availableNeeds(asked: Iterable<Need>): Promise<ReadonlySet<Need>> {
  const there = new Set<Need>();
  for (const need of new Set(asked)) if (await IS_THERE[need]()) there.add(need);
  return there;
}

async function canAskTheKernel(): Promise<boolean> {
  const started = await linuxSystem();
  if ('inconclusive' in started) return false;
  await started.system.close?.();
  return true;
}

function hasBrowser(): boolean {
  const named = process.env['CHROMIUM_PATH'] ?? '';
  return (named === '' ? BROWSERS : [named]).some((path) => existsSync(path) && runs(path));
}

function runs(program: string): boolean {
  return spawnSync(program, ['--version'], { timeout: LIMIT_MS, stdio: 'ignore' }).status === 0;
}
