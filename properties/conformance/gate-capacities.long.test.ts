// Every fault of growth, index or restoring is found out in the tables of each set.
import { describe, test } from 'vitest';
import { COMMAND_SETS } from '../../src/command-sets.ts';
import { expectFoundOut, growthFaultsOf } from './growing-tables.ts';

describe.each(COMMAND_SETS.slice(1).map(({ table }) => [table.vocabulary.id, table] as const))(
  'the table of the %s commands',
  (_id, set) => {
    test.each(growthFaultsOf(set))('a table with the fault %s is found out', (_name, fault) =>
      expectFoundOut(set, fault),
    );
  },
);
