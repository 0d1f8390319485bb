// The witnesses of the job-control commands: those of the POSIX commands, and the situations that terminals, stops and
// waits bring about.
import type { Id } from '../../contract/command.ts';
import type { JobControlCommand } from '../../contract/sets/job-control.ts';
import { POSIX_WITNESSES } from '../posix/witnesses.ts';
import type { Job, State } from '../state.ts';
import { groupOf, isZombie, membersOf, NO_CHILD, sessionOf } from '../state.ts';
import type { ModelStep, Witness } from '../witness.ts';
import { isInBackground, isOrphaned, jobOf } from './jobs.ts';

type Step = ModelStep<JobControlCommand>;

function anyProcess(state: State, fits: (pid: Id) => boolean): boolean {
  let found = false;
  state.processes.forEach((_, pid) => {
    found ||= fits(pid);
  });
  return found;
}

/** Whether a process has this part of job control after the step and had it not before. */
const begins = ({ before, after }: Step, has: (job: Job) => boolean): boolean =>
  anyProcess(after, (pid) => has(jobOf(after, pid)) && !has(jobOf(before, pid)));

/** Whether a call stopped its caller. */
const stopsCaller = (step: Step, name: JobControlCommand['name']): boolean =>
  step.command.name === name && begins(step, ({ stopped }) => stopped);

