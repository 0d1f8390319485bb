// The closed list of refusals: each one's meaning and the errno a POSIX caller would see.
// When a refusal applies is the model's business (src/model/hierarchy/rules.ts, src/model/posix/rules.ts).

/** A refusal's meaning. `errno` lets a system that only knows errnos answer. */
export interface RefusalMeaning {
  readonly sentence: string;
  readonly errno: string;
}

/** Every refusal of every command set. */
export const REFUSALS = {
  'not-running': { sentence: 'no running process has this pid', errno: 'ESRCH' },
  'id-in-use': { sentence: 'a process, thread, group or session bears this id already', errno: 'EEXIST' },
  'leads-its-group': { sentence: 'the process is in the group that bears its pid', errno: 'EPERM' },
  'group-id-in-use': { sentence: "a live group bears the process's pid", errno: 'EPERM' },
  'session-id-in-use': { sentence: "a live session bears the process's pid", errno: 'EPERM' },
  'no-such-group': { sentence: 'no live group has this id', errno: 'ESRCH' },
  'no-such-session': { sentence: 'no live session has this id', errno: 'ESRCH' },
  'no-such-thread': { sentence: 'no thread has this id', errno: 'ESRCH' },
  'not-in-my-session': { sentence: "the group is in another session than the process's", errno: 'EPERM' },
  'is-init': { sentence: 'init never exits', errno: 'EPERM' },
  'not-a-zombie': { sentence: 'no zombie has this pid', errno: 'EINVAL' },
  'not-held': { sentence: 'no handle on it is held', errno: 'EBADF' },
  'negative-group': { sentence: 'the group asked for is negative', errno: 'EINVAL' },
  'no-such-process': { sentence: 'no unfreed process has this pid', errno: 'ESRCH' },
  'child-in-another-session': {
    sentence: "the child is in another session than the caller's",
    errno: 'EPERM',
  },
  'child-has-executed': { sentence: 'the child has executed a program since it was forked', errno: 'EACCES' },
  'neither-self-nor-child': {
    sentence: 'the target is neither the caller nor a child of its',
    errno: 'ESRCH',
  },
  'leads-its-session': { sentence: 'the target leads a session', errno: 'EPERM' },
  'no-such-group-here': {
    sentence: "the group is neither the target's own number nor a live group of its session",
    errno: 'EPERM',
  },
  'no-such-child': { sentence: 'no child of the caller is asked for', errno: 'ECHILD' },
  'nobody-there': { sentence: 'no unfreed process is asked for', errno: 'ESRCH' },
} as const satisfies Readonly<Record<string, RefusalMeaning>>;

/** A refusal's name. */
export type Refusal = keyof typeof REFUSALS;

/**
 * Of the refusals that several things can make apply: what made it, in the order in which they count where several do.
 * `id-in-use`: what bears the id. `not-running`, `not-a-zombie`: what the process is.
 */
export const GROUNDS = {
  'id-in-use': ['process', 'thread', 'group', 'session'],
  'not-running': ['zombie', 'nobody'],
  'not-a-zombie': ['running', 'nobody'],
} as const satisfies Readonly<Partial<Record<Refusal, readonly string[]>>>;

/** What made a refusal apply. */
export type Ground = (typeof GROUNDS)[keyof typeof GROUNDS][number];

/** The grounds that a refusal can have; none where one condition alone makes it apply. */
export function groundsOf(refusal: Refusal): readonly Ground[] {
  return (GROUNDS as Readonly<Partial<Record<Refusal, readonly Ground[]>>>)[refusal] ?? [];
}

/**
 * A refusal that an adapter decides and not the system behind it: by name, or on one ground alone, such as
 * `not-running (nobody)` where the system has no object that could be asked.
 */
export type Guard = Refusal | `${Refusal} (${Ground})`;

/** Every guard that there is a word for. */
export const GUARDS: readonly string[] = Object.keys(REFUSALS).flatMap((name) => [
  name,
  ...groundsOf(name as Refusal).map((ground) => `${name} (${ground})`),
]);

/** Whether a string is the name of a refusal. */
export function isRefusal(name: string): name is Refusal {
  return Object.hasOwn(REFUSALS, name);
}
