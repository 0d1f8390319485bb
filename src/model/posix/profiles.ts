// The choices that the model makes where POSIX leaves one: data, each entry with its source.
import type { PosixProfile } from '../../contract/sets/posix.ts';

/** The choices of one profile. */
interface Choices {
  /**
   * The zombie that a waitpid frees of several: `'child-order'`, the first in the order of forking with adopted children
   * appended in theirs; `'any'`: whichever the system answers, and the model goes on from there.
   */
  readonly reapOrder: 'child-order' | 'any';
}

export const PROFILES: Readonly<Record<PosixProfile, Choices>> = {
  // POSIX names no order for waitpid(-1) and for groups.
  posix: { reapOrder: 'any' },
  // linux:W25: kernel/exit.c do_wait_thread walks the list of children.
  linux: { reapOrder: 'child-order' },
};
