// Goal: whoever wants an end gets it. Method: signals sent to each command in the middle of its work, and to work that
// lets nothing in.
import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { plantedModule } from '../support/planted-module.ts';
import { LAUNCHER, temporaryFolder } from '../support/procession.ts';

interface End {
  readonly code: number | null;
  readonly signal: string | null;
  readonly out: string;
  readonly err: string;
}

function started(folder: string, words: readonly string[]): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, words, { cwd: folder, env: { ...process.env, NO_COLOR: '1' } });
}

async function ended(child: ChildProcessWithoutNullStreams): Promise<End> {
  const texts = { out: '', err: '' };
  child.stdout.on('data', (text: Buffer) => (texts.out += text.toString()));
  child.stderr.on('data', (text: Buffer) => (texts.err += text.toString()));
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  return { code, signal, ...texts };
}

/** The time that a program may take until it is at work: a busy machine takes its time. */
const STARTS_MS = [1000, 3000, 9000, 20_000];
const TEST_MS = 90_000;

/** Signals a program at work; one that had not got so far dies of it, and is started again and given more time. */
async function signalled(folder: string, words: readonly string[], signal: NodeJS.Signals): Promise<End> {
  let last: End | undefined;
  for (const ms of STARTS_MS) {
    const child = started(folder, [LAUNCHER, ...words]);
    const end = ended(child);
    await delay(ms);
    child.kill(signal);
    last = await end;
    if (last.signal === null) break;
  }
  return last as End;
}

/** A trace of a process and its child that come and go beside others, over and over: slow to run, quick to read. */
function longTrace(folder: string, rounds: number, end: readonly string[] = []): string {
  const file = join(folder, 'long.trace');
  const others = Array.from({ length: 60 }, (_, at) => `1 fork ${at + 4}`);
  const round = ['1 fork 2', '2 fork 3', '3 exit', '2 exit', '3 free', '2 free'];
  const lines = Array.from({ length: rounds }, () => round).flat();
  writeFileSync(file, `procession trace 1 hierarchy\n${[...others, ...lines, ...end].join('\n')}\n`);
  return 'long.trace';
}

/** A program that takes its time; a faulty one does not let the child go. */
function slowProgram(folder: string, faulty = ''): string {
  const table = new URL('../../src/systems/in-process.ts', import.meta.url).href;
  const text = `import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { tableSystem } from '${table}';
const system = tableSystem();
const apply = (c) => (process.argv[2] === 'faulty' && c.name === 'free' && c.process === 3 ? { refused: 'not-running' } : system.apply(c));
const hello = { protocol: 1, name: 'slow', version: '1', commands: 'hierarchy', supports: ['fork', 'exit', 'free'] };
for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, params } = JSON.parse(line);
  if (method === 'run') await setTimeout(500);
  if (method === 'reset') system.reset();
  const steps = (method === 'run' ? params.commands : []).map((each) => ({ answer: apply(each), observation: system.observe() }));
  const result = { initialize: hello, run: { steps }, reset: { observation: system.observe() } }[method] ?? {};
  console.log(JSON.stringify({ jsonrpc: '2.0', id, result }));
  if (method === 'close') break;
}
`;
  writeFileSync(join(folder, 'slow.mjs'), text);
  return `cmd:${process.execPath} slow.mjs ${faulty}`;
}

/** A trace with branches, and a module that takes its time to run it, with none of its faults. */
function slowBranches(folder: string, mode: 'free' | 'steps'): readonly string[] {
  const table = new URL('../systems/misbehaving/stepped-table.ts', import.meta.url).href;
  const text = `import { SteppedTable } from '${table}';
const table = new SteppedTable('careful');
const run = table.runConcurrent.bind(table);
export default Object.assign(table, {
  concurrent: ['${mode}'],
  runConcurrent: async (...asked) => {
    await new Promise((resolve) => setTimeout(resolve, 200));
    const { steps, ...told } = run(...asked);
    return steps === undefined ? told : { ...told, steps: steps.map(({ branch, at, can }) => ({ branch, at, can })) };
  },
});
`;
  writeFileSync(join(folder, 'branches.mjs'), text);
  const branches = ['1 fork 3', '1 fork 4', '1 fork 5'].join('\n');
  const trace = `procession trace 2 hierarchy\n|| branch 1\n${branches}\n|| branch 2\n${branches}\n`;
  writeFileSync(join(folder, 'branches.trace'), trace);
  return ['replay', 'branches.trace', '--sut', './branches.mjs'];
}

