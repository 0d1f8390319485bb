// How fast and how small is the process table? Against a Map-of-objects twin that looks up the same ids and
// makes the same checks, on the mixed workload.
// Usage: node bench/process-table.bench.ts [--quick] [--mix A|B] [--processes 1000000]
//
// Both contestants live in one process and take turns, block by block, so that what disturbs one disturbs the
// other; the ratio is the median of the blocks' ratios. They must end alike, or nothing is printed but that.
import { parseArgs } from 'node:util';
import { HEADER, INIT_ROW, ROW_WORDS } from '../src/impl/layout.ts';
import { ProcessTable } from '../src/impl/hierarchy/process-table.ts';
import { CountedProcessTable } from '../properties/support/counted-table.ts';
import { LineCache, TracedTable } from './cache-lines.ts';
import { MapTwin } from './map-twin.ts';
import { drawWorkload, longWarmUp, MIXES, OPERATION } from '../src/app/gate/performance/mixed-workload.ts';
import type { Workload } from '../src/app/gate/performance/mixed-workload.ts';

const { FORK, CREATE_GROUP, CREATE_SESSION, MOVE } = OPERATION;
const TIMED = 2_000_000;
const BLOCKS = 40;

/** Where a contestant stands in the stream: its driver's array of pids by slot, and the next pid. */
class Driver<Contestant> {
  readonly contestant: Contestant;
  readonly pids: Int32Array;
  nextPid = 2;

  constructor(contestant: Contestant, workload: Workload) {
    this.contestant = contestant;
    this.pids = new Int32Array(workload.processesMax + 8);
    this.pids[0] = 1;
  }
}

// The two drivers are the same lines twice: shared, their calls would be polymorphic and both would be slower.

function driveTable(driver: Driver<ProcessTable>, work: Workload, from: number, to: number): void {
  const { contestant, pids } = driver;
  const { operations, a, b } = work;
  let refused = 0;
  for (let i = from; i < to; i++) {
    const operation = operations[i];
    const pid = pids[a[i]];
    if (operation === FORK) {
      pids[b[i]] = driver.nextPid++;
      if (contestant.fork(pid, pids[b[i]]) !== 'ok') refused++;
    } else if (operation === CREATE_GROUP) {
      if (contestant.createGroup(pid) !== 'ok') refused++;
    } else if (operation === CREATE_SESSION) {
      if (contestant.createSession(pid) !== 'ok') refused++;
    } else if (operation === MOVE) {
      if (contestant.moveToGroup(pid, contestant.group(pids[b[i]])!) !== 'ok') refused++;
    } else {
      if (contestant.exit(pid) !== 'ok') refused++;
      if (contestant.free(pid) !== 'ok') refused++;
      pids[a[i]] = 0;
    }
  }
  if (refused > 0) throw new Error(`the table refused ${refused} operations`);
}

function driveTwin(driver: Driver<MapTwin>, work: Workload, from: number, to: number): void {
  const { contestant, pids } = driver;
  const { operations, a, b } = work;
  let refused = 0;
  for (let i = from; i < to; i++) {
    const operation = operations[i];
    const pid = pids[a[i]];
    if (operation === FORK) {
      pids[b[i]] = driver.nextPid++;
      if (contestant.fork(pid, pids[b[i]]) !== 'ok') refused++;
    } else if (operation === CREATE_GROUP) {
      if (contestant.createGroup(pid) !== 'ok') refused++;
    } else if (operation === CREATE_SESSION) {
      if (contestant.createSession(pid) !== 'ok') refused++;
    } else if (operation === MOVE) {
      if (contestant.moveToGroup(pid, contestant.group(pids[b[i]])!) !== 'ok') refused++;
    } else {
      if (contestant.exit(pid) !== 'ok') refused++;
      if (contestant.free(pid) !== 'ok') refused++;
      pids[a[i]] = 0;
    }
  }
  if (refused > 0) throw new Error(`the twin refused ${refused} operations`);
}

interface Shown {
  parent(pid: number): number | undefined;
  group(pid: number): number | undefined;
  session(pid: number): number | undefined;
}

