// The trend over runs: the verdicts of every run and check, and small pictures of a few numbers, each on its own scale.
import { counted, grouped } from '../../../contract/format-numbers.ts';
import type { CheckEvidence } from '../../gate/check-evidence.ts';
import type { CheckReport, GateReport } from '../../gate/gate.ts';
import { escaped } from '../components/document.ts';
import { along, compact, duration, moment } from './numbers.ts';
import type { Section } from './section.ts';
import { standingSign, checkStanding } from './standing.ts';

/** So many earlier runs are drawn, the latest ones. */
const EARLIER_MOST = 39;

/** `earlier` in any order; runs of another system or profile say nothing about this one. */
export function trendSection(report: GateReport, earlier: readonly GateReport[]): Section | undefined {
  if (earlier.length === 0) return undefined;
  const alike = earlier.filter(
    ({ system, profile }) => system === report.system && profile === report.profile,
  );
  const before = alike.toSorted((a, b) => (a.began < b.began ? -1 : 1)).slice(-EARLIER_MOST);
  const runs = [...before, report];
  const others = earlier.length - alike.length;
  const apart = others === 0 ? '' : ` Left out: ${counted(others, 'run')} of another system or profile.`;
  return {
    id: 'trend',
    title: 'Trend',
    note: counted(runs.length, 'run'),
    lead: `The latest run is on the right.${before.length < alike.length ? ` Of ${counted(alike.length, 'earlier run')} the last ${before.length} are drawn.` : ''}${apart}`,
    body: `${verdictsOf(runs)}
<div class="multiples">
${SERIES_OF.flatMap((make) => make(runs))
  .map((series) => multipleOf(series, runs))
  .join('\n')}
</div>`,
  };
}

/** A number of each run; `undefined` where a run has none. */
interface Series {
  readonly name: string;
  readonly values: readonly (number | undefined)[];
  /** Lowest and highest, around each value. */
  readonly ranges?: readonly (readonly [number, number] | undefined)[];
  readonly written: (value: number) => string;
  /** A line that must not be crossed. */
  readonly limit?: number;
}

const SERIES_OF: readonly ((runs: readonly GateReport[]) => readonly Series[])[] = [
  (runs) => [{ name: 'time', values: runs.map(({ elapsedMs }) => elapsedMs), written: duration }],
  (runs) => [summed('commands', runs, ({ totals }) => totals?.['commands'], compact)],
  (runs) => [
    summed(
      'mutants killed',
      runs,
      ({ killMatrix }) =>
        killMatrix?.mutants.filter(({ killedBy }) => Object.keys(killedBy).length > 0).length,
      grouped,
    ),
  ],
  (runs) => [{ name: 'clauses that decided', values: runs.map(decidedIn), written: grouped }],
  ratiosOf,
];

/** Several checks may tell of the same clause. */
function decidedIn({ checks }: GateReport): number | undefined {
  const all = checks.flatMap(({ evidence }) => evidence.clauses ?? []);
  const decided = all.filter((each) => each.decided > 0).map(({ clause }) => clause);
  return all.length === 0 ? undefined : new Set(decided).size;
}

function summed(
  name: string,
  runs: readonly GateReport[],
  of: (evidence: CheckEvidence) => number | undefined,
  written: (value: number) => string,
): Series {
  const values = runs.map(({ checks }) => {
    const found = checks.map(({ evidence }) => of(evidence)).filter((each) => each !== undefined);
    return found.length === 0 ? undefined : found.reduce((sum, each) => sum + each, 0);
  });
  return { name, values, written };
}

function ratiosOf(runs: readonly GateReport[]): readonly Series[] {
  const by = runs.map(({ checks }) => checks.flatMap(({ evidence }) => evidence.performance ?? []));
  const names = [...new Set(by.flat().map(({ workload }) => workload))];
  return names.map((name) => {
    const found = by.map((each) => each.find(({ workload }) => workload === name));
    const limit = found.findLast((each) => each !== undefined)?.threshold;
    return {
      name: `${name}, ratio`,
      values: found.map((each) => each?.ratio),
      ranges: found.map((each) => (each === undefined ? undefined : ([each.low, each.high] as const))),
      written: (value) => value.toFixed(3),
      ...(limit !== undefined && { limit }),
    };
  });
}

