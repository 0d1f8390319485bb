// A system under test that misbehaves as a plan says: our table, of whose calls some in a hundred answer, show or throw
// what nobody expects.
import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { tableSystem } from '../../src/systems/in-process.ts';
import type { SystemUnderTest } from '../../src/contract/system.ts';
import { Dice } from '../../src/engines/generate/prng.ts';
import type { Plan } from './input.ts';
import { anyJson, anyNumber, anyText, mutatedJson, pick } from './mutate.ts';

/** The file that the pids of its children are written to, one a line. */
export const PIDS = 'pids';

const METHODS = ['reset', 'apply', 'observe', 'selfCheck', 'snapshot', 'restore', 'close'] as const;
/** The parts that may be spoilt. */
export const SPOILT = [...METHODS, 'name', 'supports', 'unchecked', 'guards', 'limits', 'knownDeviations'];

type Call = (...given: readonly unknown[]) => unknown;

/** The system of a plan; its misbehaviour starts anew at each reset, unless the plan's seed is odd. */
export function hostileSystem({ seed, percent, methods, alone }: Plan): SystemUnderTest {
  const dice = new Dice();
  dice.seed(seed);
  const table = tableSystem() as unknown as Readonly<Record<string, unknown>>;
  const system: Record<string, unknown> = { name: 'hostile' };
  for (const name of METHODS) {
    const method = table[name] as Call | undefined;
    if (method === undefined && !methods.includes(name)) continue;
    system[name] = (...given: readonly unknown[]) => {
      if (name === 'reset' && seed % 2 === 0) dice.seed(seed);
      const right = method?.(...given);
      if (!methods.includes(name) || !dice.chance(percent)) return right;
      if (alone && dice.chance(15)) misbehave(dice);
      return spoilt(dice, right);
    };
  }
  for (const name of methods)
    if (!(METHODS as readonly string[]).includes(name))
      system[name] = dice.chance(50) ? strange(dice) : anyJson(dice);
  return system as unknown as SystemUnderTest;
}

function spoilt(dice: Dice, right: unknown): unknown {
  switch (dice.below(6)) {
    case 0:
      throw strange(dice);
    case 1:
      return strange(dice);
    case 2:
      return { ok: strange(dice) };
    case 3:
      return { refused: strange(dice) };
    case 4:
      return { processes: dice.chance(50) ? strange(dice) : [{ pid: 1, parent: strange(dice) }] };
    default:
      return mutatedJson(dice, right);
  }
}

/** A value that JSON has not. */
function strange(dice: Dice): unknown {
  const kind = dice.below(STRANGE.length);
  return STRANGE[kind](dice);
}

class Odd {
  readonly #hidden = 1;

  get ok(): number {
    return this.#hidden;
  }
}

const STRANGE: readonly ((dice: Dice) => unknown)[] = [
  () => undefined,
  () => null,
  () => Number.NaN,
  () => 10n,
  () => Symbol(`\u001b[2J`),
  () => () => 1,
  () => new Odd(),
  () => new Map([[{}, new Set([1])]]),
  () => new Uint8Array(70_000),
  () => new Float64Array(3),
  () => Promise.resolve(1),
  // oxlint-disable-next-line unicorn/no-thenable
  () => ({ then: 1 }),
  () => /x/g,
  () => Object.create(null) as unknown,
  () => new Date(Number.NaN),
  (dice) => Object.assign(new Error(anyText(dice)), { name: anyText(dice), stack: anyText(dice) }),
  (dice) => new Error('x', { cause: anyJson(dice) }),
  (dice) => anyText(dice),
  (dice) => anyJson(dice),
  (dice) => Array.from({ length: dice.below(100_000) }, () => 1),
  () => Array<number>(2 ** 32 - 1),
  (dice) => Array.from({ length: dice.below(30_000) }, (_, index) => ({ pid: index + 1, parent: 1 })),
  (dice) =>
    Object.fromEntries(Array.from({ length: dice.below(20_000) }, (_, index) => [`k${index}`, index])),
  (dice) => withGetter(anyText(dice), () => fail(dice)),
  () => withGetter('ok', () => fail(undefined)),
  () => withGetter('processes', () => fail(undefined)),
  () => withGetter('refused', () => fail(undefined)),
  (dice) => ({
    toString: () => fail(dice),
    toJSON: () => fail(dice),
    [Symbol.toPrimitive]: () => fail(dice),
  }),
  () => cyclic(),
  (dice) => deep(dice.chance(70) ? dice.below(300) : dice.below(100_000)),
  (dice) => new Proxy({}, trapsFor(dice)),
  (dice) => new Proxy([], trapsFor(dice)),
  () => revoked(),
  (dice) => Object.defineProperty(new Error('x'), 'message', { get: () => fail(dice) }),
  (dice) => Object.defineProperty(new Error('x'), 'stack', { get: () => fail(dice) }),
];

function fail(dice: Dice | undefined): never {
  throw dice?.chance(30) === true ? strange(dice) : new Error('not for you');
}

function withGetter(name: string, get: () => never): unknown {
  return Object.defineProperty({}, name, { get, enumerable: true });
}

function cyclic(): unknown {
  const value: Record<string, unknown> = { ok: {} };
  value['ok'] = value;
  value['processes'] = [value];
  return value;
}

function deep(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = { ok: value };
  return value;
}

const TRAPS = [
  'get',
  'has',
  'ownKeys',
  'getPrototypeOf',
  'getOwnPropertyDescriptor',
  'isExtensible',
] as const;

/** Each trap throws, lies or is not there. */
function trapsFor(dice: Dice): ProxyHandler<object> {
  const traps: Record<string, unknown> = {};
  for (const trap of TRAPS) {
    const behaviour = dice.below(4);
    if (behaviour === 0) traps[trap] = () => fail(dice);
    else if (behaviour === 1) traps[trap] = () => strange(dice);
  }
  return traps;
}

function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

/** Misbehaviour that only a process of its own may show. */
function misbehave(dice: Dice): void {
  switch (dice.below(6)) {
    case 0:
      return process.exit(pick(dice, [0, 1, 3, 70]));
    case 1:
      process.stdout.write(`${anyText(dice)}\n{"verdict":"pass"}\nPASS  forged\n`);
      return;
    case 2:
      process.stderr.write(`${anyText(dice)}\n`.repeat(1 + dice.below(2000)));
      return;
    case 3:
      startOther(dice.chance(50));
      return;
    case 4:
      process.kill(process.pid, pick(dice, ['SIGSEGV', 'SIGKILL', 'SIGTERM', 'SIGPIPE'] as const));
      return;
    default:
      setTimeout(() => fail(undefined), anyNumber(dice) % 50);
  }
}

/** Starts a process that would stay for an hour, in a session of its own or not. */
export function startOther(detached: boolean): void {
  const other = spawn('sleep', ['3600'], { detached, stdio: 'ignore' });
  other.unref();
  appendFileSync(PIDS, `${other.pid}\n`);
}
