// The calls that take, give up, move and ask about a controlling terminal. A question to a descriptor that may stand for another
// terminal than the caller's is not judged; an answer that only the caller's own terminal gives is, whatever the descriptor.
import type { Id } from '../../../contract/command.ts';
import { INIT } from '../../../contract/command.ts';
import { idInUse, membersOf, sessionOf } from '../../../model/state.ts';
import { startsAnew } from '../cut-short.ts';
import { meantBy, namespaceOf } from '../namespaces.ts';
import type { Recorded } from '../recorded.ts';
import type { TerminalRequest } from '../terminal-calls.ts';
import { descriptorOf, namedFile, terminalNumber, terminalRequest } from '../terminal-calls.ts';
import {
  foregroundsOf,
  hasNoTerminal,
  isInFront,
  isOfItsSession,
  isOrphan,
  withForeground,
  withTerminalLeft,
} from '../terminals.ts';
import { wherePossible } from '../unknowns.ts';
import type { World } from '../world.ts';
import { isStandIn, mayBeFreedOutside, NO_BEARER, withFreedOutside, withSessionNumber } from '../world.ts';
import type { Deed, Objection } from './deed.ts';
import type { CallOf } from './deed-of-call.ts';
import { placeOf } from './deed-of-call.ts';

/** The clause and the words of each request: those of the command of job control that says it. */
const COMMANDS: Readonly<Record<TerminalRequest, { readonly clause: string; readonly name: string }>> = {
  TIOCSCTTY: { clause: 'J4', name: 'set_controlling_terminal' },
  TIOCNOTTY: { clause: 'J5', name: 'leave_terminal' },
  TIOCSPGRP: { clause: 'J6', name: 'tcsetpgrp' },
  TIOCGPGRP: { clause: 'J7', name: 'tcgetpgrp' },
  TIOCGSID: { clause: 'J7', name: 'tcgetsid' },
};

const WHICH =
  'a terminal is asked, and which one it is decides: "strace -y" names it, or the same descriptor sets the foreground later';
const OUTSIDE =
  'terminals of sessions that were there before the recording are asked about: who else has them, only a recording that begins before they do shows';
const REFUSED =
  'a terminal refuses what it may refuse for a reason that is in no log: since it is another than the caller’s, is somebody else’s, or was hung up';

/** Errnos that any terminal may answer with, since it was hung up, or since the call was made wrongly. */
const AMISS = new Set(['EIO', 'EBADF', 'EFAULT', 'EINTR']);

/** The meaning of a result: for the world, and where it cannot be right. */
interface Told {
  readonly perform: Deed['perform'];
  readonly objection?: (world: World) => Pick<Objection, 'allowed' | 'because'>;
  readonly clause?: string;
  readonly leftOpen?: Deed['leftOpen'];
  readonly forced?: Deed['forced'];
  readonly isShownTerminal?: () => boolean;
}

/** A call in the words of the rules. */
interface Asked {
  readonly of: CallOf;
  readonly pid: Id;
  readonly recorded: Recorded;
  /** The number that it gives or is given: 0 and what is below as they stand; `undefined` where the log does not show it. */
  readonly number: Id | undefined;
  readonly errno: string | undefined;
  readonly isDone: boolean;
}

const open = (sentence: string): Told => ({ perform: (world) => [world], leftOpen: () => sentence });

/** A call about a terminal; `undefined` where it is none, or has no result. */
export function terminalDeed(of: CallOf, recorded: Recorded): Deed | undefined {
  const { call, member, text } = of;
  const { result } = call;
  const request = terminalRequest(call);
  const isStopped = result?.kind === 'none' && startsAnew(text);
  if (request === undefined || result === undefined || (result.kind === 'none' && !isStopped))
    return undefined;
  const said = terminalNumber(call);
  const number = said === undefined || said.value <= 0 ? said?.value : meantBy(member, said);
  const asked: Asked = {
    of,
    pid: member.pid,
    recorded,
    number,
    errno: result.kind === 'error' ? result.errno : undefined,
    isDone: result.kind === 'value' && result.value === 0,
  };
  const told = toldBy(request, asked, isStopped);
  const { clause, name } = COMMANDS[request];
  const numbers = number === undefined ? [] : [number];
  const given = request === 'TIOCSPGRP' ? ` ${said?.value ?? '?'}` : '';
  return {
    ...placeOf(of),
    command: undefined,
    seen: undefined,
    seenInWords: isStopped ? 'stopped' : seenOf(request, asked),
    checked: true,
    terminal: { words: `${member.pid} ${name}${given}`, numbers },
    perform: (world) => (told.leftOpen?.(world) === undefined ? told.perform(world) : [world]),
    forced: told.forced ?? ((world) => world),
    leftOpen: told.leftOpen ?? (() => undefined),
    objection: (world) => {
      const objection = hasNoTerminal(world, member.pid) ? withoutTerminal(world, asked) : undefined;
      return {
        allowed: [],
        because: 'cannot have this result',
        ...(objection ?? told.objection?.(world)),
        clauses: [told.clause ?? clause],
      };
    },
    ...(told.isShownTerminal === undefined ? {} : { isShownTerminal: told.isShownTerminal }),
  };
}

