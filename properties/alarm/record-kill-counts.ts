// Records how many mutants each property kills, and how many nothing else does: `npm run alarm:record`.
import { writeFileSync } from 'node:fs';
import { ROOT } from '../support/repository.ts';
import { KILL_COUNTS, killCounts } from './kill-counts.ts';

writeFileSync(`${ROOT}${KILL_COUNTS}`, `${JSON.stringify(await killCounts(), undefined, 2)}\n`);
