// Reads snapshots of a process tree, as `ps` prints them, from one text. The columns are found by the heading, in any order.
import type { Snapshot, SnapshotRow } from './ps-row.ts';

/** The first line that cannot be read. */
export interface SnapshotProblem {
  readonly line: number;
  readonly problem: string;
}

const NEEDED = ['PID', 'PPID', 'PGID', 'SID', 'STAT'] as const;

const FORM = '# snapshot N label=L t0=SECONDS t1=SECONDS';
const HEADING = `the heading must name the columns ${NEEDED.join(', ')}: ps -o pid,ppid,pgid,sid,stat`;
const ROW = 'a row must have whole numbers below PID, PPID, PGID and SID, and a state';

const HEADER = /^# snapshot\b.*?\blabel=(\S+) t0=(\d+(?:\.\d+)?) t1=(\d+(?:\.\d+)?)\s*$/;

/** The snapshots in `text`, or the first problem with it. */
export function snapshotsIn(text: string): readonly Snapshot[] | SnapshotProblem {
  const found: (Snapshot & { readonly rows: SnapshotRow[] })[] = [];
  let columns: readonly number[] | undefined;
  for (const [index, raw] of text.split('\n').entries()) {
    const line = index + 1;
    const trimmed = raw.trim();
    const current = found.at(-1);
    if (trimmed.startsWith('# snapshot')) {
      const snapshot = snapshotOf(trimmed);
      if (snapshot === undefined) return { line, problem: `a snapshot must begin with: ${FORM}` };
      found.push(snapshot);
      columns = undefined;
    } else if (trimmed !== '' && !trimmed.startsWith('#')) {
      if (current === undefined) return { line, problem: `before the first row there must be: ${FORM}` };
      const words = trimmed.split(/\s+/);
      if (columns === undefined) {
        columns = NEEDED.map((name) => words.indexOf(name));
        if (columns.includes(-1)) return { line, problem: HEADING };
      } else {
        const row = rowOf(words, columns, line);
        if (row === undefined) return { line, problem: ROW };
        current.rows.push(row);
      }
    }
  }
  return found;
}

function snapshotOf(header: string): (Snapshot & { readonly rows: SnapshotRow[] }) | undefined {
  const found = HEADER.exec(header);
  if (found === null) return undefined;
  const [, label = '', began, ended] = found;
  return { label, beganSeconds: Number(began), endedSeconds: Number(ended), rows: [] };
}

function rowOf(words: readonly string[], columns: readonly number[], line: number): SnapshotRow | undefined {
  const [pid, parent, group, session, state] = columns.map((column) => words[column] ?? '');
  const numbers = [pid, parent, group, session].map(Number);
  if (!numbers.every((number) => Number.isSafeInteger(number) && number >= 0)) return undefined;
  const [p = 0, pp = 0, g = 0, s = 0] = numbers;
  return state === undefined || state === ''
    ? undefined
    : { pid: p, parent: pp, group: g, session: s, state, line };
}
