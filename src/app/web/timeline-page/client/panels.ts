// Runs in the page. Tells in words, beside the chart, the line of the cursor, the tree after it, and the life of the process
// that is selected. Numbers of lines and of processes are buttons that lead there.
import { counted, grouped } from '../../../../contract/format-numbers.ts';
import type { Page, PageElement } from '../../components/dom.ts';
import { make } from '../../components/draw.ts';
import type { Changes, LifeData, MarkedLine } from '../page-data.ts';
import type { Chronicle, SessionAt } from './chronicle.ts';
import {
  idText,
  lifeOfPid,
  notationOf,
  placeOfLine,
  programAt,
  sentenceOf,
  sessionsAt,
  stateOfLife,
  timeText,
  valueAtLine,
} from './chronicle.ts';

/** The things of one kind that a panel lists. */
export function listedMost(): number {
  return 200;
}

export function lineButton(page: Page, line: number): PageElement {
  const text = line === 0 ? 'the start' : `line ${grouped(line)}`;
  return make(page, 'button', { type: 'button', class: 'link', 'data-line': String(line) }, text);
}

/** The number of a process, as a button where its life is known. */
export function pidButton(page: Page, chronicle: Chronicle, pid: number, line: number): PageElement {
  const life = lifeOfPid(chronicle, pid, line);
  if (life >= 0)
    return make(
      page,
      'button',
      { type: 'button', class: 'link pid', 'data-life': String(life) },
      String(pid),
    );
  const name = pid >= chronicle.data.outside ? 'a process outside of the recording' : String(pid);
  return make(page, 'span', pid >= chronicle.data.outside ? {} : { class: 'pid' }, name);
}

/** Tells the line of the cursor: its text, what it changes, and what is wrong with it. */
export function showLine(page: Page, box: PageElement, chronicle: Chronicle, line: number): void {
  const { data, happenings } = chronicle;
  const title = line === 0 ? 'Before the first line' : `Line ${grouped(line)}`;
  const marks = data.marked.filter((mark) => mark.line === line);
  const first = placeOfLine(happenings, line);
  const found = happenings.slice(first, placeOfLine(happenings, line + 1));
  const most = 12;
  const told = found.slice(0, most).map((happening) => sentenceOf(chronicle, happening));
  if (found.length > most) told.push(`And ${counted(found.length - most, 'change')} more.`);
  const time = line === 0 ? '' : timeText(chronicle, line);
  box.replaceChildren(
    make(page, 'h2', { class: 'panel-title' }, title, make(page, 'span', { class: 'aside' }, time)),
    ...(line === 0 ? [] : [make(page, 'code', { class: 'whole-line' }, data.lines[line - 1])]),
    ...marks.flatMap((mark) => verdictOf(page, mark)),
    make(page, 'p', { class: 'told' }, told.join(' ') || 'Nothing changes in the tree.'),
    ...earlierAt(chronicle, line).map((text) => make(page, 'p', { class: 'aside' }, text)),
  );
  box.classList.toggle(
    'failing',
    marks.some(({ kind }) => kind === 'unexplained'),
  );
}

/** A mark in words, with the answers where it is about one. */
export function verdictOf(page: Page, { kind, sentence, answers }: MarkedLine): PageElement[] {
  const told = make(
    page,
    'p',
    { class: `verdict ${kind}` },
    make(page, 'b', {}, markWord(kind)),
    ` ${sentence}`,
  );
  if (answers === undefined) return [told];
  return [
    told,
    make(
      page,
      'p',
      { class: 'answers' },
      make(page, 'span', {}, 'in the log ', make(page, 'code', { class: 'had' }, answers.seen)),
      make(page, 'span', {}, 'allowed ', make(page, 'code', { class: 'wanted' }, answers.allowed)),
      make(page, 'span', { class: 'clauses' }, answers.clauses),
    ),
  ];
}

export function markWord(kind: string): string {
  switch (kind) {
    case 'unexplained':
      return '✗ Not explained.';
    case 'unreadable':
      return '! Not read.';
    case 'undecided':
      return '? Not decided.';
    default:
      return '? Left open.';
  }
}

/** Says of calls in flight that they count from another line than the one that shows their result. */
export function earlierAt({ data }: Chronicle, line: number): string[] {
  const told: string[] = [];
  for (let at = 0; at < data.earlier.length; at += 3) {
    const [shown, entered, counts] = data.earlier.slice(at, at + 3);
    if (shown === line)
      told.push(
        `It counts from line ${grouped(counts)} on: its call was in flight since line ${grouped(entered)}.`,
      );
    else if (counts === line)
      told.push(
        `The result of line ${grouped(shown)} counts here: its call was in flight since line ${grouped(entered)}.`,
      );
  }
  return told;
}

