// Goal: the C form compiles anywhere, holds this kernel to what is expected, and says aloud what it could not check.
// Method: the real compiler and the real kernel; a kernel with a fault is this one behind a header that breaks a call.
import { describe, expect, test } from 'vitest';
import type { CCase } from '../../src/counterexample/formats/c/program.ts';
import { cProgram } from '../../src/counterexample/formats/c/program.ts';
import { WHY_NO_STATIC_C } from '../support/c-compiler.ts';
import { cCase, cStep, LITMUS, walkOf, withStates } from './c-cases.ts';
import { AS_INIT, AS_NOBODY, runC, works } from './c-run.ts';

/** Headers that break one call each, read before the program. */
const FAULTS = {
  none: '',
  'setpgid hangs': `static int never(pid_t p, pid_t g) { (void)p; (void)g; for (;;) pause(); return 0; }
    #define setpgid never`,
  'setsid gives 0': `static int calls;
    static pid_t zero(void) { pid_t sid = setsid(); return sid > 0 && calls++ > 0 ? 0 : sid; }
    #define setsid zero`,
  'getppid gives 1': `static pid_t one(void) { return 1; }
    #define getppid one`,
  'waitpid leaves the zombie': `#include <errno.h>
    static pid_t peek(pid_t pid, int *status, int flags) {
      siginfo_t seen;
      if (!(flags & WNOHANG)) return waitpid(pid, status, flags);
      seen.si_pid = 0;
      *status = 0;
      return waitid(P_PID, (id_t)pid, &seen, WEXITED | WNOHANG | WNOWAIT) < 0 ? -1 : seen.si_pid;
    }
    #define waitpid peek`,
  'fork gives an id twice': `static int calls;
    static pid_t twin(void) { pid_t pid = fork(); return pid > 0 && calls++ > 0 ? getpid() : pid; }
    #define fork twin`,
  'no subreapers': `#include <sys/prctl.h>
    static int absent(unsigned long on) { (void)on; return -1; }
    #define prctl(option, on, a, b, c) absent(on)`,
  'no execve': `static int absent(const char *p, char **a, char **e) { (void)p; (void)a; (void)e; return -1; }
    #define execve absent`,
} as const;

interface World {
  readonly fault?: keyof typeof FAULTS;
  readonly through?: readonly string[];
  readonly title?: string;
}

function run(cases: readonly CCase[], { fault = 'none', ...world }: World = {}): ReturnType<typeof runC> {
  const defines = fault === 'setpgid hangs' ? ['PROCESSION_SECONDS=1'] : [];
  return runC(cases, { ...world, defines, fault: FAULTS[fault] });
}

const ALL_PASS = [
  ...LITMUS.map(({ name }, index) => `ok ${index + 1} - ${name}`),
  `# passed ${LITMUS.length}, failed 0, skipped 0`,
];

const missing = WHY_NO_STATIC_C;
const suffix = missing === undefined ? '' : ` (not run: ${missing})`;

