// How long the command line takes to start, beside Node with nothing to do, in turns: the least and the middle of the rounds.
// Usage: node bench/start.bench.ts [ROUNDS]
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const LAUNCHER = fileURLToPath(new URL('../bin/procession.js', import.meta.url));
const ROUNDS = Number(process.argv[2] ?? 15);
const STARTS: readonly (readonly [string, readonly string[]])[] = [
  ['node', ['--eval', '0']],
  ['procession --help', [LAUNCHER, '--help']],
  ['procession check --help', [LAUNCHER, 'check', '--help']],
  ['procession check --runs 1', [LAUNCHER, 'check', '--runs', '1', '--no-save', '--no-corpus']],
];

function elapsedMs(words: readonly string[]): number {
  const from = performance.now();
  const { status, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${words.join(' ')} ended with ${status}: ${stderr}`);
  return performance.now() - from;
}

const times = STARTS.map(([, words]): number[] => {
  elapsedMs(words); // Node has compiled it then.
  return [];
});
for (let round = 0; round < ROUNDS; round += 1)
  for (const [place, [, words]] of STARTS.entries()) times[place]?.push(elapsedMs(words));

process.stdout.write(`${''.padEnd(28)}least ms  middle ms  × node's least\n`);
const bare = Math.min(...(times[0] ?? []));
for (const [place, [title]] of STARTS.entries()) {
  const sorted = (times[place] ?? []).toSorted((one, other) => one - other);
  const least = sorted[0] ?? 0;
  const middle = sorted[sorted.length >> 1] ?? 0;
  const figures = [
    least.toFixed(0).padStart(8),
    middle.toFixed(0).padStart(11),
    (least / bare).toFixed(1).padStart(16),
  ];
  process.stdout.write(`${title.padEnd(28)}${figures.join('')}\n`);
}
