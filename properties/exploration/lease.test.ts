// Goal: of runs on any machines one at a time has a folder, one that lives keeps it, and one that is gone or asleep for long loses
// it. Method: simulated runs that sleep and are killed by seeds, with planted faults that must show; and folders with an owner of
// another machine.
import { readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openFolder } from '../../src/engines/exploration/folder-store.ts';
import type { OpenFolder } from '../../src/engines/exploration/folder-store.ts';
import type { LeaseTaking } from '../../src/engines/exploration/folder-lease.ts';
import type { LeaseWatch } from '../../src/engines/exploration/lease.ts';
import { machineMark, ownName } from '../../src/engines/exploration/process-identity.ts';
import { tableSystem } from '../../src/systems/in-process.ts';
import { exploreOnDisk } from '../support/by-set.ts';
import { temporaryFolder } from '../support/procession.ts';
import { CONTROL } from './in-layers.ts';
import { simulatedLease } from './lease-simulation.ts';
import type { LeaseFault } from './lease-simulation.ts';
import { planOf, SPACES } from './spaces.ts';

const SEEDS = 200;

test('one at a time of simulated runs writes, none that is awake loses its lease, and none waits for ever', async () => {
  const total = { takenOver: 0, lost: 0, refused: 0 };
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const { wrong, ...happened } = await simulatedLease(seed);
    expect({ seed, wrong }).toEqual({ seed, wrong: undefined });
    for (const kind of Object.keys(total) as (keyof typeof total)[]) total[kind] += happened[kind];
  }
  expect(Math.min(...Object.values(total))).toBeGreaterThan(50);
});

const FAULTS: Readonly<Record<string, LeaseFault>> = {
  'a holder that does not renew': { renews: false, mayWrite: async (lease) => lease.lost === undefined },
  'a newcomer that does not wait': {
    world: (world) => ({ ...world, times: { ...world.times, silentMs: 0 } }),
  },
  'a holder that goes on writing without a look': { mayWrite: async () => true },
  'a holder whose clock stands still while it sleeps': {
    world: (world) => ({ ...world, clocks: () => [0, 0] }),
  },
  'a newcomer that takes an entry of another for its own': {
    world: (world) => ({
      ...world,
      entries: {
        ...world.entries,
        make: async (number, owner) => {
          await world.entries.make(number, owner);
          return true;
        },
      },
    }),
  },
  'a holder that sees its entries where they are gone': {
    world: (world) => {
      const made = new Map<number, string>();
      return {
        ...world,
        entries: {
          ...world.entries,
          all: async () => new Map([...(await world.entries.all()), ...made]),
          make: async (number, owner) => {
            const isMade = await world.entries.make(number, owner);
            if (isMade) made.set(number, owner);
            return isMade;
          },
        },
      };
    },
  },
};

test.each(Object.entries(FAULTS))('%s is found by a seed', async (_, fault) => {
  for (let seed = 1; seed <= SEEDS; seed += 1)
    if ((await simulatedLease(seed, fault)).wrong !== undefined) return;
  expect.fail('no seed shows it');
});

const QUICK = { renewMs: 20, lookMs: 5, silentMs: 300 };
const TAKING = { times: QUICK, clocks: () => [performance.now(), Date.now()] };
const ELSEWHERE = 'far 123 4 -';

async function opened(folder: string, taking: Partial<LeaseTaking> = {}): Promise<OpenFolder> {
  const open = await openFolder(folder, 'this', { ...TAKING, ...taking });
  if (open.refused !== undefined) throw new Error(open.refused);
  return open;
}

test('a folder whose owner is on another machine, and gives no sign of life, is taken over after the wait, as is told meanwhile', async () => {
  using folder = temporaryFolder();
  symlinkSync(ELSEWHERE, join(folder.path, 'lock-7'));
  const watches: LeaseWatch[] = [];
  const started = performance.now();
  using open = await opened(folder.path, { watches: (watch) => watches.push(watch) });
  expect(performance.now() - started).toBeGreaterThanOrEqual(QUICK.silentMs);
  expect(watches[0]).toEqual({ owner: 'process 123 on far', silentMs: 0, ofMs: QUICK.silentMs });
  expect(watches.length).toBeGreaterThan(10);
  expect(open.tookOver).toBe('process 123 on far');
  expect(readdirSync(folder.path)).toContain('lock-8');
  expect(readdirSync(folder.path)).not.toContain('lock-7');
});

test('a folder whose owner is on another machine and lives is refused, by its machine and process', async () => {
  using folder = temporaryFolder();
  using _ = await opened(folder.path, { own: ELSEWHERE });
  expect(await openFolder(folder.path, 'this', TAKING)).toEqual({
    refused: 'another run, process 123 on far, is at work on it: wait for it to end, or name another folder',
  });
});

test('a folder with a lock that names no owner is refused, and one whose owner here is gone is had at once', async () => {
  using folder = temporaryFolder();
  symlinkSync('somebody', join(folder.path, 'lock-1'));
  expect((await openFolder(folder.path, 'this', TAKING)).refused).toMatch(
    /^it is locked by "somebody": name another folder, or remove lock-1$/,
  );
  using other = temporaryFolder();
  const [host, , start, machine] = ownName(machineMark()).split(' ');
  symlinkSync(`${host} ${2 ** 22 + 1} ${start} ${machine} 1`, join(other.path, 'lock-3'));
  using open = await opened(other.path, { times: { ...QUICK, silentMs: 1e9 } });
  expect(open.tookOver).toBeUndefined();
});

test('a search whose folder was taken over while it slept says so, and writes nothing there any more', async () => {
  using folder = temporaryFolder();
  // It does not renew by itself, as one that sleeps.
  using first = await opened(folder.path, { own: ELSEWHERE, times: { ...QUICK, renewMs: 1e9 } });
  using second = await opened(folder.path);
  expect(second.tookOver).toBe('process 123 on far');
  const plan = planOf(SPACES['ids 2']);
  const budget = { reachability: true };
  const before = readdirSync(folder.path).filter((name) => !name.startsWith('lock-'));
  const late = await exploreOnDisk(plan, tableSystem(), budget, { ...CONTROL, folder: first });
  expect(late).toMatchObject({ verdict: 'inconclusive', reason: expect.stringMatching(TAKEN) as unknown });
  first[Symbol.dispose]();
  expect(readdirSync(folder.path).filter((name) => !name.startsWith('lock-'))).toEqual(before);
  const result = await exploreOnDisk(plan, tableSystem(), budget, { ...CONTROL, folder: second });
  expect(result).toMatchObject({ verdict: 'pass' });
});

test('a search whose lock was removed says so', async () => {
  using folder = temporaryFolder();
  using open = await opened(folder.path, { times: { ...QUICK, silentMs: 0 } });
  rmSync(join(folder.path, 'lock-1'));
  expect(await open.lease?.confirm()).toMatch(/^the lock of its folder is gone: /);
  expect(open.lease?.whyLost()).toMatch(/^the lock of its folder is gone: /);
});

const TAKEN =
  /^process \d+ has taken its folder over, since this run gave no sign of life for so long: was it asleep, or stopped\?$/;
