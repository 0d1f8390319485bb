// A tiny program with one misbehaviour at a time at the other end of the wire, and what is found of it.
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { WireLimits } from '../../src/systems/wire/handshake.ts';
import type { WireSystem } from '../../src/systems/wire/system.ts';
import type { AsynchronousSystemUnderTest, System } from '../../src/contract/system.ts';
import { Trouble } from '../../src/contract/trouble.ts';
import { parseTrace, replay, runCampaign, wireSystem } from '../support/by-set.ts';

const PROGRAM = fileURLToPath(new URL('misbehaving/program.ts', import.meta.url));
/** Short only where the program is to use them up: elsewhere a busy machine must not look like a hang. */
const LONG: WireLimits = { startMs: 20_000, replyMs: 20_000, closeMs: 20_000, lineMaxBytes: 1e6 };
const SHORT = 1000;

/** The program with one misbehaviour. It is closed with the scope, however that goes. */
export async function misbehaving(
  misbehaviour: string,
  { argument = '', ...limits }: WireLimits & { readonly argument?: string } = {},
): Promise<{ readonly system: WireSystem } & AsyncDisposable> {
  const words = [process.execPath, PROGRAM, misbehaviour, argument];
  const text = words.map((word) => `'${word}'`).join(' ');
  const system = await wireSystem(text, 'hierarchy', { ...LONG, ...limits });
  return { system, [Symbol.asyncDispose]: () => system.close().catch(() => undefined) };
}

const parsed = parseTrace('procession trace 1 hierarchy\n1 fork 2\n2 fork 3\n2 exit\n2 free\n');
if ('problem' in parsed) throw new Error(parsed.problem.message);
export const COMMANDS = parsed.value.steps.map(({ command }) => command);
export const EXIT = 2;

export async function divergenceOf(misbehaviour: string) {
  const waits = ['hang', 'half-a-line'].includes(misbehaviour);
  await using it = await misbehaving(misbehaviour, waits ? { replyMs: SHORT } : {});
  return (await replay(it.system, COMMANDS)).divergence;
}

export async function expectFindingAtExit(misbehaviour: string, sentence: string): Promise<void> {
  const divergence = await divergenceOf(misbehaviour);
  expect(divergence).toMatchObject({
    kind: 'exception',
    concerns: 'H5',
    step: EXIT,
    command: COMMANDS[EXIT],
  });
  expect(divergence?.sentence).toContain('"2 exit": ');
  expect(divergence?.sentence).toContain(sentence);
}

export async function expectFindingAtStart(misbehaviour: string, sentence: string): Promise<void> {
  const waits = /hang|flood/.test(misbehaviour);
  const error = await misbehaving(misbehaviour, waits ? { startMs: SHORT } : {}).then(
    () => undefined,
    (reason: unknown) => reason as Error,
  );
  expect(error).toBeInstanceOf(Trouble);
  expect(error?.message).toContain(`"initialize": ${sentence}`);
}

export async function expectFindingAtEnd(misbehaviour: string, sentence: string): Promise<void> {
  const waits = misbehaviour !== 'crash-at-close';
  const { system } = await misbehaving(misbehaviour, waits ? { closeMs: SHORT } : {});
  expect((await replay(system, COMMANDS)).divergence).toBeUndefined();
  await expect(system.close()).rejects.toThrow(sentence);
}

/** Random commands for the system, the same ones each time. */
export async function campaign(system: System) {
  return await runCampaign(
    system,
    { runs: 20, commandsMax: 20, idsMax: 4, seed: 1 },
    { now: () => performance.now(), breathe: () => Promise.resolve(), stopped: () => false },
  );
}

/** The system, without the copy that runs beside it. */
function copyless(system: WireSystem): AsynchronousSystemUnderTest {
  return {
    name: system.name,
    asynchronous: true,
    supports: system.supports ?? [],
    reset: () => system.reset(),
    apply: (command) => system.apply(command),
    observe: () => system.observe(),
    runSequence: (commands) => system.runSequence(commands),
  };
}

/** A program that answers from our table passes with every command of a set. */
export async function expectPassesWholeSet(commandSet: 'hierarchy' | 'posix'): Promise<void> {
  const text = `'${process.execPath}' '${PROGRAM.replace('program.ts', 'table.ts')}'`;
  const system = await wireSystem(text, commandSet);
  const result = await campaign({ ...copyless(system), commandSet, profile: 'linux' });
  await system.close();
  expect(result).toMatchObject({ verdict: 'pass', runs: 20 });
  const unchecked = [...result.invariants].filter(([, { checked: times }]) => times === 0);
  expect(unchecked).toEqual([]);
}

/** A second copy that runs beside the program changes nothing in what is found of it. */
export async function expectAlikeWithCopy(behaviour: string): Promise<void> {
  await using it = await misbehaving(behaviour);
  const { system } = it;
  const found = [await campaign(copyless(system)), await campaign(system)].map((result) => ({
    ...result,
    elapsedMs: 0,
    coverage: result.coverage.counts(),
  }));
  expect(found[1]).toEqual(found[0]);
}

/** Expects a program to pass, twice in the same process. */
export async function expectPasses(behaviour: string): Promise<void> {
  const { system } = await misbehaving(behaviour);
  expect((await replay(system, COMMANDS)).divergence).toBeUndefined();
  expect((await replay(system, COMMANDS)).divergence).toBeUndefined();
  await system.close();
}
