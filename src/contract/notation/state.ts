// Prints states: as the text notation, `s1{ g1: 1 3<1z  g2: 2<1 } s4*{ g4*2: }`, and as a tree of the same for people.
// After a pid stands what the table of fields has written for it; after a group's or session's id `*` for a handle that
// is held, `*2` for two. Terminals that are not free stand last, `tty1{ s2 fg 3 }`.
import type { Id } from '../command.ts';
import type { ShownFields } from '../observation/fields.ts';
import type { FieldValue } from '../observation/flat-values.ts';
import type { Observation, ProcessObservation, TerminalObservation } from '../observation/observation.ts';
import type { HeldCounts } from '../observation/tree.ts';
import { isFree, isStale, layOut, NOTHING_HELD } from '../observation/tree.ts';
import { marksOf } from './process-marks.ts';
import { printAnswer } from './trace.ts';
import type { WrittenField } from './written-fields.ts';
import { signOf, WRITTEN } from './written-fields.ts';

export { parseState } from './parse-state.ts';
export type { HeldCounts, NotedState } from '../observation/tree.ts';

/** Without `always`, children are printed only where they are not in ascending order. */
export type ChildOrder = 'always' | 'when-not-ascending';

/**
 * One line, ids ascending. Anything not shown prints as `?`, and what the lists of a broken system say otherwise
 * follows as a comment (`# group 2 lists 3 instead of nothing`). Resources have no notation, nor has what says something of
 * the step before and not of the state. O(n log n).
 */
export function printState(
  observation: Observation,
  held: HeldCounts = NOTHING_HELD,
  childOrder: ChildOrder = 'when-not-ascending',
  fields: readonly WrittenField[] = WRITTEN,
): string {
  const { sessions, terminals, remarks } = layOut(observation, held);
  const text = sessions.map((session) => {
    const groups = session.groups.map((group) =>
      [
        `g${idText(group.pgid)}${heldText(group.held)}:`,
        ...group.members.map((process) => processText(process, fields, childOrder)),
      ].join(' '),
    );
    return `s${idText(session.sid)}${heldText(session.held)}{ ${groups.map((group) => `${group} `).join(' ')}}`;
  });
  const served = terminals.filter((terminal) => !isFree(terminal)).map(terminalText);
  return [...text, ...served, ...(remarks.length > 0 ? [` # ${remarks.join('; ')}`] : [])].join(' ');
}

/** Prints the same on many lines, each with what it is in the words of a command set. O(n log n). */
export function printTree(
  observation: Observation,
  held: HeldCounts = NOTHING_HELD,
  shows: ShownFields = {},
): string {
  const { sessions, terminals, remarks } = layOut(observation, held);
  const lines: string[] = [];
  for (const session of sessions) {
    lines.push(
      words(
        `session ${idText(session.sid)}`,
        heldWords(session.held),
        session.groups.length === 0 && 'no groups',
      ),
    );
    for (const [index, group] of session.groups.entries()) {
      const last = index === session.groups.length - 1;
      const name = `${last ? '└─' : '├─'} group ${idText(group.pgid)}`;
      lines.push(words(name, heldWords(group.held), group.members.length === 0 && 'no members'));
      for (const [place, process] of group.members.entries()) {
        lines.push(
          `${last ? '   ' : '│  '}${place === group.members.length - 1 ? '└─' : '├─'} ${processWords(process, shows)}`,
        );
      }
    }
  }
  for (const terminal of terminals) lines.push(terminalWords(terminal, observation));
  for (const { process, answer } of observation.woken ?? [])
    lines.push(`process ${process} woken with ${printAnswer(answer)}`);
  return [...lines, ...remarks.map((remark) => `! ${remark}`)].join('\n');
}

function idText(id: Id | undefined): string {
  return id === undefined ? '?' : String(id);
}

/** `tty1{ s2 fg 3 }`, and nothing of what there is not. */
function terminalText({ terminal, session, foreground }: TerminalObservation): string {
  const parts = [
    session === null ? '' : `s${idText(session)} `,
    foreground === null ? '' : `fg ${idText(foreground)} `,
  ];
  return `tty${terminal}{ ${parts.join('')}}`;
}

/** `terminal 1: session 2, foreground 3 (stale)`, as far as it is shown. */
function terminalWords(terminal: TerminalObservation, observation: Observation): string {
  const facts = terminalFacts(terminal, observation);
  return `terminal ${terminal.terminal}${facts === '' ? '' : ': '}${facts}`;
}

/** `session 2, foreground 3 (stale)` for people, as far as it is shown: the facts of one terminal of what is observed. */
export function terminalFacts(terminal: TerminalObservation, observation: Observation): string {
  const { session, foreground } = terminal;
  const stale = isStale(terminal, observation) ? ' (stale)' : '';
  const parts = [
    ...(isFree(terminal) ? ['no session'] : []),
    ...(typeof session === 'number' ? [`session ${session}`] : []),
    ...(typeof foreground === 'number' ? [`foreground ${foreground}${stale}`] : []),
  ];
  return parts.join(', ');
}

function heldText(count: number): string {
  return count === 0 ? '' : count === 1 ? '*' : `*${count}`;
}

function processText(
  process: ProcessObservation,
  fields: readonly WrittenField[],
  childOrder: ChildOrder,
): string {
  const values = process as unknown as Readonly<Record<string, FieldValue | undefined>>;
  return `${process.pid}${fields.map((field) => fieldText(field, values[field.name], childOrder)).join('')}`;
}

/** A field as it is written; nothing where its absence says the same. */
function fieldText(field: WrittenField, value: FieldValue | undefined, childOrder: ChildOrder): string {
  const { kind, follows, withIt } = field;
  switch (kind) {
    case 'ids': {
      const ids = (value ?? []) as readonly Id[];
      const isSaid = follows && childOrder !== 'always' ? !isAscending(ids) : ids.length > 0;
      return isSaid ? signOf(field, ids.join(',')) : '';
    }
    case 'id':
    case 'id-or-null':
      if (value === undefined && field.row.unsaid === 'not-shown') return '';
      return value === null ? '' : signOf(field, idText(value as Id | undefined));
    case 'word':
    case 'switch':
      return value === withIt ? signOf(field) : '';
    case 'words':
      return '';
    case 'code':
    case 'count':
      return value === undefined || value === 0 ? '' : signOf(field, String(value));
  }
}

function isAscending(ids: readonly Id[]): boolean {
  return ids.every((id, index) => index === 0 || (ids[index - 1] ?? 0) < id);
}

function processWords(process: ProcessObservation, shows: ShownFields): string {
  const { pid, parent } = process;
  return words(parent === null ? String(pid) : `${pid} ← ${idText(parent)}`, ...marksOf(process, shows));
}

function heldWords(count: number): string | false {
  return count > 0 && (count === 1 ? 'held' : `held ${count} times`);
}

function words(name: string, ...marks: readonly (string | false)[]): string {
  const shown = marks.filter((mark) => mark !== false);
  return shown.length === 0 ? name : `${name}  ${shown.join(', ')}`;
}
