// The command sets that C can issue.
import { JOB_CONTROL } from '../../../model/job-control/specification.ts';
import { POSIX } from '../../../model/posix/specification.ts';
import type { Specification } from '../../../model/specification.ts';

/** The command sets that C can issue: with the answers of Linux, and with all that POSIX allows. */
export const C_SETS = {
  posix: { linux: POSIX.linux, posix: POSIX.posix },
  'job-control': { linux: JOB_CONTROL.linux, posix: JOB_CONTROL.posix },
} as const satisfies Readonly<Record<string, Readonly<Record<'linux' | 'posix', Specification>>>>;

/** The name of a command set that C can issue. */
export type CSet = keyof typeof C_SETS;

/** The one that tours in C are of. */
export const TOUR_SET = 'posix';

/** Whether the processes of a set's commands have terminals, stop and wait. */
export function hasJobControl(commandSet: string): boolean {
  return commandSet === 'job-control';
}
