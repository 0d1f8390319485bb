// Runs in the page. Draws one side's state: sessions holding groups holding processes. Every text that comes from data
// is set as text, never as markup.
import type { GroupData, ProcessData, SessionData, StateData, TerminalData } from './state-data.ts';
import type { Page, PageElement } from './dom.ts';

/** The marked things, by name (`process 3`): what the command changed, and what differs, with what is wrong about it. */
export interface Marks {
  readonly touched: ReadonlySet<string>;
  readonly differs: Readonly<Record<string, string>>;
  /** The arrows that are marked, by the child's name. */
  readonly arrows: ReadonlySet<string>;
}

/** An element with attributes and children; a text child is text. */
export function make(
  page: Page,
  tag: string,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly (PageElement | string)[]
): PageElement {
  const element = page.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

export function drawState(page: Page, state: StateData, marks: Marks): PageElement {
  const drawing = make(page, 'div', { class: 'drawing' });
  for (const session of state.sessions) drawing.append(drawSession(page, session, marks));
  for (const terminal of state.terminals ?? []) drawing.append(drawTerminal(page, terminal, marks));
  return drawing;
}

export function drawTerminal(page: Page, { id, words }: TerminalData, marks: Marks): PageElement {
  const facts = make(page, 'span', { class: 'terminal-facts' }, words);
  return drawBox(page, 'terminal', `terminal ${id}`, undefined, marks, facts);
}

export function drawSession(page: Page, session: SessionData, marks: Marks): PageElement {
  const name = `session ${session.id}`;
  const groups =
    session.groups.length === 0
      ? [make(page, 'p', { class: 'empty' }, 'no groups')]
      : session.groups.map((group) => drawGroup(page, group, marks));
  return drawBox(
    page,
    'session',
    name,
    session.held,
    marks,
    make(page, 'div', { class: 'groups' }, ...groups),
  );
}

export function drawGroup(page: Page, group: GroupData, marks: Marks): PageElement {
  const name = `group ${group.id}`;
  const pids = new Set(group.members.map(({ pid }) => pid));
  const arcs = group.members.some(({ parent }) => parent !== undefined && pids.has(parent)) ? ' arcs' : '';
  const members =
    group.members.length === 0
      ? make(page, 'p', { class: 'empty' }, 'no members')
      : make(
          page,
          'ul',
          { class: `members${arcs}` },
          ...group.members.map((member) => drawProcess(page, member, marks)),
        );
  const badges = (group.foregroundOf ?? []).map((terminal) => `foreground of terminal ${terminal}`);
  return drawBox(page, 'group', name, group.held, marks, members, badges);
}

/** A session or a group: its name, its handles, what is in it. */
export function drawBox(
  page: Page,
  kind: string,
  name: string,
  held: number | undefined,
  marks: Marks,
  inside: PageElement,
  badges: readonly string[] = [],
): PageElement {
  const handles = held === undefined ? '' : held === 1 ? 'held' : `held ${held} times`;
  const differs = marks.differs[name];
  const label = make(page, 'p', { class: 'label' }, name);
  if (handles !== '') label.append(make(page, 'span', { class: 'handle' }, handles));
  for (const badge of badges) label.append(make(page, 'span', { class: 'foreground' }, badge));
  if (differs !== undefined) label.append(make(page, 'span', { class: 'unlike', title: differs }, '≠'));
  const state = differs !== undefined ? ' differs' : marks.touched.has(name) ? ' touched' : '';
  const words = [name, handles, ...badges, differs === undefined ? '' : `differs: ${differs}`].filter(
    (word) => word !== '',
  );
  return make(
    page,
    'div',
    { class: kind + state, 'data-key': name, role: 'group', 'aria-label': words.join(', ') },
    label,
    inside,
  );
}

export function drawProcess(page: Page, process: ProcessData, marks: Marks): PageElement {
  const name = `process ${process.pid}`;
  const notes = process.notes ?? [];
  const differs = marks.differs[name];
  const of = process.parent === undefined ? '' : `child of ${process.parent}`;
  const words = [name, of, ...notes, differs === undefined ? '' : `differs: ${differs}`].filter(
    (word) => word !== '',
  );
  const state = differs !== undefined ? ' differs' : marks.touched.has(name) ? ' touched' : '';
  const chip = make(
    page,
    'span',
    { class: 'chip', 'aria-hidden': 'true' },
    make(page, 'span', { class: 'pid' }, String(process.pid)),
    ...notes.map((note) => make(page, 'span', { class: `note ${process.signs?.[note] ?? ''}`.trim() }, note)),
  );
  if (differs !== undefined) chip.append(make(page, 'span', { class: 'unlike' }, '≠'));
  const kind = process.zombie === true ? ' zombie' : process.stopped === true ? ' stopped' : '';
  const classes = `process${kind}${state}${marks.arrows.has(name) ? ' passed' : ''}`;
  return make(
    page,
    'li',
    {
      class: classes,
      'data-pid': String(process.pid),
      ...(process.parent !== undefined && { 'data-parent': String(process.parent) }),
      title: words.join('\n'),
    },
    make(page, 'span', { class: 'spoken' }, words.join(', ')),
    chip,
  );
}
