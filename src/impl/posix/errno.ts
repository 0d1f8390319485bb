// Errors as a kernel's system calls give them: an answer below 0 is an errno with its sign changed.

/**
 * The errnos that a POSIX table or one with terminals answers with, by name. The numbers are Linux's.
 *
 * @example
 * ```ts
 * import { ERRNO } from 'procession-check/table';
 *
 * ERRNO.EPERM; // 1
 * ```
 */
export const ERRNO = {
  /** Not permitted. */
  EPERM: 1,
  /** No such process. */
  ESRCH: 3,
  /** Stopped by a signal of its own call, which has done nothing else. */
  EINTR: 4,
  /** A terminal that may not be read or written from the background. */
  EIO: 5,
  /** No such terminal, or no controlling terminal. */
  ENXIO: 6,
  /** No such child. */
  ECHILD: 10,
  /** No room for another process, in a table that cannot grow. */
  EAGAIN: 11,
  /** The child has executed a program already. */
  EACCES: 13,
  /** The id is taken. */
  EEXIST: 17,
  /** An argument of no meaning. */
  EINVAL: 22,
  /** Another terminal than the caller's. */
  ENOTTY: 25,
} as const;

/** An errno's name. */
export type ErrnoName = keyof typeof ERRNO;

/**
 * The name of the error that an answer stands for; undefined where the answer is no error. O(errnos).
 *
 * @example
 * ```ts
 * import { errnoName } from 'procession-check/table';
 *
 * const name = errnoName(-1);
 * name; // 'EPERM'
 * ```
 */
export function errnoName(answer: number): ErrnoName | undefined {
  return NAMES.find((name) => ERRNO[name] === -answer);
}

const NAMES = Object.keys(ERRNO) as readonly ErrnoName[];
