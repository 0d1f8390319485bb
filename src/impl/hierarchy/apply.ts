// A hierarchy command as data, run on a table: the one place that knows which method each command is. Allocates nothing;
// the answer in words is made apart, for whoever wants one.
import type {
  HIERARCHY_COMMANDS,
  HierarchyAnswer,
  HierarchyCommand,
  HierarchyName,
} from '../../contract/sets/hierarchy.ts';
import type { FieldsOf } from '../../contract/vocabulary.ts';
import type { ProcessTable, ThreadOutcome } from './process-table.ts';
import type { Outcome } from './refusals.ts';

/** The answer of a method. */
export type HierarchyOutcome = Outcome | ThreadOutcome;

/** Runs a command. */
export function applyHierarchy(table: ProcessTable, command: HierarchyCommand): HierarchyOutcome {
  switch (command.name) {
    case 'fork':
      return table.fork(command.process, command.child);
    case 'create_session':
      return table.createSession(command.process);
    case 'create_group':
      return table.createGroup(command.process);
    case 'move_to_group':
      return table.moveToGroup(command.process, command.group);
    case 'exit':
      return table.exit(command.process);
    case 'free':
      return table.free(command.process);
    case 'new_thread':
      return table.newThread(command.process, command.thread);
    case 'exit_thread':
      return table.exitThread(command.thread, command.code);
    case 'group_exit':
      return table.groupExit(command.process);
    case 'set_subreaper':
      return table.setSubreaper(command.process, command.on);
    case 'hold_group':
      return table.holdGroup(command.group);
    case 'release_group':
      return table.releaseGroup(command.group);
    case 'hold_session':
      return table.holdSession(command.session);
    case 'release_session':
      return table.releaseSession(command.session);
  }
}

/** The answer that an outcome of the command is. */
export function hierarchyAnswer(command: HierarchyCommand, outcome: HierarchyOutcome): HierarchyAnswer {
  if (outcome === 'last' || outcome === 'not-last') return { ok: { last: outcome === 'last' } };
  if (outcome !== 'ok') return { refused: outcome };
  const fields = FIELDS[command.name] as ((command: HierarchyCommand) => Fields) | undefined;
  return { ok: fields?.(command) ?? NOTHING };
}

type Fields = FieldsOf<typeof HIERARCHY_COMMANDS>;

const NOTHING = {};

/** The answers of those accepted commands that answer a field which follows from their arguments. */
const FIELDS: {
  readonly [Name in HierarchyName]?: (
    command: HierarchyCommand<Name>,
  ) => FieldsOf<typeof HIERARCHY_COMMANDS, Name>;
} = {
  fork: ({ child }) => ({ pid: child }),
  create_session: ({ process }) => ({ sid: process, pgid: process }),
  create_group: ({ process }) => ({ pgid: process }),
  new_thread: ({ thread }) => ({ tid: thread }),
};
