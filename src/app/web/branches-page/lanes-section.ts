// The lanes as markup: a table with a column a branch and a row a step, which reads the same without a script.
import type { LaneCell, LaneRow, BranchLanes } from '../../../counterexample/explain/lanes.ts';
import type { Sign } from '../counterexample-page/legend.ts';
import { counted } from '../../../contract/format-numbers.ts';
import { distinctRows } from '../../../counterexample/explain/lanes.ts';
import { escaped } from '../components/document.ts';

/** The signs of the lanes, for the legend. */
export const LANE_SIGNS: readonly Sign[] = [
  [
    '<span class="act sample"><span class="calls"><b>1.2</b> <code>2 exit</code></span></span>',
    'branch 1 calls its second command',
  ],
  [
    '<span class="act sample"><span class="point">lock ids</span></span>',
    'the branch goes on from this point to its next one',
  ],
  [
    '<span class="act sample"><span class="answers-with"><span aria-hidden="true">↩</span> <code>ok</code></span></span>',
    'its command answers',
  ],
  [
    '<span class="preempts sample">preempts</span>',
    'the branch before was inside a command and could have gone on',
  ],
  [
    '<span class="lock sample">holds ids</span>',
    'it holds this lock after the step, as far as the steps say',
  ],
  ['<span class="sample">│</span>', 'the branch is inside a command'],
  ['<span class="sample waiting">┊ waits</span>', 'it cannot go on'],
];

export function lanesTableOf({ branches, rows, standing, unit }: BranchLanes): string {
  const heads = Array.from(
    { length: branches },
    (_, index) => `<th scope="col">branch ${index + 1}</th>`,
  ).join('');
  const distinct = distinctRows(rows);
  const items = distinct.map((row, index) =>
    [
      skippedRow(row.number - (distinct[index - 1]?.number ?? 0) - 1, branches),
      rowOf(row, index + 1, rows[row.number - 2], rows[row.number]),
    ].join(''),
  );
  items.push(skippedRow(rows.length - (distinct.at(-1)?.number ?? 0), branches));
  const end =
    standing === undefined
      ? ''
      : `<tr class="standing"><th scope="row">end</th>${standing.map((point) => `<td>${point === null ? '' : `<span class="stands">stands at ${escaped(point)}</span>`}</td>`).join('')}</tr>`;
  return `<div class="lanes-frame" data-part="lanes"><table class="lanes" data-branches="${branches}">
<caption class="spoken">The ${unit}s of the run, a column a branch</caption>
<thead><tr><th scope="col"><span class="spoken">${unit}</span><span aria-hidden="true">#</span></th>${heads}</tr></thead>
<tbody data-part="rows">
${items.join('\n')}
${end}
</tbody>
</table></div>`;
}

/** The steps that are left out because they repeat those above. */
function skippedRow(count: number, branches: number): string {
  if (count === 0) return '';
  return `<tr class="skipped"><th></th><td colspan="${branches}">${counted(count, 'step')} more of that kind</td></tr>`;
}

function rowOf(
  row: LaneRow,
  moment: number,
  before: LaneRow | undefined,
  after: LaneRow | undefined,
): string {
  const cells = row.cells.map((cell, index) =>
    index === row.branch - 1
      ? actingCell(row, cell, after?.cells[index])
      : restingCell(cell, before?.cells[index]),
  );
  return `<tr data-moment="${moment}"><th scope="row"><button type="button" data-moment="${moment}" tabindex="-1">${row.number}</button></th>${cells.join('')}</tr>`;
}

function actingCell(
  { at, place, calls, answers, preempts }: LaneRow,
  { holds }: LaneCell,
  after: LaneCell | undefined,
): string {
  const goesOn = answers === undefined && after?.state !== 'outside' ? ' goes-on' : '';
  const parts = [
    ...(preempts ? ['<span class="preempts" title="a preemption">preempts</span>'] : []),
    ...(calls === undefined
      ? []
      : [`<span class="calls"><b>${place}</b> <code>${escaped(calls)}</code></span>`]),
    ...(at === undefined ? [] : [`<span class="point">${escaped(at)}</span>`]),
    ...lockMarks(holds),
    ...(answers === undefined
      ? []
      : [
          `<span class="answers-with"><span aria-hidden="true">↩</span><span class="spoken">answers</span> <code>${escaped(answers)}</code></span>`,
        ]),
  ];
  return `<td class="acts${goesOn}${calls === undefined ? '' : ' begins'}"><div class="act">${parts.join(' ')}</div></td>`;
}

function restingCell({ state, holds, waitsAt }: LaneCell, before: LaneCell | undefined): string {
  if (state === 'outside') return '<td></td>';
  const isNew = state === 'waits' && before?.state !== 'waits';
  const waits = isNew
    ? `<span class="waiting">waits${waitsAt === undefined ? '' : ` at ${escaped(waitsAt)}`}</span>`
    : '';
  // `inside` is a class of the gate's page.
  return `<td class="${state === 'waits' ? state : 'in-command'}"><div class="line">${[waits, ...lockMarks(holds)].join(' ')}</div></td>`;
}

function lockMarks(holds: readonly string[]): readonly string[] {
  return holds.map((lock) => `<span class="lock">holds ${escaped(lock)}</span>`);
}
