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

type Method<Name extends HierarchyName = HierarchyName> = (
  table: ProcessTable,
  command: HierarchyCommand<Name>,
) => HierarchyOutcome;

/** The method that each command is. Functions by themselves are compiled by themselves, with all that they call. */
const METHODS: { readonly [Name in HierarchyName]: Method<Name> } = {
  fork: (table, { process, child }) => table.fork(process, child),
  create_session: (table, { process }) => table.createSession(process),
  create_group: (table, { process }) => table.createGroup(process),
  move_to_group: (table, { process, group }) => table.moveToGroup(process, group),
  exit: (table, { process }) => table.exit(process),
  free: (table, { process }) => table.free(process),
  new_thread: (table, { process, thread }) => table.newThread(process, thread),
  exit_thread: (table, { thread, code }) => table.exitThread(thread, code),
  group_exit: (table, { process }) => table.groupExit(process),
  set_subreaper: (table, { process, on }) => table.setSubreaper(process, on),
  hold_group: (table, { group }) => table.holdGroup(group),
  release_group: (table, { group }) => table.releaseGroup(group),
  hold_session: (table, { session }) => table.holdSession(session),
  release_session: (table, { session }) => table.releaseSession(session),
};

/** The method that runs a command. */
export function hierarchyMethodOf({ name }: HierarchyCommand): Method {
  return METHODS[name] as Method;
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
