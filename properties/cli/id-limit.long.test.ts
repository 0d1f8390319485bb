// Goal: what a system can never give is no failure of it. Method: a table of five ids, and the kernel, asked for more.
import { runCampaign, whyBeyond } from '../support/by-set.ts';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { outcomesOf, QUICK, tableWith } from '../conformance/systems.ts';
import { processionShared, processionWith, temporaryFolder } from '../support/procession.ts';

const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());
const table = new URL('../../src/systems/in-process.ts', import.meta.url).href;
writeFileSync(
  join(folder.path, 'small.mjs'),
  `import { tableSystem } from '${table}'; export const sut = { ...tableSystem(), name: 'small', idMax: 5 };`,
);
writeFileSync(join(folder.path, 'beyond.trace'), 'procession trace 1 hierarchy\n1 fork 2\n1 fork 6\n');
writeFileSync(join(folder.path, 'within.trace'), 'procession trace 1 hierarchy\n1 fork 5\n9 exit\n');
const SMALL = ['--sut', './small.mjs'];
const WHY = '"1 fork 6" takes an id beyond 5, the largest that small can give';

describe('a trace that gives an id beyond the largest', () => {
  test.each(['replay', 'shrink'])(
    'a trace that gives an id beyond the largest does not apply, says %s',
    (command) => {
      const { code, out } = processionShared(folder.path, command, 'beyond.trace', ...SMALL);
      expect(out).toBe(`INCONCLUSIVE  the trace does not apply: ${WHY}\n`);
      expect(code).toBe(3);
    },
  );

  test('a trace that gives an id beyond the largest cannot be shown on the system', () => {
    const { code, err } = processionShared(folder.path, 'show', 'beyond.trace', ...SMALL);
    expect(err).toBe(`procession: beyond.trace cannot be run on small: ${WHY}\n`);
    expect(code).toBe(2);
  });

  test('a trace that gives an id beyond the largest is no longer applicable in a corpus', () => {
    const { out } = processionShared(
      folder.path,
      'check',
      ...SMALL,
      '--corpus',
      '.',
      '--runs',
      '5',
      '--seed',
      '1',
    );
    expect(out).toContain(`beyond.trace no longer applies: ${WHY}`);
    expect(out).not.toContain('FAIL');
  });

  test('a trace that gives an id beyond the largest is no red test of the suite', async () => {
    const outcomes = await outcomesOf(() => tableWith({ name: 'small', idMax: 5 }), {
      ...QUICK,
      corpus: folder.path,
    });
    expect(JSON.stringify(outcomes)).not.toContain('"verdict":"fail"');
    expect(JSON.stringify(outcomes)).toContain('takes an id beyond 5');
  });

  test('a trace that gives an id beyond the largest is refused command by command in a session, which goes on', () => {
    const { out } = processionWith({ input: '1 fork 6\n1 fork 5\nquit\n' }, folder.path, 'play', ...SMALL);
    expect(out).toContain(WHY);
    expect(out).toContain('ok pid=5');
  });
});

test('an id beyond the largest may be named all the same', () => {
  const { code, out } = processionShared(folder.path, 'replay', 'within.trace', ...SMALL);
  expect({ code, out }).toMatchObject({ code: 0 });
  expect(
    whyBeyond({ name: 'kill', process: 1, target: 4_194_304, signal: 0 }, { name: 'it', idMax: 9 }),
  ).toBeUndefined();
  expect(whyBeyond({ name: 'fork', process: 1, child: 9 }, { name: 'it', idMax: 9 })).toBeUndefined();
  expect(whyBeyond({ name: 'new_thread', process: 1, thread: 10 }, { name: 'it', idMax: 9 })).toContain(
    'beyond 9',
  );
});

test.each([2, 5, 63])('a random run gives no id beyond %i if it is the largest', async (idMax) => {
  const table = tableWith({});
  const strict = tableWith({
    idMax,
    apply: (command) => {
      if (whyBeyond(command, { name: 'it', idMax }) !== undefined) throw new Error('it was asked for more');
      return table.apply(command);
    },
    reset: () => table.reset(),
    observe: () => table.observe(),
  });
  const world = { now: () => 0, breathe: () => Promise.resolve(), stopped: () => false };
  const options = { runs: 100, commandsMax: 30, idsMax: 100, seed: 1, someLarge: true };
  expect(await runCampaign(strict, options, world)).toMatchObject({ verdict: 'pass' });
});

test.each(['explore', 'tour'])('%s of more ids than there are is misuse', (command) => {
  const { code, err } = processionShared(folder.path, command, ...SMALL, '--ids', '6');
  expect(err).toBe('procession: --ids 6: the largest id that small can give is 5\n');
  expect(code).toBe(2);
});

test('a fork to the kernel’s pid_max does not apply to the kernel', ({ skip }) => {
  writeFileSync(join(folder.path, 'pid-max.trace'), 'procession trace 1 posix\n1 fork 4194304\n');
  const { code, out } = processionShared(folder.path, 'replay', 'pid-max.trace', '--sut', 'linux');
  skip(/^INCONCLUSIVE {2}(?:linux:|this host)/.test(out), out);
  expect(out).toMatch(/^INCONCLUSIVE {2}the trace does not apply: "1 fork 4194304" takes an id beyond \d+/);
  expect(code).toBe(3);
});
