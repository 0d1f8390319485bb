// Goal: programs end with whoever started them, and nothing is left in the process that used them.
// Method: real programs, the operating system's list of processes, and this process's own listeners.
import { wireSystem } from '../support/by-set.ts';
import { setTimeout as after } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Listener } from '../../src/systems/process/child-process.ts';
import { ChildProcesses } from '../../src/systems/process/child-process.ts';

const OPTIONS = { lineMaxBytes: 1000 };
const DEAF: Listener = { line: () => undefined, ended: () => undefined };

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function isGone(pid: number): Promise<boolean> {
  for (let tried = 0; tried < 200 && isAlive(pid); tried += 1) await after(10);
  return !isAlive(pid);
}

describe('child processes', () => {
  test('giving back the last hold ends what still runs and takes the listener out', async () => {
    const before = process.listenerCount('exit');
    const children = new ChildProcesses();
    const [one, other] = [children.hold(), children.hold()];
    const child = await children.start(['sleep', '60'], OPTIONS, DEAF);
    expect(process.listenerCount('exit')).toBe(before + 1);
    one[Symbol.dispose]();
    one[Symbol.dispose]();
    expect(isAlive(child.pid)).toBe(true);
    other[Symbol.dispose]();
    expect(await isGone(child.pid)).toBe(true);
    expect(process.listenerCount('exit')).toBe(before);
  });

  test('those of two makers end apart from each other', async () => {
    const [mine, yours] = [new ChildProcesses(), new ChildProcesses()];
    using held = yours.hold();
    const hold = mine.hold();
    const [ends, stays] = await Promise.all(
      [mine, yours].map((children) => children.start(['sleep', '60'], OPTIONS, DEAF)),
    );
    hold[Symbol.dispose]();
    expect(await isGone(ends?.pid ?? 0)).toBe(true);
    expect(isAlive(stays?.pid ?? 0)).toBe(true);
    expect(held).toBeDefined();
  });

  test('a system that cannot be started leaves no listener behind', async () => {
    const before = process.listenerCount('exit');
    await expect(wireSystem('false', 'hierarchy')).rejects.toThrow('ended with exit code 1');
    expect(process.listenerCount('exit')).toBe(before);
  });
});
