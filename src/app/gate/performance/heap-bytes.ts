// The memory that the commands of a table leave to the garbage collector, counted by the growth of the heap at each call.
import { getHeapStatistics } from 'node:v8';
import type { Command, CommandName } from '../../../contract/command.ts';
import type { Work } from '../../../lockstep/pauses.ts';
import type { AnySetTable } from '../../../systems/command-set.ts';

/** The first ones are for the engine, which allocates until it has compiled the commands. */
const ROUNDS = 48;
/** The most of them, for a machine whose processors are busy, so that the compiler is late. */
const ROUNDS_MOST = 960;

/** Bytes of the heap by command, all its calls together. */
export type BytesByName = Readonly<Record<CommandName, number>>;

/**
 * Bytes of the heap that each command of a sequence takes on a table with room enough. A call counts with the least of 48
 * runs of the sequence, and above the call of the run that took least: that one is the price of looking. A call in which a
 * collection makes the heap smaller is passed over. There are up to 960 runs, if more are needed: a command that makes an
 * object has it in each of them, and code that is not yet optimized has its bytes in the first ones alone.
 * O(calls), a few µs each. It pauses between runs.
 */
export function* heapBytes(
  set: AnySetTable,
  commands: readonly Command[],
  needsMore: (bytes: BytesByName) => boolean,
): Work<BytesByName> {
  const table = set.make(commands.length + 1);
  const methods = commands.map((command) => set.methodOf(command));
  const least = new Float64Array(commands.length).fill(Infinity);
  let sums: BytesByName = {};
  for (let round = 1; round <= ROUNDS_MOST; round += 1) {
    yield;
    table.reset();
    const grown = commands.map((command, index) => {
      const before = getHeapStatistics().used_heap_size;
      methods[index](table, command);
      return getHeapStatistics().used_heap_size - before;
    });
    const price = Math.min(...grown.filter((bytes) => bytes >= 0));
    for (const [index, bytes] of grown.entries())
      if (bytes >= 0) least[index] = Math.min(least[index], bytes - price);
    if (round % ROUNDS > 0) continue;
    sums = summed(commands, least);
    if (!needsMore(sums)) break;
  }
  return sums;
}

function summed(commands: readonly Command[], bytes: Float64Array): BytesByName {
  const sums: Record<CommandName, number> = {};
  for (const [index, { name }] of commands.entries()) sums[name] = (sums[name] ?? 0) + bytes[index];
  return sums;
}
