// Goal: what the world does to a run is never blamed on the system. Method: systems that are hindered at every point of
// a run, limits that are really met, programs that cannot be started.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Command } from '../../src/contract/command.ts';
import { explore, minimise, parseCommand, replay, runCampaign, runTour, shrink } from '../support/by-set.ts';
import { Hindrance, hindranceIn, limitMet } from '../../src/contract/hindrance.ts';
import type { SequenceRun, System, SystemUnderTest } from '../../src/contract/system.ts';
import type { CampaignOptions } from '../../src/engines/campaign/options.ts';
import { commandsFor } from '../support/bounds.ts';
import { mutant, named, outcomesOf, tableWith } from '../conformance/systems.ts';
import { whyNoCompiler } from '../support/c-compiler.ts';
import { LAUNCHER, processionShared, processionWith, temporaryFolder } from '../support/procession.ts';

const WHY = 'the limit of patience is met (EMFILE): raise it';
const hinder = (): never => {
  throw new Hindrance(WHY);
};
const WORLD = { now: () => 0, breathe: () => Promise.resolve(), stopped: () => false };
const OPTIONS: CampaignOptions = { runs: 40, commandsMax: 30, idsMax: 5, seed: 1 };

const commands = (lines: readonly string[]): readonly Command[] =>
  lines.map((line) => {
    const parsed = parseCommand(line, 1, 'hierarchy');
    if ('problem' in parsed) throw new Error(parsed.problem.message);
    return parsed.value;
  });

/** The mutant, which is hindered from its so-manieth reset on. */
function hinderedFrom(resets: number, name = 'forget-to-orphan'): SystemUnderTest {
  const broken = mutant(name);
  let left = resets;
  return tableWith({
    ...broken,
    reset: () => {
      left -= 1;
      if (left < 0) hinder();
      broken.reset();
    },
  });
}

/** The same, elsewhere: whether sequences are sent whole or not. */
function elsewhere(system: SystemUnderTest, whole: boolean): System {
  const asked = {
    name: system.name,
    asynchronous: true as const,
    reset: async () => system.reset(),
    apply: async (command: Command) => system.apply(command),
    observe: async () => system.observe(),
  };
  if (!whole) return asked;
  const runSequence = async (of: readonly Command[]): Promise<SequenceRun> => {
    system.reset();
    const start = system.observe();
    return {
      start,
      steps: of.map((command) => ({ answer: system.apply(command), observation: system.observe() })),
    };
  };
  return { ...asked, runSequence };
}

const FORMS: readonly (readonly [string, (system: SystemUnderTest) => System])[] = [
  ['in this process', (system) => system],
  ['elsewhere, a command at a time', (system) => elsewhere(system, false)],
  ['elsewhere, a sequence at a time', (system) => elsewhere(system, true)],
];

describe.each(FORMS)('a system %s that is hindered', (_where, form) => {
  const sound = (more: Partial<SystemUnderTest>): System => form(tableWith(more));

  test.each(['reset', 'apply', 'observe'] as const)(
    'a system hindered in %s makes a campaign inconclusive, and says why',
    async (method) => {
      const result = await runCampaign(sound({ [method]: hinder }), OPTIONS, WORLD);
      expect(result).toMatchObject({
        verdict: 'inconclusive',
        reason: WHY,
        failure: undefined,
        hindered: true,
      });
    },
  );

  test('a hindered system makes a tour inconclusive, and says why', async () => {
    const result = await runTour(
      sound({ apply: hinder }),
      [commands(['1 fork 2', '2 exit'])],
      { commands: commandsFor() },
      WORLD,
    );
    expect(result).toMatchObject({ verdict: 'inconclusive', reason: WHY, failure: undefined });
  });

  test('a hindered system is replayed and made short to no verdict', async () => {
    const system = sound({ apply: hinder });
    await expect(replay(system, commands(['1 fork 2']))).rejects.toThrow(Hindrance);
    const options = { executionsMax: 10, stopped: () => false };
    await expect(shrink(system, commands(['1 fork 2']), options)).rejects.toThrow(Hindrance);
  });

  test('a system hindered after it failed, and before it could fail again, is inconclusive with what was seen', async () => {
    const first = await runCampaign(form(mutant('forget-to-orphan')), OPTIONS, WORLD);
    const result = await runCampaign(form(hinderedFrom(first.runs)), OPTIONS, WORLD);
    expect(result).toMatchObject({ verdict: 'inconclusive', failure: undefined, hindered: true });
    expect(result.reason).toMatch(/^a run failed \(.*\), and could not be run again: the limit of patience/);
  });

  test('a system hindered while a failure is made short leaves the failure as short as it was by then, and certifies nothing', async () => {
    const first = await runCampaign(form(mutant('forget-to-orphan')), OPTIONS, WORLD);
    const found = first.failure?.failure.commands ?? [];
    const padded = [...commands(['1 fork 5', '5 exit', '5 free']), ...found];
    const options = { stopped: () => false };
    const result = await minimise(form(hinderedFrom(4)), padded, options);
    expect(result?.unfinished).toBe(WHY);
    expect(result?.failure.divergence).toMatchObject({ kind: first.failure?.failure.divergence.kind });
    expect(result?.certificate).toMatchObject({ shortest: false });
  });

  test('a hindered system gives no check of the suite a red that blames it', async () => {
    const outcomes = await outcomesOf(() => sound({ apply: hinder }));
    expect(named(outcomes, 'fail')).toEqual([]);
    expect(outcomes['it agrees with the model on random commands']).toMatchObject({
      verdict: 'inconclusive',
      sentence: WHY,
    });
  });
});

