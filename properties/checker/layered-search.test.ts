// Goal: a search in layers finds what a search in memory finds, whatever happens to it and its files. Method: toys searched in
// small pieces by jobs that overtake each other; searches that end at any write and go on; files of which any byte is another,
// and jobs with planted faults, each of which must be heard.
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { runCondense } from '../../src/checker/disk/condense-job.ts';
import type { CondenseJob, CondenseResult } from '../../src/checker/disk/condense-job.ts';
import { readFooter } from '../../src/checker/disk/layer-file.ts';
import { foundWords, recordShapeOf } from '../../src/checker/disk/layer-records.ts';
import { JobEnded } from '../../src/checker/disk/job-bench.ts';
import type { JobBench } from '../../src/checker/disk/job-bench.ts';
import { searchInLayers } from '../../src/checker/disk/layered-search.ts';
import type {
  JobPool,
  LayeredOptions,
  LayeredOutcome,
  LayerSizes,
} from '../../src/checker/disk/layered-search.ts';
import { runMerge } from '../../src/checker/disk/merge-job.ts';
import { runSlice } from '../../src/checker/disk/slice-job.ts';
import type { Store } from '../../src/checker/disk/store.ts';
import { searchToEnd } from '../../src/checker/search.ts';
import type { Counts } from '../../src/checker/search-state.ts';
import { memoryStore } from './memory-store.ts';
import type { StoreMoment } from './memory-store.ts';
import { told, toldInMemory } from './told.ts';
import type { Searched } from './told.ts';
import {
  beads,
  chain,
  dials,
  graph,
  grid,
  mark,
  numbers,
  RetracedRounds,
  token,
  twoPhaseCommit,
} from './toys.ts';

type Toy = Searched<string>;

/** Small enough that toys have many slices and owners. */
const TINY: LayerSizes = { sliceMin: 2, sliceMax: 4, foundPerSlice: 8, ownerMax: 20, runsMaxBytes: 8e9 };

function benchOn(store: Store, { system, symmetry }: Toy, fingerprint = 'toy'): JobBench {
  return {
    system,
    symmetry,
    store,
    mark: mark(fingerprint),
    identityWords: system.keyWords,
    pause: () => Promise.resolve(),
  };
}

/** Workers with a system each, who take as many turns of the loop as their number and the job say. */
function poolOf(store: Store, toy: () => Toy, size: number): JobPool {
  const benches = Array.from({ length: size }, () => benchOn(store, toy()));
  let run = 0;
  const late = async (worker: number): Promise<void> => {
    for (let turns = (worker * 5 + run++ * 3) % 11; turns > 0; turns--) await Promise.resolve();
  };
  return {
    size,
    slice: async (worker, job) => {
      await late(worker);
      return structuredClone(await runSlice(benches[worker], structuredClone(job)));
    },
    merge: async (worker, job) => {
      await late(worker);
      return structuredClone(await runMerge(benches[worker], structuredClone(job)));
    },
    condense: async (worker, job) => {
      await late(worker);
      return structuredClone(await runCondense(benches[worker], structuredClone(job)));
    },
  };
}

const inLayers = async (
  toy: () => Toy,
  store: Store,
  more: Partial<LayeredOptions<string>> & { readonly workers?: number; readonly fingerprint?: string } = {},
): Promise<LayeredOutcome<string> | { readonly refused: string }> => {
  const first = toy();
  const { workers = 1, fingerprint = 'toy', ...options } = more;
  return await searchInLayers<string>({
    ...benchOn(store, first, fingerprint),
    system: first.system,
    pool: poolOf(store, toy, workers),
    sizes: TINY,
    now: () => 0,
    turn: async () => undefined,
    hindrance: async () => undefined,
    ...options,
  });
};

const outcomeOf = (end: Awaited<ReturnType<typeof inLayers>>): LayeredOutcome<string> => {
  if ('refused' in end) throw new Error(end.refused);
  return end;
};

