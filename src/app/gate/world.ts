// The world as the gate needs it: a clock, a breath, and the seed that the environment gives.
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { RunControl } from '../../contract/run-control.ts';

const UNASKED = { stopped: () => false };

/** A control of runs that asks for their end after so many milliseconds, and when this other one does. */
export function worldFor(
  timeMs: number,
  { stopped }: Pick<RunControl, 'stopped'> = UNASKED,
): Omit<RunControl, 'progress'> {
  const end = performance.now() + timeMs;
  return {
    now: () => performance.now(),
    breathe: () => breathe(),
    stopped: () => stopped() || performance.now() >= end,
  };
}

/** The seed where none is given: `PROCESSION_SEED`, else the clock's. */
export function seedFromWorld(): number {
  const words = process.env['PROCESSION_SEED'];
  return words === undefined || words === '' ? Date.now() | 0 : Number(words);
}

/** The place of a file or folder that procession brings along, told from its root; nothing where that is missing. */
export function broughtAlong(path: string): string | undefined {
  // As many folders above src/app/gate as above dist/app/gate.
  const place = fileURLToPath(new URL(`../../../${path}`, import.meta.url));
  return existsSync(place) ? place : undefined;
}

/** A path as it is said from the current folder, where that is no longer. */
export function fromHere(path: string): string {
  const here = relative('', path);
  return here.length < path.length ? here : path;
}

/** The JSON that procession brings along in a file. */
export function readBroughtAlong(path: string): unknown {
  const place = broughtAlong(path);
  if (place === undefined) throw new Error(`${path} is missing in this package of procession`);
  return JSON.parse(readFileSync(place, 'utf8'));
}

/**
 * The value that came within so many milliseconds, and after how many; nothing where that was too long. Rejects as
 * `ask` does.
 */
export async function within<Result>(
  ms: number,
  ask: () => Promise<Result>,
): Promise<{ readonly settled: { readonly value: Result } | undefined; readonly tookMs: number }> {
  const began = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    const settled = await Promise.race([ask().then((value) => ({ value })), over]);
    return { settled, tookMs: performance.now() - began };
  } finally {
    clearTimeout(timer);
  }
}
