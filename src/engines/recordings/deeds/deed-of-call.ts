// The parts that all deeds of calls have in common.
import type { Answer, Command } from '../../../contract/command.ts';
import type { Call } from '../log-event.ts';
import type { Member } from '../cast.ts';
import { whereStillSeen } from '../released.ts';
import { objectionTo, stateAfter, worldAfter } from '../rules.ts';
import type { Involved } from '../unknowns.ts';
import { wherePossible } from '../unknowns.ts';
import type { World } from '../world.ts';
import type { Deed } from './deed.ts';

/** A call of a process, with the line that shows its result. */
export interface CallOf {
  readonly call: Call;
  readonly member: Member;
  readonly text: string;
}

/** The parts of a deed that its call says. */
export function placeOf({
  call,
  member,
  text,
}: CallOf): Pick<Deed, 'entered' | 'left' | 'text' | 'seconds' | 'process'> {
  return {
    entered: call.entered.line,
    left: call.returned?.line ?? Infinity,
    text,
    seconds: call.returned?.seconds,
    process: member.pid,
  };
}

/** The errno of a result, as an answer of the specification. */
export function refusalSeen({ result }: Call): Answer | undefined {
  return result?.kind === 'error' ? { refused: result.errno } : undefined;
}

/** A deed that one command of the specification says all about. */
export function commandDeed(of: CallOf, command: Command, seen: Answer, involved: Involved): Deed {
  return {
    ...placeOf(of),
    command,
    seen,
    checked: true,
    perform: (world) =>
      whereStillSeen(world, of.call.entered.line, (seenIn) =>
        wherePossible(seenIn, involved, (at) => worldAfter(at, command, seen)),
      ),
    forced: (world) => forcedBy(world, command, seen),
    objection: (world) => objectionTo(world.state, command),
  };
}

/** The world as the log says that it went on after a command that it answers otherwise than the specification. */
function forcedBy(world: World, command: Command, seen: Answer): World {
  if (!('ok' in seen)) return world;
  const state = stateAfter(world.state, command, seen);
  return state === undefined ? world : { ...world, state };
}
