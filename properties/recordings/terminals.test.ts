// Goal: results about controlling terminals are judged: a lie about one is told by its line and the clause that decides, and no right
// log is told to be wrong for the terminals that it does not show.
// Method: recordings of real programs with one line changed; then logs of a few lines, each beside a twin in which one word is wrong,
// and right ones that seem wrong where a descriptor, a hang-up, an order or somebody outside is overlooked.
import { describe, expect, test } from 'vitest';
import { explain } from '../../src/engines/recordings/explain.ts';
import { recordingNames, eventsOfRecording, textOfLog } from '../support/recorded-logs.ts';
import { eventsOfLog } from '../support/told-events.ts';
import { explanationOfLines, twinLogs, wrongIn } from '../support/twin-logs.ts';

/** A lie about a terminal: in which recording, on which line, the words that are changed, and the clause that decides. */
interface Lie {
  readonly recording: string;
  readonly line: number;
  readonly was: string;
  readonly becomes: string;
  readonly clauses: string;
  readonly allowed: string;
}

const NOT_RETURNED = '? ERESTARTSYS (To be restarted if SA_RESTART is set)';
const CHILD_ENDED = /--- SIGCHLD.*---/;

function lie(recording: string, line: number, change: string, clauses: string, allowed: string): Lie {
  const [was = '', becomes = ''] = change.split(' ~> ');
  return { recording, line, was, becomes, clauses, allowed };
}

const LIES: readonly Lie[] = [
  lie('script_cmd', 24, '[10413] ~> [10420]', 'J7', 'ok pgid=10413'),
  lie('script_cmd', 50, '[10420] ~> [10418]', 'J7', 'ok pgid=10420, ok pgid=10419'),
  lie('bash_hangup', 53, '[10190] ~> [10203]', 'J7', 'ok pgid=10190'),
  lie('bash_hangup', 53, '[10190]) = 0 ~> 0x7ffc) = -1 ENOTTY (lie)', 'J7', 'ok'),
  lie('zoo_tty', 6, '[17383] ~> [17391]', 'J7', 'ok sid=17383'),
  lie('script_cmd', 49, '[10420] ~> [10418]', 'J6', 'EPERM'),
  lie('zoo_tty', 7, '= -1 ESRCH (No such process) ~> = 0', 'J6', 'ESRCH'),
  lie('zoo_tty', 20, '= 0 ~> = -1 ESRCH (lie)', 'J6', 'ok'),
  lie('zoo_tty', 20, '= 0 ~> = -1 EPERM (lie)', 'J6', 'ok'),
  lie('zoo_tty', 20, '[17391] ~> [-17391]', 'J6', 'EINVAL'),
  lie('zoo_tty', 22, `-1 ENOTTY (Inappropriate ioctl for device) ~> ${NOT_RETURNED}`, 'J6', 'ENOTTY'),
  lie('bash_hangup', 36, '= 0 ~> = -1 ENOTTY (lie)', 'J6', 'ok'),
  lie('bash_hangup', 36, `= 0 ~> = ${NOT_RETURNED}`, 'J6', 'ok'),
  lie('script_cmd', 49, 'TIOCSPGRP, [10420] ~> TIOCSCTTY, 0', 'J4', 'EPERM'),
  lie('zoo_tty', 45, 'TIOCGPGRP, [17383] ~> TIOCSCTTY, 1', 'J4', 'EPERM'),
  lie('script_cmd', 98, ' ~> --- stopped by SIGTSTP ---', 'J1, I14', 'nothing'),
  lie('bash_hangup', 64, ' ~> --- stopped by SIGTTIN ---', 'J1, I14', 'nothing'),
];

/** The lines of a recording with a lie in them; a lie that changes no word takes the place of a signal that tells of a child. */
function linesWith({ recording, line, was, becomes }: Lie): readonly string[] {
  const lines = textOfLog(recording).trimEnd().split('\n');
  const text = lines[line - 1] ?? '';
  const changed = was === '' ? text.replace(CHILD_ENDED, becomes) : text.replace(was, becomes);
  if (changed === text) throw new Error(`${recording}:${line} has no ${was}: ${text}`);
  return lines.with(line - 1, changed);
}

