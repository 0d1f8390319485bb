// Records random trees of processes that run at once, and explains each: how many are explained whole, and how much search that takes.
// Usage: npm run recordings:trees -- [N] [--steps STEPS] [--from SEED] [--keep FOLDER]
//   N       trees, 100 unless said
//   STEPS   the length of a life, 60 unless said
//   FOLDER  takes the logs of those that are not explained
// Takes strace and a C compiler.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { grouped } from '../../src/contract/format-numbers.ts';
import { explain } from '../../src/engines/recordings/explain.ts';
import { recordTrees } from '../support/random-trees.ts';
import { eventsOfLog } from '../support/told-events.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    steps: { type: 'string', default: '60' },
    from: { type: 'string', default: '1' },
    keep: { type: 'string' },
  },
});
const count = Number(positionals[0] ?? '100');
const seeds = Array.from({ length: count }, (_, index) => Number(values.from) + index);
const totals = { lines: 0, results: 0, searched: 0, steps: 0, most: 0, explained: 0 };
const recorded = recordTrees(seeds, Number(values.steps));
if ('inconclusive' in recorded) {
  process.stderr.write(`${recorded.inconclusive}\n`);
  process.exit(3);
}
for (const [index, log] of recorded.logs.entries()) {
  const seed = seeds[index];
  const { verdict, counts, unexplained } = await explain(eventsOfLog(log));
  totals.lines += counts.lines;
  totals.results += counts.checked;
  totals.searched += counts.linesSearched;
  totals.steps += counts.stepsSearched;
  totals.most = Math.max(totals.most, counts.stepsSearched);
  if (verdict === 'pass') {
    totals.explained += 1;
    continue;
  }
  for (const { line, sentence } of unexplained)
    process.stdout.write(`tree ${seed}, line ${line}: ${sentence}\n`);
  if (values.keep === undefined) continue;
  mkdirSync(values.keep, { recursive: true });
  writeFileSync(join(values.keep, `${seed}-${values.steps}.strace`), `${log.join('\n')}\n`);
}
process.stdout.write(
  `${totals.explained} of ${count} trees explained: ${grouped(totals.lines)} lines, ${grouped(totals.results)} results, ` +
    `${grouped(totals.searched)} lines searched in ${grouped(totals.steps)} steps, at most ${grouped(totals.most)} for a tree\n`,
);
process.exitCode = totals.explained === count ? 0 : 1;
