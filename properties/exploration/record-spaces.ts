// Counts every recorded space anew, the long ones too: minutes.
// Usage: node properties/exploration/record-spaces.ts [--check] [NAME…]
import { readFileSync, writeFileSync } from 'node:fs';
import { GATE_SPACES_FILE, gateSpaces } from './gate-spaces.ts';
import { countsOf, explored, planOf, SPACES } from './spaces.ts';
import type { SpaceCounts } from './spaces.ts';

const FILE = new URL('../recorded/state-space.json', import.meta.url);

const check = process.argv.includes('--check');
const names = process.argv.slice(2).filter((word) => word !== '--check');
const recorded = JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, SpaceCounts>;
for (const name of names.length === 0 ? Object.keys(SPACES) : names) {
  const space = SPACES[name];
  if (space === undefined) throw new Error(`there is no space "${name}": ${Object.keys(SPACES).join('; ')}`);
  const started = performance.now();
  const counts = countsOf(explored(planOf(space)));
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(`${name}: ${JSON.stringify(counts)} (${seconds} s)\n`);
  if (check && JSON.stringify(counts) !== JSON.stringify(recorded[name])) {
    throw new Error(`${name} is recorded as ${JSON.stringify(recorded[name])}`);
  }
  recorded[name] = counts;
}
if (!check) {
  const entries = Object.keys(SPACES)
    .filter((name) => recorded[name] !== undefined)
    .map((name) => `  "${name}": ${spaced(JSON.stringify(recorded[name]))}`);
  writeFileSync(FILE, `{\n${entries.join(',\n')}\n}\n`);
  writeFileSync(GATE_SPACES_FILE, gateSpaces(recorded));
}

function spaced(json: string): string {
  return json.replace('{', '{ ').replace('}', ' }').replaceAll(':', ': ').replaceAll(',', ', ');
}