const OWN = {
  'stopped-and-continued': {
    sentence: 'a process that was stopped is continued',
    seen: (step) => begins(step, ({ continueReport }) => continueReport),
  },
  'stop-lost': {
    sentence: 'a stop is taken back before anybody has fetched it',
    seen: ({ before, after }) =>
      anyProcess(after, (pid) => jobOf(before, pid).stopReport !== 0 && jobOf(after, pid).continueReport),
  },
  'stop-discarded-by-an-orphaned-group': {
    sentence: 'SIGTSTP, SIGTTIN or SIGTTOU reaches a process of an orphaned group and does not stop it',
    seen: ({ before, command }) =>
      command.name === 'kill' &&
      ['TSTP', 'TTIN', 'TTOU'].includes(String(command.signal)) &&
      command.target > 1 &&
      before.processes.has(command.target) &&
      !isZombie(before, command.target) &&
      isOrphaned(before, groupOf(before, command.target) as Id),
  },
  'orphaned-group-told': {
    sentence: 'an exit orphans a group with a stopped member, which is sent SIGHUP and SIGCONT',
    seen: ({ before, command, after }) =>
      command.name === 'exit' &&
      anyProcess(after, (pid) => {
        const news = after.news.get(pid);
        return news?.hungUp === true && news.continued && jobOf(before, pid).stopped;
      }),
  },
  'terminal-acquired-by-open': {
    sentence: 'a session leader gets a controlling terminal by opening it',
    needs: ['open_terminal'],
    seen: (step) =>
      step.command.name === 'open_terminal' && begins(step, ({ terminal }) => terminal !== null),
  },
  'terminal-stolen': {
    sentence: 'a session leader takes the terminal of another session',
    needs: ['set_controlling_terminal'],
    seen: ({ before, command, after }) =>
      command.name === 'set_controlling_terminal' &&
      before.terminals.has(command.terminal) &&
      before.terminals.get(command.terminal)?.session !== after.terminals.get(command.terminal)?.session,
  },
  'terminal-lost-at-an-exit': {
    sentence: "a session loses its terminal by its leader's exit",
    needs: ['open_terminal'],
    seen: ({ before, command, after }) =>
      command.name === 'exit' && after.terminals.size < before.terminals.size,
  },
  'hang-up-remembered': {
    sentence: 'a leader that lost its terminal by a hang-up ends, and the foreground that it had is told',
    needs: ['hang_up', 'open_terminal'],
    seen: ({ before, command, after }) =>
      command.name === 'exit' && before.lostForegrounds.has(command.process) && after.news.size > 0,
  },
  'foreground-stale': {
    sentence: 'the foreground of a terminal is a number that nothing bears any more',
    needs: ['tcsetpgrp', 'open_terminal'],
    seen: ({ after }) => anyTerminal(after, ({ stale }) => stale),
  },
  'stale-number-used-again': {
    sentence: 'a group bears the number of a stale foreground and is in the background',
    needs: ['tcsetpgrp', 'open_terminal'],
    seen: ({ after }) => anyTerminal(after, ({ stale, group }) => stale && after.groups.has(group)),
  },
  'foreground-without-a-group': {
    sentence: 'the foreground is the number of a process that leads no group',
    needs: ['tcsetpgrp', 'open_terminal'],
    seen: ({ after }) =>
      anyTerminal(after, ({ stale, group }) => !stale && membersOf(after, group).length === 0),
  },
  'stopped-by-a-read': {
    sentence: 'a read from the background stops the whole group',
    needs: ['read_terminal', 'open_terminal'],
    seen: (step) => stopsCaller(step, 'read_terminal'),
  },
  'stopped-by-a-write': {
    sentence: 'a write from the background stops the whole group',
    needs: ['write_terminal', 'open_terminal'],
    seen: (step) => stopsCaller(step, 'write_terminal'),
  },
  'stopped-by-tcsetpgrp': {
    sentence: 'a tcsetpgrp from the background stops the whole group',
    needs: ['tcsetpgrp', 'open_terminal'],
    seen: (step) => stopsCaller(step, 'tcsetpgrp'),
  },
  'written-from-the-background': {
    sentence: 'a write from the background goes through',
    needs: ['write_terminal', 'open_terminal'],
    seen: ({ before, command, after }) =>
      command.name === 'write_terminal' &&
      isInBackground(before, command.process, command.terminal) &&
      !jobOf(after, command.process).stopped,
  },
  'hang-up-waits': {
    sentence: 'a SIGHUP waits for a stopped process to run',
    seen: (step) => begins(step, ({ pendingHangup }) => pendingHangup),
  },
  'interrupt-waits': {
    sentence: 'a SIGINT waits for a stopped process to run',
    needs: ['type', 'open_terminal'],
    seen: (step) => begins(step, ({ pendingInterrupt }) => pendingInterrupt),
  },
  'ended-by-an-interrupt': {
    sentence: 'a key ends a process of the foreground',
    needs: ['type', 'open_terminal'],
    seen: ({ before, command, after }) =>
      command.name === 'type' && anyProcess(before, (pid) => !isZombie(before, pid) && isOver(after, pid)),
  },
  'wait-blocks': {
    sentence: 'a wait blocks',
    amounts: { waits: 1 },
    seen: ({ before, after }) => after.waits.size > before.waits.size,
  },
  'wait-woken': {
    sentence: 'a wait that blocked ends with a child',
    amounts: { waits: 1 },
    seen: ({ after }) => anyNews(after, (woken) => woken > 0),
  },
  'wait-woken-with-no-child': {
    sentence: 'a wait that blocked ends with ECHILD',
    amounts: { waits: 1 },
    seen: ({ after }) => anyNews(after, (woken) => woken === NO_CHILD),
  },
  'wait-told-later': {
    sentence: 'a wait finds something as its process is stopped, and tells it when that is continued',
    amounts: { waits: 1 },
    seen: ({ before, after }) => {
      let found = false;
      before.waits.forEach((wait, pid) => {
        found ||= wait.found !== 0 && !after.waits.has(pid) && !isOver(after, pid);
      });
      return found;
    },
  },
  'wait-of-nobody': {
    sentence: 'a wait goes on though no child that it asks for is left',
    amounts: { waits: 1 },
    seen: ({ after }) => {
      let found = false;
      after.waits.forEach(({ pid, group, stale }, process) => {
        const children = after.processes.where('parent', process);
        const isAsked = (child: Id): boolean => !stale && groupOf(after, child) === group;
        found ||= (pid === 0 || pid < -1) && !children.some(isAsked);
      });
      return found;
    },
  },
  'zombie-of-a-terminal': {
    sentence: 'a zombie has a controlling terminal still',
    needs: ['open_terminal'],
    seen: ({ after }) =>
      anyProcess(after, (pid) => isZombie(after, pid) && jobOf(after, pid).terminal !== null),
  },
  'session-member-without-its-terminal': {
    sentence: 'a terminal serves a session of which a process has it not',
    needs: ['open_terminal'],
    seen: ({ after }) =>
      anyTerminal(after, ({ session }) =>
        anyProcess(after, (pid) => sessionOf(after, pid) === session && jobOf(after, pid).terminal === null),
      ),
  },
} satisfies Readonly<Record<string, Witness<JobControlCommand>>>;

function anyTerminal(
  { terminals }: State,
  fits: (terminal: { readonly session: Id; readonly group: Id; readonly stale: boolean }) => boolean,
): boolean {
  let found = false;
  terminals.forEach((terminal) => {
    found ||= fits(terminal);
  });
  return found;
}

function anyNews({ news }: State, fits: (woken: number) => boolean): boolean {
  let found = false;
  news.forEach(({ woken }) => {
    found ||= fits(woken);
  });
  return found;
}

/** Whether a process has ended, freed or not. */
function isOver(state: State, pid: Id): boolean {
  return state.processes.get(pid)?.zombie !== false;
}

export const JOB_CONTROL_WITNESSES = { ...POSIX_WITNESSES, ...OWN };
