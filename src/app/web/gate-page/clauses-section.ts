// The coverage by clause: how often each clause of the specification decided, in which checks, and which mutants break it.
import { counted, grouped } from '../../../contract/format-numbers.ts';
import type { ClauseEvidence, KillMatrix } from '../../gate/check-evidence.ts';
import { escaped } from '../components/document.ts';
import { compact } from './numbers.ts';
import type { Section } from './section.ts';

export function clausesSection(
  clauses: readonly ClauseEvidence[],
  matrices: readonly KillMatrix[],
): Section | undefined {
  if (clauses.length === 0) return undefined;
  const fates = new Map(
    matrices.flatMap(({ mutants }) =>
      mutants.map(({ name, killedBy, equivalent }): readonly [string, Fate] => [
        name,
        Object.keys(killedBy).length > 0 ? 'killed' : equivalent === undefined ? 'survives' : 'equivalent',
      ]),
    ),
  );
  // The column would say that there are none, where the check that knows them was not run.
  const withMutants = clauses.some(({ mutants }) => mutants.length > 0);
  const idle = clauses.filter(({ decided }) => decided === 0);
  const most = Math.max(...clauses.map(({ decided }) => decided), 1);
  const rows = clauses.map((each) => rowOf(each, most, withMutants ? fates : undefined));
  return {
    id: 'clauses',
    title: 'Coverage by clause',
    note: idle.length === 0 ? counted(clauses.length, 'clause') : `${idle.length} never decided`,
    lead:
      idle.length === 0
        ? `Each of ${counted(clauses.length, 'clause')} of the specification decided an outcome at least once.`
        : `${grouped(clauses.length - idle.length)} of ${counted(clauses.length, 'clause')} decided an outcome; never: ${idle.map(({ clause }) => clause).join(', ')}.`,
    body: `<table class="rows clauses">
<thead><tr><th scope="col">clause</th><th scope="col">decided</th><th scope="col">in these checks</th>${withMutants ? '<th scope="col">its mutants</th>' : ''}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>`,
  };
}

function rowOf(
  { clause, title, decided, byCheck, mutants }: ClauseEvidence,
  most: number,
  fates: ReadonlyMap<string, Fate> | undefined,
): string {
  const checks = Object.entries(byCheck)
    .filter(([, times]) => times > 0)
    .toSorted(([, a], [, b]) => b - a);
  const share = decided === 0 ? 0 : (Math.log(decided + 1) / Math.log(most + 1)) * 100;
  return `<tr${decided === 0 ? ' class="never"' : ''}><th scope="row"><b>${escaped(clause)}</b> <span>${escaped(title)}</span></th>
<td data-column="decided">${decided === 0 ? '<span class="flag"><span aria-hidden="true">! </span>never</span>' : `<span class="measured"><span class="count" title="${grouped(decided)}">${compact(decided)}</span><span class="bar" style="--share:${share.toFixed(1)}%"></span></span>`}</td>
<td data-column="checks">${checks.map(([name, times]) => `<span class="pair">${escaped(name)} <span class="count">${compact(times)}</span></span>`).join(' ')}</td>
${fates === undefined ? '' : `<td data-column="mutants">${mutantsOf(mutants, fates)}</td>`}</tr>`;
}

/** The mutants of a clause: those that survive first. Without a kill matrix no more than their names is known. */
function mutantsOf(names: readonly string[], fates: ReadonlyMap<string, Fate>): string {
  if (names.length === 0) return '<span class="none">none</span>';
  const of = (fate: Fate | undefined): readonly string[] => names.filter((name) => fates.get(name) === fate);
  const [alive, excused, dead] = [of('survives'), of('equivalent'), of('killed')];
  const sign = alive.length > 0 ? '<span class="standing fail" aria-hidden="true">✗</span>' : '';
  const items = [
    ...alive.map((name) => `<li><b>survives</b> ${escaped(name)}</li>`),
    ...excused.map((name) => `<li>equivalent ${escaped(name)}</li>`),
    ...[...dead, ...of(undefined)].map((name) => `<li>${escaped(name)}</li>`),
  ];
  const head =
    dead.length === 0 && alive.length === 0
      ? counted(names.length, 'mutant')
      : `${dead.length} of ${dead.length + alive.length} killed`;
  return `<details class="names"><summary>${sign}${head}</summary><ul>${items.join('')}</ul></details>`;
}

/** The end of a mutant in the kill matrix. */
type Fate = 'killed' | 'survives' | 'equivalent';