/** Each a command that would go on for minutes. */
const LONG: Readonly<Record<string, (folder: string) => readonly string[]>> = {
  'check, many runs': () => ['check', '--runs', '10000000', '--no-corpus'],
  'check, one run of a million commands': () =>
    'check --runs 1 --commands-max 1000000 --ids 3000 --seed 1 --no-corpus'.split(' '),
  'check, in its corpus': (folder) => {
    longTrace(folder, 30_000);
    return ['check', '--corpus', '.', '--runs', '10000000'];
  },
  'check, branches by steps': () => 'check --sut shared-table --branches 2 --runs 10000000'.split(' '),
  'check, branches that run freely': (folder) => {
    const sut = plantedModule(folder, 'free.ts', 'freeSystem(true)');
    return `check --sut ${sut} --branches 3 --runs 10000000`.split(' ');
  },
  tour: (folder) => [
    ...'tour --ids 3 --commands fork,exit,free --commands-max 1 --sut'.split(' '),
    slowProgram(folder),
  ],
  explore: () => ['explore', '--ids', '6'],
  'explore with workers': () => ['explore', '--ids', '6', '--workers', '2'],
  replay: (folder) => ['replay', longTrace(folder, 30_000)],
  'replay of branches, freely': (folder) => slowBranches(folder, 'free'),
  'replay of branches, by all schedules': (folder) => slowBranches(folder, 'steps'),
  gate: () => 'gate --profile nightly --set hierarchy --only start random'.split(' '),
};

/** A signal is sent after some seconds of work: a machine that stood still then is asked once more, and vitest says so. */
const ONCE_MORE = { retry: 1 } as const;

describe.each(Object.entries(LONG))('%s', ONCE_MORE, (_, wordsFor) => {
  test.each([
    ['SIGINT', 3],
    ['SIGTERM', 143],
  ] as const)(
    'the command ends at %s with a report, and with exit code %i',
    async (signal, exitCode) => {
      using folder = temporaryFolder();
      const words = [...wordsFor(folder.path), '--json'];
      const { code, out, err } = await signalled(folder.path, words, signal);
      expect(err).toBe('procession: stopping; a second signal (Ctrl-C again) ends it at once\n');
      expect(out.trimEnd().split('\n')).toHaveLength(1);
      expect(JSON.parse(out)).toMatchObject({
        verdict: 'inconclusive',
        reason: expect.stringContaining('interrupted') as string,
      });
      expect(code).toBe(exitCode);
    },
    TEST_MS,
  );
});

test(
  'a failure with branches is kept and told where the search for a smaller one is interrupted',
  async () => {
    using folder = temporaryFolder();
    const words = 'check --sut shared-mutant:does-not-try-again-after-sleep --branches 2 --seed 1'.split(' ');
    const { code, out } = await signalled(folder.path, words, 'SIGINT');
    expect(code).toBe(1);
    expect(out).toMatch(/^FAIL {2}data-race: /);
    expect(out).toContain('not certified: it was interrupted (');
    expect(out).toMatch(/^replay: npx procession-check replay /m);
  },
  TEST_MS,
);

test(
  'a gate that was interrupted goes on with the checks that had not come to their end',
  async () => {
    using folder = temporaryFolder();
    const words = 'gate --set hierarchy --profile nightly --only start twice random'.split(' ');
    const { code, out } = await signalled(folder.path, words, 'SIGINT');
    expect(out).toMatch(/^✓ start /m);
    expect(out).toMatch(/^INCONCLUSIVE {2}interrupted: [12] of 3 checks were not run; /m);
    const [, line = ''] = /^go on: npx procession-check (.*)$/m.exec(out) ?? [];
    expect(line).toBe(`${words.join(' ')} --resume`);
    expect(code).toBe(3);
    const resumed = await ended(started(folder.path, [LAUNCHER, ...line.split(' ')]));
    const seedOf = (text: string): string | undefined => /from seed (-?\d+)/.exec(text)?.[1];
    expect(seedOf(resumed.out)).toBe(seedOf(out));
    expect(resumed.out).toMatch(/^PASS {2}3 checks: 3 passed; /m);
    expect(resumed.code).toBe(0);
  },
  2 * TEST_MS,
);

