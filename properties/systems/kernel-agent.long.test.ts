// Does the agent that kernel developers copy tell the truth about a kernel? Method: it is built as they would build it,
// and this kernel is checked with it, as it is and with a faulty call put over one of its calls.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import type { TestContext } from 'vitest';
import { afterAll, describe, expect, test } from 'vitest';
import { compileC, WHY_NO_STATIC_C } from '../support/c-compiler.ts';
import { procession } from '../support/procession.ts';
import { ROOT } from '../support/repository.ts';

/** Another user must be able to run what lies here. */
const folder = mkdtempSync(join(tmpdir(), 'procession-kernel-agent-'));
chmodSync(folder, 0o755);
afterAll(() => rmSync(folder, { recursive: true }));

const built = new Map<string, string>();

/** The agent's path, built under this name with these words; skips aloud where that cannot be done. */
function agent(context: TestContext, name: string, ...words: readonly string[]): string {
  if (process.platform !== 'linux') context.skip('the calls are checked on Linux');
  if (WHY_NO_STATIC_C !== undefined) context.skip(WHY_NO_STATIC_C);
  const program = built.get(name) ?? join(folder, name);
  if (built.has(name)) return program;
  const source = `${ROOT}examples/kernel-agent/agent.c`;
  expect(compileC('-static', '-O1', ...words, '-o', program, source)).toBeUndefined();
  built.set(name, program);
  return program;
}

/** The agent with a faulty call in place of one of its own. */
function faulty(context: TestContext, name: string, ...lines: readonly string[]): string {
  const header = join(folder, `${name}.h`);
  const first = [
    '#define _XOPEN_SOURCE 700',
    '#include <errno.h>',
    '#include <sys/wait.h>',
    '#include <unistd.h>',
  ];
  writeFileSync(header, [...first, ...lines, ''].join('\n'));
  return agent(context, name, '-DLIMIT_MS=300', '-include', header);
}

const SEED = ['--seed', '1', '--no-save', '--no-corpus', '--no-certify'];

function check(
  program: string,
  runs: number,
  ...more: readonly string[]
): { readonly code: number | null; readonly out: string } {
  const words = ['check', '--set', 'posix', '--profile', 'linux', '--runs', String(runs), ...SEED, ...more];
  return procession(folder, ...words, '--sut', `cmd:${program}`);
}

/** The processes that run this very program, zombies aside. */
function processesOf(program: string): readonly string[] {
  return readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && readlinkSync(`/proc/${name}/exe`) === program;
    } catch {
      return false; // Gone, or another user's, or a thread of the kernel's.
    }
  });
}

/** Waits for the end of what is about to end. */
async function nobodyRuns(program: string): Promise<readonly string[]> {
  for (let tries = 0; tries < 500 && processesOf(program).length > 0; tries += 1) await delay(10);
  return processesOf(program);
}

/** An agent that is spoken to by hand. */
class Spoken {
  readonly child;
  readonly #lines;

  constructor(program: string) {
    this.child = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#lines = createInterface(this.child.stdout)[Symbol.asyncIterator]();
  }

