// Jobs are run once and played back from then on: the same writes in the same order, as long as every file that they read is
// the same to the byte. Thousands of simulated searches then cost no more than what is done about them, and the first of them
// goes no other way than the last.
import { runQueued } from '../../src/checker/disk/job-queue.ts';
import type { JobBench } from '../../src/checker/disk/job-bench.ts';
import type { JobEnd } from '../../src/checker/disk/job-queue.ts';
import type { LayerJob } from '../../src/checker/disk/run-job.ts';
import type { Store } from '../../src/checker/disk/store.ts';
import { memoryStore } from '../checker/memory-store.ts';

type Files = ReadonlyMap<string, Uint8Array>;

interface Kept {
  readonly read: Files;
  /** By name, in the order in which they were put in their places. */
  readonly written: Files;
  readonly end: string;
}

/** The store of one worker, all whole files there, and its turns. */
export interface WorkersPlace {
  readonly store: Store;
  readonly files: Files;
  readonly turn: () => Promise<void>;
}

export class KeptJobs {
  readonly #bench: Omit<JobBench, 'store'>;
  readonly #kept = new Map<string, Kept>();

  constructor(bench: Omit<JobBench, 'store'>) {
    this.#bench = bench;
  }

  /** Runs the job, or plays it back; its end as text. */
  async run(job: LayerJob, { store, files, turn }: WorkersPlace): Promise<string> {
    const kept = await this.#keptOf(job, files);
    if (kept !== undefined && areAlike(kept.read, files)) {
      for (let reads = 0; reads < kept.read.size; reads += 1) await turn();
      if (areAlike(kept.read, files)) {
        for (const [name, bytes] of kept.written) await write(store, name, bytes);
        return kept.end;
      }
    }
    return JSON.stringify(await this.#really(job, store));
  }

  async #really(job: LayerJob, store: Store): Promise<JobEnd> {
    return await runQueued({ ...this.#bench, store }, job);
  }

  /** The job as it was run once, on the side; undefined where it cannot be run. */
  async #keptOf(job: LayerJob, files: Files): Promise<Kept | undefined> {
    const key = JSON.stringify(job);
    const known = this.#kept.get(key);
    if (known !== undefined) return known;
    const read = new Map<string, Uint8Array>();
    const aside = new Map(files);
    const plain = memoryStore(aside);
    const written = new Map<string, Uint8Array>();
    const noting: Store = {
      ...plain,
      read: async (name, from, to) => {
        read.set(name, files.get(name) ?? new Uint8Array(0));
        return await plain.read(name, from, to);
      },
      create: async (name) => {
        const file = await plain.create(name);
        return {
          ...file,
          commit: async (lasting) => {
            await file.commit(lasting);
            written.set(name, aside.get(name) ?? new Uint8Array(0));
          },
        };
      },
    };
    try {
      const kept = { read, written, end: JSON.stringify(await this.#really(job, noting)) };
      this.#kept.set(key, kept);
      return kept;
    } catch {
      // It fails in its turns, as it would have.
      return undefined;
    }
  }
}

function areAlike(read: Files, files: Files): boolean {
  return [...read].every(([name, bytes]) => {
    const there = files.get(name);
    return there === bytes || (there !== undefined && Buffer.compare(there, bytes) === 0);
  });
}

/** In two pieces: what is killed between them leaves half of it. */
async function write(store: Store, name: string, bytes: Uint8Array): Promise<void> {
  const file = await store.create(name);
  await file.write(bytes.subarray(0, bytes.length >>> 1));
  await file.write(bytes.subarray(bytes.length >>> 1));
  await file.commit(false);
}
