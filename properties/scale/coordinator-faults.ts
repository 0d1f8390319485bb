// Faults of a coordinator, of its workers and its queue, each of which a simulated search has to show.
import type { LayerJob } from '../../src/checker/disk/run-job.ts';
import type { JobPool } from '../../src/checker/disk/layered-search.ts';
import type { MergeJob, MergeResult } from '../../src/checker/disk/merge-job.ts';
import type { Store } from '../../src/checker/disk/store.ts';
import type { Delivery } from './simulated-queue.ts';
import type { Fault } from './simulation.ts';

const whereSlicesRepeat = ({ nth }: Delivery, job: LayerJob): boolean => nth > 1 && job.do === 'slice';

export const COORDINATOR_FAULTS: Readonly<Record<string, Fault>> = {
  'a file that stands in its place before it is written': {
    store: (store, files, who) => (who === 'worker' ? early(store, files) : store),
  },
  'a layer whose file stands in its place before it is written': {
    store: (store, files, who) => (who === 'coordinator' ? early(store, files) : store),
  },
  'a run that is lost when its slice is handed out again': {
    end: (delivery, job, end) => (whereSlicesRepeat(delivery, job) ? withoutRun(end) : end),
  },
  'a merge that goes on from what it has written when it is handed out again': {
    job: ({ nth }, job, files) => (nth > 1 && job.do === 'merge' ? fromItsOutput(job, files) : job),
  },
  'a job of an earlier layer that is taken for one of this layer': {
    queue: (queue) => ({
      add: async (id, job) => await queue.add(withoutDepth(id), job),
      endOf: async (id) => {
        const end = await queue.endOf(withoutDepth(id));
        return end && 'file' in end ? { file: { ...end.file, name: nameIn(id) } } : end;
      },
      news: async (id) => await queue.news(withoutDepth(id)),
      forget: async (id) => await queue.forget(withoutDepth(id)),
    }),
  },
  'a job that is dropped when its worker dies': { forgetsTheDead: true, queue: (queue) => addedOnce(queue) },
  'a layer that is committed before its last merge is done': { pool: (pool) => withoutLastMerge(pool) },
  'a job that is said to be done before its file stands': {
    store: (store, _, who) => (who === 'worker' ? late(store) : store),
  },
  'files that are removed before the layer that needs them no more is committed': {
    store: (store, _, who) => (who === 'coordinator' ? removingFirst(store) : store),
  },
};

/** Half of each file can be seen while it is written. */
function early(store: Store, files: Map<string, Uint8Array>): Store {
  return {
    ...store,
    create: async (name) => {
      const file = await store.create(name);
      files.set(name, new Uint8Array(0));
      return {
        ...file,
        write: async (bytes) => {
          await file.write(bytes);
          files.set(name, Uint8Array.from([...(files.get(name) ?? []), ...bytes]));
        },
      };
    },
  };
}

/** Files are put in their places while others go on. */
function late(store: Store): Store {
  return {
    ...store,
    create: async (name) => {
      const file = await store.create(name);
      return { ...file, commit: async (lasting) => void file.commit(lasting) };
    },
  };
}

/** The files that a layer was expanded from go before the next layer's file is written. */
function removingFirst(store: Store): Store {
  return {
    ...store,
    create: async (name) => {
      const [kind, depth] = name.split('-');
      if (kind === 'layer')
        for (const file of await store.list()) {
          const [of, at] = file.name.split('-');
          if (of !== 'layer' && Number(at) === Number(depth) - 1) await store.remove(file.name);
        }
      return await store.create(name);
    },
  };
}

/** The search goes on as if there had been nothing to find. */
function withoutRun(end: string): string {
  const told = JSON.parse(end) as { readonly file?: unknown };
  return told.file === undefined ? end : JSON.stringify({ facts: EMPTY });
}

const EMPTY = {
  transitions: 0,
  refusals: 0,
  selfLoops: 0,
  depth: 0,
  states: 0,
  found: 0,
  tallies: [],
  witnesses: [],
  ends: [],
  violation: null,
};

function fromItsOutput(job: MergeJob, files: Map<string, Uint8Array>): MergeJob {
  const output = files.get(job.output);
  return output === undefined
    ? job
    : { ...job, seen: { name: job.output, bytes: output.length }, seenBits: job.ownerBits };
}

/** RUN-KIND-DEPTH-…: the same for the same place in every layer. */
function withoutDepth(id: string): string {
  return id.replace(/-\d{4}-/, '-');
}

function nameIn(id: string): string {
  return id.slice(id.indexOf('-') + 1);
}

/** A job that the queue was once told of is never added again. */
function addedOnce(queue: Parameters<NonNullable<Fault['queue']>>[0]): typeof queue {
  const added = new Set<string>();
  return {
    ...queue,
    add: async (id, job) => {
      if (added.has(id)) return;
      added.add(id);
      await queue.add(id, job);
    },
  };
}

/** The last owner's merge is waited for no longer than the others. */
function withoutLastMerge(pool: JobPool): JobPool {
  return {
    ...pool,
    merge: async (worker, job) => {
      const merged = pool.merge(worker, job);
      if (job.owner === 0 || job.owner < 2 ** job.ownerBits - 1 || job.seen === undefined)
        return await merged;
      merged.catch(() => {});
      const { depth, owner, ownerBits, seen } = job;
      const facts = { depth, owner, ownerBits, states: 0, isNew: 0, orbitSum: 0, models: 0, waiting: [] };
      return { ...facts, seen } satisfies MergeResult;
    },
  };
}
