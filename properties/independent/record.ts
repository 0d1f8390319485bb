// Counts the orbits by the independent search anew, and writes what it prints into the record.
// Usage: node properties/independent/record.ts IDS… (7 takes 20 minutes of a processor, and 4.9 GB)
import { readFileSync, writeFileSync } from 'node:fs';
import { temporaryFolder } from '../support/procession.ts';
import { independentCounts, independentSearch } from './search.ts';
import type { IndependentCounts } from './search.ts';

const FILE = new URL('../recorded/independent-orbits.json', import.meta.url);

const recorded = JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, IndependentCounts>;
using folder = temporaryFolder();
const program = independentSearch(folder.path, '-march=native');
for (const ids of process.argv.slice(2).map(Number)) {
  const counts = independentCounts(program, ids);
  process.stdout.write(`${JSON.stringify(counts)}\n`);
  recorded[`ids ${ids}, orbits`] = counts;
}
const lines = Object.entries(recorded)
  .toSorted(([one], [other]) => one.localeCompare(other))
  .map(([name, counts]) => `  "${name}": ${JSON.stringify(counts)}`);
writeFileSync(FILE, `{\n${lines.join(',\n')}\n}\n`);
