// Goal: a kernel's log of commands that were carried out rightly is explained, and one of a broken kernel is not.
// Method: random commands on our own table and on mutants of it, whose answers are the log.
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { Command } from '../../src/contract/command.ts';
import type { SystemUnderTest } from '../../src/contract/system.ts';
import { explain } from '../../src/engines/recordings/explain.ts';
import type { Explanation } from '../../src/engines/recordings/explanation.ts';
import { wireEvents } from '../../src/engines/recordings/wire-lines.ts';
import { POSIX } from '../../src/model/posix/specification.ts';
import { mutantSystem } from '../../src/own-systems.ts';
import { posixTableSystem } from '../../src/systems/in-process.ts';
import { walksOf } from '../support/walks.ts';

const walks = walksOf(60, POSIX.linux).map((walk) => walk.map(({ command }) => command));

async function explanationOf(system: SystemUnderTest, commands: readonly Command[]): Promise<Explanation> {
  system.reset();
  const lines = commands.map((command) => JSON.stringify({ command, answer: system.apply(command) }));
  return await explain(wireEvents(lines), { hiding: () => 'nothing' });
}

describe('the log of random commands', () => {
  test.prop([walks], { seed: 1, numRuns: 60 })(
    'the log of random commands on our own table is explained, and leaves nothing open',
    async (commands) => {
      const explanation = await explanationOf(posixTableSystem(), commands);
      const { unexplained, unreadable, openQuestions } = explanation;
      expect({ unexplained, unreadable, openQuestions }).toEqual({
        unexplained: [],
        unreadable: [],
        openQuestions: [],
      });
    },
  );

  test.each([
    'fork-starts-a-group',
    'fork-inherits-the-executed-mark',
    'setsid-guards-by-the-session-only',
    'setsid-makes-only-a-group',
    'setpgid-moves-anybody',
    'setpgid-knows-one-session-leader',
    'setpgid-into-another-session',
    'getpgid-knows-no-zombies',
    'getsid-answers-the-group',
    'exit-leaves-no-zombie',
    'exit-status-is-the-bare-code',
    'orphans-stay',
    'waitpid-takes-the-living',
    'waitpid-seeks-no-child',
    'waitpid-frees-nobody',
  ])('the log of random commands on the mutant %s is not explained', async (name) => {
    const system = mutantSystem(name);
    if (system === undefined) throw new Error(`there is no mutant ${name}`);
    let verdict = 'pass';
    for (const commands of fc.sample(walks, { seed: 3, numRuns: 40 })) {
      ({ verdict } = await explanationOf(system, commands));
      if (verdict !== 'pass') break;
    }
    expect(verdict).toBe('fail');
  });
});