describe('a lie about a terminal in a recording of a real program', () => {
  test.each(LIES.map((one) => [`${one.recording}:${one.line}, ${one.was} ~> ${one.becomes}`, one] as const))(
    'the explanation names the line, what is allowed there and the clause of %s',
    async (_, one) => {
      const explanation = await explain(eventsOfLog(linesWith(one)));
      const [first] = explanation.unexplained;
      expect(explanation.verdict).toBe('fail');
      expect(first).toMatchObject({ line: one.line, clauses: one.clauses.split(', ') });
      expect(first?.allowed.join(', ')).toBe(one.allowed);
    },
  );

  test('a process that outlives the leader of its session is refused its terminal', async () => {
    const lines = textOfLog('bash_hangup').trimEnd().split('\n');
    const after = '10203 1795353101.0 ioctl(255, TIOCSPGRP, [10203]) = 0';
    const { unexplained } = await explain(eventsOfLog([...lines.slice(0, 123), after, ...lines.slice(123)]));
    expect(unexplained).toMatchObject([{ line: 124, allowed: ['ENOTTY'], clauses: ['J6'] }]);
    expect(unexplained[0]?.sentence).toBe(
      '10203 tcsetpgrp 10203 is refused: 10203 has no terminal, since 10190, the leader of its session, has ended (I13) (not-its-terminal)',
    );
  });
});

describe('the terminals of recordings of real programs', () => {
  test('all recordings together have 319 results about terminals that are judged, and 192 that are left open', async () => {
    let [judged, open] = [0, 0];
    for (const name of recordingNames()) {
      const { counts } = await explain(eventsOfRecording(name));
      judged += counts.terminals;
      open += counts.terminalsOpen;
    }
    expect({ judged, open }).toEqual({ judged: 319, open: 192 });
  });
});

/** A shell, 10, that leads session 10 with a terminal, and has put itself into the foreground. */
const SHELL = `
  10 execve("ctty", [...], [...]) = 0
  10 setsid() = 10
  10 ioctl(3, TIOCSCTTY, 0) = 0
  10 execve("sh", [...], [...]) = 0
  10 ioctl(9, TIOCSPGRP, [10]) = 0`;
const FORK = 'clone(child_stack=NULL, flags=SIGCHLD)';
const ENOTTY = '-1 ENOTTY (Inappropriate ioctl for device)';
/** A job, 11, in a group of its own. */
const JOB = `${SHELL}
  10 ${FORK} = 11
  11 setpgid(0, 0) = 0`;

/** The verdicts on a log and on its twin, which has one word that is wrong. */
async function verdictsOn(log: string): Promise<readonly string[]> {
  const { right, wrong, line } = twinLogs(log);
  const verdicts = [];
  for (const lines of [right, wrong]) verdicts.push(wrongIn(await explanationOfLines(lines)));
  return verdicts.map((verdict) => verdict.replace(String(line), 'HERE'));
}

/** The verdict on a log, and how many of its results about terminals are judged and left open. */
async function judged(log: string): Promise<string> {
  const explanation = await explain(
    eventsOfLog(
      log
        .trim()
        .split('\n')
        .map((line) => line.trim()),
    ),
  );
  const { terminals, terminalsOpen } = explanation.counts;
  return `${wrongIn(explanation)}, ${terminals} judged, ${terminalsOpen} open`;
}

