// Measures how good counterexamples are. Every mutant with so many seeds, default settings: share found, share certified, share
// of shortest, executions and time. The lengths are kept; --check compares instead of keeping them.
// Usage: node properties/counterexample/measure-quality.ts [--seeds N] [--check]
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { MUTANTS } from '../../src/systems/mutants/registry.ts';
import { medianOf } from '../support/median.ts';
import { lengthsOf, measure } from './quality.ts';
import type { Measured } from './quality.ts';

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '20' }, check: { type: 'boolean' } },
});
const seeds = Array.from({ length: Number(values.seeds) }, (_, index) => index + 1);

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const all: Measured[] = [];
for (const name of Object.keys(MUTANTS)) {
  for (const seed of seeds) all.push(await measure(name, seed));
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${all.length} campaigns, ${name}`);
}
if (process.stderr.isTTY) process.stderr.write('\r\u001B[K');

const found = all.filter(({ length }) => length !== undefined);
const certified = found.filter((campaign) => campaign.certified);
const lengths = lengthsOf(all);
const shortest = found.filter(({ signature, name, length }) => length === lengths[name]?.[signature ?? '']);
const upTo6 = certified.filter(({ length = 0 }) => length <= 6);
const share = (part: readonly unknown[], whole: readonly unknown[]): string =>
  `${part.length} of ${whole.length} (${((100 * part.length) / whole.length).toFixed(1)} %)`;
say(`campaigns that found their mutant      ${share(found, all)}`);
say(`of these certified shortest            ${share(certified, found)}`);
say(`as short as any failure of their kind  ${share(shortest, found)}`);
say(`executions while shrinking, median     ${medianOf(found.map(({ executions }) => executions))}`);
say(
  `milliseconds to certify, up to 6 commands, median and most  ${medianOf(upTo6.map(({ certifyMs }) => certifyMs)).toFixed(1)}, ${Math.max(...upTo6.map(({ certifyMs }) => certifyMs)).toFixed(0)}`,
);
for (const { name, seed, reason } of all) if (reason !== undefined) say(`  ${name}, seed ${seed}: ${reason}`);

const file = new URL('../recorded/shortest.json', import.meta.url);
const text = `${JSON.stringify(lengths, null, 2)}\n`;
if (!values.check) writeFileSync(file, text);
else if (readFileSync(file, 'utf8') !== text) {
  say('the lengths are not those recorded in properties/recorded/shortest.json');
  process.exitCode = 1;
}