function toldBy(request: TerminalRequest, asked: Asked, isStopped: boolean): Told {
  switch (request) {
    case 'TIOCSCTTY':
      return acquired(asked);
    case 'TIOCNOTTY':
      return asked.isDone ? left(asked) : open(REFUSED);
    case 'TIOCSPGRP':
      return isStopped ? stopped(asked) : moved(asked);
    case 'TIOCGPGRP':
      return asked.isDone ? foregroundAnswered(asked) : refusedToAsk(asked);
    case 'TIOCGSID':
      return asked.isDone ? sessionAnswered(asked) : refusedToAsk(asked);
  }
}

function seenOf(request: TerminalRequest, { of: { call }, isDone, errno }: Asked): string {
  const shown = terminalNumber(call)?.value;
  const result = call.result?.kind === 'value' ? call.result.value : 0;
  if (!isDone) return errno ?? String(result);
  if (request === 'TIOCGPGRP') return `ok pgid=${shown ?? '?'}`;
  return request === 'TIOCGSID' ? `ok sid=${shown ?? '?'}` : 'ok';
}

/** The word of the specification on a call of a process that has no terminal. */
function withoutTerminal(
  { state, terminals }: World,
  { pid }: Asked,
): Pick<Objection, 'allowed' | 'because'> {
  const session = sessionOf(state, pid) ?? 0;
  const why = terminals.without.has(pid)
    ? 'has given up its terminal, or its session’s leader has'
    : `has no terminal, since ${session}, the leader of its session, has ended (I13)`;
  return { allowed: ['ENOTTY'], because: `is refused: ${pid} ${why} (not-its-terminal)` };
}

/** Takes the result where the process may have a terminal. */
function ifTerminal(pid: Id, perform: Deed['perform']): Deed['perform'] {
  return (world) => (hasNoTerminal(world, pid) ? [] : perform(world));
}

/** TIOCSCTTY: only the leader of a session gets a terminal (I12). No log tells why a leader does not get one. */
function acquired({ pid, isDone, errno }: Asked): Told {
  const leads = ({ state }: World): boolean => sessionOf(state, pid) === pid;
  const mayLead = ({ state }: World): boolean => isStandIn(sessionOf(state, pid) ?? NO_BEARER);
  if (!isDone) {
    if (errno !== 'EPERM') return open(REFUSED);
    return {
      perform: (world) => [world],
      leftOpen: (world) => (leads(world) || mayLead(world) ? REFUSED : undefined),
    };
  }
  return {
    perform: (world) =>
      wherePossible(world, { processes: [pid], numbers: [pid] }, (at) => (leads(at) ? at : undefined)),
    objection: ({ state }) => ({
      allowed: ['EPERM'],
      because: `is refused: ${pid} is in session ${sessionOf(state, pid) ?? '?'}, and does not lead it (leads-no-session)`,
    }),
  };
}

/** TIOCNOTTY that is accepted. */
function left({ pid }: Asked): Told {
  return {
    perform: ifTerminal(pid, (world) => [withTerminalLeft(world, pid)]),
    forced: (world) => withTerminalLeft(world, pid),
  };
}

/** TIOCSPGRP that does not stop its caller. */
function moved(asked: Asked): Told {
  const { number, errno, isDone } = asked;
  if (errno === 'ENOTTY') return refusedToMove(asked);
  if (number === undefined || number === NO_BEARER) return isDone ? movedTo(asked, NO_BEARER) : open(OUTSIDE);
  if (isDone) return movedTo(asked, number);
  if (errno === 'ESRCH') return nobodys(asked, number);
  if (errno === 'EPERM') return anothers(asked, number);
  if (errno !== 'EINVAL') return open(REFUSED);
  if (number < 0) return { perform: (world) => [world] };
  if (!isTerminalThroughout(asked)) return open(REFUSED);
  return { perform: () => [], objection: (world) => objectionToMove(world, asked, number) };
}

/** The process that bears a number: any thread will do. */
function bearerOf({ recorded: { cast } }: Asked, number: Id): Id {
  return cast.thread(number)?.member.pid ?? number;
}

