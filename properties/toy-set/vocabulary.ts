// The words of a toy command set, which no file of src knows: two commands, as small as a set can be and still have a choice
// of the system, a refusal of its own and a session that another command than ours creates.
import type { CommandOf, CommandTable, RefusalTable, Vocabulary } from '../../src/contract/vocabulary.ts';

const TOY_COMMANDS = {
  /** From its first child on, a process leads a session of its own, in whose group the child starts. */
  spawn: {
    clause: 'T1',
    arguments: { process: 'process', child: 'new-process' },
    answer: { pid: 'id' },
    family: 'core',
    createsSession: true,
  },
  /** Ends one child, running as it is: the system chooses which, and says so. Its children pass to init. */
  reap: { clause: 'T2', arguments: { process: 'process' }, answer: { pid: 'id' }, family: 'core' },
} as const satisfies CommandTable;

const TOY_REFUSALS = {
  'id-taken': {
    sentence: 'a process or a group bears this id already',
    errno: 'EEXIST',
    nothingToActOn: true,
    grounds: ['process', 'group'],
  },
  'two-children': { sentence: 'the process has two children already', errno: 'EAGAIN' },
  childless: { sentence: 'the process has no child', errno: 'ECHILD', nothingToActOn: true },
} as const satisfies RefusalTable;

/** A command of the toy set. */
export type ToyCommand = CommandOf<typeof TOY_COMMANDS>;

export const TOY_VOCABULARY = {
  id: 'toy',
  title: 'toy',
  commands: TOY_COMMANDS,
  families: [],
  refusals: TOY_REFUSALS,
  refusalOrder: 'any',
  /** The child that is reaped: any, or the latest. */
  profiles: ['any', 'latest'],
  shows: { parent: {}, group: {}, state: {}, children: {} },
} as const satisfies Vocabulary;
