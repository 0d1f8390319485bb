// Modules that misbehave in one way at a time, what must come of each, and the claims about it: one list for the tests of
// every run and for those that take minutes.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { WireLimits } from '../../src/systems/wire/handshake.ts';
import { bridgedModule, moduleSystem, parseTrace, replay } from './by-set.ts';
import type { System } from '../../src/contract/system.ts';
import { closeSystem } from '../../src/lockstep/exceptions.ts';
import { isAlive } from './alive.ts';
import { processionMeanwhile, temporaryFolder } from './procession.ts';

const TRACE = 'procession trace 1 hierarchy\n1 fork 2\n2 fork 3\n2 exit\n';
const parsed = parseTrace(TRACE);
if ('problem' in parsed) throw new Error(parsed.problem.message);
export const COMMANDS = parsed.value.steps.map(({ command }) => command);
const EXIT = 2;

/** Short only where the module is to use them up: elsewhere a busy machine must not look like a hang. */
const LONG: WireLimits = { startMs: 25_000, replyMs: 25_000, closeMs: 25_000 };
const MEGABYTES = 256;

/** A folder with a module that misbehaves so, and a trace. */
export function misbehaving(as: string) {
  const folder = temporaryFolder();
  const address = new URL('../systems/misbehaving/module.ts', import.meta.url);
  const pids = join(folder.path, 'pids');
  address.searchParams.set('as', as);
  address.searchParams.set('pids', pids);
  const file = join(folder.path, 'mine.ts');
  writeFileSync(file, `export { sut } from '${address.href}';\n`);
  writeFileSync(join(folder.path, 'given.trace'), TRACE);
  return { ...folder, file, pids: () => readFileSync(pids, 'utf8').trim().split(' ').map(Number) };
}

export type Drive = (file: string, limits: WireLimits) => Promise<System>;

/** The module as a system: for engines that wait, */
export const waiting: Drive = (file, limits) =>
  moduleSystem({ file, path: 'mine.ts' }, { ...LONG, ...limits });
/** and for those that cannot. */
export const atOnce: Drive = (file, limits) =>
  bridgedModule({ file, path: 'mine.ts' }, { ...LONG, ...limits });

/** Long enough for what a busy machine may make of a command that is answered. */
export const HANG: WireLimits = { replyMs: 2000 };
const LOW: WireLimits = { memoryMaxBytes: MEGABYTES * 1024 * 1024 };
export const HUNG = 'it did not answer within 2 s';
const TOO_MUCH = `it took more than the ${MEGABYTES} MB of memory that it may (--memory-limit-system)`;
export const threwIn = (method: string): string =>
  `ended in an exception: RangeError: no luck in ${method} (properties/systems/misbehaving/module.ts:`;

export type Misbehaviour = readonly [as: string, sentence: string, limits: WireLimits];

/** Failures at the exit: the process ends, or hangs, or takes too much, or its module throws where nobody could tell. */
export const OF_THE_PROCESS: readonly Misbehaviour[] = [
  ['exits', 'its apply of "2 exit": it ended with exit code 0', {}],
  ['kills-itself', 'its apply of "2 exit": it was ended by SIGKILL', {}],
  ['hangs', `its apply of "2 exit": ${HUNG}`, HANG],
  // A process that is killed may not have been heard naming the method that it is in.
  ['floods-memory', `"2 exit": ${TOO_MUCH}`, LOW],
  ['throws-in-observe', `its observe after "2 exit" ${threwIn('observe')}`, {}],
  ['throws-later', 'an exception that nobody caught: RangeError: out of nowhere', {}],
  ['exits-in-observe', 'its observe after "2 exit": it ended with exit code 0', {}],
];
/** The same of what the host makes an answer of, whoever drives it. */
export const OF_ITS_ANSWERS: readonly Misbehaviour[] = [
  ['exits-with-5', 'its apply of "2 exit": it ended with exit code 5', {}],
  ['never-settles', `its apply of "2 exit": ${HUNG}`, HANG],
  ['floods-the-heap', `its apply of "2 exit": ${TOO_MUCH}`, LOW],
  ['throws-in-apply', `its apply of "2 exit" ${threwIn('apply')}`, {}],
  ['throws-in-selfCheck', `its selfCheck after "2 exit" ${threwIn('selfCheck')}`, {}],
  [
    'throws-no-error',
    'its apply of "2 exit" ended in an exception: "no error at all", which is not an Error',
    {},
  ],
  ['answers-nothing', 'its apply of "2 exit": its answer must be {"ok":{…}} or {"refused":…}, not ', {}],
  ['answers-with-a-getter', `its apply of "2 exit" ${threwIn('the getter')}`, {}],
  ['answers-with-a-proxy', `its apply of "2 exit" ${threwIn('the proxy')}`, {}],
  ['answers-with-a-promise', 'its apply of "2 exit": it answers with a promise: declare it', {}],
  ['hangs-in-observe', `its observe after "2 exit": ${HUNG}`, HANG],
  ['shows-a-promise', 'its observe after "2 exit": it shows a promise: declare it', {}],
  ['shows-a-bigint', 'its observe after "2 exit" ended in an exception: TypeError: ', {}],
];

