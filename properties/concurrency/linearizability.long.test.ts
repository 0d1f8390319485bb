// Goal: what linearizability.test.ts asks of some histories, of many; and no more than 512 MB, whatever the history.
// Method: thousands of random histories beside every order tried one by one; a history in which everything overlaps, judged
// by a process of its own.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { specificationOf } from '../../src/command-sets.ts';
import { linearize } from '../../src/engines/concurrency/linearizability.ts';
import { LAUNCHER, temporaryFolder } from '../support/procession.ts';
import { corrupted, linearizableHistory } from '../support/random-histories.ts';
import { isLinearizable } from './brute-force.ts';

const SETS = [
  { commandSet: 'hierarchy' },
  { commandSet: 'posix' },
  { commandSet: 'posix', profile: 'linux' },
] as const;
const KINDS = [
  { branches: 3, commands: 7, cutOffPercent: 0, looksPercent: 0 },
  { branches: 2, commands: 7, cutOffPercent: 20, looksPercent: 0 },
  { branches: 3, commands: 6, cutOffPercent: 20, looksPercent: 20 },
];

describe('linearizability, at length', () => {
  test.each(SETS.flatMap((set) => KINDS.map((kind) => [set, kind] as const)))(
    'the search agrees with every order tried one by one on thousands of histories: %j, %j',
    (set, kind) => {
      const draw = { specification: specificationOf(set), prefix: 4, idsMax: 5, ...kind };
      let wrong = 0;
      for (let seed = 1; seed <= 1000; seed += 1) {
        const right = linearizableHistory(draw, 7919 * seed);
        for (const history of [right, corrupted(draw, right, seed)]) {
          const expected = isLinearizable(draw.specification, history) ? 'pass' : 'fail';
          if (expected === 'fail') wrong += 1;
          const { verdict } = linearize(draw.specification, history);
          expect(verdict, `seed ${seed}: ${JSON.stringify(history)}`).toBe(expected);
        }
      }
      expect(wrong).toBeGreaterThan(400);
    },
    600_000,
  );

  test.each([
    ['hierarchy', []],
    ['posix', ['--profile', 'linux']],
  ] as const)(
    'a history of %s commands of which no order can be ruled out early takes less than 512 MB',
    (commands, words) => {
      const branches = [0, 1, 2, 3].map((branch) =>
        Array.from({ length: 50 }, (_, index) => {
          const child = 2 + branch * 50 + index;
          const command = { name: 'fork', process: 1, child };
          return { command, called: 0, answered: 0, answer: { ok: { pid: child } } };
        }),
      );
      using folder = temporaryFolder();
      const file = join(folder.path, 'h.json');
      writeFileSync(file, JSON.stringify({ commands, branches, observation: { processes: [{ pid: 1 }] } }));
      const rss = `process.on('exit', () => process.stderr.write(String(process.resourceUsage().maxRSS)))`;
      const preload = `data:text/javascript,${encodeURIComponent(rss)}`;
      const run = (): string =>
        execFileSync(
          'sh',
          ['-c', '"$@" 2>&1 >out.txt || true', 'sh', process.execPath, '--import', preload, LAUNCHER]
            .concat(['linearize', file, '--places', '10000000'])
            .concat(words),
          { cwd: folder.path, encoding: 'utf8' },
        );
      expect(Number(run()) / 1024).toBeLessThan(512);
    },
    600_000,
  );
});
