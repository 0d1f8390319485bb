// A tiny program with one misbehaviour at a time at the other end of the wire, and what is found of it.
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { WireLimits } from '../../src/systems/wire/handshake.ts';
import type { WireSystem } from '../../src/systems/wire/system.ts';
import { Trouble } from '../../src/contract/trouble.ts';
import { parseTrace, replay, wireSystem } from '../support/by-set.ts';

export const PROGRAM = fileURLToPath(new URL('misbehaving/program.ts', import.meta.url));
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