test('an exhaustive search that is hindered is inconclusive, and says why', async () => {
  const result = await explore(
    {
      bound: { ids: 3, amounts: {}, commands: commandsFor(), newIds: 'any' },
      symmetry: true,
      match: 'observation',
      selfCheck: false,
    },
    tableWith({ apply: hinder }),
    { reachability: false },
    WORLD,
  );
  expect(result).toMatchObject({ verdict: 'inconclusive', reason: WHY, failure: undefined });
});

test('what was shown before a sequence was cut short is judged all the same', async () => {
  const table = tableWith({});
  table.reset();
  const start = table.observe();
  const system = (answer: 'right' | 'wrong'): System => ({
    ...(elsewhere(table, true) as Extract<System, { asynchronous: true }>),
    runSequence: async () => {
      table.reset();
      const shown = { answer: table.apply(commands(['1 fork 2'])[0]), observation: table.observe() };
      const step = answer === 'right' ? shown : { answer: { ok: { pid: 9 } }, observation: start };
      return { start, steps: [step], hindrance: WHY };
    },
  });
  const two = commands(['1 fork 2', '2 exit']);
  expect((await replay(system('wrong'), two)).divergence).toMatchObject({ step: 0, kind: 'answer' });
  await expect(replay(system('right'), two)).rejects.toThrow(WHY);
});

test('an error of the operating system is a hindrance exactly where a limit was met', () => {
  for (const code of ['EMFILE', 'ENFILE', 'EAGAIN', 'ENOMEM', 'ENOSPC', 'EDQUOT']) {
    expect(limitMet(code)).toContain(code);
    expect(hindranceIn(Object.assign(new Error('no'), { code }), 'it could not start')?.message).toMatch(
      new RegExp(`^it could not start: .*\\(${code}\\): `),
    );
  }
  for (const code of ['ENOENT', 'EPERM', 'toString'])
    expect(hindranceIn(Object.assign(new Error('no'), { code }), 'it')).toBeUndefined();
});

/** Runs the command line under limits that a shell sets. */
function under(limits: string, folder: string, ...words: readonly string[]) {
  const ended = spawnSync('sh', ['-c', `${limits} exec "$@"`, 'sh', process.execPath, LAUNCHER, ...words], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 60_000,
    env: { ...process.env, NO_COLOR: '1' },
  });
  return { code: ended.status, out: ended.stdout, err: ended.stderr };
}

const MANY = Array.from({ length: 30 }, (_, at) => `1 fork ${at + 2}`);

