// Breadth-first search on several threads: workers inspect and expand batches of a level, and one table,
// the coordinator's, takes in what they found. The pool carries the messages.
import type { WorkerReply, WorkerRequest } from './parallel-worker.ts';
import { PathAstray, putPath } from './path.ts';
import type { Between, StateSearch } from './search.ts';

/** Workers, each with an Expander (parallel-worker.ts) for the same system that serves its requests in order. */
export interface WorkerPool {
  readonly size: number;
  run(worker: number, request: WorkerRequest): Promise<WorkerReply>;
}

/** A batch is small enough that all workers have some of a small level, and large enough to be worth a message. */
const BATCH_STATES_MIN = 16;
const BATCH_STATES_MAX = 512;
/** Requests that wait at a worker while it serves another, so that it never waits for the coordinator. */
const REQUESTS_AHEAD = 2;

/**
 * Goes on with a search, new or resumed, to its conclusion. Replies are taken in in the order in which their
 * batches were cut, whoever is ready first, so every state gets the id, parent and label it has in the
 * sequential search; counts, counterexample and checkpoints are the same. Only bounds are looked at between
 * batches instead of states, and overshot by as much.
 *
 * One table instead of one per worker costs a lookup per reported arrival on one thread, a few percent of
 * what it takes to run the labels and find the canonical form on the others. In return nothing has to be
 * merged and no order is left to chance. It pays while workers are few.
 *
 * The caller's turn comes after about `work` labels.
 */
export async function exploreInParallel<Violation>(
  search: StateSearch<Violation>,
  pool: WorkerPool,
  work: number,
  between: Between<Violation>,
): Promise<StateSearch<Violation>> {
  const { exploration } = search;
  await Promise.all(Array.from({ length: pool.size }, (_, worker) => pool.run(worker, { ask: 'begin' })));
  const pause = pauses(search, work, between);
  while (search.conclusion === undefined) {
    if (exploration.inspected < exploration.levelEnd) await runPhase(search, pool, 'inspect', pause);
    else if (exploration.expanded < exploration.levelEnd) {
      const met = exploration.boundMet(search.options);
      if (met === undefined) await runPhase(search, pool, 'expand', pause);
      else search.conclude({ verdict: 'inconclusive', ...met });
    } else if (!exploration.nextLevel()) search.conclude({ verdict: 'pass' });
  }
  return search;
}

/** Gives the caller its turn once so much work is done. */
function pauses<Violation>(
  search: StateSearch<Violation>,
  work: number,
  between: Between<Violation>,
): (done: number) => Promise<void> {
  let left = work;
  return async (done) => {
    left -= done;
    if (left > 0 || search.conclusion !== undefined) return;
    left = work;
    const reason = await between(search);
    if (reason !== undefined) search.interrupt(reason);
  };
}

interface Pending {
  readonly first: number;
  readonly count: number;
  readonly reply: Promise<WorkerReply>;
}

/** One level inspected, or expanded, as far as the conclusion lets it. */
async function runPhase<Violation>(
  search: StateSearch<Violation>,
  pool: WorkerPool,
  ask: 'inspect' | 'expand',
  pause: (done: number) => Promise<void>,
): Promise<void> {
  const { exploration } = search;
  const end = exploration.levelEnd;
  let next = ask === 'inspect' ? exploration.inspected : exploration.expanded;
  const share = Math.ceil((end - next) / (4 * pool.size));
  const batch = Math.min(Math.max(share, BATCH_STATES_MIN), BATCH_STATES_MAX);
  const loads = Array.from({ length: pool.size }, () => 0);
  const pending: Pending[] = [];

  const fill = (): void => {
    while (next < end && search.conclusion === undefined && pending.length < 4 * pool.size) {
      const worker = loads.indexOf(Math.min(...loads));
      if (loads[worker] >= REQUESTS_AHEAD) return;
      const first = next;
      const count = Math.min(batch, end - first);
      next += count;
      loads[worker] += 1;
      const request = { ask, ...waitingOf(search, first, count), all: exploration.edges !== undefined };
      const reply = pool.run(worker, request).then((answer) => {
        loads[worker] = loads[worker] - 1;
        fill();
        return answer;
      });
      // A rejection is met where the reply is awaited, which may be later.
      reply.catch(() => {});
      pending.push({ first, count, reply });
    }
  };

  fill();
  for (let head = pending.shift(); head !== undefined; head = pending.shift()) {
    const reply = await head.reply;
    if (reply.astray !== undefined) throw new PathAstray(reply.astray);
    // Once concluded, what still comes is waited for, so that the pool is quiet, and dropped.
    if (search.conclusion === undefined) {
      if (ask === 'inspect') takeInspected(search, head, reply);
      else takeExpanded(search, head, reply);
      await pause(ask === 'inspect' ? head.count : head.count * exploration.shape.labels);
    }
    fill();
  }
}

