// Tells what each accepted job-control command did, in one sentence.
import type { Id } from '../../contract/command.ts';
import type { JobControlCommand, JobControlName } from '../../contract/sets/job-control.ts';
import { fieldsOf } from '../../contract/command.ts';
import { idsNamed } from '../describe-phrases.ts';
import type { Happened } from '../describe-phrases.ts';
import { POSIX_EFFECTS, targetNamed } from '../posix/sentences.ts';
import type { State } from '../state.ts';
import { NO_CHILD } from '../state.ts';
import { jobOf } from './jobs.ts';

type Told = {
  readonly [Name in JobControlName]: (happened: Happened, command: JobControlCommand<Name>) => string;
};

const OWN: Told = {
  ...POSIX_EFFECTS,
  waitpid: (happened, command) => {
    const status = field(happened, 'status');
    if (field(happened, 'pid') === 0)
      return `process ${command.process} waits: none of the children asked for has anything to report, ${field(happened, 'blocked') === true ? 'it sleeps' : 'nothing changes'}`;
    if (typeof status !== 'number' || happened.after.processes.size < happened.before.processes.size)
      return POSIX_EFFECTS.waitpid(happened, command);
    const how = status === 0xffff ? 'was continued' : `was stopped by signal ${status >> 8}`;
    return `process ${command.process} waits: child ${field(happened, 'pid')} ${how}, which is fetched`;
  },
  kill: (happened, command) => {
    const { process, target, signal } = command;
    if (signal === 0 || signal === 9) return POSIX_EFFECTS.kill(happened, { ...command, signal });
    return `process ${process} sends SIG${signal} to ${targetNamed(target)}`;
  },
  open_terminal: ({ before, after }, { process, terminal }) => {
    if (jobOf(before, process).terminal === terminal)
      return `process ${process} opens terminal ${terminal}, its controlling terminal already`;
    return jobOf(after, process).terminal === terminal
      ? acquires(process, terminal)
      : `process ${process} opens terminal ${terminal}, which does not become its controlling terminal`;
  },
  set_controlling_terminal: ({ before, after }, { process, terminal }) => {
    if (jobOf(before, process).terminal === terminal)
      return `process ${process} has terminal ${terminal} already`;
    const lost = before.terminals.get(terminal)?.session;
    const stolen = lost === undefined || lost === process ? '' : `; session ${lost} loses it`;
    return `${acquires(process, terminal)}${stolen && after.terminals.has(terminal) ? stolen : ''}`;
  },
  leave_terminal: ({ before }, { process, terminal }) =>
    before.terminals.get(terminal)?.session === process
      ? `process ${process} gives up terminal ${terminal} for its whole session; the foreground gets SIGHUP and SIGCONT`
      : `process ${process} alone leaves terminal ${terminal}`,
  tcsetpgrp: (happened, { process, terminal, group }) => {
    if (isStopped(happened)) return stopsAll(process, 'SIGTTOU');
    const what = happened.before.groups.has(group) ? `group ${group}` : `${group}, which is no group,`;
    return `process ${process} puts ${what} into the foreground of terminal ${terminal}`;
  },
  tcgetpgrp: (happened, { terminal }) =>
    `the foreground of terminal ${terminal} is ${field(happened, 'pgid') === 0 ? 'none' : `group ${field(happened, 'pgid')}`}`,
  tcgetsid: (happened, { terminal }) => `terminal ${terminal} serves session ${field(happened, 'sid')}`,
  open_dev_tty: ({ before }, { process }) =>
    `process ${process} opens its controlling terminal, ${jobOf(before, process).terminal}`,
  read_terminal: (happened, { process, terminal }) =>
    isStopped(happened) ? stopsAll(process, 'SIGTTIN') : `process ${process} reads from terminal ${terminal}`,
  write_terminal: (happened, { process, terminal }) =>
    isStopped(happened) ? stopsAll(process, 'SIGTTOU') : `process ${process} writes to terminal ${terminal}`,
  hang_up: ({ before }, { terminal }) => {
    const session = before.terminals.get(terminal)?.session;
    return session === undefined
      ? `terminal ${terminal} is hung up, and serves no session`
      : `terminal ${terminal} is hung up: session ${session} loses it, its leader gets SIGHUP and SIGCONT`;
  },
  type: ({ before }, { terminal, key }) => {
    const foreground = before.terminals.get(terminal);
    const signal = key === '^C' ? 'SIGINT' : 'SIGTSTP';
    return foreground === undefined || foreground.stale
      ? `${key} is typed at terminal ${terminal}, which has nobody in its foreground`
      : `${key} is typed at terminal ${terminal}: group ${foreground.group} gets ${signal}`;
  },
};

/** Each with what happened to others: who was stopped or continued, who was told what, whose wait ended. */
export const JOB_CONTROL_EFFECTS: Told = Object.fromEntries(
  Object.entries(OWN).map(([name, sentence]) => [
    name,
    (happened: Happened, command: never) =>
      [
        (sentence as (happened: Happened, command: never) => string)(happened, command),
        ...others(happened),
      ].join('; '),
  ]),
) as unknown as Told;

function others({ before, after }: Happened): string[] {
  const stopped: Id[] = [];
  const continued: Id[] = [];
  const hungUp: Id[] = [];
  const woken: string[] = [];
  after.processes.forEach((_, pid) => {
    const [was, is] = [jobOf(before, pid).stopped, jobOf(after, pid).stopped];
    if (is && !was) stopped.push(pid);
    if (was && !is && !isOver(after, pid)) continued.push(pid);
    const news = after.news.get(pid);
    if (news?.hungUp === true) hungUp.push(pid);
    if (news !== undefined && news.woken !== 0)
      woken.push(
        `the wait of process ${pid} ends with ${news.woken === NO_CHILD ? 'ECHILD' : `child ${news.woken}, status ${news.wokenStatus}`}`,
      );
  });
  return [
    ...(stopped.length === 0 ? [] : [`${idsNamed('process', stopped)} stopped`]),
    ...(continued.length === 0 ? [] : [`${idsNamed('process', continued)} continued`]),
    ...(hungUp.length === 0 ? [] : [`SIGHUP reaches ${idsNamed('process', hungUp)}`]),
    ...woken,
  ];
}

function isOver(state: State, pid: Id): boolean {
  return state.processes.get(pid)?.zombie !== false;
}

function field({ answer }: Happened, key: string): number | boolean | undefined {
  return 'ok' in answer ? fieldsOf(answer)[key] : undefined;
}

function isStopped(happened: Happened): boolean {
  return field(happened, 'stopped') === true;
}

function stopsAll(process: Id, signal: string): string {
  return `process ${process} is in the background: its whole group gets ${signal}, and nothing else happens`;
}

function acquires(process: Id, terminal: Id): string {
  return `terminal ${terminal} is the controlling terminal of process ${process} now, whose group is in the foreground`;
}
