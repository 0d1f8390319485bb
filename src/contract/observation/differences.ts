// Where an observation parts from the expected one, field by field: only what the system shows is compared.
import type { Id } from '../command.ts';
import type { FlatObservation } from './flat-observation.ts';
import type { IdLists } from './id-lists.ts';
import {
  EXECUTED,
  GROUP_EXITED,
  IGNORES_SIGCHLD,
  NO_PARENT,
  SHOWS_CHILDREN,
  SHOWS_EXECUTED,
  SHOWS_EXIT_CODE,
  SHOWS_GROUP,
  SHOWS_GROUP_EXITED,
  SHOWS_GROUPS,
  SHOWS_IGNORES_SIGCHLD,
  SHOWS_PARENT,
  SHOWS_PROCESSES,
  SHOWS_SESSION,
  SHOWS_STATE,
  SHOWS_SUBREAPER,
  SHOWS_THREADS,
  SUBREAPER,
  ZOMBIE,
} from './flat-observation.ts';

/** One thing that should be otherwise: `process 3`'s `group` should be `2` and is `1`. */
export interface Difference {
  readonly of: string;
  readonly field: string;
  readonly expected: string;
  readonly seen: string;
}

/** Everything shown that is not as expected. Empty when they agree. O(size). */
export function differences(expected: FlatObservation, seen: FlatObservation): readonly Difference[] {
  const found: Difference[] = [];
  const note = (of: string, field: string, wanted: string, had: string): void => {
    if (wanted !== had) found.push({ of, field, expected: wanted, seen: had });
  };
  if (seen.showsProcesses) {
    merge(expected.pid, expected.processCount, seen.pid, seen.processCount, 'process', note, (pid, e, s) => {
      const of = `process ${pid}`;
      const shows = seen.processShows[s] & expected.processShows[e];
      const marked = (bit: number, field: string, yes: string, no: string): void =>
        note(of, field, expected.marks[e] & bit ? yes : no, seen.marks[s] & bit ? yes : no);
      if (shows & SHOWS_STATE) marked(ZOMBIE, 'state', 'zombie', 'running');
      if (shows & SHOWS_PARENT) note(of, 'parent', parent(expected.parent[e]), parent(seen.parent[s]));
      if (shows & SHOWS_GROUP) note(of, 'group', String(expected.group[e]), String(seen.group[s]));
      if (shows & SHOWS_CHILDREN) note(of, 'children', list(expected.children, e), list(seen.children, s));
      if (shows & SHOWS_THREADS) note(of, 'threads', list(expected.threads, e), list(seen.threads, s));
      if (shows & SHOWS_SUBREAPER) marked(SUBREAPER, 'subreaper', 'on', 'off');
      if (shows & SHOWS_GROUP_EXITED) marked(GROUP_EXITED, 'group-exited', 'yes', 'no');
      if (shows & SHOWS_EXECUTED) marked(EXECUTED, 'executed', 'yes', 'no');
      if (shows & SHOWS_IGNORES_SIGCHLD) marked(IGNORES_SIGCHLD, 'ignores SIGCHLD', 'yes', 'no');
      if (shows & SHOWS_EXIT_CODE)
        note(of, 'exit code', String(expected.exitCode[e]), String(seen.exitCode[s]));
    });
  }
  if (seen.showsGroups) {
    merge(expected.pgid, expected.groupCount, seen.pgid, seen.groupCount, 'group', note, (pgid, e, s) => {
      const shows = seen.groupShows[s] & expected.groupShows[e];
      if (shows & SHOWS_SESSION)
        note(`group ${pgid}`, 'session', String(expected.session[e]), String(seen.session[s]));
      if (shows & SHOWS_PROCESSES)
        note(`group ${pgid}`, 'processes', list(expected.members, e), list(seen.members, s));
    });
  }
  if (seen.showsSessions) {
    merge(expected.sid, expected.sessionCount, seen.sid, seen.sessionCount, 'session', note, (sid, e, s) => {
      const shows = seen.sessionShows[s] & expected.sessionShows[e];
      if (shows & SHOWS_GROUPS)
        note(`session ${sid}`, 'groups', list(expected.groups, e), list(seen.groups, s));
    });
  }
  return found;
}

/** Walks two ascending columns of ids together: notes what only one has, compares what both have. */
function merge(
  expected: Int32Array,
  expectedCount: number,
  seen: Int32Array,
  seenCount: number,
  kind: string,
  note: (of: string, field: string, expected: string, seen: string) => void,
  compare: (id: Id, expectedIndex: number, seenIndex: number) => void,
): void {
  let e = 0;
  let s = 0;
  while (e < expectedCount || s < seenCount) {
    const wanted = e < expectedCount ? expected[e] : Number.POSITIVE_INFINITY;
    const had = s < seenCount ? seen[s] : Number.POSITIVE_INFINITY;
    if (wanted === had) compare(wanted, e, s);
    else if (wanted < had) note(`${kind} ${wanted}`, 'existence', 'present', 'absent');
    else
      note(
        `${kind} ${had}`,
        'existence',
        'absent',
        s > 0 && seen[s - 1] === had ? 'present twice' : 'present',
      );
    if (wanted <= had) e += 1;
    if (had <= wanted) s += 1;
  }
}

function parent(pid: number | undefined): string {
  return pid === NO_PARENT ? 'none' : String(pid);
}

function list(lists: IdLists, index: number): string {
  return `[${lists.toArray(index).join(', ')}]`;
}