/** A number that is put into the foreground: of a group of the caller's session, or of a process in it. */
function movedTo(asked: Asked, number: Id): Told {
  const { pid } = asked;
  const bearer = bearerOf(asked, number);
  const isUnknown = ({ state, outsiders, initIsRecorded }: World): boolean =>
    number === NO_BEARER ||
    (!state.groups.has(number) &&
      (!state.processes.has(bearer) || outsiders.has(bearer)) &&
      isFromBefore(state, pid)) ||
    (bearer === INIT && !initIsRecorded && isFromBefore(state, pid));
  const attempt = (world: World): World | undefined =>
    number > 0 && (isOfItsSession(world, pid, number) || isOfItsSession(world, pid, bearer))
      ? withForeground(world, pid, number)
      : undefined;
  return {
    perform: ifTerminal(pid, (world) => {
      if (isUnknown(world)) return [withForeground(world, pid, number)];
      // All is known of a session that was made within the recording.
      const numbers = isFromBefore(world.state, pid) ? [bearer] : [];
      return wherePossible(world, { processes: [pid], numbers }, attempt);
    }),
    forced: (world) => withForeground(world, pid, number),
    objection: (world) => objectionToMove(world, asked, number),
    leftOpen: (world) => (isUnknown(world) && !hasNoTerminal(world, pid) ? OUTSIDE : undefined),
  };
}

function isFromBefore(state: World['state'], pid: Id): boolean {
  const session = sessionOf(state, pid);
  return session === undefined || (state.sessions.get(session)?.handles ?? 1) > 0;
}

/** The word of the specification on a number that is to be the foreground. */
function objectionToMove({ state }: World, asked: Asked, number: Id): Pick<Objection, 'allowed' | 'because'> {
  const { pid } = asked;
  const own = sessionOf(state, pid) ?? '?';
  if (number < 0)
    return { allowed: ['EINVAL'], because: 'is refused: the number is negative (negative-group)' };
  const bearer = bearerOf(asked, number);
  const session =
    state.groups.get(number)?.session ??
    sessionOf(state, bearer) ??
    (state.sessions.has(number) ? number : undefined);
  if (session === undefined && !idInUse(state, number))
    return { allowed: ['ESRCH'], because: `is refused: nothing bears ${number} (no-such-number)` };
  if (session !== sessionOf(state, pid))
    return {
      allowed: ['EPERM'],
      because: `is refused: ${number} is of session ${session ?? '?'}, and the caller of ${own} (number-of-another-session)`,
    };
  return { allowed: ['ok'], because: `is accepted: ${number} is of the caller’s session, ${own}` };
}

/** ESRCH: nothing bears the number. */
function nobodys(asked: Asked, number: Id): Told {
  const { pid, recorded } = asked;
  const isThread = bearerOf(asked, number) !== number;
  const isFree = ({ state, outsiders }: World): boolean =>
    !(state.processes.has(number) && !outsiders.has(number)) &&
    state.groups.get(number)?.handles !== 0 &&
    state.sessions.get(number)?.handles !== 0;
  return {
    perform: ifTerminal(pid, (world) =>
      number < 0
        ? []
        : wherePossible(world, { processes: [], numbers: [number].filter((one) => one > 0) }, (at) =>
            [at, withNobodyLeft(at, number)].find(isFree),
          ),
    ),
    objection: (world) => objectionToMove(world, asked, number),
    leftOpen: () => (isThread || recorded.cast.isLost(number) ? OUTSIDE : undefined),
  };
}

/** The world in which the zombies of a session that somebody outside may have freed are gone. */
function withNobodyLeft(world: World, session: Id): World {
  const { state } = world;
  const members = state.groups.where('session', session).flatMap((group) => membersOf(state, group));
  return withFreedOutside(
    world,
    members.filter((pid) => mayBeFreedOutside(world, pid)),
  );
}

/** EPERM: the number is in use, and not of the caller's session. */
function anothers(asked: Asked, number: Id): Told {
  const { pid } = asked;
  const isUnknown = ({ state }: World): boolean =>
    number > 0 && (!idInUse(state, number) || bearerOf(asked, number) !== number);
  return {
    perform: ifTerminal(pid, (world) => (number <= 0 || isOfItsSession(world, pid, number) ? [] : [world])),
    objection: (world) => objectionToMove(world, asked, number),
    leftOpen: (world) => (isUnknown(world) ? OUTSIDE : undefined),
  };
}

/** The terminal has sent SIGTTOU to the caller's group, which is in the background, and is not orphaned. */
function stopped({ pid }: Asked): Told {
  return {
    perform: ifTerminal(pid, (world) =>
      isOrphan(world, pid) === true || isInFront(world, pid) ? [] : [world],
    ),
    objection: (world) =>
      isInFront(world, pid)
        ? { allowed: ['ok'], because: `stops nobody: the group of ${pid} is the foreground` }
        : {
            allowed: ['ENOTTY'],
            because: `is refused: the group of ${pid} is orphaned (orphaned-in-the-background)`,
          },
  };
}