test(
  'shrink ends at a signal with the failure as short as it got',
  async () => {
    using folder = temporaryFolder();
    const trace = longTrace(folder.path, 1);
    const words = ['shrink', trace, '--sut', slowProgram(folder.path, 'faulty'), '--json'];
    const { code, out } = await signalled(folder.path, words, 'SIGTERM');
    expect(code).toBe(143);
    expect(JSON.parse(out)).toMatchObject({ verdict: 'fail', shrinkFinished: false });
  },
  TEST_MS,
);

/** These have nothing to report before their end. */
const PLAIN: Readonly<Record<string, (folder: string) => readonly string[]>> = {
  show: (folder) => ['show', longTrace(folder, 20_000), '--sut', 'table'],
  play: () => ['play', '--sut', 'table'],
  'export, while it plans': () => ['export', '--c', '--ids', '3', '--no-changes-only'],
  'explore, while it draws': () => [
    'explore',
    '--ids',
    '3',
    '--handles',
    '1',
    '--symmetry',
    'off',
    '--graph',
    'it.dot',
  ],
};

test.each(Object.entries(PLAIN))(
  '%s ends at once at either signal',
  async (name, wordsFor) => {
    using folder = temporaryFolder();
    // The plan of an export is made within a second on a quick machine.
    const workedMs = name.startsWith('export') ? 500 : 1000;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      const child = started(folder.path, [LAUNCHER, ...wordsFor(folder.path)]);
      const end = ended(child);
      await delay(workedMs);
      child.kill(signal);
      expect(await end).toMatchObject({ code: null, signal });
    }
  },
  TEST_MS,
);

describe('a second signal', ONCE_MORE, () => {
  const source = new URL('../../src/app/cli/interrupt.ts', import.meta.url).href;
  const script = (work: string): readonly string[] => [
    '--input-type=module',
    '--eval',
    `import { Interrupt } from '${source}';
     const busy = (ms) => { for (const until = Date.now() + ms; Date.now() < until; ); };
     const interrupt = new Interrupt();
     console.log('ready');
     ${work}
     console.log('went on');`,
  ];
  const ready = async (child: ChildProcessWithoutNullStreams): Promise<void> => {
    await once(child.stdout, 'data');
  };

  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s ends what has gone on without letting anything in',
    async (signal) => {
      using folder = temporaryFolder();
      const work = `while (!interrupt.asked) await new Promise((resolve) => setTimeout(resolve, 10));
      await new Promise((resolve) => setImmediate(resolve));
      console.log('stuck');
      for (;;);`;
      const child = started(folder.path, script(work));
      await ready(child);
      child.kill(signal);
      await ready(child);
      const end = ended(child);
      child.kill(signal);
      expect(await end).toMatchObject({ code: null, signal, out: '' });
    },
  );

  test('a second signal counts though both came while nothing was let in', async () => {
    using folder = temporaryFolder();
    const work = `busy(1500);
      await new Promise((resolve) => setTimeout(resolve, 100));`;
    const child = started(folder.path, script(work));
    await ready(child);
    const end = ended(child);
    child.kill('SIGTERM');
    await delay(50);
    child.kill('SIGINT');
    const { code, signal, out } = await end;
    expect(out).toBe('');
    expect(code).toBeNull();
    expect(['SIGINT', 'SIGTERM']).toContain(signal);
  });

  test('a second signal is not needed where the first was enough', async () => {
    using folder = temporaryFolder();
    const child = started(
      folder.path,
      script('busy(200); await new Promise((resolve) => setTimeout(resolve, 100));'),
    );
    await ready(child);
    const end = ended(child);
    child.kill('SIGTERM');
    expect(await end).toMatchObject({ code: 143, out: 'went on\n' });
  });
});
