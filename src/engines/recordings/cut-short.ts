// Calls that have been entered and of which no line shows how they return, since the log ends, it is looked ahead no further, or
// their callers were killed in them: they may have taken effect.
import type { Member } from './cast.ts';
import type { Deed } from './deeds/deed.ts';
import type { Call, LogMoment } from './log-event.ts';
import { namespaceOf } from './namespaces.ts';
import { terminalRequest } from './terminal-calls.ts';

/** Calls that return 0 where they succeed, and change what others can see. */
const DONE_WITH_0 = new Set(['execve', 'execveat', 'setpgid', 'prctl', 'rt_sigaction']);

/** The call as it would be if it had succeeded by the last line that is known; `undefined` where nobody can say how. */
export function asDone(call: Call, member: Member, returned: LogMoment): Call | undefined {
  const value = valueIfDone(call, member);
  return value === undefined ? undefined : { ...call, result: { kind: 'value', value }, returned };
}

/** The value of those that return one alone where they succeed. */
function valueIfDone(call: Call, member: Member): number | undefined {
  const { name } = call;
  if (DONE_WITH_0.has(name) || terminalRequest(call) === 'TIOCSPGRP') return 0;
  // Its number in a namespace may not be known.
  return name === 'setsid' && namespaceOf(member) === undefined ? member.pid : undefined;
}

/** Whether a line says that a call which a signal has interrupted is made once more. */
export function startsAnew(text: string): boolean {
  return / ERESTART/.test(text);
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