/** Whether a descriptor is the caller's terminal at a call that is answered: named so, proven later, or perhaps still what it was. */
function identityOf({ of: { call, member }, recorded }: Asked): 'sure' | (() => boolean) | undefined {
  const file = namedFile(call);
  if (file !== undefined) return file === 'slave' ? 'sure' : undefined;
  const number = descriptorOf(call);
  if (number === undefined) return undefined;
  if (recorded.provesLater(call, member)) return 'sure';
  const descriptor = member.descriptors.of(number);
  const { provenOn } = descriptor;
  return provenOn > 0 ? () => descriptor.provenOn > provenOn : undefined;
}

/** Whether a descriptor was the caller's terminal before and will be after a call that is refused, and is so between, too. */
function isTerminalThroughout({ of: { call, member }, recorded }: Asked): boolean {
  const number = descriptorOf(call);
  if (number === undefined || namedFile(call) === 'other') return false;
  return member.descriptors.of(number).provenOn > 0 && recorded.provesLater(call, member);
}

/** TIOCGPGRP: the number that was put into the foreground last. */
function foregroundAnswered(asked: Asked): Told {
  const { pid, number = NO_BEARER } = asked;
  const identity = identityOf(asked);
  if (identity === undefined) return open(WHICH);
  // A group outside of a pid namespace shows as 0 there.
  const isOutside = number === 0 && namespaceOf(asked.of.member) !== undefined;
  if (isOutside || number < 0 || number === NO_BEARER) return open(OUTSIDE);
  return {
    perform: ifTerminal(pid, (world) =>
      foregroundsOf(world, pid)?.includes(number) === false ? [] : [world],
    ),
    objection: (world) => {
      const allowed = foregroundsOf(world, pid) ?? [];
      return {
        allowed: allowed.map((one) => `ok pgid=${one}`),
        because: `answers ${allowed.join(' or ')}: what was put into the foreground last${allowed.length > 1 ? ', or the leader’s group, where it has its terminal anew' : ', or the group of the leader who got the terminal'}`,
      };
    },
    leftOpen: (world) => {
      // A descriptor that was its terminal's master still answers.
      if (hasNoTerminal(world, pid)) return identity === 'sure' ? undefined : WHICH;
      return foregroundsOf(world, pid) === undefined ? OUTSIDE : undefined;
    },
    ...(identity === 'sure' ? {} : { isShownTerminal: identity }),
  };
}

/** TIOCGSID: the session of the caller. */
function sessionAnswered(asked: Asked): Told {
  const { pid, number = NO_BEARER } = asked;
  const identity = identityOf(asked);
  if (identity === undefined) return open(WHICH);
  if (number <= 0 || number === NO_BEARER) return open(OUTSIDE);
  const isKnown = ({ state }: World): boolean => !isStandIn(sessionOf(state, pid) ?? NO_BEARER);
  return {
    perform: ifTerminal(pid, (world) => {
      if (!isKnown(world) && identity !== 'sure') return [world];
      const learnt = withSessionNumber(world, pid, number);
      return learnt === undefined ? [] : [learnt];
    }),
    objection: ({ state }) => {
      const session = sessionOf(state, pid) ?? '?';
      return {
        allowed: [`ok sid=${session}`],
        because: `answers ${session}: the terminal of a process serves the session that it is in (I11)`,
      };
    },
    leftOpen: (world) => {
      if (identity === 'sure') return undefined;
      if (hasNoTerminal(world, pid)) return WHICH;
      return isKnown(world) ? undefined : OUTSIDE;
    },
    ...(identity === 'sure' ? {} : { isShownTerminal: identity }),
  };
}

/** A question that is refused: wrong where the descriptor is the caller's terminal before it and after it. */
function refusedToAsk(asked: Asked): Told {
  const { pid, errno } = asked;
  if (errno === undefined || AMISS.has(errno) || !isTerminalThroughout(asked)) return open(REFUSED);
  return {
    perform: (world) => (errno === 'ENOTTY' && hasNoTerminal(world, pid) ? [world] : []),
    objection: () => ({
      allowed: ['ok'],
      because: `is answered: the descriptor is the terminal of ${pid} on the lines before and after`,
    }),
  };
}

/** ENOTTY to TIOCSPGRP: wrong there, but for an orphaned group in the background. */
function refusedToMove(asked: Asked): Told {
  const { pid } = asked;
  if (!isTerminalThroughout(asked)) return open(REFUSED);
  return {
    perform: (world) =>
      hasNoTerminal(world, pid) || (isOrphan(world, pid) !== false && !isInFront(world, pid)) ? [world] : [],
    objection: (world) => ({
      allowed: isInFront(world, pid) ? ['ok'] : ['ok', 'stopped'],
      because: `is not refused so: the descriptor is the terminal of ${pid} on the lines before and after, and its group is ${isInFront(world, pid) ? 'the foreground' : 'not orphaned'}`,
    }),
  };
}
