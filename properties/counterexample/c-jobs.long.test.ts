// Goal: traces of job control as C pass on this kernel, and whatever else a kernel does is told with its step.
// Method: the real compiler and the real kernel; expectations made wrong one at a time, and calls broken by a header, each
// with /proc and as where there is none.
import { describe, expect, test } from 'vitest';
import type { CCase, CStep } from '../../src/counterexample/formats/c/program.ts';
import type { Observation } from '../../src/contract/observation/observation.ts';
import { WHY_NO_STATIC_C } from '../support/c-compiler.ts';
import { cCase, JOB_LITMUS, jobCase, jobWalk, STORIES } from './c-cases.ts';
import { AS_INIT, AS_NOBODY, runC, works } from './c-run.ts';

const missing = WHY_NO_STATIC_C;
const suffix = missing === undefined ? '' : ` (not run: ${missing})`;

const WITHOUT_PROC = ['PROCESSION_PROC="/nowhere"', 'PROCESSION_QUIET=60'];
const ALL = [...JOB_LITMUS, ...STORIES];
const isRoot = process.getuid?.() === 0;

/** A shell with a terminal, and a job in the background: 1 to 5 are how they came to be. */
const SHELL = '1 fork 2; 2 setsid; 2 open_terminal tty1; 2 fork 3; 3 setpgid 0 0';

/** The lines about what was left out, each with how many say so. */
function leftOut(lines: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const line of lines) {
    const why = / # SKIP ([^,]+)/.exec(line)?.[1];
    if (why !== undefined) counts[why] = (counts[why] ?? 0) + 1;
  }
  return counts;
}

/** The names of the cases that failed, with what was seen. */
function failures(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => line.startsWith('not ok') || line.startsWith('# step'));
}

const IN_A_WAIT = 'whether a process in a wait is stopped is not seen here';
const BY_INIT = 'process 1 is played by another one';
const THEFT = 'to steal a terminal takes more rights';

describe.skipIf(missing !== undefined)(`job control on this kernel${suffix}`, () => {
  test.skipIf(!isRoot)(
    'every litmus trace and every story passes; of one, two steps are left out (runs where root may)',
    () => {
      const { code, lines } = runC(ALL);
      expect(failures(lines)).toEqual([]);
      expect([code, lines.at(-1)]).toEqual([0, `# passed ${ALL.length}, failed 0, skipped 0`]);
      expect(leftOut(lines)).toEqual({ [BY_INIT]: 1 });
    },
  );

  test.skipIf(!isRoot)('the same passes where there is no /proc, and says what is not seen then', () => {
    const { code, lines } = runC(ALL, { defines: WITHOUT_PROC });
    expect(failures(lines)).toEqual([]);
    expect([code, lines.at(-1)]).toEqual([0, `# passed ${ALL.length}, failed 0, skipped 0`]);
    expect(leftOut(lines)).toEqual({ [BY_INIT]: 1, [IN_A_WAIT]: 6 });
  });

  test.skipIf(!works(...AS_NOBODY))(
    'no rights are needed but to steal a terminal, which is skipped without them (runs where setpriv may)',
    () => {
      const { code, lines } = runC(ALL, { through: AS_NOBODY });
      expect(failures(lines)).toEqual([]);
      expect([code, lines.at(-1)]).toEqual([0, `# passed ${ALL.length - 6}, failed 0, skipped 6`]);
      expect(leftOut(lines)).toEqual({ [BY_INIT]: 1, [THEFT]: 6 });
    },
  );

  test.skipIf(!works(...AS_INIT))(
    'the first process of a namespace passes, whose /proc is not its own (runs where unshare may)',
    () => {
      const { code, lines } = runC(ALL, { through: AS_INIT, defines: WITHOUT_PROC.slice(1) });
      expect(failures(lines)).toEqual([]);
      expect([code, leftOut(lines)[IN_A_WAIT]]).toEqual([0, 6]);
    },
  );

  test('random commands pass with the whole state after each', () => {
    const walks = Array.from({ length: 150 }, (_, seed) => jobWalk(seed, 40));
    const { code, lines } = runC(walks);
    expect(failures(lines)).toEqual([]);
    expect(code).toBe(0);
    expect(lines.filter((line) => /^ok \d+ - walk \d+$/.test(line)).length).toBeGreaterThan(120);
  });

  test('POSIX cases and cases of job control stand in one program', () => {
    const [story] = STORIES as readonly [CCase];
    const posix = cCase('posix', '1 fork 2; 2 setsid = 2; 2 exit 3; 1 waitpid 2 = 2 768');
    expect(runC([posix, story]).lines).toEqual([
      'ok 1 - posix',
      `ok 2 - ${story.name}`,
      '# passed 2, failed 0, skipped 0',
    ]);
  });

  test('the rest of a case is left out aloud where a SIGSTOP would reach the process that plays process 1', () => {
    const { code, lines } = runC([jobCase('group', '1 fork 2; 2 kill 0 STOP; 1 getppid')]);
    expect([code, lines]).toEqual([
      3,
      [`ok 1 - group # SKIP ${BY_INIT}, at step 2`, '# passed 0, failed 0, skipped 1'],
    ]);
  });

  test('the rest of a case is left out aloud where a stopped process has the master open that is to be closed', () => {
    const { code, lines } = runC([
      jobCase('held', `${SHELL}; 3 tcsetpgrp tty1 3 master; tty1 hang_up; 1 getppid`),
    ]);
    expect([code, lines[0]]).toEqual([
      3,
      'ok 1 - held # SKIP a stopped process has the master open, which cannot be closed, at step 7',
    ]);
  });

  test('another child may be told of than the one expected, where POSIX leaves that open', () => {
    const two = jobCase(
      'two',
      '1 fork 2; 2 setpgid 0 0; 1 fork 3; 3 setpgid 0 0; 1 kill 2 STOP; 1 kill 3 STOP; 1 waitpid -1 untraced',
    );
    const other = planted(two, 7, { answer: { ok: { pid: 3, status: 4991 } } });
    expect(runC([other]).lines[0]).toBe(
      'ok 1 - two # SKIP another report was fetched first, as is allowed, at step 7',
    );
  });
});

