// Jobs that were run once are played back: the same writes in the same order, as long as every file that they read is the
// same to the byte. Thousands of simulated searches then cost no more than what is done about them.
import { runQueued } from '../../src/checker/disk/job-queue.ts';
import type { JobBench } from '../../src/checker/disk/job-bench.ts';
import type { QueuedJob } from '../../src/checker/disk/job-queue.ts';
import type { Store } from '../../src/checker/disk/store.ts';

interface Written {
  readonly name: string;
  readonly bytes: Uint8Array;
}

interface Kept {
  readonly read: ReadonlyMap<string, Uint8Array>;
  readonly written: readonly Written[];
  readonly end: string;
}

/** The store of one worker, and a look at a whole file that takes a turn of it. */
export interface WorkersStore {
  readonly store: Store;
  readonly whole: (name: string) => Promise<Uint8Array | undefined>;
}

export class KeptJobs {
  readonly #bench: Omit<JobBench, 'store'>;
  readonly #kept = new Map<string, Kept>();

  constructor(bench: Omit<JobBench, 'store'>) {
    this.#bench = bench;
  }

  /** Runs the job, or plays it back; its end as text. */
  async run(job: QueuedJob, { store, whole }: WorkersStore): Promise<string> {
    const key = JSON.stringify(job);
    const kept = this.#kept.get(key);
    if (kept !== undefined && (await areAlike(kept.read, whole))) {
      for (const { name, bytes } of kept.written) await write(store, name, bytes);
      return kept.end;
    }
    const read = new Map<string, Uint8Array>();
    const written: Written[] = [];
    const end = JSON.stringify(
      await runQueued({ ...this.#bench, store: noting({ store, whole }, read, written) }, job),
    );
    this.#kept.set(key, { read, written, end });
    return end;
  }
}

async function areAlike(
  read: ReadonlyMap<string, Uint8Array>,
  whole: WorkersStore['whole'],
): Promise<boolean> {
  for (const [name, bytes] of read) {
    const there = await whole(name);
    if (there === undefined || (there !== bytes && Buffer.compare(there, bytes) !== 0)) return false;
  }
  return true;
}

/** In two pieces: what is killed between them leaves half of it. */
async function write(store: Store, name: string, bytes: Uint8Array): Promise<void> {
  const file = await store.create(name);
  await file.write(bytes.subarray(0, bytes.length >>> 1));
  await file.write(bytes.subarray(bytes.length >>> 1));
  await file.commit(false);
}

/** The store, with what is read and written in it. */
function noting({ store, whole }: WorkersStore, read: Map<string, Uint8Array>, written: Written[]): Store {
  return {
    ...store,
    read: async (name, from, to) => {
      const bytes = read.has(name) ? undefined : await whole(name);
      if (bytes !== undefined) read.set(name, bytes);
      return await store.read(name, from, to);
    },
    create: async (name) => {
      const file = await store.create(name);
      const pieces: Uint8Array[] = [];
      return {
        write: async (bytes) => {
          pieces.push(bytes.slice());
          await file.write(bytes);
        },
        commit: async (lasting) => {
          await file.commit(lasting);
          written.push({ name, bytes: Uint8Array.from(Buffer.concat(pieces)) });
        },
        discard: async () => await file.discard(),
      };
    },
  };
}
