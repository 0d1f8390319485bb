// The hierarchy commands (semantics H1–H12) and their refusals, as data.
import type { AnswerOf, CommandOf, CommandTable, NameIn, RefusalTable, Vocabulary } from '../vocabulary.ts';

export const HIERARCHY_COMMANDS = {
  fork: {
    clause: 'H1',
    arguments: { process: 'process', child: 'new-process' },
    answer: { pid: 'id' },
    family: 'core',
  },
  create_session: {
    clause: 'H2',
    arguments: { process: 'process' },
    answer: { sid: 'id', pgid: 'id' },
    family: 'core',
    createsSession: true,
  },
  create_group: { clause: 'H3', arguments: { process: 'process' }, answer: { pgid: 'id' }, family: 'core' },
  move_to_group: {
    clause: 'H4',
    arguments: { process: 'process', group: 'group' },
    answer: {},
    family: 'core',
  },
  exit: { clause: 'H5', arguments: { process: 'process' }, answer: {}, family: 'core' },
  free: { clause: 'H6', arguments: { process: 'process' }, answer: {}, family: 'core' },
  new_thread: {
    clause: 'H7',
    arguments: { process: 'process', thread: 'new-thread' },
    answer: { tid: 'id' },
    family: 'threads',
  },
  exit_thread: {
    clause: 'H8',
    arguments: { thread: 'thread', code: 'code' },
    answer: { last: 'switch' },
    family: 'threads',
  },
  group_exit: { clause: 'H9', arguments: { process: 'process' }, answer: {}, family: 'threads' },
  set_subreaper: {
    clause: 'H10',
    arguments: { process: 'process', on: 'switch' },
    answer: {},
    family: 'subreapers',
  },
  hold_group: {
    clause: 'H11',
    arguments: { group: 'group' },
    answer: {},
    family: 'handles',
    handle: { on: 'group', by: 1 },
  },
  release_group: {
    clause: 'H11',
    arguments: { group: 'group' },
    answer: {},
    family: 'handles',
    handle: { on: 'group', by: -1 },
  },
  hold_session: {
    clause: 'H12',
    arguments: { session: 'session' },
    answer: {},
    family: 'handles',
    handle: { on: 'session', by: 1 },
  },
  release_session: {
    clause: 'H12',
    arguments: { session: 'session' },
    answer: {},
    family: 'handles',
    handle: { on: 'session', by: -1 },
  },
} as const satisfies CommandTable;

const HIERARCHY_REFUSALS = {
  'not-running': {
    sentence: 'no running process has this pid',
    errno: 'ESRCH',
    nothingToActOn: true,
    grounds: ['zombie', 'nobody'],
  },
  'id-in-use': {
    sentence: 'a process, thread, group or session bears this id already',
    errno: 'EEXIST',
    nothingToActOn: true,
    grounds: ['process', 'thread', 'group', 'session'],
  },
  'leads-its-group': { sentence: 'the process is in the group that bears its pid', errno: 'EPERM' },
  'group-id-in-use': { sentence: "a live group bears the process's pid", errno: 'EPERM' },
  'session-id-in-use': { sentence: "a live session bears the process's pid", errno: 'EPERM' },
  'no-such-group': { sentence: 'no live group has this id', errno: 'ESRCH', nothingToActOn: true },
  'no-such-session': { sentence: 'no live session has this id', errno: 'ESRCH', nothingToActOn: true },
  'no-such-thread': { sentence: 'no thread has this id', errno: 'ESRCH', nothingToActOn: true },
  'not-in-my-session': { sentence: "the group is in another session than the process's", errno: 'EPERM' },
  'is-init': { sentence: 'init never exits', errno: 'EPERM' },
  'not-a-zombie': {
    sentence: 'no zombie has this pid',
    errno: 'EINVAL',
    nothingToActOn: true,
    grounds: ['running', 'nobody'],
  },
  'not-held': { sentence: 'no handle on it is held', errno: 'EBADF', nothingToActOn: true },
} as const satisfies RefusalTable;

/** The name of a hierarchy command. */
export type HierarchyName = NameIn<typeof HIERARCHY_COMMANDS>;

/** A hierarchy command, or the one of this name. */
export type HierarchyCommand<Name extends HierarchyName = HierarchyName> = CommandOf<
  typeof HIERARCHY_COMMANDS,
  Name
>;

/** The answer to a hierarchy command. */
export type HierarchyAnswer<Name extends HierarchyName = HierarchyName> = AnswerOf<
  typeof HIERARCHY_COMMANDS,
  Name
>;

/** The name of a refusal of the hierarchy commands. */
export type HierarchyRefusal = keyof typeof HIERARCHY_REFUSALS;

export const HIERARCHY_VOCABULARY = {
  id: 'hierarchy',
  title: 'hierarchy',
  commands: HIERARCHY_COMMANDS,
  families: ['handles', 'threads', 'subreapers'],
  refusals: HIERARCHY_REFUSALS,
  refusalOrder: 'any',
  profiles: [],
  shows: {
    parent: {},
    group: {},
    state: {},
    children: {},
    threads: {},
    subreaper: {},
    groupExited: {},
    exitCode: {},
  },
} as const satisfies Vocabulary;
