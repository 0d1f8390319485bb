// The witnesses of the POSIX commands: the situations that both sets share, and those that only these bring
// about.
import type { Id } from '../../contract/command.ts';
import { INIT } from '../../contract/command.ts';
import type { PosixCommand } from '../../contract/sets/posix.ts';
import type { State } from '../state.ts';
import { childrenInOrder, childrenOf, groupOf, isRunning, isZombie, membersOf, sessionOf } from '../state.ts';
import type { ModelStep, Witness } from '../witness.ts';
import { WITNESSES } from '../hierarchy/witnesses.ts';

/** A process that ends in this step: by its own exit, or killed. */
function endsIn({ before, command }: ModelStep<PosixCommand>): Id | undefined {
  if (command.name === 'exit') return command.process;
  const killed = command.name === 'kill' && command.signal === 9 ? command.target : INIT;
  return killed !== INIT && isRunning(before, killed) ? killed : undefined;
}

/** Setpgid's target, and the group it is in before and after; `undefined` where nobody moves. */
function moveIn({
  before,
  command,
  after,
}: ModelStep<PosixCommand>):
  | { readonly caller: Id; readonly target: Id; readonly from: Id; readonly to: Id }
  | undefined {
  if (command.name !== 'setpgid') return undefined;
  const target = command.pid === 0 ? command.process : command.pid;
  const from = groupOf(before, target);
  const to = groupOf(after, target);
  return from === undefined || to === undefined || from === to
    ? undefined
    : { caller: command.process, target, from, to };
}

function wasFreed({ before, after }: ModelStep<PosixCommand>, pid: Id): boolean {
  return before.processes.has(pid) && !after.processes.has(pid);
}

function isLeaderLost(state: State, sid: Id): boolean {
  return state.sessions.has(sid) && !state.processes.has(sid);
}

/** Those of the hierarchy commands that the POSIX commands bring about too. */
const SHARED = {
  'session-outlives-its-leader': WITNESSES['session-outlives-its-leader'],
  'group-outlives-its-leader': WITNESSES['group-outlives-its-leader'],
  'leader-left-its-group': WITNESSES['leader-left-its-group'],
  'session-without-its-first-group': WITNESSES['session-without-its-first-group'],
  'zombie-keeps-its-group': WITNESSES['zombie-keeps-its-group'],
  'zombie-keeps-a-session': WITNESSES['zombie-keeps-a-session'],
  'zombie-adopted': WITNESSES['zombie-adopted'],
  'subreaper-adopts': WITNESSES['subreaper-adopts'],
  'reaper-is-no-parent': WITNESSES['reaper-is-no-parent'],
  'session-of-many-groups': WITNESSES['session-of-many-groups'],
};

const OWN = {
  'namesake-rejoins-its-group': {
    sentence: 'a process returns to the living group that bears its pid',
    seen: (step) => {
      const move = moveIn(step);
      return move !== undefined && move.to === move.target && step.before.groups.has(move.to);
    },
  },
  'parent-makes-a-group': {
    sentence: 'a parent puts its child into a new group of its own',
    seen: (step) => {
      const move = moveIn(step);
      return move !== undefined && move.caller !== move.target && !step.before.groups.has(move.to);
    },
  },
  'group-made-of-a-zombie': {
    sentence: 'a group is made whose only member is a zombie',
    seen: (step) => {
      const move = moveIn(step);
      return move !== undefined && isZombie(step.before, move.target) && !step.before.groups.has(move.to);
    },
  },
  'zombies-are-joined': {
    sentence: 'a running process joins a group of zombies alone',
    seen: (step) => {
      const move = moveIn(step);
      const members = move === undefined ? [] : membersOf(step.before, move.to);
      return (
        members.length > 0 &&
        members.every((pid) => isZombie(step.before, pid)) &&
        isRunning(step.before, move?.target ?? INIT)
      );
    },
  },
  'freed-without-a-wait': {
    sentence: 'a process is freed as it ends, its parent ignoring SIGCHLD',
    needs: ['ignore_sigchld'],
    seen: (step) => {
      const ending = endsIn(step);
      return ending !== undefined && wasFreed(step, ending);
    },
  },
  'zombie-freed-by-its-adopter': {
    sentence: 'a zombie is freed as it passes to a reaper that ignores SIGCHLD',
    needs: ['ignore_sigchld'],
    seen: (step) => {
      const ending = endsIn(step);
      return ending !== undefined && childrenOf(step.before, ending).some((child) => wasFreed(step, child));
    },
  },
  'waits-out-of-turn': {
    sentence: 'a wait for a group or a process frees another zombie than the first',
    seen: ({ before, command, after }) => {
      if (command.name !== 'waitpid') return false;
      const first = childrenInOrder(before, command.process).find((child) => isZombie(before, child));
      return (
        first !== undefined && after.processes.has(first) && after.processes.size < before.processes.size
      );
    },
  },
  'order-is-not-that-of-ids': {
    sentence: 'a wait for any child frees another zombie than the one with the lowest id',
    ordersIds: true,
    seen: (step) => {
      const { before, command } = step;
      if (command.name !== 'waitpid' || command.pid !== -1) return false;
      const lowest = childrenOf(before, command.process).find((child) => isZombie(before, child));
      return lowest !== undefined && step.after.processes.has(lowest);
    },
  },
  'waits-in-another-session': {
    sentence: 'a parent frees a child of another session',
    seen: (step) => {
      const { before, command } = step;
      if (command.name !== 'waitpid') return false;
      const session = sessionOf(before, command.process);
      return childrenOf(before, command.process).some(
        (child) => wasFreed(step, child) && sessionOf(before, child) !== session,
      );
    },
  },
  'killed-by-another': {
    sentence: 'a process is killed by one that is not its parent',
    needs: ['kill'],
    seen: (step) => {
      const { before, command } = step;
      return (
        command.name === 'kill' &&
        endsIn(step) !== undefined &&
        before.processes.get(command.target)?.parent !== command.process
      );
    },
  },
  'group-made-in-a-leaderless-session': {
    sentence: 'a group is made in a session whose leader was freed',
    seen: (step) => {
      const move = moveIn(step);
      return (
        move !== undefined &&
        !step.before.groups.has(move.to) &&
        isLeaderLost(step.before, sessionOf(step.before, move.target) as Id)
      );
    },
  },
} satisfies Readonly<Record<string, Witness<PosixCommand>>>;

export const POSIX_WITNESSES = { ...SHARED, ...OWN };
