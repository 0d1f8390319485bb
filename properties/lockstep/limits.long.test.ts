// Goal: a system that says how many processes it can hold may refuse forks there, and nowhere else (C45). Method: tables that
// are full at so many, beside what they say; in this process, elsewhere, as programs and modules, under every engine.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { posixTableSystem, tableSystem } from '../../src/systems/in-process.ts';
import { conformanceChecks } from '../../src/app/conformance/checks.ts';
import type { Command } from '../../src/contract/command.ts';
import { Lockstep, runCampaign } from '../support/by-set.ts';
import type { Limits } from '../../src/contract/limits.ts';
import type { System, SystemUnderTest } from '../../src/contract/system.ts';
import type { CampaignResult } from '../../src/engines/campaign/campaign.ts';
import { elsewhere } from '../support/elsewhere.ts';
import { procession, temporaryFolder } from '../support/procession.ts';

const WORLD = { now: () => 0, breathe: () => Promise.resolve(), stopped: () => false };
const TABLE = new URL('../../src/systems/in-process.ts', import.meta.url).href;

/** A table that is full at so many processes, and says what it says. */
function fullAt(
  most: number,
  limits: Limits | undefined,
  refused: string | true = 'EAGAIN',
  table: SystemUnderTest = tableSystem(),
): SystemUnderTest {
  const isFull = (): boolean => (table.observe().processes?.length ?? 0) >= most;
  const apply = (command: Command) =>
    command.name === 'fork' && isFull() ? { refused } : table.apply(command);
  return { ...table, ...(limits && { limits }), apply };
}

const campaign = (system: System): Promise<CampaignResult> =>
  runCampaign(
    system,
    { runs: 100, commandsMax: 60, idsMax: 12, seed: 1, shrinkMax: 200, certifyStatesMax: 0 },
    WORLD,
  );

describe('a system that is full at six processes', () => {
  test.each(['EAGAIN', 'ENOSPC', true] as const)(
    'a system that is full at six processes and says so passes, refusing with %s',
    async (refused) => {
      for (const table of [tableSystem(), posixTableSystem()]) {
        const system = fullAt(6, { processes: 6 }, refused, table);
        for (const each of [system, { ...elsewhere(system), limits: { processes: 6 } }]) {
          const { verdict, refusedAtLimit, coverage } = await campaign(each);
          expect(verdict).toBe('pass');
          expect(refusedAtLimit).toBeGreaterThan(100);
          expect(coverage.sizes).toMatchObject({ processes: 6 });
        }
      }
    },
  );

  test.each<[string, Limits | undefined, string]>([
    ['and says that it can hold seven', { processes: 7 }, 'EAGAIN'],
    ['and says nothing', undefined, 'EAGAIN'],
    ['and says so, for another reason', { processes: 6 }, 'ENOMEM'],
  ])('a system that is full at six processes %s fails at the fork', async (_what, limits, refused) => {
    const { verdict, failure } = await campaign(fullAt(6, limits, refused));
    expect(verdict).toBe('fail');
    expect(failure?.failure.divergence.command?.name).toBe('fork');
    expect(failure?.failure.commands).toHaveLength(6);
  });

  test('a system that is full at six processes may say that it is full at fewer: what it accepts there is judged as everywhere', async () => {
    expect(await campaign(fullAt(6, { processes: 3 }))).toMatchObject({ verdict: 'pass' });
    const wrong = fullAt(6, { processes: 3 });
    const lying = {
      ...wrong,
      apply: (command: Command) => (command.name === 'exit' ? { refused: 'EAGAIN' } : wrong.apply(command)),
    };
    expect((await campaign(lying)).failure?.failure.divergence.command?.name).toBe('exit');
  });

  test('a system that is full at six processes agrees with the model in the conformance suite', async () => {
    const make = () => fullAt(6, { processes: 6 });
    for (const { name, run } of conformanceChecks(make, { numRuns: 100, ids: 3 })) {
      const { verdict } = await run();
      expect([name, verdict]).not.toEqual([name, 'fail']);
    }
  });
});

describe('limits that make no sense are told', () => {
  test.each<[unknown, string]>([
    [64, 'what it can hold must be an object, not 64'],
    [
      { proceses: 64 },
      'it says that it can hold so many "proceses", which is none of processes (Did you mean',
    ],
    [{ processes: 0 }, 'the processes that it can hold must be a whole number from 1, not 0'],
    [{ processes: '64' }, 'the processes that it can hold must be a whole number from 1, not "64"'],
  ])('a sentence tells which limits make no sense: %j', (limits, sentence) => {
    expect(() => new Lockstep({ ...tableSystem(), limits: limits as Limits })).toThrow(sentence);
  });
});

/** A program of the protocol that is full at six. */
const PROGRAM = `
import { createInterface } from 'node:readline';
import { tableSystem } from '${TABLE}';
const table = tableSystem();
const full = ({ name }) => name === 'fork' && table.observe().processes.length >= 6;
const step = (command) => ({ answer: full(command) ? { refused: true } : table.apply(command), observation: table.observe() });
const result = ({ method, params }) => {
  if (method === 'initialize') return { protocol: 1, name: 'full', commands: 'hierarchy', supports: ['fork', 'exit', 'free'], limits: { processes: Number(process.env.LIMIT) } };
  if (method === 'close') return {};
  if (method === 'reset') { table.reset(); return { observation: table.observe() }; }
  return { steps: params.commands.map(step) };
};
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id: request.id, result: result(request) }) + '\\n');
  if (request.method === 'close') break;
}
`;
const MODULE = `import { tableSystem } from '${TABLE}';
const table = tableSystem('full');
const full = ({ name }) => name === 'fork' && table.observe().processes.length >= 6;
export default { ...table, limits: { processes: Number(process.env.LIMIT) }, apply: (command) => full(command) ? { refused: true } : table.apply(command) };
`;

test.each(["cmd:'NODE' full.ts", './module.ts'])('the limits of %s hold on the command line', (sut) => {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, 'full.ts'), PROGRAM);
  writeFileSync(join(folder.path, 'module.ts'), MODULE);
  const check = (limit: string) =>
    procession(
      folder.path,
      'check',
      '--sut',
      sut.replace('NODE', process.execPath),
      '--env',
      `LIMIT=${limit}`,
      '--runs',
      '30',
      '--seed',
      '1',
      '--no-save',
      '--no-certify',
    );
  const right = check('6');
  expect(right.out).toMatch(/^\d+ forks refused because it was as full as it says that it can be$/m);
  expect(right.code).toBe(0);
  const wrong = check('7');
  expect(wrong.out).toContain('FAIL  H1 fork');
  expect(wrong.code).toBe(1);
  expect(check('0').out + check('0').err).toContain(
    'the processes that it can hold must be a whole number from 1, not 0',
  );
});
