// The columns of a state of the hierarchy commands.
import { amountOf, bitsFor } from '../bounded/bound.ts';
import type { SpaceBound } from '../bounded/bound.ts';
import type { Column } from '../bounded/columns.ts';
import { COMMON_COLUMNS, exitCodeColumn, markColumn } from '../bounded/columns.ts';

// The places of the columns besides the common ones.
export const GROUP_HANDLES = 64;
export const SESSION_HANDLES = 80;
export const THREAD_OF = 96;
export const SUBREAPER_CELL = 112;
export const GROUP_EXITED_CELL = 128;
export const EXIT_CODE = 144;

/** The one exit code besides 0: every bit of it is set, so that whoever loses some is found out. */
export const OTHER_CODE = -1;

const GROUP_HANDLES_COLUMN: Column = {
  name: 'groupHandles',
  kind: 'plain',
  bits: (bound) => handleBits(bound),
  read: (state, id) => state.groups.get(id)?.handles ?? 0,
  write: ({ groups }, id, value) => {
    const group = groups.get(id);
    if (group !== undefined) group.handles = value;
  },
};

const SESSION_HANDLES_COLUMN: Column = {
  name: 'sessionHandles',
  kind: 'plain',
  bits: (bound) => handleBits(bound),
  read: (state, id) => state.sessions.get(id)?.handles ?? 0,
  write: ({ sessions }, id, value) => void sessions.set(id, { handles: value }),
};

/** A thread's process. */
const THREAD_OF_COLUMN: Column = {
  name: 'threadOf',
  field: 'threads',
  kind: 'reference',
  bits: (bound) => (isThreaded(bound) ? bitsFor(bound.ids) : 0),
  read: (state, id) => state.threads.get(id)?.process ?? 0,
  write: ({ threads }, id, value) => void threads.set(id, { process: value }),
};

export const HIERARCHY_COLUMNS: readonly Column[] = [
  ...COMMON_COLUMNS,
  GROUP_HANDLES_COLUMN,
  SESSION_HANDLES_COLUMN,
  THREAD_OF_COLUMN,
  markColumn('subreaper', 'set_subreaper'),
  markColumn('groupExited', 'group_exit'),
  exitCodeColumn([0, OTHER_CODE], (bound) =>
    Number(isThreaded(bound) && bound.commands.includes('exit_thread')),
  ),
];

function handleBits(bound: SpaceBound): number {
  const { commands } = bound;
  const isHeld = commands.includes('hold_group') || commands.includes('hold_session');
  return isHeld ? bitsFor(amountOf(bound, 'handles')) : 0;
}

function isThreaded(bound: SpaceBound): boolean {
  return amountOf(bound, 'threads') > 0 && bound.commands.includes('new_thread');
}