/** Claims that it fails at that command, and that nothing of it is left. */
export async function failsAtTheExit(drive: Drive, [as, sentence, limits]: Misbehaviour): Promise<void> {
  using it = misbehaving(as);
  const system = await drive(it.file, limits);
  const { divergence } = await replay(system, COMMANDS);
  expect(divergence).toMatchObject({
    kind: 'exception',
    step: EXIT,
    command: COMMANDS[EXIT],
    concerns: 'H5',
  });
  expect(divergence?.sentence).toContain(sentence);
  await closeSystem(system);
  expect(it.pids().filter(isAlive)).toEqual([]);
}

const COMMAND_LINES = {
  check: ['check', '--runs', '20', '--ids', '4', '--seed', '1', '--no-certify'],
  explore: ['explore', '--ids', '2'],
  tour: ['tour', '--ids', '2', '--no-certify'],
  replay: ['replay', 'given.trace'],
} as const;
const commands = Object.keys(COMMAND_LINES) as readonly (keyof typeof COMMAND_LINES)[];
export type CommandRow = readonly [
  command: keyof typeof COMMAND_LINES,
  as: string,
  verdict: 'pass' | 'fail',
  reason: RegExp | null,
];
const cases: readonly (readonly [CommandRow[1], CommandRow[2], CommandRow[3]])[] = [
  ['writes', 'pass', null],
  ['exits', 'fail', /^its apply of ".*exit": it ended with exit code 0$/],
  ['blocks', 'fail', /^its apply of ".*exit": it did not answer within .* s/],
  [
    'throws-in-close',
    'fail',
    /^its close ended in an exception: RangeError: no luck in close \(.*\/module\.ts:\d+:\d+\)$/,
  ],
  ['exits-at-import', 'fail', /^\.\/mine\.ts: its import: it ended with exit code 0$/],
];

/** Each command with each case; what ends before a command is reached ends in code that all commands share. */
export const COMMAND_ROWS: readonly CommandRow[] = cases.flatMap((each) =>
  commands
    .filter((command) => !/import|close/.test(each[0]) || command === 'check' || command === 'explore')
    .map((command): CommandRow => [command, ...each]),
);

/** Claims that the command prints one object that says so, stores the failure, and leaves nothing of the module. */
export async function isOneObject([command, as, verdict, reason]: CommandRow): Promise<void> {
  using it = misbehaving(as);
  const limits = as === 'blocks' ? ['--time-limit-step', '2'] : [];
  const words = [...COMMAND_LINES[command], '--sut', './mine.ts', ...limits, '--json'];
  const { code, out } = await processionMeanwhile(it.path, ...words);
  expect(out.trimEnd().split('\n')).toHaveLength(1);
  const json = JSON.parse(out) as {
    readonly reason: string | null;
    readonly counterexample: { readonly file?: string } | null;
  };
  expect(json).toMatchObject({ verdict });
  if (reason === null) expect(json.reason).toBeNull();
  else expect(json.reason).toMatch(reason);
  expect(code).toBe(verdict === 'pass' ? 0 : 1);
  const reachedACommand = ['exits', 'blocks'].includes(as);
  if (reachedACommand && command !== 'replay')
    expect(existsSync(join(it.path, json.counterexample?.file ?? 'none'))).toBe(true);
  expect(it.pids().filter(isAlive)).toEqual([]);
}
