// Tells what each accepted POSIX command did, in one sentence.
import type { Id } from '../../contract/command.ts';
import type { PosixCommand, PosixName } from '../../contract/sets/posix.ts';
import { fieldsOf } from '../../contract/command.ts';
import { idsNamed } from '../describe-phrases.ts';
import type { Happened } from '../describe-phrases.ts';
import { childrenInOrder, groupOf, isZombie, processIn, reaperOf, sessionOf } from '../state.ts';
import type { State } from '../state.ts';

export const POSIX_EFFECTS: {
  readonly [Name in PosixName]: (happened: Happened, command: PosixCommand<Name>) => string;
} = {
  fork: ({ after }, { process, child }) =>
    `process ${process} forks ${child}, which runs in group ${groupOf(after, child)} of session ${sessionOf(after, child)}`,
  setsid: ({ before }, { process }) =>
    `process ${process} leaves group ${groupOf(before, process)} of session ${sessionOf(before, process)} and leads the new session ${process} and its group ${process}`,
  setpgid: ({ before, after }, { process, pid }) => {
    const target = pid === 0 ? process : pid;
    const [from, to] = [groupOf(before, target), groupOf(after, target) as Id];
    if (from === to) return `process ${target} is in group ${to} already, nothing changes`;
    const mover = target === process ? '' : `process ${process} moves its child: `;
    const kind = before.groups.has(to) ? 'group' : 'the new group';
    return `${mover}process ${target} goes from group ${from} to ${kind} ${to}`;
  },
  getpgid: ({ answer }, { process, pid }) =>
    `process ${pid === 0 ? process : pid} is in group ${field(answer, 'pgid')}`,
  getsid: ({ answer }, { process, pid }) =>
    `process ${pid === 0 ? process : pid} is in session ${field(answer, 'sid')}`,
  getppid: ({ answer }, { process }) => `the parent of process ${process} is ${field(answer, 'ppid')}`,
  execve: ({ before }, { process }) =>
    before.processes.get(process)?.executed
      ? `process ${process} executes a program again, nothing changes`
      : `process ${process} executes a program: its parent may not move it any more`,
  exit: (happened, { process, code }) =>
    `process ${process} exits with code ${code}; ${ending(happened, process)}`,
  waitpid: ({ answer }, { process }) =>
    field(answer, 'pid') === 0
      ? `process ${process} waits: none of the children asked for is a zombie, nothing changes`
      : `process ${process} waits: zombie ${field(answer, 'pid')} is gone, its status ${field(answer, 'status')}`,
  set_subreaper: (_, { process, on }) =>
    `process ${process} is ${on ? 'a subreaper now: orphans below it pass to it' : 'no subreaper now'}`,
  kill: (happened, { process, target, signal }) => {
    const { before } = happened;
    if (signal === 0)
      return `process ${process} asks for ${targetNamed(target)}: there is somebody, nothing changes`;
    if (before.processes.get(target)?.parent === null)
      return `process ${process} kills init, nothing changes: init never ends`;
    return isZombie(before, target)
      ? `process ${process} kills ${target}, a zombie already, nothing changes`
      : `process ${process} kills ${target}; ${ending(happened, target)}`;
  },
  ignore_sigchld: (_, { process, on }) =>
    on
      ? `process ${process} ignores SIGCHLD now: its children are freed as they end`
      : `process ${process} does not ignore SIGCHLD now: its children become zombies as they end`,
};

function field(answer: Happened['answer'], key: string): number | boolean | undefined {
  return 'ok' in answer ? fieldsOf(answer)[key] : undefined;
}

/** The words for whoever a target of kill names. */
export function targetNamed(target: number): string {
  if (target > 0) return `process ${target}`;
  if (target === 0) return 'its own group';
  return target === -1 ? 'anybody but init and itself' : `group ${-target}`;
}

/** The fate of a process that ends, and of its children. */
function ending({ before, after }: Happened, pid: Id): string {
  const children = childrenInOrder(before, pid);
  const kept = children.filter((child) => after.processes.has(child));
  const freed = children.filter((child) => !after.processes.has(child));
  const reaper = reaperOf(before, pid);
  return [
    after.processes.has(pid)
      ? `it is a zombie now, in group ${groupOf(before, pid)}`
      : isIgnoring(before, processIn(before, pid).parent)
        ? 'its parent ignores SIGCHLD: it is gone at once'
        : 'its parent waits for it: it is gone at once',
    ...(kept.length === 0
      ? []
      : [`${idsNamed('process', kept)} ${kept.length === 1 ? 'passes' : 'pass'} to its reaper ${reaper}`]),
    ...(freed.length === 0
      ? []
      : [
          `${idsNamed('process', freed)} ${freed.length === 1 ? 'is' : 'are'} gone, the reaper ${isIgnoring(before, reaper) ? 'ignoring SIGCHLD' : 'waiting'}`,
        ]),
  ].join('; ');
}

function isIgnoring(state: State, pid: Id | null): boolean {
  return pid !== null && processIn(state, pid).ignoresSigchld;
}
