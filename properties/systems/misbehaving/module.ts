// A system as a module of a user's would export it, which misbehaves in the one way that its address names (`?as=hangs`), mostly
// at an exit: what the tests of modules in processes of their own are run against.
import { spawn } from 'node:child_process';
import { appendFileSync, writeSync } from 'node:fs';
import { tableSystem } from '../../../src/systems/in-process.ts';
import type { Answer, Command } from '../../../src/contract/command.ts';

const address = new URL(import.meta.url).searchParams;
const misbehaviour = address.get('as') ?? 'none';
/** The file that the pids of processes that must not stay are written to. */
const PIDS = address.get('pids');
if (PIDS !== null) appendFileSync(PIDS, `${process.pid} `);

function is(...names: readonly string[]): boolean {
  return names.includes(misbehaviour);
}

function fail(method: string): void {
  if (is(`throws-in-${method}`)) throw new RangeError(`no luck in ${method}`);
}

function forever(): never {
  for (;;) Math.imul(1, 1);
}

/** The same without using a processor, which others need meanwhile. */
function block(): never {
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

const never = new Promise<never>(() => undefined);

if (is('exits-at-import')) process.exit(0);
if (is('hangs-at-import')) block();
if (is('never-loads')) await never;
fail('import');

const hoard: unknown[] = [];

/** The fault at an exit; what it gives is the answer, where it gives anything. */
function goWrong(): unknown {
  switch (misbehaviour) {
    case 'exits':
      return process.exit(0);
    case 'exits-with-5':
      return process.exit(5);
    case 'kills-itself':
      process.kill(process.pid, 'SIGKILL');
      return forever();
    case 'hangs':
      return forever();
    case 'blocks':
      return block();
    case 'floods-the-heap':
      for (;;)
        hoard.push(
          'x'
            .repeat(500_000)
            .split('')
            .map((_, index) => index + 0.5),
        );
    case 'floods-memory':
      for (;;) hoard.push(Buffer.alloc(16 * 1024 * 1024, 1));
    case 'throws-later':
      queueMicrotask(() => {
        throw new RangeError('out of nowhere');
      });
      return undefined;
    case 'throws-no-error':
      // oxlint-disable-next-line typescript/only-throw-error -- a system may throw anything
      throw 'no error at all';
    case 'answers-nothing':
      return 'nothing';
    case 'answers-with-a-getter':
      return {
        get ok(): never {
          throw new RangeError('no luck in the getter');
        },
      };
    case 'answers-with-a-proxy':
      return new Proxy(
        {},
        {
          get: () => {
            throw new RangeError('no luck in the proxy');
          },
        },
      );
    case 'answers-with-a-promise':
      return Promise.resolve({ ok: {} });
    default:
      return undefined;
  }
}

/** Children that outlive their parent, one of them in a session of its own. */
function leaveChildren(): void {
  for (const detached of [false, true]) {
    const child = spawn('sleep', ['600'], { detached, stdio: 'ignore' });
    child.unref();
    appendFileSync(PIDS ?? '', `${child.pid} `);
  }
}

function write(): void {
  // oxlint-disable-next-line no-console -- as a module of a user's does
  console.log('{"verdict":"pass"}');
  process.stdout.write('\u001b[32mPASS\u001b[0m  all is well\n');
  // Once: where process.stdout has made the descriptor non-blocking, a full pipe would refuse more of it.
  if (!written) writeSync(1, 'straight to the descriptor\n');
  written = true;
}
let written = false;

const table = tableSystem('module');
const apply = (command: Command): Answer => {
  if (is('writes')) write();
  if (command.name === 'exit') {
    fail('apply');
    if (is('leaves-children')) leaveChildren();
    const wrong = goWrong();
    if (is('answers-nothing')) return undefined as unknown as Answer;
    if (wrong !== undefined) return wrong as Answer;
  }
  exited ||= command.name === 'exit';
  return table.apply(command);
};
/** Whether any process has exited since the reset. */
let exited = false;

const system = {
  name: 'module',
  refuses: 'first' as const,
  reset: () => {
    exited = false;
    if (is('hangs-in-reset')) block();
    fail('reset');
    table.reset();
  },
  apply,
  observe: () => {
    if (exited) {
      fail('observe');
      if (is('exits-in-observe')) process.exit(0);
      if (is('hangs-in-observe')) block();
      if (is('shows-a-promise')) return Promise.resolve(table.observe());
      if (is('shows-a-bigint')) return { processes: 2n };
    }
    return table.observe();
  },
  snapshot: () => {
    if (exited) fail('snapshot');
    return { exited, of: table.snapshot?.() };
  },
  restore: (snapshot: { readonly exited: boolean; readonly of: unknown }) => {
    if (snapshot.exited) fail('restore');
    ({ exited } = snapshot);
    table.restore?.(snapshot.of);
  },
  selfCheck: () => {
    if (exited) {
      fail('selfCheck');
      if (is('finds-itself-broken')) return ['a list is not linked back'];
    }
    return [];
  },
  close: () => {
    fail('close');
    if (is('exits-in-close')) process.exit(3);
    if (is('hangs-in-close')) block();
  },
};

/** The same in promises; an exit is answered never. */
const asynchronous = {
  ...system,
  asynchronous: true,
  snapshot: undefined,
  restore: undefined,
  reset: async () => system.reset(),
  apply: async (command: Command) => (command.name === 'exit' ? await never : system.apply(command)),
  observe: async () => system.observe(),
  close: is('rejects-in-close')
    ? async () => await Promise.reject(new RangeError('no luck in close'))
    : async () => system.close(),
};

export const sut = is('never-settles', 'rejects-in-close') ? asynchronous : system;
