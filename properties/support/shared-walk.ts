// Random commands on a table that may be shared, with no regard to its state, and the way back to init alone.
import { ProcessTable } from '../../src/impl/hierarchy/process-table.ts';
import { SharedProcessTable } from '../../src/impl/shared/shared-process-table.ts';
import { PosixTable } from '../../src/impl/posix/posix-table.ts';
import { SharedPosixTable } from '../../src/impl/shared/shared-posix-table.ts';
import type { Dice } from '../../src/engines/generate/prng.ts';

/** The commands of each set, as methods with numbers. */
export const COMMANDS = {
  hierarchy: [
    'fork',
    'createSession',
    'createGroup',
    'moveToGroup',
    'exit',
    'free',
    'newThread',
    'exitThread',
    'groupExit',
    'setSubreaper',
    'holdGroup',
    'releaseGroup',
    'holdSession',
    'releaseSession',
  ],
  posix: [
    'fork',
    'setsid',
    'setpgid',
    'getpgid',
    'getsid',
    'getppid',
    'execve',
    'exit',
    'waitpid',
    'setSubreaper',
    'kill',
    'ignoreSigchld',
  ],
} as const satisfies { hierarchy: readonly (keyof ProcessTable)[]; posix: readonly (keyof PosixTable)[] };

export type SharedSet = keyof typeof COMMANDS;

const SHARED = { hierarchy: SharedProcessTable, posix: SharedPosixTable } as const;

/** The tables of one thread. */
export const PLAIN = { hierarchy: ProcessTable, posix: PosixTable } as const;

/** The methods that a shared table has of the table of one thread, those for the whole state left out. */
export function methodsOf(set: SharedSet): readonly string[] {
  const names = new Set<string>();
  for (let proto: object = PLAIN[set].prototype; proto !== Object.prototype; ) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(proto)))
      if (typeof value === 'function' && name in SHARED[set].prototype) names.add(name);
    proto = Object.getPrototypeOf(proto) as object;
  }
  return [...names].filter((name) => !['constructor', 'reset', 'restore', 'snapshot'].includes(name));
}

/** The methods that take a yes or no. */
export const SWITCHES: ReadonlySet<string> = new Set(['setSubreaper', 'ignoreSigchld']);

/** A buffer with a table of a set. */
export function allocate(set: SharedSet, capacity: number, workers: number): SharedArrayBuffer {
  return SHARED[set].allocate({ capacity, workers });
}

/** A worker's table of a set. */
export function sharedTable(
  set: SharedSet,
  options: ConstructorParameters<typeof SharedProcessTable>[0],
): SharedProcessTable | SharedPosixTable {
  return new SHARED[set](options);
}

/** Calls a method by its name. */
export function call(table: object, name: string, ...given: readonly unknown[]): unknown {
  return Reflect.apply((table as Record<string, () => unknown>)[name], table, given);
}

/** Runs so many commands with ids up to a number; every third is a fork, so that there is somebody, some are questions. */
export function walk(table: object, set: SharedSet, dice: Dice, times: number, idsMax: number): void {
  const names = COMMANDS[set];
  for (let count = 0; count < times; count += 1) {
    const drawnName = dice.below(names.length + 1);
    const name = dice.below(3) === 0 ? 'fork' : (names[drawnName] ?? 'pids');
    const first = 1 + dice.below(idsMax);
    const drawn = dice.below(idsMax + 2) - 1;
    const isSwitch = SWITCHES.has(name);
    const takesId = name === 'fork' || name === 'newThread';
    const second = isSwitch ? drawn % 2 === 0 : takesId ? Math.max(drawn, 1) : drawn;
    // The last is the signal that ends a process, or a group.
    call(table, name, first, second, dice.below(2) === 0 ? 9 : dice.below(idsMax));
  }
}

/** Everything ends, is freed and released. */
function drain(table: SharedProcessTable | SharedPosixTable): void {
  if (table instanceof SharedPosixTable) {
    for (const pid of table.pids()) table.ignoreSigchld(pid, false);
    for (const pid of table.pids()) if (pid !== 1 && table.isRunning(pid)) table.exit(pid, 0);
    while (table.waitpid(1, -1) > 0);
    return;
  }
  for (const pid of table.pids()) if (pid !== 1) table.exit(pid);
  for (const pid of table.pids()) if (pid !== 1) table.free(pid);
  for (const tid of table.tids()) table.exitThread(tid, 0);
  for (const pgid of table.pgids()) while (table.releaseGroup(pgid) === 'ok');
  for (const sid of table.sids()) while (table.releaseSession(sid) === 'ok');
}

/** All that is wrong with a table that nobody uses any more: with its words, or with what is left once it is drained (I9). */
export function faultsAfterwards(table: SharedProcessTable | SharedPosixTable): readonly string[] {
  const faults = table.selfCheck();
  if (faults.length > 0) return faults;
  drain(table);
  const { processes, groups, sessions, threads, handles } = table.resources;
  const left = [processes, groups, sessions, threads, handles].join(' ');
  return left === '1 1 1 0 0' ? table.selfCheck() : [`drained, ${left} are left of 1 1 1 0 0`];
}
