// The growth of a table, word by word: a small table with something in every column of every row takes one id more, beside
// one that had room from the start, and both must have the same words in their rows.
import type { Command, CommandName } from '../../contract/command.ts';
import { counted } from '../../contract/format-numbers.ts';
import { INIT, isFork } from '../../contract/command.ts';
import { COLUMN, HEADER, INIT_ROW, ROW_WORDS } from '../../impl/layout.ts';
import type { AnySetTable, WordTable } from '../command-set.ts';

/** Sizes of tables to begin with, and a size that has room for all that is put into any of them. */
const CAPACITIES = [1, 2, 3, 4, 9, 16, 17];
const ROOMY = 200;
/** Growths of each. */
const GROWTHS = 4;

/** The columns and words of the header that the next id reads; what stands in others is anything. */
const READ_OF_ROWS: readonly number[] = [COLUMN.ID, COLUMN.FLAGS];
const READ_OF_INIT: readonly number[] = [COLUMN.GROUP, COLUMN.FIRST_CHILD, COLUMN.NEXT_MEMBER];
const FREE_OF_HEADER: readonly number[] = [
  HEADER.SUBREAPERS,
  HEADER.PROCESSES,
  HEADER.GROUPS,
  HEADER.SESSIONS,
  HEADER.THREADS,
  HEADER.HANDLES,
];

/** The words that growth copies wrongly, in sentences; none where the set has no command that takes an id. */
export function growthFaults(set: AnySetTable): readonly string[] {
  const name = Object.keys(set.vocabulary.commands).find((each) => isFork(set.vocabulary, each));
  return name === undefined ? [] : CAPACITIES.flatMap((capacity) => growthFaultsAt(set, name, capacity));
}

function growthFaultsAt(set: AnySetTable, name: CommandName, capacity: number): readonly string[] {
  const small = set.make(capacity);
  const roomy = set.make(ROOMY);
  let child = INIT;
  const takeOne = (): void => {
    child += 1;
    const command = forkOf(set, name, child);
    for (const table of [small, roomy]) set.methodOf(command)(table, command);
  };
  for (let growth = 0; growth < GROWTHS; growth += 1) {
    while (small.storage()[HEADER.ROWS_END] < rowsEnd(small)) takeOne();
    const end = rowsEnd(small);
    for (const table of [small, roomy]) fill(table, end);
    takeOne();
    const at = differenceOf(small, roomy);
    if (at !== undefined)
      return [
        `a table made for ${capacity} that grows past ${counted(child - 1, 'id')} has ${small.storage()[at]} in ${placeOf(at)}, and one with room has ${roomy.storage()[at]}`,
      ];
  }
  return [];
}

/** Init makes the child. */
function forkOf({ vocabulary }: AnySetTable, name: CommandName, child: number): Command {
  const values = Object.entries(vocabulary.commands[name].arguments).map(([key, kind]) => [
    key,
    kind === 'new-process' ? child : INIT,
  ]);
  return { name, ...Object.fromEntries(values) } as Command;
}

/** The place at which the rows of a table end that has no room left. */
function rowsEnd(table: WordTable): number {
  return (1 + table.storage()[HEADER.CAPACITY]) * ROW_WORDS;
}

/** Puts a number of its own into every word that the next id does not read. */
function fill(table: WordTable, end: number): void {
  const words = Int32Array.from(table.storage());
  for (let at = INIT_ROW; at < end; at += 1) {
    const column = at % ROW_WORDS;
    if (READ_OF_ROWS.includes(column) || (at < INIT_ROW + ROW_WORDS && READ_OF_INIT.includes(column)))
      continue;
    words[at] = 1_000_000 + at;
  }
  for (const at of FREE_OF_HEADER) words[at] = 1_000_000 + at;
  table.overwrite(words);
}

/** The first word of header and rows that the tables differ in; their capacity is left out. */
function differenceOf(small: WordTable, roomy: WordTable): number | undefined {
  const [some, others] = [small.storage(), roomy.storage()];
  const end = Math.max(some[HEADER.ROWS_END], others[HEADER.ROWS_END]);
  for (let at = 0; at < end; at += 1) if (at !== HEADER.CAPACITY && some[at] !== others[at]) return at;
  return undefined;
}

function placeOf(at: number): string {
  const [part, columns] =
    at < ROW_WORDS ? ['the header', HEADER] : [`row ${Math.floor(at / ROW_WORDS)}`, COLUMN];
  const name = Object.entries(columns).find(([, column]) => column === at % ROW_WORDS)?.[0];
  return `${name ?? `word ${at % ROW_WORDS}`} of ${part}`;
}
