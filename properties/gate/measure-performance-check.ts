// Measures the measurement of speed: how often it takes the same code for slower, and how often it notices code that is slower
// by a little, by more, and by much. Method: copies of the sources, of which some read words for nothing in every lookup of an
// id, are measured beside a copy that does not, again and again, with the budget of the quick profile.
// Usage: node properties/gate/measure-performance-check.ts [--repetitions 20] [--races growth] [--sets posix] [--reads 0,3,8,35]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureRace } from '../../src/app/gate/performance/measurement.ts';
import type { RaceResult } from '../../src/app/gate/performance/measurement.ts';
import { middleOf } from '../../src/app/gate/performance/median-interval.ts';
import { PROCESSES_MOST, racesOf } from '../../src/app/gate/performance/races.ts';
import { COMMAND_SET_NAMES } from '../../src/command-sets.ts';
import { slowerCopy } from '../support/slower-copy.ts';

const { values } = parseArgs({
  options: {
    repetitions: { type: 'string', default: '20' },
    races: { type: 'string', default: '' },
    sets: { type: 'string', default: COMMAND_SET_NAMES.join() },
    reads: { type: 'string', default: '0,3,8,35' },
  },
});
const control = {
  now: () => performance.now(),
  breathe: () => Promise.resolve(),
  stopped: () => false,
  progress: (phrase: string) => {
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${phrase}`);
  },
};
const VERDICTS = ['slower', 'as-fast', 'unclear'] as const;

const folder = mkdtempSync(join(tmpdir(), 'procession-speed-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
process.once('SIGINT', () => process.exit(130));
const base = slowerCopy(folder, 'base', 0);

process.stdout.write(
  'set, race: reads for nothing   ratio (lowest … highest)   slower, as fast, unclear   processes, seconds a time\n',
);
for (const set of values.sets.split(','))
  for (const [workload, race] of racesOf(set, 'full') ?? []) {
    if (!workload.includes(values.races)) continue;
    for (const reads of values.reads.split(',').map(Number)) {
      const candidate = slowerCopy(folder, `${set}-${reads}`, reads);
      const versions = { base, candidate, baseName: 'base' };
      const results: RaceResult[] = [];
      for (let time = 0; time < Number(values.repetitions); time += 1) {
        const result = await measureRace(workload, race, versions, PROCESSES_MOST.quick, control);
        if (result === undefined || typeof result === 'string') throw new Error(result);
        results.push(result);
      }
      control.progress('');
      process.stdout.write(`${set}, ${workload}: ${String(reads).padStart(2)}   ${rowOf(results)}\n`);
    }
  }

function rowOf(results: readonly RaceResult[]): string {
  const ratios = results.map(({ evidence }) => evidence.ratio).sort((a, b) => a - b);
  const verdicts = VERDICTS.map((name) => results.filter(({ verdict }) => verdict === name).length);
  const processes = results.map(({ evidence }) => evidence.ratios.length);
  const seconds = results.map(({ msPerProcess }, time) => (msPerProcess * processes[time]) / 1000);
  const [lowest, middle, highest] = [ratios[0], middleOf(ratios), ratios.at(-1)!].map((ratio) =>
    ratio.toFixed(3),
  );
  return `${middle} (${lowest} … ${highest})   ${verdicts.join(', ')}   ${mean(processes)}, ${mean(seconds)}`;
}

function mean(figures: readonly number[]): string {
  return (figures.reduce((sum, each) => sum + each, 0) / figures.length).toFixed(0);
}
