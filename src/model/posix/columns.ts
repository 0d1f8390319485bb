// The columns of a state of the POSIX commands.
import { amountOf } from '../bounded/bound.ts';
import type { Column } from '../bounded/columns.ts';
import { COMMON_COLUMNS, exitCodeColumn, markColumn, RANK_COLUMN } from '../bounded/columns.ts';

// The places of the columns besides the common ones.
export const SUBREAPER = 64;
export const WAIT_STATUS = 80;
export const EXECUTED = 96;
export const IGNORES_SIGCHLD = 112;
export const RANK = 128;

/** The exit codes that a search can follow: the least there are, and every bit. */
export const EXIT_CODES: readonly number[] = [0, 1, 255];
/** The wait statuses of exits with these codes, and of a kill. */
export const WAIT_STATUSES: readonly number[] = [...EXIT_CODES.map((code) => code << 8), 9];

export const POSIX_COLUMNS: readonly Column[] = [
  ...COMMON_COLUMNS,
  markColumn('subreaper', 'set_subreaper'),
  exitCodeColumn(WAIT_STATUSES, (bound) =>
    bound.commands.includes('kill') || amountOf(bound, 'codes') > 1 ? WAIT_STATUSES.length - 1 : 0,
  ),
  markColumn('executed', 'execve'),
  markColumn('ignoresSigchld', 'ignore_sigchld'),
  RANK_COLUMN,
];