/** A case with something else expected at a step, counted from 1. */
function planted({ steps, ...rest }: CCase, step: number, change: Partial<CStep>): CCase {
  return { ...rest, steps: steps.map((one, index) => (index === step - 1 ? { ...one, ...change } : one)) };
}

type Shown = NonNullable<Observation['processes']>[number];

/** A case with something else expected of a process after a step and after the steps that follow. */
function shownAs(one: CCase, step: number, pid: number, change: Partial<Shown>): CCase {
  return stateAs(one, step, (state) => ({
    ...state,
    processes: (state.processes ?? []).map((process) =>
      process.pid === pid ? { ...process, ...change } : process,
    ),
  }));
}

function stateAs(one: CCase, step: number, change: (state: Observation) => Observation): CCase {
  return planted(one, step, { state: change(one.steps[step - 1]?.state ?? {}) });
}

/** Wrong expectations, each with the line that tells it. */
function wrong(): readonly (readonly [CCase, string])[] {
  const on = (text: string): CCase => jobCase('wrong', `${SHELL}; ${text}`);
  return [
    [
      planted(on('2 tcgetpgrp tty1'), 6, { answer: { ok: { pgid: 3 } } }),
      '# step 6: 2 tcgetpgrp tty1 => expected 3, got 2',
    ],
    [
      planted(on('1 open_dev_tty'), 6, { answer: { refused: 'EIO' } }),
      '# step 6: 1 open_dev_tty => expected EIO, got ENXIO',
    ],
    [
      planted(on('3 read_terminal tty1'), 6, { answer: { ok: {} } }),
      '# step 6: 3 read_terminal tty1 => expected 0, is stopped',
    ],
    [
      planted(on('2 tcsetpgrp tty1 2 ignored'), 6, { answer: { ok: { stopped: true } } }),
      '# step 6: 2 tcsetpgrp tty1 2 ignored => expected to be stopped, got 0',
    ],
    [
      planted(on('2 kill 3 STOP; 2 waitpid -1 untraced'), 7, { answer: { ok: { pid: 3, status: 5247 } } }),
      '# step 7: 2 waitpid -1 untraced => expected 3 status 5247, got 3 status 4991',
    ],
    [
      planted(on('2 waitpid 3 block'), 6, { answer: { ok: { pid: 3, status: 0 } } }),
      '# step 6: 2 waitpid 3 block => no answer',
    ],
    [
      planted(on('2 waitpid 2 block'), 6, { answer: { ok: { pid: 0, blocked: true } } }),
      '# step 6: 2 waitpid 2 block => expected to wait, got ECHILD',
    ],
    [
      shownAs(on('2 kill 3 HUP'), 6, 3, { state: 'stopped', received: [] }),
      '# step 6: 2 kill 3 HUP => then 3: expected to be stopped, runs',
    ],
    [
      stateAs(on('2 tcsetpgrp tty1 3'), 6, (state) => ({
        ...state,
        terminals: [{ terminal: 1, session: 2, foreground: 2 }],
      })),
      '# step 6: 2 tcsetpgrp tty1 3 => then tcgetpgrp of tty1 by 2: expected 2, got 3',
    ],
    [
      shownAs(on('3 getppid'), 6, 3, { terminal: null }),
      '# step 6: 3 getppid => then tcgetpgrp of tty1 by 3: expected ENOTTY, got 2',
    ],
    [
      shownAs(on('2 getppid'), 6, 3, { terminal: 2 }),
      '# step 6: 2 getppid => then tcgetpgrp of tty1 by 3: expected ENOTTY, got 2',
    ],
    [
      shownAs(on('2 getppid'), 6, 3, { group: 2 }),
      '# step 6: 2 getppid => then getpgid of 3: expected 2, got 3',
    ],
    [
      shownAs(on('2 kill 3 STOP'), 6, 3, { group: 2 }),
      '# step 6: 2 kill 3 STOP => then getpgid of 3: expected 2, got 3',
    ],
    [
      shownAs(on('2 waitpid -1 block; 3 exit 1'), 7, 2, { waiting: true }),
      '# step 7: 3 exit 1 => then 2: expected to wait, does not',
    ],
    [
      shownAs(on('2 kill 3 CONT'), 6, 3, { received: ['SIGHUP', 'SIGCONT'] }),
      '# step 6: 2 kill 3 CONT => then 3: expected to receive SIGHUP SIGCONT, got SIGCONT',
    ],
    [
      shownAs(on('2 exit 0'), 6, 3, { received: ['SIGHUP'] }),
      '# step 6: 2 exit 0 => then 3: expected to receive SIGHUP, got nothing',
    ],
    [
      shownAs(on('tty1 hang_up'), 6, 2, { received: ['SIGHUP'] }),
      '# step 6: tty1 hang_up => then 2: expected to receive SIGHUP, got SIGHUP SIGCONT',
    ],
    [
      stateAs(on('2 fork 4; 2 waitpid -1 untraced block; 3 exit 1'), 8, (state) => ({
        ...state,
        woken: [{ process: 2, answer: { ok: { pid: 4, status: 256 } } }],
      })),
      '# step 8: 3 exit 1 => then the wait of 2: expected 4 status 256, got 3 status 256',
    ],
    [
      stateAs(on('2 waitpid -1 block; 3 exit 1'), 7, (state) => ({ ...state, woken: [] })),
      '# step 7: 3 exit 1 => then the wait of 2: expected to go on, got 3 status 256',
    ],
    [
      stateAs(on('2 waitpid -1 block; 1 kill 3 STOP'), 7, (state) => ({
        ...state,
        woken: [{ process: 2, answer: { ok: { pid: 3, status: 4991 } } }],
      })),
      '# step 7: 1 kill 3 STOP => then the wait of 2: expected 3 status 4991, goes on',
    ],
    [
      shownAs(on('2 waitpid -1 block'), 6, 2, { waiting: false }),
      '# step 6: 2 waitpid -1 block => then 2: expected its wait to be over, waits on',
    ],
  ];
}