const toys: Record<string, () => Toy> = {
  'a board': () => ({ system: grid(7) }),
  'two-phase commit': () => ({ system: twoPhaseCommit(3).system }),
  'two-phase commit up to renaming': () => twoPhaseCommit(4),
  'beads up to renaming': () => beads(4, 3),
  'dials up to renaming': () => dials(3, 3),
  'a token up to renaming': () => token(4),
  'a system with payload and tallies': () => ({ system: new RetracedRounds() }),
  'one state': () => ({ system: chain(0) }),
  'a start that violates': () => ({ system: chain(3, { invariants: { large: (n) => n > 0 } }) }),
  'a countdown to the key that is all zeros': () => ({
    system: numbers({ start: 20, commands: { down: (n) => (n > 0 ? n - 1 : undefined) } }),
  }),
  'two ways to one state': () => ({ system: graph('ab ac bd cd de') }),
  'a chain that breaks': () => ({ system: chain(20, { invariants: { small: (n) => n < 13 } }) }),
  'a board that breaks': () => ({
    system: grid(12, { invariants: { near: ([x = 0, y = 0]) => x * y < 20 } }),
  }),
  'a board that breaks by a step': () => ({
    system: grid(12, {
      stepInvariants: { 'not past the middle': ([x = 0, y = 0]) => x + y < 11 || x !== 5 },
    }),
  }),
  'a board that breaks by a state and by a step from the layer before': () => ({
    system: grid(12, {
      invariants: { 'not there': ([x = 0, y = 0]) => x !== 5 || y !== 3 },
      stepInvariants: { 'not from here': ([x = 0, y = 0]) => x + y < 8 || x !== 1 },
    }),
  }),
};

describe('a search in layers', () => {
  test.each(Object.entries(toys))(
    'a search in layers has with %s the counts, ways and violation of a search in memory',
    async (_, toy) => {
      const inMemory = toldInMemory(toy());
      for (const workers of [1, 2, 3]) {
        const store = memoryStore();
        expect(told(outcomeOf(await inLayers(toy, store, { workers })))).toEqual(inMemory);
      }
      const whole = outcomeOf(await inLayers(toy, memoryStore(), { sizes: undefined }));
      expect(told(whole)).toEqual(inMemory);
    },
  );

  test('a search in layers that has passed leaves its counts behind, and one that failed nothing', async () => {
    const toy = toys['beads up to renaming'];
    const store = memoryStore();
    const first = outcomeOf(await inLayers(toy, store));
    expect([...store.files.keys()]).toHaveLength(1);
    const again = outcomeOf(await inLayers(toy, store, { pool: undefined } as never));
    expect(told(again)).toEqual(told(first));
    expect(again.resumedWith).toBe(first.counts.states);
    const failed = memoryStore();
    await inLayers(toys['a chain that breaks'], failed);
    expect([...failed.files.keys()]).toEqual([]);
  });

  test('a search in layers keeps to its bounds, and goes on under others', async () => {
    const toy = toys['a board'];
    const store = memoryStore();
    const deep = outcomeOf(await inLayers(toy, store, { depthMax: 7 }));
    expect(deep.conclusion).toMatchObject({ verdict: 'inconclusive', bound: 'depthMax' });
    const inMemory = searchToEnd(toy().system, { depthMax: 7 });
    expect({ ...deep.counts, bytes: 0 }).toEqual({ ...inMemory.counts, bytes: 0 });
    const many = outcomeOf(await inLayers(toy, store, { statesMax: 40 }));
    expect(many.conclusion).toMatchObject({ bound: 'statesMax' });
    expect(many.counts.states).toBeGreaterThanOrEqual(40);
    expect(told(outcomeOf(await inLayers(toy, store)))).toEqual(toldInMemory(toy()));
  });

  test('a search in layers ends between two jobs where its caller says so, and goes on with other workers', async () => {
    const toy = toys['two-phase commit up to renaming'];
    const whole = toldInMemory(toy());
    for (let cut = 1; cut < 60; cut += 4) {
      const store = memoryStore();
      let turns = 0;
      const turn = async (): Promise<string | undefined> => (++turns === cut ? 'stop' : undefined);
      const ended = outcomeOf(await inLayers(toy, store, { workers: 2, turn }));
      expect(ended.conclusion).toMatchObject({ bound: 'interrupted', reason: 'stop' });
      expect(told(outcomeOf(await inLayers(toy, store, { workers: 3 })))).toEqual(whole);
    }
  });

  test('a search in layers runs no job again that was done when it was cut short', async () => {
    const toy = toys['a board'];
    const jobsOf = async (jobsAtOnce: number): Promise<number> => {
      const store = memoryStore();
      const pool = poolOf(store, toy, 1);
      let jobs = 0;
      const counting: JobPool = {
        size: 1,
        slice: (worker, job) => ((jobs += 1), pool.slice(worker, job)),
        merge: (worker, job) => ((jobs += 1), pool.merge(worker, job)),
      };
      for (let most = jobsAtOnce; ; most += jobsAtOnce) {
        const turn = async (): Promise<string | undefined> => (jobs < most ? undefined : 'stop');
        const end = outcomeOf(await inLayers(toy, store, { pool: counting, turn }));
        if (end.conclusion.verdict !== 'inconclusive') return jobs;
      }
    };
    const inOneGo = await jobsOf(Number.POSITIVE_INFINITY);
    expect(await jobsOf(5)).toBe(inOneGo);
    expect(inOneGo).toBeGreaterThan(30);
  });
});

