// The POSIX commands within a bound: what a search needs to know of them.
import type { PosixCommand } from '../../contract/sets/posix.ts';
import { amountOf } from '../bounded/bound.ts';
import type { Amounts } from '../bounded/bound.ts';
import type { SpaceTraits } from '../bounded/space.ts';
import { EXIT_CODES, POSIX_COLUMNS } from './columns.ts';
import { PosixModel } from './packed-rules.ts';

export const POSIX_SPACE: SpaceTraits<PosixCommand> = {
  // The commands have many more arguments than others: a smaller bound is searched in the same time.
  idsByDefault: 3,
  families: ['core', 'signals', 'queries'],
  options: {},
  columns: POSIX_COLUMNS,
  values: { 'exit-code': exitCodes },
  isNonsense: (command) => command.name === 'kill' && command.signal !== 0 && command.target <= 0,
  draining: ['exit', 'waitpid'],
  homeward: ({ commands }) => (commands.includes('fork') ? ['exit', 'waitpid'] : []),
  packed: (bound, commands) => new PosixModel(bound, commands),
  certificate: {
    // Each state has more successors than one of the hierarchy commands has.
    everyCommandUpTo: 4,
    amountsFor: (commands) => ({
      codes: commands.some((command) => command.name === 'exit' && command.code !== 0)
        ? EXIT_CODES.length
        : 1,
    }),
    covers: ({ amounts }) => `exit codes ${exitCodes(amounts).join(', ')}`,
  },
};

/** The exit codes of a bound: 0, or as many as its amount of them says. */
function exitCodes(amounts: Amounts): readonly number[] {
  return EXIT_CODES.slice(0, Math.max(amountOf({ amounts }, 'codes'), 1));
}