/** A row for the whole, and one for each check that did not pass each time. */
function verdictsOf(runs: readonly GateReport[]): string {
  const names = [...new Set(runs.flatMap(({ checks }) => checks.map(({ name }) => name)))];
  const of = (run: GateReport, name: string): CheckReport | undefined =>
    run.checks.find((check) => check.name === name);
  const unsteady = names.filter((name) =>
    runs.some((run) => {
      const check = of(run, name);
      return check !== undefined && !check.leftOut && check.verdict !== 'pass';
    }),
  );
  const steady = names.length - unsteady.length;
  const heads = runs.map(
    ({ began }) =>
      `<th scope="col">${moment(began)
        .split(' ')
        .map((part) => `<span class="when">${escaped(part)}</span>`)
        .join('')}</th>`,
  );
  const row = (name: string, cells: readonly string[]): string =>
    `<tr><th scope="row">${name}</th>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
  return `<div class="scroller history" tabindex="0" role="region" aria-label="Verdicts by run, to be scrolled"><table class="verdicts">
<thead><tr><th scope="col">run</th>${heads.join('')}</tr></thead>
<tbody>
${row(
  '<b>all checks</b>',
  runs.map(({ verdict }) => standingSign(verdict)),
)}
${unsteady
  .map((name) =>
    row(
      escaped(name),
      runs.map((run) => {
        const check = of(run, name);
        return check === undefined
          ? '<span class="spoken">not run</span>'
          : standingSign(checkStanding(check));
      }),
    ),
  )
  .join('\n')}
</tbody>
</table></div>
${steady === 0 ? '' : `<p class="aside">${counted(steady, 'other check')} passed or ${steady === 1 ? 'was' : 'were'} left out each time.</p>`}`;
}

function multipleOf(series: Series, runs: readonly GateReport[]): string {
  const { name, values, written, ranges = [], limit } = series;
  const known = values.filter((each) => each !== undefined);
  const last = values.at(-1);
  if (known.length === 0) return '';
  const ends = [...known, ...ranges.flatMap((each) => each ?? []), ...(limit === undefined ? [] : [limit])];
  const [least, most] = [Math.min(...ends), Math.max(...ends)];
  const y = (value: number): string =>
    `${(88 - 76 * (most > least ? (value - least) / (most - least) : 0.5)).toFixed(1)}%`;
  const x = (index: number): string => along(index + 0.5, 0, runs.length);
  const parts = values.map((value, index) => {
    if (value === undefined) return '';
    const range = ranges[index];
    const before = values[index - 1];
    const bar =
      range === undefined
        ? ''
        : `<line class="whisker" x1="${x(index)}" x2="${x(index)}" y1="${y(range[0])}" y2="${y(range[1])}"/>`;
    const line =
      before === undefined
        ? ''
        : `<line class="course" x1="${x(index - 1)}" y1="${y(before)}" x2="${x(index)}" y2="${y(value)}"/>`;
    return `${line}${bar}<circle class="run${index === runs.length - 1 ? ' latest' : ''}" cx="${x(index)}" cy="${y(value)}" r="${index === runs.length - 1 ? 4.5 : 3}"><title>${escaped(`${moment(runs[index].began)}: ${written(value)}`)}</title></circle>`;
  });
  const bound =
    limit === undefined ? '' : `<line class="limit" x1="0" x2="100%" y1="${y(limit)}" y2="${y(limit)}"/>`;
  const span =
    least === most
      ? `always ${written(least)}`
      : `${written(Math.min(...known))} to ${written(Math.max(...known))}`;
  return `<figure class="multiple"><figcaption><span>${escaped(name)}</span><b>${last === undefined ? 'none' : written(last)}</b></figcaption>
<svg role="img" aria-label="${escaped(`${name} over ${counted(runs.length, 'run')}: ${span}`)}" width="100%" height="84">${bound}${parts.join('')}</svg>
<p class="aside">${escaped(span)}</p></figure>`;
}
