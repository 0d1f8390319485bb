// A command set's table, in this process, as a system under test.
import type { Command } from '../contract/command.ts';
import { FlatObservation } from '../contract/observation/flat-observation.ts';
import { unflatten } from '../contract/observation/json.ts';
import type { Recipe } from '../contract/recipe.ts';
import type { StateInWords } from '../contract/state-in-words.ts';
import type { SystemUnderTest } from '../contract/system.ts';
import type { ProcessTable } from '../impl/hierarchy/process-table.ts';
import type { TerminalTable } from '../impl/job-control/terminal-table.ts';
import type { PosixTable } from '../impl/posix/posix-table.ts';
import { TableInWords } from '../impl/table-in-words.ts';
import { HIERARCHY_TABLE, JOB_CONTROL_TABLE, POSIX_TABLE } from './command-set.ts';
import type { AnySetTable, WordTable } from './command-set.ts';
import { describingItself } from './self-description.ts';

/**
 * A process table, or a variant of one, answering the hierarchy commands. A `ProcessTable` as it stands is searched as
 * words and certified with all that it hides; of a variant only what it shows is known.
 *
 * @example
 * ```ts
 * import { explore, tableSystem } from 'procession-check';
 *
 * const { verdict } = await explore(tableSystem(), { ids: 2 });
 * verdict; // 'pass'
 * ```
 */
export function tableSystem(name = 'table', table?: ProcessTable): SystemUnderTest {
  return soundOrVariant(HIERARCHY_TABLE, {
    name,
    table,
    again: { module: import.meta.url, make: 'tableSystem' },
  });
}

/**
 * A POSIX table, or a variant of one, answering the POSIX commands as Linux does.
 *
 * @example
 * ```ts
 * import { explore, PosixTable, posixTableSystem } from 'procession-check';
 *
 * const system = posixTableSystem('mine', new PosixTable({ capacity: 8 }));
 * const { verdict } = await explore(system, { ids: 2 });
 * verdict; // 'pass'
 * ```
 */
export function posixTableSystem(name = 'posix-table', table?: PosixTable): SystemUnderTest {
  return soundOrVariant(POSIX_TABLE, {
    name,
    table,
    again: { module: import.meta.url, make: 'posixTableSystem' },
  });
}

/**
 * A table with terminals, or a variant of one, answering the job-control commands as Linux does.
 *
 * @example
 * ```ts
 * import { TerminalTable, terminalTableSystem } from 'procession-check';
 *
 * const system = terminalTableSystem('mine', new TerminalTable({ capacity: 8 }));
 * system.commandSet; // 'job-control'
 * ```
 */
export function terminalTableSystem(name = 'terminal-table', table?: TerminalTable): SystemUnderTest {
  return soundOrVariant(JOB_CONTROL_TABLE, {
    name,
    table,
    again: { module: import.meta.url, make: 'terminalTableSystem' },
  });
}

/** The table of a set that a system is of. */
interface TableSystemOptions {
  readonly name: string;
  /** Makes a table just like the system's, for a search beside it. */
  readonly make: () => WordTable;
  /** The system's table, if not a new one. */
  readonly table?: WordTable | undefined;
  /** The recipe by which another thread makes such a system. */
  readonly again?: Recipe | undefined;
}

/** A table of a set as a system that says itself how its state can be had as words, and how it is made again. */
export function systemOfTable(
  set: AnySetTable,
  { name, make, table = make(), again }: TableSystemOptions,
): SystemUnderTest {
  return describingItself(plainSystem(set, name, table), {
    explorable: (ids, commands) => inWords(set, make(), ids, commands),
    again,
  });
}

/** A table with a method of its own tells nothing beyond what it answers and shows. */
function soundOrVariant(
  set: AnySetTable,
  { name, table = set.make(), again }: Omit<TableSystemOptions, 'make'>,
): SystemUnderTest {
  const isUnchanged =
    Object.getPrototypeOf(table) === Object.getPrototypeOf(set.make(1)) &&
    Object.values(table).every((value) => typeof value !== 'function');
  if (!isUnchanged) return plainSystem(set, name, table);
  return systemOfTable(set, { name, table, make: () => set.make(), again });
}

function plainSystem(set: AnySetTable, name: string, table: WordTable): SystemUnderTest {
  const show = set.shown(table);
  return {
    name,
    ...set.says,
    reset: () => table.reset(),
    apply: (command) => set.answer(command, set.methodOf(command)(table, command)),
    observe: () => {
      const seen = new FlatObservation();
      show(seen);
      return unflatten(seen);
    },
    observeInto: show,
    snapshot: () => table.snapshot(),
    restore: (snapshot) => table.restore(snapshot),
    selfCheck: () => table.selfCheck(),
  };
}

/** A table as small as the ids need, which no system beside it runs, for a search. */
function inWords(
  set: AnySetTable,
  table: WordTable,
  ids: number,
  commands: readonly Command[],
): StateInWords {
  table.restore(set.make(ids).snapshot());
  table.reset();
  return new TableInWords(set, table, commands);
}
