// Reads snapshots of a process tree, as `ps` prints them, from one text. The columns are found by the heading, in any order.
import { visible } from '../../contract/visible.ts';
import type { PsSnapshot, SnapshotRow } from './ps-row.ts';

/** The first line that cannot be read. */
export interface SnapshotProblem {
  readonly line: number;
  /** A sentence with cause and cure. */
  readonly problem: string;
}

type OpenSnapshot = PsSnapshot & { readonly rows: SnapshotRow[] };

const NEEDED = ['PID', 'PPID', 'PGID', 'SID', 'STAT'] as const;
/** The headings of the one column that may hold spaces. */
const COMMANDS = ['COMMAND', 'CMD', 'COMM', 'ARGS'];

/** The places of the needed columns; one behind the command's is counted from the end of a row. */
type Columns = readonly number[];

const FORM = '# snapshot N label=L t0=SECONDS t1=SECONDS';
const PS = 'ps -o pid,ppid,pgid,sid,tpgid,stat,comm';

/** The snapshots in `text`, or the first problem with it. */
export function snapshotsIn(text: string): readonly PsSnapshot[] | SnapshotProblem {
  const found: OpenSnapshot[] = [];
  let columns: Columns | undefined;
  for (const [index, raw] of text.split('\n').entries()) {
    const line = index + 1;
    const trimmed = raw.trim();
    const current = found.at(-1);
    if (trimmed.startsWith('# snapshot')) {
      const snapshot = snapshotOf(trimmed);
      if (typeof snapshot === 'string') return { line, problem: snapshot };
      found.push(snapshot);
      columns = undefined;
    } else if (trimmed !== '' && !trimmed.startsWith('#')) {
      if (current === undefined)
        return {
          line,
          problem: `expected a snapshot to begin, got ${shown(trimmed)}: write ${FORM} before it`,
        };
      const words = trimmed.split(/\s+/);
      if (columns === undefined) {
        columns = columnsOf(words);
        if (columns === undefined)
          return {
            line,
            problem: `expected the columns ${NEEDED.join(', ')}, got ${shown(trimmed)}: run ${PS}`,
          };
      } else {
        const row = rowOf(words, columns, line);
        if (row === undefined)
          return { line, problem: `expected whole numbers and a state, got ${shown(trimmed)}: run ${PS}` };
        current.rows.push(row);
      }
    }
  }
  return found;
}

/** A snapshot without rows, or the reason that its first line does not begin one. */
function snapshotOf(header: string): OpenSnapshot | string {
  const [, label] = / label=(\S+)/.exec(header) ?? [];
  const [began, ended] = ['t0', 't1'].map((name) =>
    Number(new RegExp(` ${name}=(\\d+(?:\\.\\d+)?)(?: |$)`).exec(header)?.[1]),
  );
  if (label === undefined || began === undefined || ended === undefined || !(began <= ended))
    return `expected ${FORM}, with t0 at most t1, got ${shown(header)}`;
  return { label, beganSeconds: began, endedSeconds: ended, rows: [] };
}

function columnsOf(heading: readonly string[]): Columns | undefined {
  const command = heading.findIndex((name) => COMMANDS.includes(name));
  const columns = NEEDED.map((name) => heading.indexOf(name));
  if (columns.includes(-1)) return undefined;
  return columns.map((column) => (command !== -1 && column > command ? column - heading.length : column));
}

function rowOf(words: readonly string[], columns: Columns, line: number): SnapshotRow | undefined {
  const [pid, parent, group, session, state = ''] = columns.map((column) => words.at(column) ?? '');
  const numbers = [pid, parent, group, session].map(wholeNumberIn);
  const [p, pp, g, s] = numbers;
  if (p === undefined || pp === undefined || g === undefined || s === undefined) return undefined;
  return /^[A-Za-z]\S*$/.test(state) ? { pid: p, parent: pp, group: g, session: s, state, line } : undefined;
}

function wholeNumberIn(word: string | undefined): number | undefined {
  return word !== undefined && /^\d{1,15}$/.test(word) ? Number(word) : undefined;
}

function shown(text: string): string {
  return `"${visible(text, { max: 60 })}"`;
}