  async line(): Promise<string> {
    return String((await this.#lines.next()).value);
  }

  async ask(method: string, params: object = {}): Promise<string> {
    this.child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })}\n`);
    return this.line();
  }
}

/** Sessions, groups, an orphan, an ignored SIGCHLD, a subreaper, one that has executed, and a zombie. */
const A_MESS = [
  { name: 'fork', process: 1, child: 2 },
  { name: 'fork', process: 2, child: 3 },
  { name: 'setsid', process: 3 },
  { name: 'fork', process: 3, child: 4 },
  { name: 'setpgid', process: 4, pid: 0, pgid: 0 },
  { name: 'ignore_sigchld', process: 4, on: true },
  { name: 'set_subreaper', process: 4, on: true },
  { name: 'execve', process: 4 },
  { name: 'exit', process: 2, code: 3 },
];

async function inAMess(program: string): Promise<Spoken> {
  const spoken = new Spoken(program);
  await spoken.line();
  await spoken.ask('initialize');
  await spoken.ask('reset');
  const made = await spoken.ask('run', { commands: A_MESS, observe: 'end' });
  expect(made).not.toContain('error');
  expect(made).toContain('{"pid":2,"parent":1,"group":1,"exitCode":768,"state":"zombie"}');
  expect(processesOf(program).length).toBeGreaterThan(3);
  return spoken;
}

describe('the kernel agent, as it is', () => {
  test('the kernel agent agrees with the model about this kernel', (context) => {
    const { code, out } = check(agent(context, 'agent'), 40);
    expect(out).toContain('invariants checked: I1 I2 I3 I4 I5 I6 I7 I8 I9 I10');
    expect(out).toMatch(/^PASS {2}kernel-agent 1 and the model agree in 40 runs, seed 1$/m);
    expect(code).toBe(0);
  });

  test('the kernel agent says how many processes it has room for, and refuses those beyond', (context) => {
    const { code, out } = check(agent(context, 'small', '-DSLOTS=12'), 40, '--ids', '12');
    expect(out).toMatch(/^at most 6 processes, /m);
    expect(out).toMatch(/^\d+ forks refused because it was as full as it says that it can be$/m);
    expect(code).toBe(0);
  });

  test('the kernel agent agrees with the model as a user without rights', (context) => {
    const program = agent(context, 'agent');
    if (process.getuid?.() !== 0) context.skip('this user is no other already');
    if (spawnSync('setpriv', ['--version']).status !== 0) context.skip('no setpriv here');
    const { code, out } = check(
      `setpriv --reuid=65534 --regid=65534 --clear-groups --bounding-set=-all --inh-caps=-all ${program}`,
      20,
    );
    expect(out).toMatch(/^PASS {2}kernel-agent/m);
    expect(code).toBe(0);
  });

  test('the kernel agent answers a first line whose beginning a serial port has lost', async (context) => {
    const spoken = new Spoken(agent(context, 'agent'));
    expect(await spoken.line()).toBe('kernel-agent is ready');
    spoken.child.stdin.write('"2.0","id":1,"method":"initialize","params":{"protocol":1}}\r\n');
    expect(JSON.parse(await spoken.line())).toMatchObject({ id: 1, result: { commands: 'posix' } });
    await spoken.ask('close');
  });

  test('the kernel agent is spoken to when its machine is ready, and its machine is ended where it does not end by itself', (context) => {
    const program = agent(context, 'agent');
    const machine = `sh -c 'echo booting; sleep 0.2; ${program}; exec sleep 600'`;
    const { code, out } = check(`sh '${ROOT}examples/kernel-agent/when-ready.sh' ${machine}`, 2);
    expect(out).toMatch(/^PASS {2}kernel-agent/m);
    expect(code).toBe(0);
  });

  test('the kernel agent offers nothing where orphans would not come to process 1', (context) => {
    const { code, out } = check(agent(context, 'no-prctl', '-DNO_PRCTL'), 1);
    expect(out).toContain('without subreapers it must be the first process');
    expect(code).toBe(3);
  });

  test.for(['-DNO_WAITID', '-DNO_POLL', '-DNO_TERMIOS', '-DSLOTS=8'])(
    'the kernel agent builds with %s',
    (word, context) => {
      agent(context, `agent${word}`, word);
    },
  );

  test('the kernel agent shows the same where it reads /proc', (context) => {
    expect(check(agent(context, 'proc', '-DPROC'), 10).code).toBe(0);
  });
});

describe('of the kernel agent nothing is left', () => {
  test('nothing is left of the kernel agent after close', async (context) => {
    const program = agent(context, 'agent-to-close');
    const { child } = await inAMess(program);
    const ended = once(child, 'exit');
    child.stdin.write('{"jsonrpc":"2.0","id":2,"method":"close","params":{}}\n');
    expect(await ended).toEqual([0, null]);
    expect(await nobodyRuns(program)).toEqual([]);
  });

  test('nothing is left of the kernel agent after it is killed', async (context) => {
    const program = agent(context, 'agent-to-kill');
    const { child } = await inAMess(program);
    child.kill('SIGKILL');
    expect(await nobodyRuns(program)).toEqual([]);
  });

  test('nothing is left of the kernel agent after its input ends', async (context) => {
    const program = agent(context, 'agent-to-leave');
    const { child } = await inAMess(program);
    child.stdin.end();
    expect(await nobodyRuns(program)).toEqual([]);
  });
});

describe('the kernel agent finds', () => {
  test('the kernel agent finds a setsid that answers 0', (context) => {
    const { code, out } = check(
      faulty(
        context,
        'setsid-0',
        'static inline pid_t faulty(void) { return setsid() < 0 ? -1 : 0; }',
        '#define setsid faulty',
      ),
      40,
    );
    expect(out).toContain(
      'FAIL  P2 setsid: the answers differ\n\n  1 fork 2   ok pid=2\n  2 setsid   ok sid=2\n',
    );
    expect(out).toContain('2 setsid should answer "ok sid=2" and answers "ok sid=0"');
    expect(code).toBe(1);
  });

  test('the kernel agent finds a call that never returns, by the name of its process', (context) => {
    const { code, out } = check(
      faulty(
        context,
        'hanging-setpgid',
        'static inline int faulty(pid_t pid, pid_t pgid) { for (;;) pause(); return pid + pgid; }',
        '#define setpgid faulty',
      ),
      40,
    );
    expect(out).toContain('FAIL  P3 setpgid');
    expect(out).toMatch(/JSON-RPC error -32000, "process 1 did not answer setpgid in time"/);
    expect(code).toBe(1);
  });

  test('the kernel agent finds an exit after which the process runs on', (context) => {
    const { code, out } = check(
      faulty(
        context,
        'no-exit',
        'static inline void faulty(int code) { if (code == 0) _exit(0); }',
        '#define _exit faulty',
      ),
      40,
      '--commands-max',
      '10',
    );
    expect(out).toContain('FAIL  P6 exit');
    expect(out).toContain('"process 2 should have ended and still runs"');
    expect(code).toBe(1);
  });

  test('the kernel agent finds a zombie that nobody can wait for', (context) => {
    const { code, out } = check(
      faulty(
        context,
        'lost-zombie',
        'static inline int faulty(idtype_t type, id_t id, siginfo_t *info, int how) {',
        '  if (id == (id_t)getpid()) return waitid(type, id, info, how);',
        '  errno = ECHILD;',
        '  return -1;',
        '}',
        '#define waitid faulty',
      ),
      40,
      '--commands-max',
      '10',
    );
    expect(out).toMatch(/process 2: parent should be 1/);
    expect(code).toBe(1);
  });
});
