// The memory that the commands of a table leave to the garbage collector, counted by the growth of the heap at each call.
import { getHeapStatistics } from 'node:v8';
import type { Command, CommandName } from '../../../contract/command.ts';
import type { Work } from '../../../lockstep/pauses.ts';
import type { AnySetTable } from '../../../systems/command-set.ts';

/** The first ones are for the engine, which allocates while it compiles the commands. */
const ROUNDS = 48;

/**
 * Bytes of the heap that each command of a sequence takes, all its calls together, on a table with room enough. A call
 * counts with the least of 48 runs of the sequence, and above the call of the run that took least: that one is the price
 * of looking. A call in which a collection makes the heap smaller is passed over. O(calls), a few µs each. It pauses
 * between runs.
 */
export function* heapBytes(
  set: AnySetTable,
  commands: readonly Command[],
): Work<Readonly<Record<CommandName, number>>> {
  const table = set.make(commands.length + 1);
  const methods = commands.map((command) => set.methodOf(command));
  const least = new Float64Array(commands.length).fill(Infinity);
  for (let round = 0; round < ROUNDS; round += 1) {
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
  }
  const sums: Record<CommandName, number> = {};
  for (const [index, { name }] of commands.entries()) sums[name] = (sums[name] ?? 0) + least[index];
  return sums;
}
