// Commands drawn with no regard to any state, for systems that refuse too little: they lead where no model goes.
import type { Command } from '../../src/contract/command.ts';
import { Dice } from '../../src/engines/generate/prng.ts';
import { alphabetOf } from '../../src/model/bounded/alphabet.ts';
import { HIERARCHY } from '../../src/model/hierarchy/specification.ts';

/** Commands without regard to what may be: most of them should be refused. */
export function wildCommands(seed: number, names: readonly string[]): readonly Command[] {
  const { commands } = alphabetOf(HIERARCHY, {
    ids: 5,
    amounts: { handles: 1, threads: 1 },
    commands: [
      'fork',
      'create_session',
      'create_group',
      'move_to_group',
      'exit',
      'free',
      'new_thread',
      'exit_thread',
      'group_exit',
      'hold_group',
      'release_group',
      'hold_session',
      'release_session',
    ],
    newIds: 'any',
  });
  const supported = commands.filter(({ name }) => names.includes(name));
  const dice = new Dice();
  dice.seed(seed);
  return Array.from({ length: 150 }, () => supported[dice.below(supported.length)]);
}