describe('a job', () => {
  test('a job that is run again writes the same bytes, whoever runs it', async () => {
    const toy = toys['two-phase commit up to renaming'];
    const store = memoryStore();
    const pools = [poolOf(store, toy, 2), poolOf(store, toy, 2)];
    const twice =
      <Job extends { readonly depth: number }, Result>(
        run: (pool: JobPool, worker: number, job: Job) => Promise<Result>,
      ) =>
      async (worker: number, job: Job): Promise<Result> => {
        const before = new Set(store.files.keys());
        const result = await run(pools[0], worker, job);
        const written = [...store.files].filter(([name]) => !before.has(name));
        expect(written.length).toBeGreaterThan(0);
        expect(await run(pools[1], 1 - worker, job)).toEqual(result);
        for (const [name, bytes] of written) expect(store.files.get(name)).toEqual(bytes);
        return result;
      };
    const pool: JobPool = {
      size: 1,
      slice: twice((at, worker, job) => at.slice(worker, job)),
      merge: twice((at, worker, job) => at.merge(worker, job)),
    };
    expect(told(outcomeOf(await inLayers(toy, store, { pool })))).toEqual(toldInMemory(toy()));
  });
});

class Killed extends Error {}

describe('a search in layers that is killed', () => {
  test.each(['create', 'write', 'commit', 'remove'] as const)(
    'a search in layers that is killed at any %s goes on to the same counts',
    async (kind) => {
      const toy = toys['beads up to renaming'];
      const whole = toldInMemory(toy());
      let kills = 0;
      for (let nth = 1; ; nth += 7) {
        const files = new Map<string, Uint8Array>();
        let moments = 0;
        const dying = memoryStore(files, (moment) => {
          if (moment === kind && ++moments >= nth) throw new Killed();
        });
        const end = await inLayers(toy, dying, { workers: 2 }).catch((error: unknown) => error);
        if (!(end instanceof Killed)) break;
        kills += 1;
        expect(told(outcomeOf(await inLayers(toy, memoryStore(files), { workers: 2 })))).toEqual(whole);
      }
      expect(kills).toBeGreaterThan(2);
    },
  );

  test('a search in layers that is killed while it clears up after a failure is done anew', async () => {
    const toy = toys['a board that breaks'];
    let kills = 0;
    for (let nth = 1; ; nth += 1) {
      const files = new Map<string, Uint8Array>();
      let removed = 0;
      const dying = memoryStore(files, (moment) => {
        if (moment === 'remove' && ++removed === nth) throw new Killed();
      });
      const end = await inLayers(toy, dying).catch((error: unknown) => error);
      if (!(end instanceof Killed)) break;
      kills += 1;
      expect(told(outcomeOf(await inLayers(toy, memoryStore(files))))).toEqual(toldInMemory(toy()));
    }
    expect(kills).toBeGreaterThan(10);
  });

  test('a file of a layer to come, written by a worker of an earlier run as the search begins, does no harm', async () => {
    const toy = toys['beads up to renaming'];
    const ever = new Map<string, Uint8Array>();
    const files = new Map<string, Uint8Array>();
    const noting = memoryStore(files, (moment, name) => {
      if (moment === 'remove') ever.set(name, files.get(name) ?? new Uint8Array(0));
    });
    await inLayers(toy, noting);
    const late = [...ever].filter(([name]) => name.startsWith('run-0004-'));
    expect(late).not.toEqual([]);
    const store = memoryStore();
    let lists = 0;
    const list: Store['list'] = async () => {
      lists += 1;
      // It has looked for its layer, and cleared up.
      if (lists === 3) for (const [name, bytes] of late) store.files.set(name, bytes);
      return await store.list();
    };
    expect(told(outcomeOf(await inLayers(toy, { ...store, list })))).toEqual(toldInMemory(toy()));
  });

  test('a search in layers whose store is full says so, and goes on once there is room', async () => {
    const toy = toys['beads up to renaming'];
    const files = new Map<string, Uint8Array>();
    const full = memoryStore(files, (moment) => {
      if (moment === 'write' && files.size > 6) throw new Error('full');
    });
    const hindrance = async (error: unknown): Promise<string | undefined> =>
      (error as Error).message === 'full' ? 'there is no room' : undefined;
    const end = outcomeOf(await inLayers(toy, full, { hindrance }));
    expect(end.conclusion).toEqual({
      verdict: 'inconclusive',
      bound: 'interrupted',
      reason: 'there is no room',
    });
    expect(told(outcomeOf(await inLayers(toy, memoryStore(files))))).toEqual(toldInMemory(toy()));
  });

  test('a search in layers whose job is ended says why', async () => {
    const toy = toys['a board'];
    const pool = poolOf(memoryStore(), toy, 1);
    const slice = (): never => {
      throw new JobEnded('the time is up');
    };
    const end = outcomeOf(await inLayers(toy, memoryStore(), { pool: { ...pool, slice } }));
    expect(end.conclusion).toMatchObject({ verdict: 'inconclusive', reason: 'the time is up' });
  });
});