describe('the limit of open files', () => {
  const trace = `procession trace 1 posix\n${MANY.join('\n')}\n`;

  test('the limit of open files, met by the kernel’s adapter, makes check, replay and shrink inconclusive, with the cure', ({
    skip,
  }) => {
    using folder = temporaryFolder();
    const usual = processionShared(folder.path, 'check', '--sut', 'linux', '--runs', '1', '--no-corpus');
    skip(usual.code === 3, usual.out);
    writeFileSync(join(folder.path, 'many.trace'), trace);
    for (const words of [
      ['check', '--sut', 'linux', '--ids', '60', '--seed', '1', '--no-corpus'],
      ['replay', 'many.trace', '--sut', 'linux'],
      ['shrink', 'many.trace', '--sut', 'linux'],
    ]) {
      const { code, out, err } = under('ulimit -n 40;', folder.path, ...words);
      expect({ words, code, err }).toEqual({ words, code: 3, err: '' });
      expect(out).toContain('INCONCLUSIVE');
      expect(out).toContain('(EMFILE): raise it, "ulimit -n"');
      expect(out).not.toContain('FAIL');
    }
  });

  test('the limit of open files, met before a program is started, makes no verdict on the program', () => {
    using folder = temporaryFolder();
    const words = ['check', '--sut', `cmd:${process.execPath} nothing.js`, '--no-corpus'];
    const { code, out } = under('ulimit -n 23;', folder.path, ...words);
    expect(code).toBe(3);
    expect(out).toMatch(/could not be started: the limit of open files .*\(EMFILE\)/);
  });
});

test('the limit of processes, met by a fork, makes a check of the kernel inconclusive, with the cure', ({
  skip,
}) => {
  using folder = temporaryFolder();
  skip(process.getuid?.() !== 0, 'a limit of processes of a user of its own takes root to set up');
  const words = ['check', '--sut', 'linux', '--ids', '60', '--seed', '1', '--no-corpus', '--no-save'];
  const limited = ['--nproc=25', 'setpriv', '--reuid', '54321', '--clear-groups', process.execPath];
  const missing = whyNoCompiler();
  skip(missing !== undefined, missing);
  skip(
    spawnSync('prlimit', [...limited, LAUNCHER, '--version']).status !== 0,
    'another user with a limit of its own cannot be had here',
  );
  const ended = spawnSync('prlimit', [...limited, LAUNCHER, ...words], {
    cwd: '/',
    encoding: 'utf8',
    env: { ...process.env, XDG_CACHE_HOME: folder.path },
  });
  expect(ended.stdout).toMatch(/INCONCLUSIVE {2}.*\(EAGAIN\): raise it, "ulimit -u"/);
  expect(ended.status).toBe(3);
});

test.each(['check', 'tour --ids 2', 'explore --ids 2', 'replay one.trace', 'shrink one.trace'])(
  'a module in a process of its own says that it was hindered, to %s',
  (command) => {
    using folder = temporaryFolder();
    const at = (path: string): string => new URL(`../../src/${path}`, import.meta.url).href;
    const text = `import { tableSystem } from '${at('systems/in-process.ts')}';
import { Hindrance } from '${at('contract/hindrance.ts')}';
export const sut = { ...tableSystem(), name: 'far', apply() { throw new Hindrance('the line is cut'); } };`;
    writeFileSync(join(folder.path, 'far.mjs'), text);
    writeFileSync(join(folder.path, 'one.trace'), 'procession trace 1 hierarchy\n1 fork 2\n');
    const words = [...command.split(' '), '--sut', './far.mjs', '--json'];
    const { code, out } = processionShared(folder.path, ...words);
    expect(JSON.parse(out)).toMatchObject({ verdict: 'inconclusive', reason: 'the line is cut' });
    expect(code).toBe(3);
  },
);

test('a program that can no longer be started in the middle of a run makes it inconclusive', () => {
  using folder = temporaryFolder();
  // Each reset is a new start; the second one removes the program.
  const text = `#!${process.execPath}
import { createInterface } from 'node:readline';
import { existsSync, unlinkSync, writeFileSync } from 'node:fs';
if (existsSync('once')) unlinkSync('program.mjs');
writeFileSync('once', '');
for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, params } = JSON.parse(line);
  const hello = { protocol: 1, name: 'brief', version: '1', commands: 'hierarchy', supports: ['fork'], reset: 'restart' };
  const steps = (method === 'run' ? params.commands : []).map((c) => ({ answer: { ok: { pid: c.child } } }));
  console.log(JSON.stringify({ jsonrpc: '2.0', id, result: method === 'initialize' ? hello : { steps } }));
  if (method === 'close') break;
}
`;
  writeFileSync(join(folder.path, 'program.mjs'), text, { mode: 0o755 });
  const { code, out } = processionWith({}, folder.path, 'check', '--sut', 'cmd:./program.mjs', '--no-corpus');
  expect(out).toContain('INCONCLUSIVE');
  expect(out).toContain('there is no program ./program.mjs');
  expect(code).toBe(3);
});
