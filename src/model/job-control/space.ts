// The job-control commands within a bound: what a search needs to know of them.
import { INIT } from '../../contract/command.ts';
import { TERMINALS } from '../../contract/argument.ts';
import type { JobControlCommand } from '../../contract/sets/job-control.ts';
import { amountOf } from '../bounded/bound.ts';
import type { SpaceTraits } from '../bounded/space.ts';
import { EXIT_CODES } from '../posix/columns.ts';
import { JOB_CONTROL_COLUMNS } from './columns.ts';
import { JobControlModel } from './packed-rules.ts';

export const JOB_CONTROL_SPACE: SpaceTraits<JobControlCommand> = {
  idsByDefault: 2,
  families: ['core', 'terminals'],
  options: {
    terminals: {
      help: 'of the job-control commands, terminals (default: 1)',
      most: TERMINALS,
      family: 'terminals',
      makers: [],
      askedBy: [],
      noun: 'terminal',
      place: 'there',
      each: 'in all',
      noCommand: 'no command of the list has a terminal',
      noAmount: 'there are no terminals: leave their commands out',
    },
    waits: {
      help: 'of the job-control commands, 1 for waits that block (default: 0)',
      most: 1,
      family: 'core',
      makers: [],
      askedBy: [],
      noun: 'wait that blocks',
      place: 'a process',
      each: 'a process',
      noCommand: 'no command of the list waits',
      noAmount: 'nothing blocks: leave the waits out',
    },
  },
  columns: JOB_CONTROL_COLUMNS,
  values: {
    'exit-code': ({ codes = 1 }) => EXIT_CODES.slice(0, Math.max(codes, 1)),
    terminal: ({ terminals = 1 }) => (terminals > 1 ? [1, 2] : [1]),
  },
  isNonsense: (command) =>
    command.name === 'kill' &&
    ((command.signal === 9 && command.target <= 0) || (command.signal !== 0 && command.target === -1)),
  // With init asleep there may be nobody left who can act: such states have no way home.
  isBeyond: (bound, _, command) =>
    command.name === 'waitpid' &&
    command.block &&
    (amountOf(bound, 'waits') === 0 || command.process === INIT),
  draining: ['kill', 'waitpid'],
  homeward: ({ commands }) => [
    ...(commands.includes('fork') ? (['kill', 'waitpid'] as const) : []),
    ...(commands.includes('open_terminal') || commands.includes('set_controlling_terminal')
      ? (['leave_terminal'] as const)
      : []),
  ],
  packed: (bound, commands) => new JobControlModel(bound, commands),
  certificate: {
    // Each state has many more successors than one of the POSIX commands has.
    everyCommandUpTo: 3,
    amountsFor: (commands) => ({
      codes: commands.some((command) => command.name === 'exit' && command.code !== 0)
        ? EXIT_CODES.length
        : 1,
      terminals: commands.some((command) => 'terminal' in command && command.terminal === 2) ? 2 : 1,
      waits: commands.some((command) => command.name === 'waitpid' && command.block) ? 1 : 0,
    }),
  },
};