/** The same cases, of which only a look at the letter tells at once. */
function wrongAboutStops(): readonly (readonly [CCase, string])[] {
  const on = (text: string): CCase => jobCase('wrong', `${SHELL}; ${text}`);
  return [
    [
      shownAs(on('2 kill 3 STOP'), 6, 3, { state: 'running' }),
      '# step 6: 2 kill 3 STOP => then 3: expected to run, is stopped',
    ],
    [
      shownAs(on('2 waitpid -1 block; 1 kill 2 STOP'), 7, 2, { state: 'running' }),
      '# step 7: 1 kill 2 STOP => then 2: expected to run, is stopped',
    ],
  ];
}

function told(cases: readonly (readonly [CCase, string])[], defines: readonly string[]): void {
  const { code, lines } = runC(
    cases.map(([one]) => one),
    { defines: ['PROCESSION_SECONDS=1', ...defines] },
  );
  expect(lines).toEqual([
    ...cases.flatMap(([, line], index) => [
      `not ok ${index + 1} - wrong${line.endsWith('no answer') ? ' # timeout' : ''}`,
      line,
    ]),
    `# passed 0, failed ${cases.length}, skipped 0`,
  ]);
  expect(code).toBe(1);
}

describe.skipIf(missing !== undefined)(`expectations of job control${suffix}`, () => {
  test('a wrong expectation is told with its step, with what was expected and what was seen', () => {
    told([...wrong(), ...wrongAboutStops()], []);
  });

  test('a wrong expectation is told in the same words where there is no /proc', () => {
    const heard = wrong().map(
      ([one, line]) => [one, line.replace('expected 0, is stopped', 'no answer')] as const,
    );
    told(heard, WITHOUT_PROC);
  });
});

