// The process tables alone, for whoever keeps processes and tests nothing: no dependency, nothing of Node, so a program
// in a browser can bundle it.
export type { Id } from '../contract/command.ts';
export type { Refusal } from '../contract/refusal.ts';
export type { HierarchyRefusal } from '../contract/sets/hierarchy.ts';
export type { GroupHandle, Holdable, SessionHandle } from './hierarchy/handles.ts';
export { ProcessTable } from './hierarchy/process-table.ts';
export type { Outcome, ThreadOutcome } from './hierarchy/process-table.ts';
export type { JobEvent, HearJobEvent } from './job-control/happenings.ts';
export { SIGNAL } from './job-control/signals.ts';
export { TerminalTable, WAIT } from './job-control/terminal-table.ts';
export type { Disposition } from './job-control/terminal-table.ts';
export { ERRNO, errnoName } from './posix/errno.ts';
export type { ErrnoName } from './posix/errno.ts';
export { PosixTable } from './posix/posix-table.ts';
export { SharedPosixTable } from './shared/shared-posix-table.ts';
export type { InsidePosixTable } from './shared/shared-posix-table.ts';
export { SharedProcessTable } from './shared/shared-process-table.ts';
export type { InsideProcessTable, NoRoom, TakingIds } from './shared/shared-process-table.ts';
export { BusyTableError, PoisonedTableError } from './shared/errors.ts';
export type { SharedMemory } from './shared/memory.ts';
export type { Shareable, SharedTableOptions, SharedTableSize } from './shared/shared-table.ts';
export type { Snapshot } from './snapshot.ts';
export type { ProcessTableOptions, TerminalTableOptions } from './table-base.ts';
export type { ReadonlyWords, Row } from './layout.ts';
export type { IdsOut } from './queries.ts';
