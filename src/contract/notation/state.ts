// The text notation of states: `s1{ g1: 1 3<1z  g2: 2<1 } s4*{ g4*2: }`, and a tree of the same for people.
// After a pid, in this order: threads `[5,6]`, children `(5,3)` where their order matters, `<` parent, `z` zombie,
// `r` subreaper, `e` group-exited, `x` executed, `i` ignores SIGCHLD, `=7` exit code; after a group's or session's id `*` held, `*2` held twice.
import type { CommandSet, Id } from '../command.ts';
import type { Observation, ProcessObservation } from '../observation/observation.ts';
import { marksOf } from './process-marks.ts';
import type { HeldCounts } from '../observation/tree.ts';
import { layOut, NOTHING_HELD } from '../observation/tree.ts';

export { parseState } from './parse-state.ts';
export type { HeldCounts, NotedState } from '../observation/tree.ts';

/** Without `always`, children are printed only where they are not in ascending order. */
export type ChildOrder = 'always' | 'when-not-ascending';

/**
 * One line, ids ascending. What is not shown prints as `?`, and what the lists of a broken system say otherwise
 * follows as a comment (`# group 2 lists 3 instead of nothing`). Resources have no notation. O(n log n).
 */
export function printState(
  observation: Observation,
  held: HeldCounts = NOTHING_HELD,
  childOrder: ChildOrder = 'when-not-ascending',
): string {
  const { sessions, remarks } = layOut(observation, held);
  const text = sessions.map((session) => {
    const groups = session.groups.map((group) =>
      [
        `g${idText(group.pgid)}${heldText(group.held)}:`,
        ...group.members.map((process) => processText(process, childOrder)),
      ].join(' '),
    );
    return `s${idText(session.sid)}${heldText(session.held)}{ ${groups.map((group) => `${group} `).join(' ')}}`;
  });
  return [...text, ...(remarks.length > 0 ? [` # ${remarks.join('; ')}`] : [])].join(' ');
}

/** The same on many lines, each with what it is in words; the exit code as the command set has it. O(n log n). */
export function printTree(
  observation: Observation,
  held: HeldCounts = NOTHING_HELD,
  commandSet: CommandSet = 'hierarchy',
): string {
  const { sessions, remarks } = layOut(observation, held);
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
          `${last ? '   ' : '│  '}${place === group.members.length - 1 ? '└─' : '├─'} ${processWords(process, commandSet)}`,
        );
      }
    }
  }
  return [...lines, ...remarks.map((remark) => `! ${remark}`)].join('\n');
}

function idText(id: Id | undefined): string {
  return id === undefined ? '?' : String(id);
}

function heldText(count: number): string {
  return count === 0 ? '' : count === 1 ? '*' : `*${count}`;
}

function processText(process: ProcessObservation, childOrder: ChildOrder): string {
  const { pid, parent, threads = [], children = [], exitCode = 0 } = process;
  const showsChildren = childOrder === 'always' ? children.length > 0 : !isAscending(children);
  return [
    pid,
    threads.length > 0 && `[${threads.join(',')}]`,
    showsChildren && `(${children.join(',')})`,
    parent !== null && `<${idText(parent)}`,
    process.state === 'zombie' && 'z',
    process.subreaper === true && 'r',
    process.groupExited === true && 'e',
    process.executed === true && 'x',
    process.ignoresSigchld === true && 'i',
    exitCode !== 0 && `=${exitCode}`,
  ]
    .filter((part) => part !== false)
    .join('');
}

function isAscending(ids: readonly Id[]): boolean {
  return ids.every((id, index) => index === 0 || (ids[index - 1] ?? 0) < id);
}

function processWords(process: ProcessObservation, commandSet: CommandSet): string {
  const { pid, parent } = process;
  return words(parent === null ? String(pid) : `${pid} ← ${idText(parent)}`, ...marksOf(process, commandSet));
}

function heldWords(count: number): string | false {
  return count > 0 && (count === 1 ? 'held' : `held ${count} times`);
}

function words(name: string, ...marks: readonly (string | false)[]): string {
  const shown = marks.filter((mark) => mark !== false);
  return shown.length === 0 ? name : `${name}  ${shown.join(', ')}`;
}