describe('one wrong word about a terminal', () => {
  test.each([
    [
      'a foreground is the group that was put there last',
      `${JOB}
      10 ioctl(9, TIOCSPGRP, [11]) = 0
      10 ioctl(9, TIOCGPGRP, [11]) ~> [12]) = 0
      10 ioctl(9, TIOCSPGRP, [10]) = 0`,
    ],
    [
      'a foreground is the group of the leader before anybody moves it',
      `
      10 execve("ctty", [...], [...]) = 0
      10 setsid() = 10
      10 ioctl(3, TIOCSCTTY, 0) = 0
      10 ioctl(3, TIOCGPGRP, [10]) ~> [9]) = 0
      10 ioctl(3, TIOCSPGRP, [10]) = 0`,
    ],
    [
      'a number of another session is refused',
      `${SHELL}
      10 ${FORK} = 11
      11 setsid() = 11
      10 ioctl(9, TIOCSPGRP, [11]) = -1 EPERM (Operation not permitted) ~> 0`,
    ],
    [
      'a process that leads no group may be put into the foreground',
      `${SHELL}
      10 ${FORK} = 11
      10 ioctl(9, TIOCSPGRP, [11]) = 0 ~> -1 EPERM (Operation not permitted)`,
    ],
    [
      'nobody who gave up the terminal has it back',
      `${JOB}
      11 ioctl(9, TIOCNOTTY) = 0
      11 ioctl(9, TIOCSPGRP, [11]) = ${ENOTTY} ~> 0`,
    ],
    [
      'a child of somebody who gave up the terminal has none',
      `${JOB}
      11 ioctl(9, TIOCNOTTY) = 0
      11 ${FORK} = 12
      12 ioctl(9, TIOCSPGRP, [11]) = ${ENOTTY} ~> 0`,
    ],
    [
      'the leader gives up the terminal for its whole session',
      `${JOB}
      10 ioctl(9, TIOCNOTTY) = 0
      11 ioctl(9, TIOCSPGRP, [11]) = ${ENOTTY} ~> 0`,
    ],
    [
      'nobody gives up the terminal twice',
      `${JOB}
      11 ioctl(9, TIOCNOTTY) = 0
      11 ioctl(9, TIOCNOTTY) = ${ENOTTY} ~> 0`,
    ],
    [
      'a terminal is taken by the leader of a session alone',
      `${JOB}
      11 ioctl(9, TIOCSCTTY, 0) = -1 EPERM (Operation not permitted) ~> 0`,
    ],
    [
      'the session of the terminal is that of the caller',
      `${JOB}
      10 ioctl(9, TIOCGSID, [10]) ~> [11]) = 0
      10 ioctl(9, TIOCSPGRP, [10]) = 0`,
    ],
    [
      'a job of a shell can be stopped, and its leader cannot',
      `${JOB}
      11 --- SIGTSTP {si_signo=SIGTSTP, si_code=SI_KERNEL} ---
      10 getsid(0) = 10
      10 getsid(0) = 10
      11 ~> 10 --- stopped by SIGTSTP ---`,
    ],
    [
      'a group is orphaned by the end of the shell',
      `${SHELL}
      10 ${FORK} = 11
      11 setpgid(0, 0) = 0
      11 ${FORK} = 12
      11 exit_group(0) = ?
      11 +++ exited with 0 +++
      12 getpgrp() = 11
      12 --- stopped by SIGSTOP ~> SIGTTIN ---`,
    ],
  ])('%s', async (_, log) => {
    expect(await verdictsOn(log)).toEqual(['pass', 'fail HERE']);
  });

  test('a terminal that strace names is judged from the first question on', async () => {
    expect(
      await verdictsOn(`
        10 execve("ctty", [...], [...]) = 0
        10 setsid() = 10
        10 ioctl(3</dev/pts/7>, TIOCSCTTY, 0) = 0
        10 ${FORK} = 11
        11 ioctl(0</dev/pts/7<char 136:7>>, TIOCGPGRP, [10]) ~> [11]) = 0`),
    ).toEqual(['pass', 'fail HERE']);
  });

  test('what contradicts the foreground is left open where the descriptor may have become another file', async () => {
    const lines = `${JOB}
      10 ioctl(9, TIOCSPGRP, [11]) = 0
      10 ioctl(9, TIOCGPGRP, [77]) = 0
      10 exit_group(0) = ?
      10 +++ exited with 0 +++`;
    expect(await judged(lines)).toBe('inconclusive, 3 judged, 1 open');
  });
});

describe('a log without -f', () => {
  test('a foreground that a child may have set, which shows no line, is left open', async () => {
    const log = (foreground: number): string => `${SHELL}
      10 ${FORK} = 11
      10 setpgid(11, 11) = 0
      10 ioctl(9, TIOCGPGRP, [${foreground}]) = 0
      10 ioctl(9, TIOCSPGRP, [10]) = 0
      10 wait4(-1, NULL, 0, NULL) = 11
      10 exit_group(0) = ?
      10 +++ exited with 0 +++`;
    expect(await judged(log(10))).toBe('inconclusive, 4 judged, 0 open');
    expect(await judged(log(11))).toBe('inconclusive, 3 judged, 1 open');
  });
});

