// Our implementation, broken on purpose: every fault by its name. Whoever has tests can ask them of these.
import { COUNTS } from './counts.ts';
import { EXIT } from './exit.ts';
import { FORK } from './fork.ts';
import { FREE } from './free.ts';
import { CREATE_GROUP } from './group.ts';
import { GROUP_HANDLE, SESSION_HANDLE } from './handles.ts';
import { LIFETIME } from './lifetime.ts';
import { GROUP_EXIT, SET_SUBREAPER } from './marks.ts';
import { MOVE_TO_GROUP } from './move.ts';
import type { Mutant } from './mutant.ts';
import { ORPHANS } from './orphans.ts';
import { CREATE_SESSION } from './session.ts';
import { EXIT_THREAD, NEW_THREAD } from './threads.ts';

export type { Mutant } from './mutant.ts';

/** Every mutant, in the order of the clauses; faults of lifetimes and of counts last. */
export const MUTANTS: Readonly<Record<string, Mutant>> = {
  ...FORK,
  ...CREATE_SESSION,
  ...CREATE_GROUP,
  ...MOVE_TO_GROUP,
  ...EXIT,
  ...ORPHANS,
  ...FREE,
  ...NEW_THREAD,
  ...EXIT_THREAD,
  ...GROUP_EXIT,
  ...SET_SUBREAPER,
  ...GROUP_HANDLE,
  ...SESSION_HANDLE,
  ...LIFETIME,
  ...COUNTS,
};