/** FNV-like hash of every live process with its parent, group and session, in slot order. */
function hashOf({ contestant, pids }: Driver<Shown>): string {
  let hash = 2166136261;
  for (const pid of pids) {
    if (pid === 0) continue;
    const words = [pid, contestant.parent(pid), contestant.group(pid), contestant.session(pid)];
    for (const word of words) hash = Math.imul(hash ^ (word ?? 0), 16777619);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}

interface Measured {
  readonly tableNs: number;
  readonly twinNs: number;
  readonly ratio: number;
  readonly hash: string;
  readonly processes: number;
  readonly groups: number;
  readonly sessions: number;
  readonly reservedBytes: number;
  readonly grownBytes: number;
}

function measure(work: Workload, progress: (text: string) => void): Measured {
  const total = work.operations.length;

  progress('growing by itself');
  const grown = new Driver(new ProcessTable(), work);
  driveTable(grown, work, 0, total);
  const idsPeak = (grown.contestant.storage()[HEADER.ROWS_END] - INIT_ROW) / ROW_WORDS;
  const grownBytes = grown.contestant.byteLength;

  const table = new Driver(new ProcessTable({ capacity: idsPeak }), work);
  progress('warming up the table');
  driveTable(table, work, 0, work.warmUp);
  const twin = new Driver(new MapTwin(), work);
  progress('warming up the twin');
  driveTwin(twin, work, 0, work.warmUp);

  const tableNs: number[] = [];
  const twinNs: number[] = [];
  const size = (total - work.warmUp) / BLOCKS;
  for (let block = 0; block < BLOCKS; block++) {
    progress(`block ${block + 1} of ${BLOCKS}`);
    const from = work.warmUp + block * size;
    const turns = [
      () => tableNs.push(clock(() => driveTable(table, work, from, from + size)) / size),
      () => twinNs.push(clock(() => driveTwin(twin, work, from, from + size)) / size),
    ];
    for (const turn of block % 2 === 0 ? turns : turns.reverse()) turn();
  }
  progress('');

  const hash = hashOf(table);
  const others = [hashOf(twin), hashOf(grown)];
  if (others.some((other) => other !== hash))
    throw new Error(`not the same end: ${hash}, ${others.join(', ')}`);
  const wrong = work.processesMax > 100_000 ? [] : table.contestant.selfCheck();
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
  const { processes, groups, sessions } = table.contestant.resources;
  return {
    tableNs: median(tableNs),
    twinNs: median(twinNs),
    ratio: median(twinNs.map((ns, block) => ns / tableNs[block])),
    hash,
    processes,
    groups,
    sessions,
    reservedBytes: table.contestant.byteLength / processes,
    grownBytes: grownBytes / processes,
  };
}

function clock(run: () => void): number {
  const start = process.hrtime.bigint();
  run();
  return Number(process.hrtime.bigint() - start);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((x, y) => x - y);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The most words and rows that any of `count` operations touched, after the warm-up. */
function countedWork(work: Workload, count: number): { words: number; rows: number; probes: number } {
  const table = new CountedProcessTable({ capacity: work.processesMax * 2 });
  const driver = new Driver<ProcessTable>(table, work);
  driveTable(driver, work, 0, work.warmUp);
  const sum = { words: 0, rows: 0, probes: 0 };
  for (let i = work.warmUp; i < work.warmUp + count; i++) {
    const touched = table.count(() => driveTable(driver, work, i, i + 1));
    sum.words += touched.words;
    sum.rows += touched.rows.length;
    sum.probes += touched.buckets.length;
  }
  return { words: sum.words / count, rows: sum.rows / count, probes: sum.probes / count };
}

/** The cache lines that an operation finds in no cache of that size, by where in a line the buffer begins. */
function missedLines(work: Workload, count: number, bytes: number): readonly string[] {
  const table = new TracedTable({ capacity: work.processesMax * 2 });
  const driver = new Driver<ProcessTable>(table, work);
  driveTable(driver, work, 0, work.warmUp);
  const caches = [0, 16, 32, 48].map((offset) => new LineCache(bytes, offset));
  const run = (from: number): void =>
    table.trace(
      () => driveTable(driver, work, from, from + count),
      (word) => {
        for (const cache of caches) cache.touch(word);
      },
    );
  run(work.warmUp); // The caches are full then.
  for (const cache of caches) cache.missed = 0;
  run(work.warmUp + count);
  return caches.map(({ missed }) => (missed / count).toFixed(1));
}

function drawn(mix: keyof typeof MIXES, processesMax: number, timed: number): Workload {
  return drawWorkload({ mix, processesMax, warmUp: longWarmUp(processesMax), timed });
}

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    mix: { type: 'string' },
    processes: { type: 'string' },
  },
});
const mixes = (Object.keys(MIXES) as (keyof typeof MIXES)[]).filter(
  (mix) => values.mix === undefined || mix === values.mix,
);
const allSizes = values.quick ? [1_000, 100_000] : [1_000, 10_000, 100_000, 1_000_000];
const sizes = values.processes === undefined ? allSizes : [Number(values.processes)];
if (mixes.length === 0 || !sizes.every((size) => Number.isInteger(size) && size >= 2)) {
  throw new Error('a mix is A or B, and processes are 2 or more');
}
const progress = (text: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
};

console.log('mix processes  table ns/op  twin ns/op  ratio  bytes/process reserved, grown  end');
for (const mix of mixes) {
  for (const processes of sizes) {
    const label = `mix ${mix}, ${processes} processes: `;
    progress(`${label}drawing`);
    const work = drawn(mix, processes, TIMED);
    const m = measure(work, (text) => progress(text === '' ? '' : label + text));
    console.log(
      `${mix} ${String(processes).padStart(11)} ${m.tableNs.toFixed(0).padStart(12)} ${m.twinNs.toFixed(0).padStart(11)}` +
        ` ${m.ratio.toFixed(1).padStart(6)} ${m.reservedBytes.toFixed(0).padStart(23)}, ${m.grownBytes.toFixed(0).padStart(5)}` +
        `  ${m.hash} ${m.processes} processes, ${m.groups} groups, ${m.sessions} sessions`,
    );
  }
}

console.log('\ncounted work, mean per operation of mix A (an exit counts with its free)');
for (const processes of [1_000, 100_000]) {
  const work = drawn('A', processes, 2_000);
  const { words, rows, probes } = countedWork(work, 2_000);
  console.log(
    `${String(processes).padStart(9)} processes: ${words.toFixed(1)} words read or written,` +
      ` ${rows.toFixed(1)} rows, ${probes.toFixed(1)} buckets`,
  );
}

const CACHE_BYTES = 512 * 1024;
const COUNTED = 20_000;
console.log(
  `\ncache lines of 64 bytes not among those touched last, for ${CACHE_BYTES / 1024} KB of them, mean per operation of mix A,`,
);
console.log('where the buffer begins 0, 16, 32 or 48 bytes behind the beginning of a line');
for (const processes of [1_000, 100_000]) {
  const missed = missedLines(drawn('A', processes, 2 * COUNTED), COUNTED, CACHE_BYTES);
  console.log(`${String(processes).padStart(9)} processes: ${missed.join(', ')}`);
}