/** The files of a search that was cut short after so many jobs. */
async function cutShort(toy: () => Toy, jobs: number): Promise<Map<string, Uint8Array>> {
  const store = memoryStore();
  let turns = 0;
  await inLayers(toy, store, { turn: async () => (++turns === jobs ? 'stop' : undefined) });
  return store.files;
}

describe('a damaged file', () => {
  test.each([17, 22, 29])(
    'a damaged file of a search that was cut short after %i jobs leads to a sentence or to the same counts',
    async (jobs) => {
      const toy = toys['beads up to renaming'];
      const whole = toldInMemory(toy());
      const files = await cutShort(toy, jobs);
      const sentences = new Set<string>();
      for (const [name, bytes] of files) {
        for (let at = 0; at < bytes.length; at += 1 + (bytes.length >>> 4)) {
          const damaged = bytes.slice();
          damaged[at] ^= 1 << (at % 8);
          const end = await inLayers(toy, memoryStore(new Map(files).set(name, damaged)));
          if ('refused' in end) sentences.add(end.refused);
          else if (end.conclusion.verdict === 'inconclusive') sentences.add(end.conclusion.reason);
          else expect(told(end)).toEqual(whole);
        }
      }
      expect(sentences.size).toBeGreaterThan(1);
      for (const sentence of sentences) expect(sentence).toMatch(/^(layer|seen|wait|run)-\d+\S* /);
    },
  );

  test.each([
    ['missing', undefined, /^(seen|wait)-\S+ is missing; empty the folder to begin anew$/],
    ['shorter', -4, /^(seen|wait)-\S+ has \d+ bytes in place of \d+; empty the folder to begin anew$/],
  ])('a file of a finished layer that is %s is told', async (_, end, sentence) => {
    const toy = toys['beads up to renaming'];
    const files = await cutShort(toy, 17);
    for (const [name, bytes] of files) {
      if (!/^(seen|wait)/.test(name)) continue;
      const others = new Map(files);
      if (end === undefined) others.delete(name);
      else others.set(name, bytes.slice(0, end));
      const refused = await inLayers(toy, memoryStore(others));
      // One of the next layer is made again.
      if ('refused' in refused) expect(refused.refused).toMatch(sentence);
      else expect(told(refused)).toEqual(toldInMemory(toy()));
    }
  });

  test('a merge that was done before the search was cut short is done again where its states are gone', async () => {
    const toy = toys['beads up to renaming'];
    let without = 0;
    for (let jobs = 12; jobs < 40; jobs += 1) {
      const files = await cutShort(toy, jobs);
      const layer = Math.max(...[...files.keys()].map((name) => Number(/^layer-(\d+)/.exec(name)?.[1] ?? 0)));
      for (const name of files.keys())
        if (name.startsWith('wait-') && Number(name.split('-')[1]) === layer + 1) {
          without += 1;
          files.delete(name);
        }
      expect(told(outcomeOf(await inLayers(toy, memoryStore(files))))).toEqual(toldInMemory(toy()));
    }
    expect(without).toBeGreaterThan(3);
  });

  test('a folder of another search, or of something else, is told and left as it is', async () => {
    const toy = toys['beads up to renaming'];
    const files = await cutShort(toy, 17);
    const before = [...files.keys()];
    expect(await inLayers(toy, memoryStore(files), { fingerprint: 'another' })).toEqual({
      refused: 'it is of "toy"; this run is of "another": name another folder, or empty it',
    });
    expect(await inLayers(() => beads(5, 3), memoryStore(files))).toHaveProperty(
      'refused',
      expect.stringMatching(/^its \w+ is \d+, and that of this run \d+: name another folder, or empty it$/),
    );
    const foreign = new Map([['letter.txt', Uint8Array.of(1)]]);
    expect(await inLayers(toy, memoryStore(foreign))).toEqual({
      refused: 'it must be empty, new, or that of a search, and it holds letter.txt: name another folder',
    });
    expect([...foreign.keys()]).toEqual(['letter.txt']);
    expect([...files.keys()]).toEqual(before);
  });

  test('a file of another search in the place of one of this is told', async () => {
    const toy = toys['beads up to renaming'];
    const files = await cutShort(toy, 17);
    const others = new Map<string, Uint8Array>();
    let turns = 0;
    const turn = async (): Promise<string | undefined> => (++turns === 17 ? 'stop' : undefined);
    const pool = poolFor('another', others, toy);
    await inLayers(toy, memoryStore(others), { fingerprint: 'another', pool, turn });
    const told = new Set<string>();
    for (const name of files.keys()) {
      const end = await inLayers(
        toy,
        memoryStore(new Map(files).set(name, others.get(name) ?? new Uint8Array(0))),
      );
      if ('refused' in end) told.add(end.refused);
      else if (end.conclusion.verdict === 'inconclusive') told.add(end.conclusion.reason);
    }
    expect([...told].some((reason) => /^(seen|wait)-\S+ is of another search$/.test(reason))).toBe(true);
  });
});

