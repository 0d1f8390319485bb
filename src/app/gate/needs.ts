// The needs that a check may have of the machine that it runs on, and of whoever starts it.

const NEEDS = {
  kernel: 'a Linux kernel that lets processes be made in a namespace',
  base: 'a version to compare with (--base)',
  git: 'git',
  compiler: 'a C compiler',
  browser: 'a browser',
};

/** The tools that a machine may lack; `base` is a version to compare with, which nobody may have named. */
export type Need = keyof typeof NEEDS;

/** All of them. */
export const NEED_NAMES = Object.keys(NEEDS) as readonly Need[];

/** Needs in words, with commas between. */
export function needsInWords(needs: readonly Need[]): string {
  return needs.map((need) => NEEDS[need]).join(', ');
}