/** Headers that break a call as some kernel does. */
const FAULTS = {
  'a background read goes through': `#include <fcntl.h>
    static ssize_t lenient(int fd, void *to, size_t size) {
      ssize_t got;
      if (size != 1) return read(fd, to, size);
      signal(SIGTTIN, SIG_IGN);
      got = read(fd, to, size);
      signal(SIGTTIN, SIG_DFL);
      return got < 0 ? 0 : got;
    }
    #define read lenient`,
  'tcsetpgrp changes nothing': `static int idle(int fd, pid_t group) { (void)fd; (void)group; return 0; }
    #define tcsetpgrp idle`,
  'a stop is not reported': `static pid_t deaf(pid_t pid, int *status, int flags) {
      return waitpid(pid, status, flags & ~WUNTRACED);
    }
    #define waitpid deaf`,
  'a SIGCONT does not continue': `static int lost(pid_t pid, int number) {
      return kill(pid, number == SIGCONT ? 0 : number);
    }
    #define kill lost`,
} as const;

describe.skipIf(missing !== undefined)(`job control on a kernel with a fault${suffix}`, () => {
  test.each([
    [
      'a background read goes through',
      '3 read_terminal tty1',
      '# step 6: 3 read_terminal tty1 => expected to be stopped, got 0',
    ],
    [
      'tcsetpgrp changes nothing',
      '2 tcsetpgrp tty1 3',
      '# step 6: 2 tcsetpgrp tty1 3 => then tcgetpgrp of tty1 by 2: expected 3, got 2',
    ],
    [
      'a stop is not reported',
      '2 kill 3 TSTP; 2 waitpid -1 untraced',
      '# step 7: 2 waitpid -1 untraced => expected 3 status 5247, got 0',
    ],
    [
      'a SIGCONT does not continue',
      '2 kill 3 STOP; 2 kill 3 CONT',
      '# step 7: 2 kill 3 CONT => then 3: expected to run, is stopped',
    ],
  ] as const)('a fault of the kernel is found: %s', (fault, text, line) => {
    const ran = runC([jobCase('fault', `${SHELL}; ${text}`)], {
      fault: FAULTS[fault],
      defines: ['PROCESSION_SECONDS=1'],
    });
    expect(ran).toEqual({ code: 1, lines: ['not ok 1 - fault', line, '# passed 0, failed 1, skipped 0'] });
  });
});
