// Goal: a recording that began in the middle is explained by what was there before, as far as its lines show it.
// Method: logs of a few lines that begin with a process which forks, so that it was there; each beside one that nothing explains.
import { describe, expect, test } from 'vitest';
import { explain } from '../../src/engines/recordings/explain.ts';
import { eventsOfLog } from '../support/told-events.ts';

const ENDED = '[{WIFEXITED(s) && WEXITSTATUS(s) == 0}]';
/** A shell that forks shows first. */
const SHELL = '100 clone(child_stack=NULL, flags=SIGCHLD) = 200';

/** The unexplained lines. */
async function unexplained(...lines: readonly string[]): Promise<readonly string[]> {
  const found = await explain(eventsOfLog(lines));
  return found.unexplained.map(({ line, sentence }) => `${line}: ${sentence}`);
}

describe('a recording that begins in the middle', () => {
  test('a process that shows with its end and is then waited for was a child of whoever waits for it', async () => {
    const log = [SHELL, '101 +++ exited with 0 +++'];
    expect(await unexplained(...log, `100 wait4(-1, ${ENDED}, 0, NULL) = 101`)).toEqual([]);
    expect(await unexplained(...log, `200 wait4(-1, ${ENDED}, 0, NULL) = 101`)).toHaveLength(1);
    const twice = [`100 wait4(-1, ${ENDED}, 0, NULL) = 101`, `100 wait4(-1, ${ENDED}, 0, NULL) = 101`];
    expect(await unexplained(...log, ...twice)).toEqual([
      '4: 100 waitpid -1 cannot tell of process 101: it is gone',
    ]);
  });

  test('a process may have children from before of whom no line is, and one that the recording has made may not', async () => {
    const wait = (pid: number): string => `${pid} wait4(-1, NULL, WNOHANG, NULL) = 0`;
    expect(await unexplained('100 getppid() = 99', wait(100))).toEqual([]);
    expect(await unexplained(SHELL, wait(200))).toHaveLength(1);
    expect(await unexplained(SHELL, '200 +++ exited with 0 +++', wait(100))).toHaveLength(1);
  });

  test('a process that was there may lead its group, which a signal to the group shows', async () => {
    const log = [SHELL, '101 getppid() = 100'];
    expect(await unexplained(...log, '100 kill(-101, SIGTERM) = 0')).toEqual([]);
    expect(await unexplained(...log, '100 kill(-200, SIGTERM) = 0')).toHaveLength(1);
  });
});