function poolFor(fingerprint: string, files: Map<string, Uint8Array>, toy: () => Toy): JobPool {
  const bench = benchOn(memoryStore(files), toy(), fingerprint);
  return {
    size: 1,
    slice: (_, job) => runSlice(bench, job),
    merge: (_, job) => runMerge(bench, job),
  };
}

/** A pool that does something else than it should, from the job on at which something can go wrong. */
type Fault = (store: ReturnType<typeof memoryStore>, pool: JobPool) => JobPool;

const FAULTS: Record<string, Fault> = {
  'a merge that loses a run': (_, pool) => ({
    ...pool,
    merge: (worker, job) => pool.merge(worker, { ...job, runs: job.runs.slice(0, 1) }),
  }),
  'a merge that forgets what was seen': (_, pool) => ({
    ...pool,
    merge: (worker, job) => pool.merge(worker, { ...job, seen: undefined }),
  }),
  'a merge that drops its last states': (_, pool) => ({
    ...pool,
    merge: async (worker, job) => {
      const result = await pool.merge(worker, job);
      return result.waiting.length < 2 ? result : { ...result, waiting: result.waiting.slice(0, -1) };
    },
  }),
  'a merge of another owner': (_, pool) => ({
    ...pool,
    merge: (worker, job) => pool.merge(worker, job.ownerBits === 0 ? job : { ...job, owner: 0 }),
  }),
  'a slice that is counted twice': (_, pool) => {
    let first: Awaited<ReturnType<JobPool['slice']>> | undefined;
    return {
      ...pool,
      slice: async (worker, job) =>
        (first = job.depth === 3 && first?.depth === 3 ? first : await pool.slice(worker, job)),
    };
  },
};

describe('a planted fault', () => {
  test.each(Object.entries(FAULTS))('%s shows in the counts, or ends the search', async (_, fault) => {
    const ends = ['two-phase commit up to renaming', 'beads up to renaming'].map(async (name) => {
      const toy = toys[name];
      const store = memoryStore();
      const options = { pool: fault(store, poolOf(store, toy, 1)), statesMax: 1000 };
      const end = await inLayers(toy, store, options).then(outcomeOf, (error: unknown) => error);
      if (end instanceof Error) return 'ended';
      return isDeepStrictEqual(told(end as LayeredOutcome<string>), toldInMemory(toy()))
        ? 'alike'
        : 'differs';
    });
    expect((await Promise.all(ends)).filter((end) => end !== 'alike')).not.toEqual([]);
  });

  test('a store that puts a file in its place before it is whole, and is killed, leads to a sentence', async () => {
    const toy = toys['beads up to renaming'];
    const sentences = new Set<string>();
    for (let nth = 2; nth < 60; nth += 1) {
      const files = new Map<string, Uint8Array>();
      let moments = 0;
      const early = memoryStore(files, (moment: StoreMoment, name) => {
        if (moment === 'create') files.set(name, new Uint8Array(0));
        if (moment === 'write' && ++moments >= nth) throw new Killed();
      });
      const killed = await inLayers(toy, early).catch((error: unknown) => error);
      if (!(killed instanceof Killed)) break;
      const end = await inLayers(toy, memoryStore(files));
      if ('refused' in end) sentences.add(end.refused);
      else expect(told(end)).toEqual(toldInMemory(toy()));
    }
    expect(
      [...sentences].some((sentence) => /^layer-\d+ must be a file of a search in layers/.test(sentence)),
    ).toBe(true);
  });
});

