// Calls that have been entered and of which no line shows how they return, since the log ends, it is looked ahead no further, or
// their callers were killed in them: they may have taken effect.
import type { Member } from './cast.ts';
import type { Deed } from './deeds/deed.ts';
import type { Call, CallResult, LogMoment } from './log-event.ts';
import { namespaceOf } from './namespaces.ts';

/** The result of those that have one alone where they succeed. */
const DONE = new Map<string, (member: Member) => CallResult | undefined>([
  ['execve', () => ({ kind: 'value', value: 0 })],
  ['execveat', () => ({ kind: 'value', value: 0 })],
  ['setpgid', () => ({ kind: 'value', value: 0 })],
  ['prctl', () => ({ kind: 'value', value: 0 })],
  ['rt_sigaction', () => ({ kind: 'value', value: 0 })],
  // Its number in a namespace may not be known.
  [
    'setsid',
    (member) => (namespaceOf(member) === undefined ? { kind: 'value', value: member.pid } : undefined),
  ],
]);

/** The call as it would be if it had succeeded by the last line that is known; `undefined` where nobody can say how. */
export function asDone(call: Call, member: Member, returned: LogMoment): Call | undefined {
  const result = DONE.get(call.name)?.(member);
  return result === undefined ? undefined : { ...call, result, returned };
}

/** The deed of a call that has another result, though a line before shows that it has succeeded. */
export function contradicted(deed: Deed): Deed {
  return {
    ...deed,
    perform: () => [],
    objection: (world) => ({
      ...deed.objection(world),
      because: 'has succeeded before, as another line shows',
    }),
  };
}
