// A table that workers share as a system under test, by one worker: every command goes through the lock. Its commands at
// the same time are another matter, and another system's.
import { FlatObservation } from '../contract/observation/flat-observation.ts';
import { unflatten } from '../contract/observation/json.ts';
import type { SystemUnderTest } from '../contract/system.ts';
import { SharedProcessTable } from '../impl/shared/shared-process-table.ts';
import { SharedPosixTable } from '../impl/shared/shared-posix-table.ts';
import type { SharedTableOptions } from '../impl/shared/shared-table.ts';
import { HIERARCHY_TABLE, POSIX_TABLE } from './command-set.ts';
import type { AnySetTable, Show, WordTable } from './command-set.ts';

/** Ids that fit where nobody says how many: more than a run has. */
const CAPACITY = 4096;

/** A shared table, whichever commands it answers. */
interface AnySharedTable {
  read<Result>(work: (table: unknown) => Result): Result;
  reset(): void;
  snapshot(): unknown;
  restore(snapshot: unknown): void;
  selfCheck(): readonly string[];
}

/** A new table for the hierarchy commands in words that can be shared, with room for so many ids. */
export function sharedTableSystem(
  capacity = CAPACITY,
  options?: Partial<SharedTableOptions>,
): SystemUnderTest {
  const buffer = SharedProcessTable.allocate({ capacity, workers: 1 });
  const table = new SharedProcessTable({ buffer, worker: 0, ...options });
  return sharedSystem('shared-table', HIERARCHY_TABLE, table, capacity);
}

/** The same for the POSIX commands. */
export function sharedPosixTableSystem(
  capacity = CAPACITY,
  options?: Partial<SharedTableOptions>,
): SystemUnderTest {
  const buffer = SharedPosixTable.allocate({ capacity, workers: 1 });
  const table = new SharedPosixTable({ buffer, worker: 0, ...options });
  return sharedSystem('shared-posix-table', POSIX_TABLE, table, capacity);
}

const SHARED_TABLES = [
  { set: HIERARCHY_TABLE, system: sharedTableSystem },
  { set: POSIX_TABLE, system: sharedPosixTableSystem },
];

/** The same for the commands of a set. */
export function sharedSystemOf(commandSet: string): SystemUnderTest {
  const make = SHARED_TABLES.find(({ set }) => set.vocabulary.id === commandSet);
  if (make === undefined) throw new TypeError(`there is no shared table for the ${commandSet} commands`);
  return make.system();
}

function sharedSystem(
  name: string,
  set: AnySetTable,
  table: AnySharedTable,
  capacity: number,
): SystemUnderTest {
  let show: Show | undefined;
  const observeInto: Show = (out, focus) =>
    table.read((inside) => {
      show ??= set.shown(inside as WordTable);
      show(out, focus);
    });
  return {
    name,
    ...set.says,
    // At least one of each three ids is a process's, where there are neither threads nor handles.
    limits: { processes: Math.floor(capacity / 3) },
    reset: () => table.reset(),
    apply: (command) => set.answer(command, set.methodOf(command)(table as unknown as WordTable, command)),
    observe: () => {
      const seen = new FlatObservation();
      observeInto(seen);
      return unflatten(seen);
    },
    observeInto,
    snapshot: () => table.snapshot(),
    restore: (snapshot) => table.restore(snapshot),
    selfCheck: () => table.selfCheck(),
  };
}