test('the counts that a search in layers gives are those of whole layers', async () => {
  const counts: Counts[] = [];
  const toy = toys['a board'];
  const turn = async (progress: { readonly counts: Counts }): Promise<undefined> => {
    counts.push(progress.counts);
    return undefined;
  };
  await inLayers(toy, memoryStore(), { turn });
  for (const { statesByDepth, frontier, states, expanded } of counts) {
    expect(frontier).toBe(statesByDepth.at(-1));
    expect(expanded + frontier).toBe(states);
  }
});

/** Sizes with which the runs of toys are condensed after so many bytes. */
const condensing = (runsMaxBytes: number): LayerSizes => ({ ...TINY, runsMaxBytes });

/** A pool that counts the jobs that condense, and keeps the bytes of what merges wrote. */
function watched(store: ReturnType<typeof memoryStore>, pool: JobPool) {
  const written = new Map<string, Uint8Array | undefined>();
  const condensed: string[] = [];
  const watching: JobPool = {
    ...pool,
    merge: async (worker, job) => {
      const result = await pool.merge(worker, job);
      for (const { name } of [result.seen, ...result.waiting]) written.set(name, store.files.get(name));
      return result;
    },
    condense: async (worker, job) => {
      condensed.push(job.output);
      return await condensedBy(pool, worker, job);
    },
  };
  return { written, condensed, pool: watching };
}

