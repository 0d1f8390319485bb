// The words of a table that has a lock for each of its objects: where each object's lock and facts stand, and their names.
import type { Id } from '../../../contract/command.ts';
import { INIT } from '../../../contract/command.ts';
import type { Observation } from '../../../contract/observation/observation.ts';

/** The largest id. */
export const IDS_MAX = 7;

/** Objects that one branch can make: each of three commands a group and a session. */
const MADE_BY_ONE = 6;

/** Objects made while no branch runs: a group and a session for each id are the most that live at once. */
const MADE_ALONE = IDS_MAX * 2;

/** The objects of those made alone, then of each of three branches. */
const OBJECTS = MADE_ALONE + 3 * MADE_BY_ONE;

/** The states of a process. */
export const PROCESS_STATE = { NONE: 0, RUNNING: 1, ZOMBIE: 2 } as const;

/** The columns of the words of ids, each a word for every id, and of objects. */
const COLUMNS_OF_IDS = 8;
const column = (index: number): number => 1 + index * (IDS_MAX + 1);
const objects = (index: number): number => column(COLUMNS_OF_IDS) + index * OBJECTS;

/** The place of each word: a lock alone, then a column by id, then a column by object. */
export const AT = {
  /** The lock of the table of ids. */
  IDS_LOCK: 0,
  PROCESS_LOCK: column(0),
  CHILDREN_LOCK: column(1),
  STATE: column(2),
  PARENT: column(3),
  /** The object of its group, plus one. */
  GROUP: column(4),
  /** A bit for each child. */
  CHILDREN: column(5),
  /** The objects of the group and of the session that were made last with this id, plus one. */
  GROUP_OF_ID: column(6),
  SESSION_OF_ID: column(7),
  PGID: objects(0),
  /** The object of its session, plus one. */
  SESSION: objects(1),
  GROUP_LOCK: objects(2),
  SID: objects(3),
  /** The objects made: by the prefix first, then by each branch. */
  MADE: objects(4),
} as const;

/** All words. */
export const OBJECT_WORDS = AT.MADE + 4;

const {
  IDS_LOCK,
  PROCESS_LOCK,
  CHILDREN_LOCK,
  STATE,
  PARENT,
  GROUP,
  CHILDREN,
  GROUP_OF_ID,
  SESSION_OF_ID,
  PGID,
  SESSION,
  GROUP_LOCK,
  SID,
  MADE,
} = AT;

const NAMES: readonly (readonly [first: number, name: string])[] = [
  [IDS_LOCK, 'ids'],
  [PROCESS_LOCK, 'process'],
  [CHILDREN_LOCK, 'children of'],
  [STATE, 'state of'],
  [PARENT, 'parent of'],
  [GROUP, 'group of'],
  [CHILDREN, 'list of children of'],
  [GROUP_OF_ID, 'group with id'],
  [SESSION_OF_ID, 'session with id'],
  [PGID, 'pgid of object'],
  [SESSION, 'session of object'],
  [GROUP_LOCK, 'members of object'],
  [SID, 'sid of object'],
  [MADE, 'objects made by branch'],
];

/** The name of a word, such as `state of 2`. */
export function nameOfObjectWord(at: number): string {
  if (at === IDS_LOCK) return 'ids';
  const [first, name] = NAMES.findLast(([from]) => from <= at) ?? NAMES[0];
  return `${name} ${at - first}`;
}

/** A new object's number: no two branches make the same, and none depends on what the others made. */
export function newObject(words: Int32Array, branch: number): number {
  const made = words[MADE + branch];
  words[MADE + branch] = made + 1;
  if (branch !== 0) return MADE_ALONE + (branch - 1) * MADE_BY_ONE + made;
  return made < MADE_ALONE ? made : objectGivenBack(words);
}

/** An object that was made alone and that nobody is in any more, and that no id leads to from now on. */
function objectGivenBack(words: Int32Array): number {
  const groups = new Set(words.subarray(GROUP, GROUP + IDS_MAX + 1));
  const living = new Set(
    [...groups].flatMap((group) => (group === 0 ? [] : [group, words[SESSION + group - 1]])),
  );
  let object = 0;
  while (living.has(object + 1)) object += 1;
  for (const from of [GROUP_OF_ID, SESSION_OF_ID])
    for (let id = 1; id <= IDS_MAX; id += 1) if (words[from + id] === object + 1) words[from + id] = 0;
  return object;
}

/** Init alone, leading group 1 and session 1. */
export function firstState(words: Int32Array): void {
  words.fill(0);
  const object = newObject(words, 0);
  words[STATE + INIT] = PROCESS_STATE.RUNNING;
  words[SID + object] = INIT;
  words[PGID + object] = INIT;
  words[SESSION + object] = object + 1;
  words[GROUP + INIT] = object + 1;
  words[GROUP_OF_ID + INIT] = object + 1;
  words[SESSION_OF_ID + INIT] = object + 1;
}

/** Everything that can be observed: processes by pid, and the groups and sessions that they are in, each object once. */
export function showObjects(words: Int32Array): Observation {
  const pids = Array.from({ length: IDS_MAX }, (_, index) => index + 1).filter(
    (pid) => words[STATE + pid] !== PROCESS_STATE.NONE,
  );
  const groups = [...new Set(pids.map((pid) => words[GROUP + pid] - 1))];
  const sessions = [...new Set(groups.map((group) => words[SESSION + group] - 1))];
  const byId = (column: number) => (one: number, other: number) =>
    words[column + one] - words[column + other];
  return {
    processes: pids.map((pid) => ({
      pid,
      parent: pid === INIT ? null : words[PARENT + pid],
      group: words[PGID + words[GROUP + pid] - 1],
      state: words[STATE + pid] === PROCESS_STATE.ZOMBIE ? 'zombie' : 'running',
      children: idsIn(words[CHILDREN + pid]),
    })),
    groups: groups.toSorted(byId(PGID)).map((group) => ({
      pgid: words[PGID + group],
      session: words[SID + words[SESSION + group] - 1],
      processes: pids.filter((pid) => words[GROUP + pid] === group + 1),
    })),
    sessions: sessions.toSorted(byId(SID)).map((session) => ({
      sid: words[SID + session],
      groups: groups
        .filter((group) => words[SESSION + group] === session + 1)
        .map((group) => words[PGID + group])
        .toSorted((one, other) => one - other),
    })),
  };
}

/** The ids of a set of bits, ascending. */
export function idsIn(bits: number): Id[] {
  return Array.from({ length: IDS_MAX }, (_, index) => index + 1).filter((id) => ((bits >>> id) & 1) === 1);
}
