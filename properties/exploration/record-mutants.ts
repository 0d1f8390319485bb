// Finds every mutant at the smallest bound that shows it, and records where and how: minutes.
// Usage: node properties/exploration/record-mutants.ts [--check]
import { readFileSync, writeFileSync } from 'node:fs';
import { MUTANTS } from '../../src/systems/mutants/registry.ts';
import { climb } from './ladder.ts';

const FILE = new URL('../recorded/mutants.json', import.meta.url);

const found: Record<string, unknown> = {};
for (const name of Object.keys(MUTANTS)) {
  const started = performance.now();
  const recorded = await climb(name);
  if (recorded === undefined) throw new Error(`${name} was found at no bound of the ladder`);
  found[name] = recorded;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(`${name}: ${recorded.length} commands, ${recorded.bound} (${seconds} s)\n`);
}
const text = `${JSON.stringify(found, null, 2)}\n`;
if (!process.argv.includes('--check')) writeFileSync(FILE, text);
else if (readFileSync(FILE, 'utf8') !== text)
  throw new Error('properties/recorded/mutants.json is not what is found now');