describe('runs that take too much room', () => {
  test.each(Object.entries(toys))(
    'a search that condenses the runs of %s has the counts, ways and violation of a search in memory',
    async (_, toy) => {
      const inMemory = toldInMemory(toy());
      for (const [most, workers] of [
        [0, 1],
        [100, 3],
      ] as const) {
        const options = { workers, sizes: condensing(most) };
        expect(told(outcomeOf(await inLayers(toy, memoryStore(), options)))).toEqual(inMemory);
      }
    },
  );

  test.each([0, 100, 400])(
    'a search that condenses its runs after %i bytes writes the same other files, byte by byte',
    async (most) => {
      const toy = toys['two-phase commit up to renaming'];
      const filesWith = async (sizes: LayerSizes) => {
        const store = memoryStore();
        const watching = watched(store, poolOf(store, toy, 2));
        await inLayers(toy, store, { sizes, pool: watching.pool });
        return watching;
      };
      const plain = await filesWith(TINY);
      expect(plain.condensed).toEqual([]);
      const { written, condensed } = await filesWith(condensing(most));
      expect(condensed.length).toBeGreaterThan(10);
      expect(written).toEqual(plain.written);
    },
  );

  test('a search that condenses keeps no more than a run beyond the limit as it is', async () => {
    const toy = toys['two-phase commit up to renaming'];
    const most = 100;
    const store = memoryStore();
    let largest = 0;
    let waited = 0;
    const turn = async (): Promise<undefined> => {
      const runs = [...store.files].filter(([name]) => /^run-\d+-\d+$/.test(name));
      for (const [, { length }] of runs) largest = Math.max(largest, length);
      waited = Math.max(
        waited,
        runs.reduce((sum, [, { length }]) => sum + length, 0),
      );
      return undefined;
    };
    const sizes = condensing(most);
    const outcome = outcomeOf(await inLayers(toy, store, { sizes, turn }));
    // They are at most one run above the limit.
    expect(waited).toBeGreaterThan(most);
    expect(waited).toBeLessThanOrEqual(most + largest);
    const plain = outcomeOf(await inLayers(toy, memoryStore()));
    expect(outcome.writtenBytes).toBeGreaterThan(plain.writtenBytes);
  });

  test.each(['two-phase commit up to renaming', 'beads up to renaming'])(
    'a condensed run of %s has each key once, and none that was seen before',
    async (name) => {
      const toy = toys[name];
      const store = memoryStore();
      const pool = poolOf(store, toy, 1);
      const { system, symmetry } = toy();
      const shape = recordShapeOf(system, symmetry !== undefined);
      const records = new Map<string, number>();
      const isNew = new Map<number, number>();
      const watching: JobPool = {
        ...pool,
        merge: async (worker, job) => {
          const result = await pool.merge(worker, job);
          isNew.set(job.depth, (isNew.get(job.depth) ?? 0) + result.isNew);
          return result;
        },
        condense: async (worker, job) => {
          const result = await condensedBy(pool, worker, job);
          const { sections } = await readFooter(store, result.run, mark('toy').newDigest, 'run');
          const words = sections.reduce((sum, section) => sum + (section?.bytes ?? 0), 0) / 4;
          const place = `${job.depth} ${job.facts.slices}`;
          records.set(place, (records.get(place) ?? 0) + words / foundWords(shape, job.depth));
          return result;
        },
      };
      await inLayers(toy, store, { pool: watching, sizes: condensing(0) });
      expect(records.size).toBeGreaterThan(1);
      // The runs of all slices but the last lead to no more than all lead to.
      for (const [place, count] of records)
        expect([place, count <= (isNew.get(Number.parseInt(place, 10)) ?? 0)]).toEqual([place, true]);
    },
  );

  test('a pool that cannot condense leaves runs as they are', async () => {
    const toy = toys['beads up to renaming'];
    const store = memoryStore();
    const all = poolOf(store, toy, 1);
    const pool: JobPool = {
      size: 1,
      slice: (worker, job) => all.slice(worker, job),
      merge: (worker, job) => all.merge(worker, job),
    };
    const options = { pool, sizes: condensing(0) };
    expect(told(outcomeOf(await inLayers(toy, store, options)))).toEqual(toldInMemory(toy()));
  });

  test('a job that condenses writes the same bytes when it is run again, whoever runs it', async () => {
    const toy = toys['two-phase commit up to renaming'];
    const store = memoryStore();
    const pools = [poolOf(store, toy, 2), poolOf(store, toy, 2)];
    let twice = 0;
    const pool: JobPool = {
      ...pools[0],
      size: 1,
      condense: async (worker, job) => {
        const result = await condensedBy(pools[0], worker, job);
        const bytes = store.files.get(job.output);
        expect(await condensedBy(pools[1], 1 - worker, job)).toEqual(result);
        expect(store.files.get(job.output)).toEqual(bytes);
        twice += 1;
        return result;
      },
    };
    const options = { pool, sizes: condensing(100) };
    expect(told(outcomeOf(await inLayers(toy, store, options)))).toEqual(toldInMemory(toy()));
    expect(twice).toBeGreaterThan(10);
  });

  test.each(['create', 'write', 'commit', 'remove'] as const)(
    'a search that condenses and is killed at any %s goes on to the same counts, under whatever limit',
    async (kind) => {
      const toy = toys['beads up to renaming'];
      const whole = toldInMemory(toy());
      let kills = 0;
      for (let nth = 1; ; nth += 7) {
        const files = new Map<string, Uint8Array>();
        let moments = 0;
        const dying = memoryStore(files, (moment) => {
          if (moment === kind && ++moments >= nth) throw new Killed();
        });
        const sizes = condensing(100);
        const end = await inLayers(toy, dying, { workers: 2, sizes }).catch((error: unknown) => error);
        if (!(end instanceof Killed)) break;
        kills += 1;
        for (const most of [100, 300, 1e9]) {
          const options = { workers: 3, sizes: condensing(most) };
          const again = await inLayers(toy, memoryStore(new Map(files)), options);
          expect(told(outcomeOf(again))).toEqual(whole);
        }
      }
      expect(kills).toBeGreaterThan(5);
    },
  );

  test('a search that was cut short takes what was condensed before as it is, and runs no slice of it again', async () => {
    const toy = toys['two-phase commit up to renaming'];
    const sizes = condensing(100);
    let taken = 0;
    for (let cut = 1; cut < 120; cut += 7) {
      const store = memoryStore();
      let turns = 0;
      const turn = async (): Promise<string | undefined> => (++turns === cut ? 'stop' : undefined);
      await inLayers(toy, store, { workers: 2, turn, sizes });
      const standing = [...store.files.keys()].flatMap((name) => {
        const [, depth, slices] = /^run-(\d+)-(\d+)-\d+$/.exec(name) ?? [];
        return depth === undefined ? [] : [{ depth: Number(depth), slices: Number(slices) }];
      });
      const whole = !standing.some(({ slices }) => slices !== standing[0].slices);
      const pool = poolOf(store, toy, 3);
      const slice: JobPool['slice'] = async (worker, job) => {
        const [, number] = /^run-\d+-(\d+)$/.exec(job.run ?? '') ?? [];
        if (standing.length === 2 ** job.ownerBits && whole && job.depth === standing[0].depth) {
          taken += 1;
          expect(Number(number)).toBeGreaterThanOrEqual(standing[0].slices);
        }
        return await pool.slice(worker, job);
      };
      const end = outcomeOf(await inLayers(toy, store, { pool: { ...pool, slice }, sizes }));
      expect(told(end)).toEqual(toldInMemory(toy()));
    }
    expect(taken).toBeGreaterThan(0);
  });

  test('a damaged file of a search that condenses leads to a sentence or to the same counts', async () => {
    const toy = toys['two-phase commit up to renaming'];
    const whole = toldInMemory(toy());
    const sizes = condensing(100);
    const sentences = new Set<string>();
    for (const cut of [56, 72]) {
      const store = memoryStore();
      let turns = 0;
      await inLayers(toy, store, { sizes, turn: async () => (++turns === cut ? 'stop' : undefined) });
      const condensed = [...store.files].filter(([name]) => /^run-\d+-\d+-\d+$/.test(name));
      for (const [name, bytes] of condensed.slice(0, 2)) {
        for (let at = 0; at < bytes.length; at += 1 + (bytes.length >>> 3)) {
          const damaged = bytes.slice();
          damaged[at] ^= 1 << (at % 8);
          const end = await inLayers(toy, memoryStore(new Map(store.files).set(name, damaged)), { sizes });
          if ('refused' in end) sentences.add(end.refused);
          else if (end.conclusion.verdict === 'inconclusive') sentences.add(end.conclusion.reason);
          else expect(told(end)).toEqual(whole);
        }
      }
    }
    expect(sentences.size).toBeGreaterThan(0);
    for (const sentence of sentences) expect(sentence).toMatch(/^run-\d+-\d+-\d+ is damaged/);
  });

  /** Jobs that condense otherwise than they should. */
  const CONDENSING_FAULTS: Record<string, (pool: JobPool) => NonNullable<JobPool['condense']>> = {
    'a condensation that loses a run': (pool) => async (worker, job) =>
      await condensedBy(pool, worker, { ...job, runs: job.runs.slice(0, -1) }),
    'a condensation that forgets what was condensed before': (pool) => async (worker, job) =>
      await condensedBy(pool, worker, {
        ...job,
        runs: job.runs.filter(({ name }) => !/-\d+-\d+-/.test(name)),
      }),
    'a condensation of another owner': (pool) => async (worker, job) =>
      await condensedBy(pool, worker, { ...job, owner: 0 }),
    'a condensation that takes for seen what is new': (pool) => async (worker, job) =>
      await condensedBy(pool, worker, { ...job, runs: [...job.runs, ...job.runs].slice(1, 2) }),
    'a condensation that is told and not written': () => async (_, job) => ({
      facts: job.facts,
      run: { name: job.output, bytes: 100 },
    }),
  };

  test.each(Object.entries(CONDENSING_FAULTS))(
    '%s shows in the counts, or ends the search',
    async (_, fault) => {
      const ends = ['two-phase commit up to renaming', 'beads up to renaming'].map(async (name) => {
        const toy = toys[name];
        const store = memoryStore();
        const pool = poolOf(store, toy, 1);
        const options = { pool: { ...pool, condense: fault(pool) }, statesMax: 1000, sizes: condensing(100) };
        const end = await inLayers(toy, store, options).then(outcomeOf, (error: unknown) => error);
        if (end instanceof Error) return 'ended';
        return isDeepStrictEqual(told(end as LayeredOutcome<string>), toldInMemory(toy()))
          ? 'alike'
          : 'differs';
      });
      expect((await Promise.all(ends)).filter((end) => end !== 'alike')).not.toEqual([]);
    },
  );
});

async function condensedBy(pool: JobPool, worker: number, job: CondenseJob): Promise<CondenseResult> {
  const result = await pool.condense?.(worker, job);
  if (result === undefined) throw new Error('a pool that condenses was given');
  return result;
}