/** Draws the tree after a line: sessions, in them groups, in them processes. */
export function showTree(
  page: Page,
  box: PageElement,
  chronicle: Chronicle,
  { line, selected }: { readonly line: number; readonly selected: number },
): void {
  const sessions = sessionsAt(chronicle, line);
  let room = listedMost();
  let count = 0;
  for (const { groups } of sessions) for (const { members } of groups) count += members.length;
  const first = placeOfLine(chronicle.happenings, line);
  const changed = new Set(
    chronicle.happenings.slice(first, placeOfLine(chronicle.happenings, line + 1)).map(({ life }) => life),
  );
  const drawn = sessions.flatMap((session) => {
    if (room <= 0) return [];
    const element = treeSession(page, chronicle, session, { line, selected, changed, room });
    for (const { members } of session.groups) room -= members.length;
    return [element];
  });
  const after = line === 0 ? 'before the first line' : `after line ${grouped(line)}`;
  box.replaceChildren(
    make(
      page,
      'h2',
      { class: 'panel-title' },
      'The tree',
      make(page, 'span', { class: 'aside' }, `${after}, ${counted(count, 'process', 'processes')}`),
    ),
    count === 0
      ? make(page, 'p', { class: 'empty' }, 'no process of the recording')
      : make(page, 'div', { class: 'tree-sessions' }, ...drawn),
    ...(room < 0
      ? [make(page, 'p', { class: 'aside' }, `And ${counted(-room, 'process', 'processes')} more.`)]
      : []),
    ...(count === 0 || count > listedMost()
      ? []
      : [make(page, 'code', { class: 'notation' }, notationOf(chronicle, sessions, line))]),
  );
}

/** The marks in the drawing of a tree, and the number of processes that it has room for. */
export interface TreeLook {
  readonly line: number;
  readonly selected: number;
  readonly changed: ReadonlySet<number>;
  readonly room: number;
}

export function treeSession(
  page: Page,
  chronicle: Chronicle,
  { id, groups }: SessionAt,
  look: TreeLook,
): PageElement {
  const { data } = chronicle;
  let { room } = look;
  const name = (kind: string, number: number): string => `${kind} ${idText(chronicle, number)}`;
  const spoken = (kind: string, number: number): string =>
    number >= data.outside ? `${kind} of unknown number` : `${kind} ${number}`;
  const rows = groups.map((group) => {
    const members = group.members.slice(0, Math.max(0, room));
    room -= group.members.length;
    return make(
      page,
      'div',
      { class: 'tree-group', role: 'group', 'aria-label': spoken('group', group.id) },
      make(page, 'span', { class: 'tree-name' }, name('group', group.id)),
      make(
        page,
        'span',
        { class: 'tree-members' },
        ...members.map((place) => treeProcess(page, chronicle, place, group.id, look)),
      ),
    );
  });
  return make(
    page,
    'div',
    { class: 'tree-session', role: 'group', 'aria-label': spoken('session', id) },
    make(page, 'p', { class: 'tree-name' }, name('session', id)),
    ...rows,
  );
}

/** A process of the tree: its number, its program, its parent, and its marks as words. */
export function treeProcess(
  page: Page,
  chronicle: Chronicle,
  place: number,
  group: number,
  { line, selected, changed }: TreeLook,
): PageElement {
  const life = chronicle.data.lives[place];
  const state = stateOfLife(life, line);
  const program = programAt(chronicle, life, line);
  const parent = valueAtLine(life.parents, line) ?? 0;
  const leads = [
    ...(valueAtLine(life.sessions, line) === life.pid ? ['leads its session'] : []),
    ...(group === life.pid ? ['leads its group'] : []),
  ];
  const notes = [
    ...(state === 'zombie' ? ['zombie'] : []),
    ...(valueAtLine(life.subreaper ?? [], line) === 1 ? ['subreaper'] : []),
  ];
  const classes = `tree-process ${state}${changed.has(place) ? ' changes' : ''}${group === life.pid ? ' leader' : ''}`;
  return make(
    page,
    'button',
    {
      type: 'button',
      class: classes,
      'data-life': String(place),
      'aria-pressed': String(place === selected),
      title: [`child of ${idText(chronicle, parent)}`, ...leads].join(', '),
    },
    make(page, 'b', {}, String(life.pid)),
    ...(program === '' ? [] : [` ${program}`]),
    ...(parent === 0 ? [] : [make(page, 'span', { class: 'of' }, ` ‹${idText(chronicle, parent)}`)]),
    ...notes.map((note) => make(page, 'span', { class: 'note' }, note)),
  );
}

