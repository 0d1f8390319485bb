// Goal: what it costs to find an order that explains a history, or to know that there is none. Method: random histories of
// the model, with commands that overlap as a fair scheduler lets them, right ones and the same with something made wrong;
// and one in which all of 200 commands overlap, to see where the budget ends. Processor time, so that other programs count
// for less.
// Usage: node bench/linearizability.bench.ts [--quick]
import { specificationOf } from '../src/command-sets.ts';
import { linearize } from '../src/engines/concurrency/linearizability.ts';
import type { Linearization } from '../src/engines/concurrency/linearizability.ts';
import type { ConcurrentHistory } from '../src/engines/concurrency/history.ts';
import type { Specification } from '../src/model/specification.ts';
import { corrupted, linearizableHistory } from '../properties/support/random-histories.ts';
import type { HistoryDraw } from '../properties/support/random-histories.ts';

const quick = process.argv.includes('--quick');
const SHORT = quick ? 1000 : 10_000;
const LONG = quick ? 10 : 40;
const SETS = [specificationOf({ commandSet: 'hierarchy' }), specificationOf({ commandSet: 'posix' })];
SETS.push(specificationOf({ commandSet: 'posix', profile: 'linux' }));

type Kind = 'right' | 'made wrong';

function drawn(draw: HistoryDraw, seed: number, kind: Kind): ConcurrentHistory {
  const history = linearizableHistory(draw, seed);
  return kind === 'right' ? history : corrupted(draw, history, seed);
}

function drawOf(
  specification: Specification,
  branches: number,
  commands: number,
  idsMax: number,
): HistoryDraw {
  return { specification, branches, commands, prefix: 3, idsMax, cutOffPercent: 0, looksPercent: 0 };
}

/** Many of 12 commands in 3 branches. */
function shortHistories(specification: Specification, kind: Kind): void {
  const draw = drawOf(specification, 3, 12, 8);
  const counts = new Counts();
  for (let seed = 1; seed <= SHORT; seed += 1) counts.judge(specification, drawn(draw, seed, kind));
  row(
    `${SHORT} histories of 12 commands in 3 branches`,
    specification,
    kind,
    `${counts.seconds.toFixed(2)} s of all`,
    counts,
  );
}

/** Some of 200 commands by 4 clients. */
function longHistories(specification: Specification, kind: Kind): void {
  const draw = drawOf(specification, 4, 200, 64);
  const counts = new Counts();
  for (let seed = 1; seed <= LONG; seed += 1) counts.judge(specification, drawn(draw, seed, kind));
  const slowest = `the slowest decided ${counts.slowestDecided.toFixed(3)} s`;
  row(`${LONG} histories of 200 commands by 4 clients`, specification, kind, slowest, counts);
}

/** Nothing can be decided here: 51 to the 4th places. */
function allOverlap(specification: Specification): void {
  const branches = [0, 1, 2, 3].map((branch) =>
    Array.from({ length: 50 }, (_, index) => {
      const child = 2 + branch * 50 + index;
      const answer = { ok: { pid: child } };
      return { command: { name: 'fork', process: 1, child }, called: index, answered: 1000 + index, answer };
    }),
  );
  const history = { prefix: [], branches, observation: { processes: [{ pid: 1 }] } };
  const counts = new Counts();
  counts.judge(specification, history, quick ? 10_000 : 10_000_000);
  row(
    '200 commands of 4 clients that all overlap',
    specification,
    'made wrong',
    `${counts.seconds.toFixed(1)} s`,
    counts,
  );
  console.log(`  ${Math.round(process.resourceUsage().maxRSS / 1024)} MB at most`);
}

/** What came of some histories. */
class Counts {
  readonly #verdicts: Record<Linearization['verdict'], number> = { pass: 0, fail: 0, inconclusive: 0 };
  seconds = 0;
  slowestDecided = 0;
  placesMax = 0;

  judge(specification: Specification, history: ConcurrentHistory, placesMax = 100_000): void {
    const before = process.cpuUsage();
    const { verdict, places } = linearize(specification, history, { budget: { placesMax } });
    const { user, system } = process.cpuUsage(before);
    const seconds = (user + system) / 1e6;
    this.seconds += seconds;
    this.#verdicts[verdict] += 1;
    this.placesMax = Math.max(this.placesMax, places);
    if (verdict !== 'inconclusive') this.slowestDecided = Math.max(this.slowestDecided, seconds);
  }

  text(): string {
    const { pass, fail, inconclusive } = this.#verdicts;
    return `${pass} pass, ${fail} fail, ${inconclusive} inconclusive; ${this.placesMax} places at most`;
  }
}

function row(
  what: string,
  { commandSet, profile }: Specification,
  kind: Kind,
  time: string,
  counts: Counts,
): void {
  const set = profile === undefined ? commandSet : `${commandSet} (${profile})`;
  console.log(`${what}, ${set}, ${kind}: ${time} (${counts.text()})`);
}

for (const specification of SETS) {
  shortHistories(specification, 'right');
  shortHistories(specification, 'made wrong');
  longHistories(specification, 'right');
  longHistories(specification, 'made wrong');
}
allOverlap(SETS[0]);
