// The POSIX commands (semantics P1–P10) and their refusals, as data.
import type { CommandOf, CommandTable, NameIn, RefusalTable, Vocabulary } from '../vocabulary.ts';

const POSIX_COMMANDS = {
  fork: {
    clause: 'P1',
    arguments: { process: 'process', child: 'new-process' },
    answer: { pid: 'id' },
    family: 'core',
  },
  setsid: {
    clause: 'P2',
    arguments: { process: 'process' },
    answer: { sid: 'id' },
    family: 'core',
    createsSession: true,
  },
  setpgid: {
    clause: 'P3',
    arguments: { process: 'process', pid: 'pid-or-self', pgid: 'pgid-or-own' },
    answer: {},
    family: 'core',
  },
  getpgid: {
    clause: 'P4',
    arguments: { process: 'process', pid: 'pid-or-self' },
    answer: { pgid: 'id' },
    family: 'queries',
  },
  getsid: {
    clause: 'P4',
    arguments: { process: 'process', pid: 'pid-or-self' },
    answer: { sid: 'id' },
    family: 'queries',
  },
  getppid: {
    clause: 'P4',
    arguments: { process: 'process' },
    answer: { ppid: 'id-or-0' },
    family: 'queries',
  },
  execve: { clause: 'P5', arguments: { process: 'process' }, answer: {}, family: 'execution' },
  exit: {
    clause: 'P6',
    arguments: { process: 'process', code: 'exit-code' },
    answer: {},
    family: 'core',
  },
  waitpid: {
    clause: 'P7',
    arguments: { process: 'process', pid: 'several' },
    answer: { pid: 'id-or-0', status: 'wait-status' },
    family: 'core',
  },
  set_subreaper: {
    clause: 'P8',
    arguments: { process: 'process', on: 'switch' },
    answer: {},
    family: 'subreapers',
  },
  kill: {
    clause: 'P9',
    arguments: { process: 'process', target: 'several', signal: 'signal' },
    answer: {},
    family: 'signals',
  },
  ignore_sigchld: {
    clause: 'P10',
    arguments: { process: 'process', on: 'switch' },
    answer: {},
    family: 'ignoring',
  },
} as const satisfies CommandTable;

const POSIX_REFUSALS = {
  'id-in-use': {
    sentence: 'a process, thread, group or session bears this id already',
    errno: 'EEXIST',
    nothingToActOn: true,
    grounds: ['process', 'thread', 'group', 'session'],
  },
  'group-id-in-use': { sentence: "a live group bears the process's pid", errno: 'EPERM' },
  'negative-group': { sentence: 'the group asked for is negative', errno: 'EINVAL' },
  'no-such-process': {
    sentence: 'no unfreed process has this pid',
    errno: 'ESRCH',
    nothingToActOn: true,
  },
  'child-in-another-session': {
    sentence: "the child is in another session than the caller's",
    errno: 'EPERM',
  },
  'child-has-executed': { sentence: 'the child has executed a program since it was forked', errno: 'EACCES' },
  'neither-self-nor-child': {
    sentence: 'the target is neither the caller nor a child of its',
    errno: 'ESRCH',
  },
  'leads-its-session': { sentence: 'the target leads a session', errno: 'EPERM' },
  'no-such-group-here': {
    sentence: "the group is neither the target's own number nor a live group of its session",
    errno: 'EPERM',
  },
  'no-such-child': {
    sentence: 'no child of the caller is asked for',
    errno: 'ECHILD',
    nothingToActOn: true,
  },
  'nobody-there': { sentence: 'no unfreed process is asked for', errno: 'ESRCH', nothingToActOn: true },
} as const satisfies RefusalTable;

/** The name of a POSIX command. */
export type PosixName = NameIn<typeof POSIX_COMMANDS>;

/** A POSIX command, or the one of this name. */
export type PosixCommand<Name extends PosixName = PosixName> = CommandOf<typeof POSIX_COMMANDS, Name>;

/** The name of a refusal of the POSIX commands. */
export type PosixRefusal = keyof typeof POSIX_REFUSALS;

/** The profiles of POSIX systems: whose choices they make. */
export type PosixProfile = (typeof POSIX_VOCABULARY)['profiles'][number];

export const POSIX_VOCABULARY = {
  id: 'posix',
  title: 'POSIX',
  commands: POSIX_COMMANDS,
  families: ['subreapers', 'execution', 'ignoring', 'signals', 'queries'],
  refusals: POSIX_REFUSALS,
  refusalOrder: 'prescribed',
  profiles: ['posix', 'linux'],
  shows: {
    parent: {},
    group: {},
    state: { legend: 'a zombie: ended, not yet waited for' },
    children: {},
    subreaper: {},
    exitCode: { reading: 'wait-status' },
    executed: {},
    ignoresSigchld: {},
  },
} as const satisfies Vocabulary;
