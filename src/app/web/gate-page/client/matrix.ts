// Runs in the page. A kill matrix: clauses that open to their mutants, a filter, and a line that reads out the cell that is
// pointed at or has the focus.
import type { KeyPress, Page, PageElement } from '../../components/dom.ts';
import { make } from '../../components/draw.ts';
import type { MatrixColumn, MatrixData, MutantGroup, MutantRow } from '../matrix-data.ts';

/** Draws the table, and sets its tools going. */
export function startMatrix(page: Page, root: PageElement, data: MatrixData): void {
  const part = (name: string): PageElement => root.querySelector(`[data-part='${name}']`) as PageElement;
  const clauses = data.groups.map(({ clause }) => clause);
  const open = new Set<string>(clauses.filter((clause) => clause === 'survivors'));
  const table = make(page, 'table', { class: 'kills' }, matrixHead(page, data));
  const isAllOpen = (): boolean => open.size === clauses.length;
  const setOpen = (clause: string, on: boolean): void => void (on ? open.add(clause) : open.delete(clause));

  const draw = (): void => {
    const words = searchWords(part('find').value);
    const found = drawGroups(page, table, data, words, open);
    part('found').textContent = words.length === 0 ? '' : `${found} found`;
    part('fold').disabled = words.length > 0;
    part('fold').textContent = isAllOpen() ? 'close all clauses' : 'open all clauses';
    part('fold').setAttribute('aria-expanded', String(isAllOpen()));
  };
  part('find').addEventListener('input', draw);
  part('fold').addEventListener('click', () => {
    const on = !isAllOpen();
    for (const clause of clauses) setOpen(clause, on);
    draw();
  });
  table.addEventListener('click', (event) => {
    cellAt(event.target)?.focus();
    const clause = event.target?.closest?.('button')?.dataset['clause'];
    if (clause === undefined || part('fold').disabled) return;
    setOpen(clause, !open.has(clause));
    draw();
    for (const button of table.querySelectorAll('button'))
      if (button.dataset['clause'] === clause) button.focus();
  });
  setUpReading(table, part('reading'));
  draw();
  (root.querySelector('.tools') as PageElement).hidden = false;
  part('scroller').append(table);
}

/** The words that are looked for, in lower case. */
export function searchWords(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
}

/** Puts into the table the groups with the mutants that are found, and returns their number. With words all are open. */
export function drawGroups(
  page: Page,
  table: PageElement,
  data: MatrixData,
  words: readonly string[],
  open: ReadonlySet<string>,
): number {
  const groups = data.groups
    .map((group) => ({
      ...group,
      mutants: group.mutants.filter((mutant) => isFound(mutant, group, data.columns, words)),
    }))
    .filter(({ mutants }) => mutants.length > 0);
  table.replaceChildren(
    table.querySelector('thead') as PageElement,
    ...groups.map((group) =>
      groupBody(page, group, data.columns, words.length > 0 || open.has(group.clause)),
    ),
  );
  table.querySelector('[data-cell]')?.setAttribute('tabindex', '0');
  return groups.reduce((sum, { mutants }) => sum + mutants.length, 0);
}

/** Cells and the names of mutants are read out where the pointer or the focus is, and the arrow keys lead from one to the next. */
export function setUpReading(table: PageElement, reading: PageElement): void {
  const read = ({ target }: KeyPress): void => {
    const words =
      cellAt(target)?.getAttribute('aria-label') ?? target?.closest?.('th[title]')?.getAttribute('title');
    if (words === undefined || words === null) return;
    reading.hidden = false;
    reading.textContent = words;
  };
  table.addEventListener('mouseover', read);
  table.addEventListener('focusin', read);
  table.addEventListener('keydown', (event) => {
    const next = neighbour(table, cellAt(event.target), event.key);
    if (next === undefined) return;
    event.preventDefault();
    for (const each of table.querySelectorAll("[data-cell][tabindex='0']"))
      each.setAttribute('tabindex', '-1');
    next.setAttribute('tabindex', '0');
    next.focus();
  });
}

/** The cell that something is in. */
export function cellAt(
  target: { readonly closest?: (selector: string) => PageElement | null } | null,
): PageElement | null {
  return target?.closest?.('[data-cell]') ?? null;
}

/** The cell beside one, by arrow keys, Home and End. */
export function neighbour(
  table: PageElement,
  cell: PageElement | null,
  key: string,
): PageElement | undefined {
  if (cell === null) return undefined;
  const rows = [...table.querySelectorAll('tr')].map((row) => [...row.querySelectorAll('[data-cell]')]);
  const row = rows.findIndex((cells) => cells.includes(cell));
  const column = rows[row].indexOf(cell);
  switch (key) {
    case 'ArrowLeft':
      return rows[row][column - 1];
    case 'ArrowRight':
      return rows[row][column + 1];
    case 'ArrowUp':
      return rows.slice(0, row).findLast((cells) => cells.length > 0)?.[column];
    case 'ArrowDown':
      return rows.slice(row + 1).find((cells) => cells.length > 0)?.[column];
    case 'Home':
      return rows[row][0];
    case 'End':
      return rows[row].at(-1);
    default:
      return undefined;
  }
}