describe('a right log that seems to be wrong about its terminals', () => {
  test.each([
    [
      'a leader that has lost its terminal, and opened another, has its own group in front',
      `${JOB}
      10 ioctl(9, TIOCSPGRP, [11]) = 0
      10 ioctl(9, TIOCGPGRP, [10]) = 0
      10 ioctl(9, TIOCSPGRP, [10]) = 0`,
      'pass, 5 judged, 0 open',
    ],
    [
      'a master shows the foreground of another session',
      `${JOB}
      11 setsid() = -1 EPERM (Operation not permitted)
      10 ioctl(5, TIOCGPGRP, [77]) = 0
      10 ioctl(5, TIOCGSID, [76]) = 0`,
      'pass, 2 judged, 2 open',
    ],
    [
      'a master by its name shows the foreground of another session',
      `${SHELL}
      10 ioctl(5</dev/ptmx>, TIOCGPGRP, [77]) = 0`,
      'pass, 2 judged, 1 open',
    ],
    [
      'a descriptor that was closed is another file',
      `${SHELL}
      10 close(9) = 0
      10 ioctl(9, TIOCGPGRP, [77]) = 0
      10 ioctl(8, TIOCSPGRP, [10]) = 0`,
      'pass, 3 judged, 1 open',
    ],
    [
      'a question may be answered before the foreground is moved, though it returns later',
      `${JOB}
      10 ioctl(9, TIOCGPGRP <unfinished ...>
      11 ioctl(9, TIOCSPGRP, [11]) = 0
      10 <... ioctl resumed>, [10]) = 0
      10 ioctl(9, TIOCSPGRP, [10]) = 0`,
      'pass, 5 judged, 0 open',
    ],
    [
      'a question may be answered after the foreground is moved, though it returns earlier',
      `${JOB}
      11 ioctl(9, TIOCSPGRP, [11] <unfinished ...>
      10 ioctl(9, TIOCGPGRP, [11]) = 0
      11 <... ioctl resumed>) = 0
      10 ioctl(9, TIOCSPGRP, [10]) = 0`,
      'pass, 5 judged, 0 open',
    ],
    [
      'a group may be put into the foreground by a call that overlaps the one that makes it',
      `${SHELL}
      10 ${FORK} = 11
      11 setpgid(0, 0 <unfinished ...>
      10 ioctl(9, TIOCSPGRP, [11]) = 0
      11 <... setpgid resumed>) = 0`,
      'pass, 3 judged, 0 open',
    ],
    [
      'a move of the foreground in which its caller was killed may have happened',
      `${JOB}
      11 ioctl(9, TIOCSPGRP, [11] <unfinished ...>) = ?
      11 +++ killed by SIGKILL +++
      10 ioctl(9, TIOCGPGRP, [11]) = 0
      10 ioctl(9, TIOCSPGRP, [10]) = 0`,
      'pass, 4 judged, 0 open',
    ],
    [
      'a stale foreground shows the number of a group that is gone',
      `${JOB}
      10 ioctl(9, TIOCSPGRP, [11]) = 0
      11 exit_group(0) = ?
      11 +++ exited with 0 +++
      10 wait4(-1, NULL, 0, NULL) = 11
      10 ioctl(9, TIOCGPGRP, [11]) = 0
      10 ioctl(9, TIOCSPGRP, [10]) = 0`,
      'pass, 5 judged, 0 open',
    ],
    [
      'a session from before the recording has members that no line shows',
      `
      10 execve("sh", [...], [...]) = 0
      10 getsid(0) = 5
      10 ioctl(9, TIOCGPGRP, [7]) = 0
      10 ioctl(9, TIOCSPGRP, [8]) = 0
      10 ioctl(9, TIOCGPGRP, [9]) = 0
      10 ioctl(9, TIOCSPGRP, [8]) = 0
      10 --- stopped by SIGTTIN ---`,
      'pass, 0 judged, 5 open',
    ],
    [
      'a stop is taken before the line that orphans the group',
      `${SHELL}
      10 ${FORK} = 11
      11 setpgid(0, 0) = 0
      11 --- SIGTSTP {si_signo=SIGTSTP, si_code=SI_KERNEL} ---
      10 exit_group(0) = ?
      10 +++ exited with 0 +++
      11 --- stopped by SIGTSTP ---`,
      'pass, 3 judged, 0 open',
    ],
    [
      'a group is not orphaned that has a subreaper of its session for a parent',
      `
      10 execve("ctty", [...], [...]) = 0
      10 setsid() = 10
      10 prctl(PR_SET_CHILD_SUBREAPER, 1) = 0
      10 ${FORK} = 11
      11 setpgid(0, 0) = 0
      11 ${FORK} = 12
      11 exit_group(0) = ?
      11 +++ exited with 0 +++
      12 getppid() = 10
      12 --- stopped by SIGTSTP ---`,
      'pass, 1 judged, 0 open',
    ],
    [
      'an orphaned group in the background is refused, and one that ignores SIGTTOU is not',
      `${JOB}
      10 ioctl(9, TIOCSPGRP, [11]) = 0
      10 ioctl(9, TIOCSPGRP, [10]) = ${ENOTTY}
      10 ioctl(9, TIOCSPGRP, [10]) = 0`,
      'pass, 5 judged, 0 open',
    ],
    [
      'a program that is executed has other files',
      `${SHELL}
      10 execve("less", [...], [...]) = 0
      10 ioctl(9, TIOCGPGRP, 0x7ffc) = ${ENOTTY}
      10 ioctl(9, TIOCSPGRP, [10]) = 0`,
      'pass, 3 judged, 1 open',
    ],
    [
      'a number that is used again is that of a process which has lost nothing',
      `${JOB}
      11 ioctl(9, TIOCNOTTY) = 0
      11 exit_group(0) = ?
      11 +++ exited with 0 +++
      10 wait4(-1, NULL, 0, NULL) = 11
      10 ${FORK} = 11
      11 ioctl(9, TIOCSPGRP, [11]) = 0`,
      'pass, 4 judged, 0 open',
    ],
    [
      'the leader of a new session may take a terminal again',
      `${JOB}
      11 ioctl(9, TIOCNOTTY) = 0
      11 ${FORK} = 12
      12 setsid() = 12
      12 ioctl(4, TIOCSCTTY, 0) = 0
      12 ioctl(4, TIOCSPGRP, [12]) = 0`,
      'pass, 5 judged, 0 open',
    ],
  ])('%s', async (_, log, told) => {
    expect(await judged(log)).toBe(told);
  });
});