describe.skipIf(missing !== undefined)(`on this kernel${suffix}`, () => {
  test('every litmus sequence passes', () => {
    expect(run(LITMUS)).toEqual({ code: 0, lines: ALL_PASS });
  });

  test.skipIf(!works(...AS_NOBODY))('no rights are needed (runs where setpriv may)', () => {
    expect(run(LITMUS, { through: AS_NOBODY })).toEqual({ code: 0, lines: ALL_PASS });
  });

  test.skipIf(!works(...AS_INIT))('the first process passes as well (runs where unshare may)', () => {
    expect(run(LITMUS, { through: AS_INIT })).toEqual({ code: 0, lines: ALL_PASS });
  });

  test('2,000 random steps pass with the whole state after each, in less than 150 kB', () => {
    const cases = [{ name: 'walk', steps: withStates(walkOf(1, 2000, 6)) }];
    expect(cProgram(cases).length).toBeLessThan(150_000);
    const { code, lines } = run(cases);
    expect(lines[0]).toBe('ok 1 - walk');
    expect(code).toBe(0);
  });

  test('a wrong expectation fails its own case alone, and says at which step', () => {
    const wrong = cCase('wrong', '1 fork 2; 2 setpgid 0 0; 2 getpgid 0 = 2; 2 setsid = 2; 2 getsid 0 = 2');
    const [first, second] = LITMUS as readonly [CCase, CCase];
    expect(run([first, wrong, second], { title: 'three of them' })).toEqual({
      code: 1,
      lines: [
        '# three of them',
        `ok 1 - ${first.name}`,
        'not ok 2 - wrong',
        '# step 4: 2 setsid => expected 2, got EPERM',
        `ok 3 - ${second.name}`,
        '# passed 2, failed 1, skipped 0',
      ],
    });
  });

  test('an answer that differs is told as it is, in the numbers of the trace', () => {
    const wrong = [
      ['1 fork 2; 2 getpgid 0 = 2', '# step 2: 2 getpgid 0 => expected 2, got 1'],
      ['1 fork 2; 2 setsid = EPERM', '# step 2: 2 setsid => expected EPERM, got 2'],
      [
        '1 fork 2; 2 exit 3; 1 waitpid 2 = 2 0',
        '# step 3: 1 waitpid 2 => expected 2 status 0, got 2 status 768',
      ],
      [
        '1 fork 2; 1 kill 2 9; 1 waitpid 2 = 2 0',
        '# step 3: 1 waitpid 2 => expected 2 status 0, got 2 status 9',
      ],
      ['1 fork 2; 1 waitpid 2 = ECHILD', '# step 2: 1 waitpid 2 => expected ECHILD, got 0'],
      ['1 getppid = 1', '# step 1: 1 getppid => expected 1, got 0'],
      ['1 kill 77 9', '# step 1: 1 kill 77 9 => expected 0, got ESRCH'],
    ] as const;
    expect(run(wrong.map(([text], index) => cCase(`wrong ${index}`, text))).lines).toEqual([
      ...wrong.flatMap(([, line], index) => [`not ok ${index + 1} - wrong ${index}`, line]),
      '# passed 0, failed 7, skipped 0',
    ]);
  });

  test('a state that differs is told though every answer agrees', () => {
    const { command, answer } = cStep('1 fork 2');
    const state = { processes: [{ pid: 2, parent: 1, group: 1 }], groups: [{ pgid: 1, session: 2 }] };
    expect(run([{ name: 'state', steps: [{ command, answer, state }] }]).lines).toEqual([
      'not ok 1 - state',
      '# step 1: 1 fork 2 => then getsid of 2: expected 2, got 1',
      '# passed 0, failed 1, skipped 0',
    ]);
  });

  test('a number is checked anew in its next life, and an id chosen by the kernel is left out aloud', () => {
    const reuse = '1 fork 2; 2 setpgid 0 0; 2 exit 0; 1 waitpid 2 = 2 0; 1 kill 2 0 = ESRCH';
    const again = `${reuse}; 1 fork 2; 1 fork 2 = EEXIST; 2 getpgid 0 = 1; 2 fork 3; 3 fork 2 = EEXIST; 2 kill 3 0`;
    expect(run([cCase('again', again), cCase('nothing', '1 fork 1 = EEXIST')])).toEqual({
      code: 0,
      lines: [
        'ok 1 - again',
        '# 2 of 11 steps # SKIP id chosen by the kernel, first at step 7',
        'ok 2 - nothing # SKIP id chosen by the kernel',
        '# passed 1, failed 0, skipped 1',
      ],
    });
  });

  test('a program does not pass if nothing can be checked', () => {
    expect(run([cCase('nothing', '1 fork 1 = EEXIST')]).code).toBe(3);
    expect(run([]).code).toBe(3);
  });

  test('another zombie than the expected one may be reaped first, but no process that is no choice', () => {
    const two = '1 fork 2; 1 fork 3; 2 exit 0; 3 exit 0; 1 waitpid -1';
    expect(run([cCase('any', `${two} = 3 0`)]).lines[0]).toBe(
      'ok 1 - any # SKIP another zombie was reaped first, as is allowed, at step 5',
    );
    const one = '1 fork 2; 2 setpgid 0 0; 1 fork 3; 2 exit 0; 3 exit 0; 1 waitpid -2';
    expect(run([cCase('one', `${one} = 3 0`)]).lines[0]).toBe('not ok 1 - one');
  });

  test('what a real process 1 alone can show is left out aloud', () => {
    const text =
      '1 kill 1 9; 1 fork 2; 2 kill 1 9; 2 exit 0; 1 waitpid -1 = 2 0; 1 kill -1 0 = ESRCH; 1 set_subreaper off';
    expect(run([cCase('init', text)]).lines).toEqual([
      'ok 1 - init',
      '# 3 of 7 steps # SKIP process 1 is played by another one, first at step 1',
      '# 1 of 7 steps # SKIP other processes are there, first at step 6',
      '# passed 1, failed 0, skipped 0',
    ]);
  });

  test('a name is a name, whatever it holds', () => {
    const names = [
      'a"; int main(void){return 9;} //',
      'line\nok 2 - made up\r\u2028\u0000\u001b[31m',
      '# SKIP # TODO',
      '??/" %s %n \\" */ ??/',
      'ü 漢 \ud800',
      'x'.repeat(500),
    ];
    const { code, lines } = run(
      names.map((name) => cCase(name, '1 getpgid 0 = 1')),
      { title: 'a\nnot ok 1' },
    );
    expect(lines).toEqual([
      '# a not ok 1',
      'ok 1 - a"; int main(void){return 9;} //',
      'ok 2 - line ok 2 - made up [31m',
      'ok 3 - SKIP TODO',
      'ok 4 - ??/" %s %n " */ ??/',
      'ok 5 - ü 漢',
      `ok 6 - ${'x'.repeat(200)}`,
      '# passed 6, failed 0, skipped 0',
    ]);
    expect(code).toBe(0);
  });
});