export function isFound(
  { name, sentence, kills }: MutantRow,
  { clause, title }: MutantGroup,
  columns: readonly MatrixColumn[],
  words: readonly string[],
): boolean {
  if (words.length === 0) return true;
  const killers = columns.filter((_, index) => killedAfter(kills, index) !== undefined);
  const text = [name, sentence, clause, title, ...killers.map((column) => `by:${column.name}`)]
    .join(' ')
    .toLowerCase();
  return words.every((word) => text.includes(word));
}

/** After how many commands a column kills; `undefined` where it does not. */
export function killedAfter(kills: readonly number[], column: number): number | undefined {
  for (let at = 0; at < kills.length; at += 2) if (kills[at] === column) return kills[at + 1];
  return undefined;
}

export function matrixHead(page: Page, { columns }: MatrixData): PageElement {
  const row = (name: string, kind: string, ...cells: readonly PageElement[]): PageElement =>
    make(page, 'tr', { class: kind }, make(page, 'th', { scope: 'row' }, name), ...cells);
  const idle = ({ alone }: MatrixColumn): string => (alone === 0 ? ' idle' : '');
  return make(
    page,
    'thead',
    {},
    make(
      page,
      'tr',
      { class: 'names' },
      make(page, 'th', { scope: 'col' }, 'mutants, by the clause that they break'),
      ...columns.map((column) =>
        make(page, 'th', { scope: 'col', class: idle(column) }, make(page, 'span', {}, column.name)),
      ),
    ),
    row(
      'kills',
      'sums',
      ...columns.map((column) => make(page, 'td', { class: idle(column) }, String(column.kills))),
    ),
    row(
      'of them alone',
      'sums',
      ...columns.map((column) =>
        make(
          page,
          'td',
          {
            class: idle(column),
            ...(column.alone === 0 && { title: `${column.name} kills nothing that no other kills` }),
          },
          column.alone === 0 ? '∅' : String(column.alone ?? ''),
        ),
      ),
    ),
  );
}

export function groupBody(
  page: Page,
  { clause, title, mutants }: MutantGroup,
  columns: readonly MatrixColumn[],
  isOpen: boolean,
): PageElement {
  const button = make(
    page,
    'button',
    { type: 'button', 'aria-expanded': String(isOpen), 'data-clause': clause },
    make(page, 'b', {}, clause),
    make(page, 'span', { class: 'clause-title' }, title),
    make(page, 'span', { class: 'size' }, String(mutants.length)),
  );
  const cells = columns.map((column, index) => {
    const count = mutants.filter(({ kills }) => killedAfter(kills, index) !== undefined).length;
    const share = Math.ceil((count / mutants.length) * 4);
    const label = `${column.name} kills ${count} of the ${mutants.length} that break ${clause}`;
    return make(
      page,
      'td',
      { class: `share s${share}`, 'data-cell': '', tabindex: '-1', 'aria-label': label },
      count === 0 ? '' : String(count),
    );
  });
  const head = make(
    page,
    'tr',
    { class: 'clause' },
    make(page, 'th', { scope: 'rowgroup' }, button),
    ...cells,
  );
  return make(
    page,
    'tbody',
    { class: clause === 'survivors' ? 'surviving' : '' },
    head,
    ...(isOpen ? mutants.map((mutant) => mutantRow(page, mutant, columns)) : []),
  );
}

export function mutantRow(
  page: Page,
  { name, sentence, kills, note, excuse }: MutantRow,
  columns: readonly MatrixColumn[],
): PageElement {
  const parts = kills.filter((column, at) => at % 2 === 0 && column !== 0);
  const alone = parts.length === 1;
  const sign = kills.length > 0 ? '' : excuse === undefined ? '✗ ' : '≡ ';
  const cells = columns.map((column, index) => {
    const after = killedAfter(kills, index);
    const label =
      after === undefined
        ? `${column.name} does not notice ${name}${excuse === undefined ? '' : `: ${excuse}`}. ${sentence}`
        : `${column.name} notices ${name} after ${after.toLocaleString('en-US')} ${after === 1 ? 'command' : 'commands'}${alone && index > 0 ? ', and no other part does' : ''}. ${sentence}${note === undefined ? '' : ` (${note})`}`;
    const heat = after === undefined ? '' : ` h${after <= 5 ? 4 : after <= 30 ? 3 : after <= 300 ? 2 : 1}`;
    return make(
      page,
      'td',
      {
        class: `kill${heat}${alone && index > 0 && after !== undefined ? ' alone' : ''}`,
        'data-cell': '',
        tabindex: '-1',
        'aria-label': label,
      },
      after === undefined ? '' : shortCount(after) + (note === undefined ? '' : '*'),
    );
  });
  return make(
    page,
    'tr',
    { class: `mutant${kills.length === 0 && excuse === undefined ? ' survivor' : ''}` },
    make(
      page,
      'th',
      { scope: 'row', title: `${name}: ${sentence}${excuse === undefined ? '' : `; ${excuse}`}` },
      sign + name,
    ),
    ...cells,
  );
}

/** `999`, `1.2k`, `34k`. */
export function shortCount(count: number): string {
  if (count < 1000) return String(count);
  const thousands = count / 1000;
  return thousands < 10
    ? `${thousands.toFixed(1)}k`
    : thousands < 1000
      ? `${Math.round(thousands)}k`
      : `${Math.round(thousands / 1000)}M`;
}