/** Tells the life of the process that is selected. */
export function showLife(
  page: Page,
  box: PageElement,
  chronicle: Chronicle,
  { line, selected }: { readonly line: number; readonly selected: number },
): void {
  if (selected < 0) {
    box.replaceChildren(
      make(page, 'h2', { class: 'panel-title' }, 'A process'),
      make(page, 'p', { class: 'aside' }, 'Choose one in the chart or in the tree, or search for it.'),
    );
    return;
  }
  const life = chronicle.data.lives[selected];
  const { pid, begins, by, end, gone } = life;
  const facts: [string, (PageElement | string)[]][] = [];
  facts.push([
    by === undefined ? (begins === 0 ? 'there from' : 'first seen') : 'made',
    [lineButton(page, begins), ...(by === undefined ? [] : [' by ', pidButton(page, chronicle, by, begins)])],
  ]);
  if (life.programs.length > 0)
    facts.push(['program', changesText(page, life.programs, begins, (at) => chronicle.data.programs[at])]);
  facts.push([
    'parent',
    changesText(page, life.parents, begins, (id) => pidButton(page, chronicle, id, begins)),
  ]);
  facts.push(['group', changesText(page, life.groups, begins, (id) => idText(chronicle, id))]);
  facts.push(['session', changesText(page, life.sessions, begins, (id) => idText(chronicle, id))]);
  if (life.subreaper !== undefined)
    facts.push(['subreaper', changesText(page, life.subreaper, 0, (on) => (on === 1 ? 'yes' : 'no'))]);
  facts.push(['end', endFact(page, chronicle, life)]);
  if (end !== undefined && gone !== undefined && gone.by !== undefined)
    facts.push([
      'waited for',
      [lineButton(page, gone.line), ' by ', pidButton(page, chronicle, gone.by, gone.line)],
    ]);
  else if (gone !== undefined)
    facts.push(['gone', [lineButton(page, gone.line), ', and no line waits for it']]);
  const children = chronicle.data.lives.filter((child) => child.by === pid && isWithin(life, child.begins));
  if (children.length > 0)
    facts.push([
      'children',
      [
        ...children
          .slice(0, listedMost() / 4)
          .flatMap((child) => [pidButton(page, chronicle, child.pid, child.begins), ' ']),
        ...(children.length > listedMost() / 4 ? [`and ${children.length - listedMost() / 4} more`] : []),
      ],
    ]);
  const state = stateOfLife(life, line);
  box.replaceChildren(
    make(
      page,
      'h2',
      { class: 'panel-title' },
      `Process ${pid}`,
      make(page, 'span', { class: 'aside' }, state === 'not yet' ? 'not there yet' : state),
    ),
    make(
      page,
      'dl',
      { class: 'facts' },
      ...facts.flatMap(([name, value]) => [make(page, 'dt', {}, name), make(page, 'dd', {}, ...value)]),
    ),
  );
}

export function isWithin({ begins, gone }: LifeData, line: number): boolean {
  return line >= begins && (gone === undefined || line <= gone.line);
}

/** The values of a list of changes, each but the first with the line from which on it holds. */
export function changesText(
  page: Page,
  changes: Changes,
  begins: number,
  text: (value: number) => PageElement | string,
): (PageElement | string)[] {
  const parts: (PageElement | string)[] = [];
  for (let at = 0; at < changes.length; at += 2) {
    if (at >= 2 * listedMost()) return [...parts, ' …'];
    if (at > 0) parts.push(' → ');
    parts.push(text(changes[at + 1]));
    if (changes[at] > begins) parts.push(' (', lineButton(page, changes[at]), ')');
  }
  return parts;
}

export function endFact(
  page: Page,
  { lineCount }: Chronicle,
  { end, gone }: LifeData,
): (PageElement | string)[] {
  if (end === undefined)
    return gone === undefined
      ? [`it is there after line ${grouped(lineCount)}, the last one`]
      : ['not shown'];
  return [lineButton(page, end.line), `: ${end.how.replace(/^(?:ends with|is) /, '')}`];
}
