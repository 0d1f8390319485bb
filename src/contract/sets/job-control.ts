// The job-control commands (semantics J1–J12, and P1–P10 but for what those change) and their refusals, as data.
import type { CommandOf, CommandTable, NameIn, RefusalTable, Vocabulary } from '../vocabulary.ts';
import { POSIX_VOCABULARY } from './posix.ts';

const { kill: _kill, waitpid: _waitpid, ...AS_POSIX } = POSIX_VOCABULARY.commands;

const JOB_CONTROL_COMMANDS = {
  ...AS_POSIX,
  waitpid: {
    clause: 'J2',
    arguments: {
      process: 'process',
      pid: 'several',
      untraced: 'option',
      continued: 'option',
      block: 'option',
    },
    answer: { pid: 'id-or-0', status: 'wait-status', blocked: 'mark' },
    family: 'core',
  },
  kill: {
    clause: 'J1',
    arguments: { process: 'process', target: 'several', signal: 'job-signal' },
    answer: {},
    family: 'core',
  },
  open_terminal: {
    clause: 'J3',
    arguments: { process: 'process', terminal: 'terminal', noctty: 'option' },
    answer: {},
    family: 'terminals',
  },
  set_controlling_terminal: {
    clause: 'J4',
    arguments: { process: 'process', terminal: 'terminal', steal: 'option' },
    answer: {},
    family: 'terminals',
  },
  leave_terminal: {
    clause: 'J5',
    arguments: { process: 'process', terminal: 'terminal' },
    answer: {},
    family: 'terminals',
    hangsUp: true,
  },
  tcsetpgrp: {
    clause: 'J6',
    arguments: {
      process: 'process',
      terminal: 'terminal',
      group: 'pgid',
      side: 'side',
      ttou: 'disposition',
    },
    answer: { stopped: 'mark' },
    family: 'terminals',
  },
  tcgetpgrp: {
    clause: 'J7',
    arguments: { process: 'process', terminal: 'terminal', side: 'side' },
    answer: { pgid: 'id-or-0' },
    family: 'queries',
  },
  tcgetsid: {
    clause: 'J7',
    arguments: { process: 'process', terminal: 'terminal', side: 'side' },
    answer: { sid: 'id' },
    family: 'queries',
  },
  open_dev_tty: {
    clause: 'J8',
    arguments: { process: 'process' },
    answer: {},
    family: 'queries',
  },
  read_terminal: {
    clause: 'J9',
    arguments: { process: 'process', terminal: 'terminal', signal: 'disposition' },
    answer: { stopped: 'mark' },
    family: 'accesses',
  },
  write_terminal: {
    clause: 'J9',
    arguments: { process: 'process', terminal: 'terminal', signal: 'disposition', tostop: 'option' },
    answer: { stopped: 'mark' },
    family: 'accesses',
  },
  hang_up: {
    clause: 'J10',
    arguments: { terminal: 'terminal' },
    answer: {},
    family: 'terminals',
    hangsUp: true,
  },
  type: { clause: 'J11', arguments: { terminal: 'terminal', key: 'key' }, answer: {}, family: 'accesses' },
} as const satisfies CommandTable;

const JOB_CONTROL_REFUSALS = {
  ...POSIX_VOCABULARY.refusals,
  'leads-no-session': { sentence: 'the caller leads no session', errno: 'EPERM' },
  'has-another-terminal': { sentence: 'the caller has another controlling terminal', errno: 'EPERM' },
  'serves-another-session': { sentence: 'the terminal serves another session', errno: 'EPERM' },
  'not-its-terminal': { sentence: "the terminal is not the caller's controlling terminal", errno: 'ENOTTY' },
  'orphaned-in-the-background': {
    sentence: 'the caller is in the background and its group is orphaned',
    errno: 'ENOTTY',
  },
  'orphaned-access': {
    sentence: 'the caller is in the background and its group is orphaned',
    errno: 'EIO',
  },
  'no-such-number': { sentence: 'no process, group or session bears this number', errno: 'ESRCH' },
  'no-such-group': { sentence: 'no group of this number lives in the session', errno: 'EPERM' },
  'number-of-another-session': {
    sentence: "the number is not of the caller's session",
    errno: 'EPERM',
  },
  'serves-no-session': { sentence: 'the terminal serves no session', errno: 'ENOTTY' },
  'has-no-terminal': { sentence: 'the caller has no controlling terminal', errno: 'ENXIO' },
  'cannot-be-stopped': {
    sentence: 'the caller is in the background, and its group is orphaned or its signal does not reach it',
    errno: 'EIO',
  },
} as const satisfies RefusalTable;

/** The name of a job-control command. */
export type JobControlName = NameIn<typeof JOB_CONTROL_COMMANDS>;

/** A job-control command, or the one of this name. */
export type JobControlCommand<Name extends JobControlName = JobControlName> = CommandOf<
  typeof JOB_CONTROL_COMMANDS,
  Name
>;

/** The name of a refusal of the job-control commands. */
export type JobControlRefusal = keyof typeof JOB_CONTROL_REFUSALS;

/** The profiles of systems with job control: whose choices they make. */
export type JobControlProfile = (typeof JOB_CONTROL_VOCABULARY)['profiles'][number];

export const JOB_CONTROL_VOCABULARY = {
  id: 'job-control',
  title: 'job-control',
  commands: JOB_CONTROL_COMMANDS,
  families: ['subreapers', 'execution', 'ignoring', 'terminals', 'accesses', 'queries'],
  refusals: JOB_CONTROL_REFUSALS,
  refusalOrder: 'prescribed',
  profiles: ['posix', 'linux-5.9', 'linux'],
  shows: {
    ...POSIX_VOCABULARY.shows,
    state: { ...POSIX_VOCABULARY.shows.state, third: true },
    terminal: {},
    received: {},
    pendingHangup: {},
    pendingInterrupt: {},
    waiting: {},
  },
} as const satisfies Vocabulary;
