// Records the work of each command of our tables: run it where a change means to do more work, or less, and look at the
// difference. Usage: node properties/gate/record-work.ts
import { writeFileSync } from 'node:fs';
import { countedCommands } from '../../src/app/gate/performance/counted-commands.ts';
import { WORK_FILE } from '../../src/app/gate/performance/work-budgets.ts';
import { COMMAND_SETS, specificationOf } from '../../src/command-sets.ts';
import { inOneGo } from '../../src/lockstep/pauses.ts';
import { ROOT } from '../support/repository.ts';

const work = Object.fromEntries(
  COMMAND_SETS.map(({ table, makeSystem }) => [
    table.vocabulary.id,
    inOneGo(countedCommands(table, specificationOf(makeSystem()))),
  ]),
);
writeFileSync(`${ROOT}${WORK_FILE}`, `${JSON.stringify(work, null, 2)}\n`);