describe.skipIf(missing !== undefined)(`on a kernel with a fault${suffix}`, () => {
  test.each([
    ['setsid gives 0', '1 fork 2; 2 setsid = 2', '# step 2: 2 setsid => expected 2, got 0'],
    [
      'getppid gives 1',
      '1 fork 2; 2 fork 3; 3 getppid = 2',
      '# step 3: 3 getppid => expected 2, got the real id 1',
    ],
    [
      'waitpid leaves the zombie',
      '1 fork 2; 2 exit 0; 1 waitpid 2 = 2 0',
      '# step 3: 1 waitpid 2 => process 2 is still there',
    ],
    [
      'fork gives an id twice',
      '1 fork 2; 1 fork 3',
      '# step 2: 1 fork 3 => the new process has the id of 1, which is in use',
    ],
  ] as const)('a fault of the kernel is found: %s', (fault, text, line) => {
    const ran = run([cCase('fault', text)], { fault });
    expect(ran).toEqual({ code: 1, lines: ['not ok 1 - fault', line, '# passed 0, failed 1, skipped 0'] });
  });

  test('a call that never returns ends its case, and the next one runs', () => {
    const cases = [
      cCase('hangs', '1 fork 2; 2 setpgid 0 0; 2 getpgid 0 = 2'),
      cCase('next', '1 fork 2; 2 setsid = 2'),
    ];
    expect(run(cases, { fault: 'setpgid hangs' })).toEqual({
      code: 1,
      lines: [
        'not ok 1 - hangs # timeout',
        '# step 2: 2 setpgid 0 0 => no answer',
        'ok 2 - next',
        '# passed 1, failed 1, skipped 0',
      ],
    });
  });

  test('the cases with orphans are skipped by name on a kernel without subreapers', () => {
    const { code, lines } = run(LITMUS, { fault: 'no subreapers' });
    const skipped = lines.filter((line) => line.includes('# SKIP')).map((line) => line.slice(0, 20));
    expect(skipped.map((line) => /F\d\d/.exec(line)?.[0])).toEqual(['F09', 'F21', 'F22', 'F23', 'F24']);
    expect([code, lines.at(-1)]).toEqual([0, '# passed 19, failed 0, skipped 5']);
  });

  test.skipIf(!works(...AS_INIT))(
    'the first process adopts orphans itself on a kernel without subreapers (runs where unshare may)',
    () => {
      const { code, lines } = run(LITMUS, { fault: 'no subreapers', through: AS_INIT });
      expect(lines.filter((line) => line.includes('# SKIP'))).toEqual([
        'ok 24 - F24 nearest living subreaper # SKIP subreapers do not exist here',
      ]);
      expect([code, lines.at(-1)]).toEqual([0, '# passed 23, failed 0, skipped 1']);
    },
  );

  test('the steps that depend on execve are left out on a kernel without it, and only those', () => {
    const { code, lines } = run(LITMUS, { fault: 'no execve' });
    expect(lines.filter((line) => line.includes('# SKIP'))).toEqual([
      '# 3 of 6 steps # SKIP execve does not work here, first at step 3',
    ]);
    expect([code, lines.at(-1)]).toEqual([0, '# passed 24, failed 0, skipped 0']);
  });
});

test.each([
  [cStep('2 setsid = 2'), /step 1, 2 setsid: it cannot be issued/],
  [
    { command: { name: 'create_group', process: 1 }, answer: { ok: {} } },
    /^create_group has no C call: it is not a POSIX command/,
  ],
  [
    { command: { name: 'exit', process: 1 }, answer: { ok: {} } },
    /^exit has no C call: it is not a POSIX command/,
  ],
  [cStep('1 setsid = ENOLINK'), /1 setsid: no POSIX command is refused with ENOLINK/],
] as const)('what has no C form is refused: %o', (step, sentence) => {
  expect(() => cProgram([{ name: 'x', steps: [step] }])).toThrow(sentence);
});
