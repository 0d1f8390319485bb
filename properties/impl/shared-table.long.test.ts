// Goal: no number of commands at the same time and no end of a worker, whenever it comes, breaks a shared table or keeps
// anybody waiting. Method: workers that run a million random commands, and 500 that are ended under way beside another.
import { execFile } from 'node:child_process';
import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { Dice } from '../../src/engines/generate/prng.ts';
import { POISONED, TAKEN, WRITER } from '../../src/impl/shared/lock-words.ts';
import { AtomicsMemory } from '../../src/impl/shared/memory.ts';
import type { SharedMemory } from '../../src/impl/shared/memory.ts';
import { check } from '../../src/app/library/check.ts';
import { sharedPosixTableSystem, sharedTableSystem } from '../../src/systems/shared-table.ts';
import { snippetsOf } from '../package/snippets.ts';
import { ROOT, textOf } from '../support/repository.ts';
import { allocate, faultsAfterwards, sharedTable } from '../support/shared-walk.ts';
import type { SharedSet } from '../support/shared-walk.ts';
import { TableWorker } from '../support/table-worker.ts';

const SETS = ['hierarchy', 'posix'] as const satisfies readonly SharedSet[];
const NEVER = 20_000;

test.each([
  ['a shared table', sharedTableSystem],
  ['a shared POSIX table', sharedPosixTableSystem],
] as const)(
  'one worker with %s conforms: random commands, every command from every state of three ids, and all invariants',
  async (_, make) => {
    const { passed, notChecked } = await check(() => make(64), { seed: 41 });
    expect(passed.length).toBeGreaterThan(15);
    expect(notChecked).toEqual([]);
  },
);

test.each(SETS)(
  'a million random %s commands by three workers leave a sane table that can be drained',
  async (set) => {
    const buffer = allocate(set, 64, 4);
    const workers = [0, 1, 2].map(
      (worker) => new TableWorker({ set, buffer, worker, does: 'walk', seed: worker + 1, times: 333_334 }),
    );
    for (const worker of workers) expect(await worker.last()).toBe('done');
    expect(faultsAfterwards(sharedTable(set, { buffer, worker: 3 }))).toEqual([]);
  },
);

/** The outcome of a run in which a worker was ended: what the other one said, and what is wrong with the table. */
interface Ended {
  readonly other: unknown;
  readonly isPoisoned: boolean;
  readonly faults: readonly string[];
}

/** Ends one of two workers at a moment drawn. `memoryOf`: the memory of the one that declares it. */
async function endOne(
  set: SharedSet,
  dice: Dice,
  memoryOf?: (words: Int32Array) => SharedMemory,
): Promise<Ended> {
  const buffer = allocate(set, 64, 3);
  const gate = new SharedArrayBuffer(4);
  const [ended, other] = [0, 1].map(
    (worker) =>
      new TableWorker({
        set,
        buffer,
        worker,
        does: 'walk on',
        seed: dice.below(2 ** 31),
        gate,
        patienceMs: NEVER,
      }),
  );
  await Promise.all([ended.hears('begins'), other.hears('begins')]);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, dice.below(4_000) / 1_000);
  await ended.end();
  const memory = memoryOf === undefined ? {} : { memory: memoryOf(new Int32Array(buffer)) };
  const table = sharedTable(set, { buffer, worker: 2, patienceMs: NEVER, ...memory });
  table.declareEnded(0);
  Atomics.store(new Int32Array(gate), 0, 1);
  const late = setTimeout(() => void other.end(), NEVER);
  const said = await other.last();
  clearTimeout(late);
  const isPoisoned = table.poisonedBy === 0;
  return { other: said, isPoisoned, faults: isPoisoned || said !== 'done' ? [] : faultsAfterwards(table) };
}

describe('a worker that is ended at any moment', () => {
  test.each(SETS)(
    '250 workers that are ended while they run %s commands keep nobody waiting, and leave a clean table or a poisoned one',
    async (set) => {
      const dice = new Dice();
      dice.seed(SETS.indexOf(set) + 1);
      let poisoned = 0;
      for (let count = 0; count < 250; count += 1) {
        const { other, isPoisoned, faults } = await endOne(set, dice);
        if (isPoisoned) poisoned += 1;
        const told = isPoisoned ? 'PoisonedTableError: the shared table is poisoned: worker 0 ended' : 'done';
        // The other one may have come to its end before it met the poison.
        expect(
          [told, 'done'].some((may) => String(other).startsWith(may)),
          String(other),
        ).toBe(true);
        expect(faults).toEqual([]);
      }
      expect(poisoned).toBeGreaterThan(5);
      expect(poisoned).toBeLessThan(245);
    },
    600_000,
  );

  test('a lock that is given back for a worker that ended inside is found by its broken table', async () => {
    const forgiving = (words: Int32Array): SharedMemory =>
      new (class extends AtomicsMemory {
        override compareExchange(at: number, expected: number, value: number): number {
          const forgiven = at === WRITER && (value & POISONED) !== 0 ? value & ~TAKEN : value;
          return super.compareExchange(at, expected, forgiven);
        }
      })(words, NEVER);
    const dice = new Dice();
    dice.seed(3);
    let found: Ended | undefined;
    for (let count = 0; count < 200 && found === undefined; count += 1) {
      const run = await endOne('hierarchy', dice, forgiving);
      if (run.other !== 'done' || run.faults.length > 0) found = run;
    }
    expect(found).toBeDefined();
  }, 600_000);

  test('the table is broken where workers leave the lock out', async () => {
    let isFound = false;
    for (let seed = 1; seed <= 50 && !isFound; seed += 1) {
      const buffer = allocate('hierarchy', 64, 3);
      const workers = [0, 1].map(
        (worker) =>
          new TableWorker({
            set: 'hierarchy',
            buffer,
            worker,
            does: 'walk',
            seed: 2 * seed + worker,
            times: 200_000,
            lockless: true,
          }),
      );
      // A list that has become a circle is walked for ever.
      const late = setTimeout(() => void Promise.all(workers.map((worker) => worker.end())), NEVER);
      const said = await Promise.all(workers.map((worker) => worker.last()));
      clearTimeout(late);
      isFound =
        said.some((what) => what !== 'done') ||
        sharedTable('hierarchy', { buffer, worker: 2 }).selfCheck().length > 0;
    }
    expect(isFound).toBe(true);
  }, 600_000);
});

test('the kernel and its program in docs/shared-table.md do what the page says', async () => {
  await using place = await mkdtempDisposable(join(tmpdir(), 'procession-shared-table-'));
  const blocks = snippetsOf('docs/shared-table.md', textOf('docs/shared-table.md'));
  const tables = JSON.stringify(pathToFileURL(`${ROOT}src/impl/index.ts`).href);
  for (const { file, code } of blocks) {
    if (file === undefined) continue;
    await writeFile(join(place.path, file), code.replace("'procession-check/table'", tables));
  }
  const { stdout } = await promisify(execFile)(process.execPath, ['kernel.ts'], { cwd: place.path });
  const [, said] = /console\.log\(.*\); \/\/ (.*)$/m.exec(textOf('docs/shared-table.md')) ?? [];
  expect(stdout).toBe(`${said}\n`);
  expect(blocks.flatMap(({ file }) => file ?? [])).toEqual(['kernel.ts', 'program.ts']);
});
