// Goal: long work breathes and tells its progress often enough, and not more. Method: a clock by hand.
import { expect, test } from 'vitest';
import { controlIn, pacer } from '../../src/contract/run-control.ts';

test('a pacer breathes and tells progress every fifty milliseconds at most', async () => {
  let now = 1000;
  const told: number[] = [];
  let breaths = 0;
  const pace = pacer<number>({
    now: () => now,
    breathe: async () => void (breaths += 1),
    stopped: () => false,
    progress: (progress) => void told.push(progress),
  });
  const paced: number[] = [];
  for (; now < 1200; now += 10) if (await pace((at) => at)) paced.push(now);
  expect(paced).toEqual([1050, 1100, 1150]);
  expect(told).toEqual(paced);
  expect(breaths).toBe(3);
});

test('a pacer that has nothing to tell breathes all the same', async () => {
  let [now, breaths] = [0, 0];
  const told: unknown[] = [];
  const pace = pacer<string>({
    now: () => now,
    breathe: async () => void (breaths += 1),
    stopped: () => false,
    progress: (progress) => void told.push(progress),
  });
  now = 50;
  expect(await pace(() => undefined)).toBe(true);
  expect([breaths, told]).toEqual([1, []]);
});

test('a control that options leave out has no clock, asks for no end, and breathes at once', async () => {
  const { now, breathe, stopped, progress } = controlIn({});
  expect([now(), stopped(), progress]).toEqual([0, false, undefined]);
  await expect(breathe()).resolves.toBeUndefined();
  const given = controlIn({ now: () => 7, stopped: () => true });
  expect([given.now(), given.stopped()]).toEqual([7, true]);
});
