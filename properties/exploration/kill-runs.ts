// Searches through Redis whose processes are killed with SIGKILL, Redis included: so many runs, whose counts must be those on
// record. Usage: node properties/exploration/kill-runs.ts RUNS [IDS] [FIRST SEED]
import { readFileSync } from 'node:fs';
import { drawsFrom } from '../../src/systems/free-runs.ts';
import { killedSearch } from './killed-search.ts';
import { countsIn, wholeOf } from './report-counts.ts';
import type { SpaceCounts } from './spaces.ts';

const [runs, ids, first] = [2, 3, 4].map((at, i) => Number(process.argv[at] ?? ['200', '5', '1'][i]));
const file = new URL('../recorded/state-space.json', import.meta.url);
const spaces = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, SpaceCounts>>;
const whole = wholeOf(spaces[`ids ${ids}, orbits`]);
const KILLS_MAX = 8;

let wrong = 0;
for (let seed = first; seed < first + runs; seed += 1) {
  const started = performance.now();
  const draw = drawsFrom(seed);
  const { code, report, killed } = await killedSearch(ids, 1 + draw(KILLS_MAX), draw);
  const counts = code === 0 ? countsIn(report) : {};
  const isRight = Object.entries(whole).every(([name, value]) => counts[name] === value);
  wrong += isRight ? 0 : 1;
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  const end = isRight ? 'counts as recorded' : `WRONG, exit code ${code}: ${report}`;
  process.stdout.write(`seed ${seed}: killed ${killed.join(', ') || 'nothing'}; ${end}; ${seconds} s\n`);
}
process.stdout.write(`${runs} runs at ids ${ids}, ${wrong} wrong\n`);
process.exitCode = wrong === 0 ? 0 : 1;
