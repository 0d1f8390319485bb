// The table itself, and the key to its signs. A red cell leads to its failure.
import { counted, grouped } from '../../../contract/format-numbers.ts';
import { CELL_SIGNS, STANDING_MEANINGS, STANDING_WORDS, standingsIn } from '../../matrix/signs.ts';
import type {
  CellStanding,
  ClauseRow,
  SystemCell,
  SystemColumn,
  SystemsTable,
} from '../../matrix/systems-table.ts';
import { escaped } from '../components/document.ts';
import { compact } from '../gate-page/numbers.ts';
import { standingSign } from '../gate-page/standing.ts';

/** The signs that occur. */
export function keyOf(table: SystemsTable): string {
  const items = standingsIn(table).map(
    (standing) => `<li>${signOf(standing)}<span>${escaped(STANDING_MEANINGS[standing])}</span></li>`,
  );
  return `<ul class="key" aria-label="Signs">${items.join('')}</ul>`;
}

/** The table in a box that scrolls, with its heads in sight. */
export function tableOf({ systems, groups }: SystemsTable): string {
  const heads = systems.map(headOf).join('');
  const bodies = groups.map(
    ({ title, rows }) => `<tbody>
<tr class="group-head"><th scope="rowgroup" colspan="${systems.length + 1}"><span>${escaped(title)}</span></th></tr>
${rows.map((row) => rowOf(row, systems)).join('\n')}
</tbody>`,
  );
  return `<div class="scroller" role="region" aria-label="Clauses by systems, to be scrolled" tabindex="0">
<table class="systems">
<caption class="spoken">What became of each clause on each system</caption>
<thead><tr><th scope="col">clause</th>${heads}</tr></thead>
${bodies.join('\n')}
</table>
</div>`;
}

function headOf({ name, verdict, reports }: SystemColumn): string {
  const commands = reports.reduce((sum, each) => sum + each.commands, 0);
  return `<th scope="col"><div>${standingSign(verdict)}<span class="name">${escaped(name)}</span><span class="much" title="${counted(commands, 'command')}">${compact(commands)}<span class="spoken"> commands</span></span></div></th>`;
}

function rowOf({ clause, title, cells }: ClauseRow, systems: readonly SystemColumn[]): string {
  const shown = cells.map((cell, index) => cellOf(clause, cell, systems[index].name));
  return `<tr><th scope="row" title="${escaped(title)}"><b>${escaped(clause)}</b> <span>${escaped(title)}</span></th>${shown.join('')}</tr>`;
}

function cellOf(
  clause: string,
  { standing, times, note, failures: [first] }: SystemCell,
  system: string,
): string {
  const told = note === null ? '' : ` title="${escaped(note)}"`;
  if (first !== undefined)
    return `<td class="failed"${told}><a href="#failure-${first}" data-failure="${first}" aria-label="${escaped(`failed: ${clause} on ${system}, failure ${first}`)}">${signOf(standing)}<span class="number">${first}</span></a></td>`;
  const count =
    times === null || times === 0
      ? ''
      : `<span class="count" title="${grouped(times)}">${compact(times)}</span>`;
  return `<td class="${standing}"${told}>${signOf(standing)}<span class="spoken">${STANDING_WORDS[standing]} </span>${count}</td>`;
}

function signOf(standing: CellStanding): string {
  return `<span class="sign ${standing}" aria-hidden="true">${CELL_SIGNS[standing]}</span>`;
}
