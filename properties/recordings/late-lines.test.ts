// Goal: in a kernel's own log, a line may come long after what it tells of has shown elsewhere, within the interval of its call.
// Method: logs of a few JSON lines, with others between them, each beside one in which the late line says something else.
import { describe, expect, test } from 'vitest';
import { explain } from '../../src/engines/recordings/explain.ts';
import { USUAL_LIMITS } from '../../src/engines/recordings/usual-limits.ts';
import { wireEvents } from '../../src/engines/recordings/wire-lines.ts';
import { wrongIn } from '../support/twin-logs.ts';

type Line = Readonly<Record<string, unknown>>;

async function wrong(...lines: readonly Line[]): Promise<string> {
  return wrongIn(
    await explain(wireEvents(lines.map((line) => JSON.stringify(line))), { hiding: () => 'nothing' }),
  );
}

const FORK = { command: { name: 'fork', process: 1 }, answer: { ok: { pid: 2 } } };
const ENTERS_EXIT = { call: 2, command: { name: 'exit', process: 2, code: 3 } };
const ended = (status: number): Line => ({ ended: { process: 2, status } });
const waits = (status: number): Line => ({
  command: { name: 'waitpid', process: 1, pid: -1 },
  answer: { ok: { pid: 2, status } },
});
const IDLE = { command: { name: 'getppid', process: 1 }, answer: { ok: { ppid: 0 } } };

describe('an end whose line comes late', () => {
  test('an end is told to the parent before its line, with its own status', async () => {
    expect(await wrong(FORK, ENTERS_EXIT, waits(768), ended(768))).toBe('pass');
    expect(await wrong(FORK, ENTERS_EXIT, waits(512), ended(768))).toBe('fail 3');
    expect(await wrong(FORK, waits(768), ENTERS_EXIT, ended(768))).toBe('fail 2');
  });

  test('an exit that comes back ends its process anywhere between its lines', async () => {
    const returns = { call: 2, answer: { ok: {} } };
    expect(await wrong(FORK, ENTERS_EXIT, waits(768), returns)).toBe('pass');
    expect(await wrong(FORK, ENTERS_EXIT, waits(0), returns)).toBe('fail 3');
  });

  test('the line of an end is missing where the log ends soon after, and is missed where the log goes on', async () => {
    expect(await wrong(FORK, ENTERS_EXIT, waits(768))).toBe('inconclusive');
    const goesOn = Array.from({ length: 100 }, () => IDLE);
    expect(await wrong(FORK, ENTERS_EXIT, waits(768), ...goesOn, ended(768))).toBe('pass');
    const init = { command: { name: 'fork', process: 1 }, answer: { ok: { pid: 3 } } };
    const other = { ended: { process: 3, status: 0 } };
    expect(await wrong(FORK, init, ENTERS_EXIT, waits(768), ...goesOn, other)).toBe('fail 4');
  });
});

describe('a call in flight for long', () => {
  const idle = Array.from({ length: USUAL_LIMITS.lookAhead + 500 }, () => IDLE);
  const enters = { call: 2, command: { name: 'setsid', process: 2 } };
  const returns = (answer: Line): Line => ({ call: 2, answer });
  const asked = (pgid: number): Line => ({
    command: { name: 'getpgid', process: 1, pid: 2 },
    answer: { ok: { pgid } },
  });

  test('a question may have been answered as soon as it was asked, though the answer comes after much has been settled', async () => {
    const asks = { call: 1, command: { name: 'getpgid', process: 1, pid: 2 } };
    const told = (pgid: number): Line => ({ call: 1, answer: { ok: { pgid } } });
    const own = { command: { name: 'getppid', process: 2 }, answer: { ok: { ppid: 1 } } };
    const moves = { command: { name: 'setsid', process: 2 }, answer: { ok: { sid: 2 } } };
    const others = Array.from({ length: 1500 }, () => own);
    expect(await wrong(FORK, asks, moves, ...others, told(1))).toBe('pass');
    expect(await wrong(FORK, asks, moves, ...others, told(2))).toBe('pass');
    expect(await wrong(FORK, asks, moves, ...others, told(3))).toBe(`fail ${4 + others.length}`);
  });

  test('a call that returns later than is looked ahead may have taken effect, and then it has succeeded', async () => {
    const done = returns({ ok: { sid: 2 } });
    expect(await wrong(FORK, enters, asked(2), ...idle, done, asked(2))).toBe('pass');
    expect(await wrong(FORK, enters, asked(1), ...idle, done, asked(2))).toBe('pass');
    expect(await wrong(FORK, enters, asked(2), asked(1), ...idle, done)).toContain('fail');
    const last = 4 + idle.length;
    expect(await wrong(FORK, enters, asked(2), ...idle, returns({ refused: 'EPERM' }))).toBe(`fail ${last}`);
  });
});