/** The words that were kept of the rows, and the paths to them where their payloads were not. */
function waitingOf(
  { system, exploration }: StateSearch,
  first: number,
  count: number,
): { readonly rows: Uint32Array; readonly paths: Uint32Array; readonly depth: number } {
  const { frontier, shape, visited, depth } = exploration;
  const rows = new Uint32Array(count * shape.keptWords);
  let at = 0;
  for (const words of frontier.words(first, first + count)) {
    rows.set(words, at);
    at += words.length;
  }
  const paths = new Uint32Array(system.retrace === undefined ? 0 : count * depth);
  if (system.retrace !== undefined)
    for (let nth = 0; nth < count; nth++) putPath(visited, first + nth, paths, nth * depth, depth);
  return { rows, paths, depth };
}

function takeInspected(search: StateSearch, { first, count }: Pending, reply: WorkerReply): void {
  const { exploration, system } = search;
  reply.witnesses.forEach((state, w) => {
    if (state !== -1) exploration.noteWitness(w, first + state);
  });
  for (const state of reply.ends) exploration.noteEnd(first + state);
  reply.tallies.forEach((gain, t) => {
    system.tallies[t] += gain;
  });
  exploration.takeInspected(reply.violation === undefined ? count : reply.violation.state + 1);
  if (reply.violation !== undefined) search.fail('state', first + reply.violation.state);
}

function takeExpanded(search: StateSearch, { first, count }: Pending, reply: WorkerReply): void {
  const { exploration, system, options } = search;
  const { arrivals, orbits, violation } = reply;
  const { length } = orbits;
  const coming = { states: length, waiting: length, expansions: count, transitions: reply.transitions };
  const shortfall = exploration.boundMet(options) ?? exploration.makeRoom(coming, options);
  if (shortfall !== undefined) {
    search.conclude({ verdict: 'inconclusive', ...shortfall });
    return;
  }
  exploration.countFired(reply);
  reply.tallies.forEach((gain, t) => {
    system.tallies[t] += gain;
  });
  const { keyWords, keptWords } = exploration.shape;
  const expanded = violation === undefined ? count : violation.state + 1;
  let at = 0;
  for (let state = 0, row = 0; state < expanded; state++) {
    for (; at < arrivals.length && arrivals[at] >>> 1 === state; ) {
      const hasRow = (arrivals[at] & 1) === 1;
      const key = at + 2;
      const isNew = exploration.admit(
        arrivals,
        key,
        first + state,
        arrivals[at + 1],
        hasRow ? orbits[row] : 0,
      );
      at = key + keyWords;
      if (!hasRow) {
        if (isNew) throw new Error('a worker reported a state as reported before, and it was not');
        continue;
      }
      if (isNew) {
        const { frontier } = exploration;
        const id = frontier.length - 1;
        frontier.chunk(id).set(arrivals.subarray(at, at + keptWords), frontier.offset(id));
      }
      at += keptWords;
      row++;
    }
    exploration.takeExpanded();
  }
  if (violation !== undefined) search.fail('step', first + violation.state, violation.label);
}
