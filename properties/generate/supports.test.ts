// Is a system asked only what it says that it supports? Method: a system that throws at anything else, with small sets of
// commands, some of which can rarely be issued.
import { describe, expect, test } from 'vitest';
import { posixTableSystem } from '../../src/systems/in-process.ts';
import type { CommandName } from '../../src/contract/command.ts';
import { runCampaign } from '../support/by-set.ts';
import type { SystemUnderTest } from '../../src/contract/system.ts';

const world = { now: () => 0, breathe: () => Promise.resolve(), stopped: () => false };
const options = { runs: 60, commandsMax: 40, idsMax: 4, certifyStatesMax: 0 };

function supporting(supports: readonly CommandName[]): SystemUnderTest {
  const table = posixTableSystem();
  return {
    ...table,
    supports,
    apply: (command) => {
      if (!supports.includes(command.name)) throw new Error(`asked for ${command.name}`);
      return table.apply(command);
    },
  };
}

describe('a system of few POSIX commands', () => {
  test.each([[['fork', 'exit', 'waitpid']], [['fork', 'exit']], [['fork', 'setsid', 'kill']]] as const)(
    'a system of few POSIX commands is asked for %j and nothing else',
    async (supports) => {
      for (const seed of [1, 2, 3]) {
        const { verdict, reason, coverage } = await runCampaign(
          supporting(supports),
          { ...options, seed },
          world,
        );
        expect([verdict, reason]).toEqual(['pass', undefined]);
        expect(coverage.commands).toBeGreaterThan(100);
      }
    },
  );

  test('a system whose commands init alone cannot issue is inconclusive, for nothing can be asked', async () => {
    expect(await runCampaign(supporting(['exit']), { ...options, seed: 1 }, world)).toMatchObject({
      verdict: 'inconclusive',
      reason: 'nothing was compared: no command was run',
    });
  });
});
