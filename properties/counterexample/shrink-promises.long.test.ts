// Goal: what the shrinker promises holds, at a cost that a slow system can bear. Method: systems that fail when what they
// were asked has a certain form; what is left is tried by hand (promises.ts), executions are counted, and each pass is
// left out once, so that each promise is seen to break without the pass that keeps it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tableSystem } from '../../src/systems/in-process.ts';
import type { Command, CommandName } from '../../src/contract/command.ts';
import { minimise, parseTrace, printCommand, replay, shapeOf, shrink } from '../support/by-set.ts';
import { POSIX } from '../../src/model/posix/specification.ts';
import { HIERARCHY } from '../../src/model/hierarchy/specification.ts';
import { argumentsOf } from '../../src/contract/command.ts';
import type {
  AsynchronousSystemUnderTest,
  SequenceRun,
  ShownStep,
  SystemUnderTest,
} from '../../src/contract/system.ts';
import { PASSES } from '../../src/counterexample/shrink/shrink.ts';
import type { Pass, ShrinkOptions, Shrunk } from '../../src/counterexample/shrink/shrink.ts';
import { shrinkLines } from '../../src/app/report/failure-text.ts';
import { Decoder } from '../../src/engines/generate/command-decoder.ts';
import { Dice } from '../../src/engines/generate/prng.ts';
import type { Specification } from '../../src/model/specification.ts';
import { brokenPromises, named, throwsWhen } from './promises.ts';

const UNHURRIED: ShrinkOptions = { executionsMax: 20_000, stopped: () => false };

function commandsIn(set: 'hierarchy' | 'posix', text: string): readonly Command[] {
  const read = parseTrace(`procession trace 1 ${set}\n${text.replaceAll('; ', '\n')}\n`);
  if ('problem' in read) throw new Error(read.problem.message);
  return read.value.steps.map(({ command }) => command);
}

/** A system that fails at its last command when what it was asked has a form, and a failing sequence to begin with. */
interface Toy {
  readonly set?: 'posix';
  readonly fault: (asked: readonly Command[]) => boolean;
  readonly from: string;
  readonly to: string;
  /** The passes of which one is enough to come so far: without them it stays at something longer or higher. */
  readonly needs: readonly string[];
}

const last = (asked: readonly Command[]): Command => asked[asked.length - 1];
const of = (asked: readonly Command[], name: CommandName): readonly Command[] =>
  asked.filter((command) => command.name === name);
const codeOf = (command: Command): number => Number(argumentsOf(command)['code']);

const TOYS: Readonly<Record<string, Toy>> = {
  'every exit code above 1 is refused': {
    set: 'posix',
    fault: (asked) => last(asked).name === 'exit' && codeOf(last(asked)) > 1,
    from: '1 fork 2; 2 exit 200',
    to: '1 fork 2; 2 exit 2',
    needs: ['lowerArguments'],
  },
  'a code of 32 bits goes wrong below -1000': {
    fault: (asked) => last(asked).name === 'exit_thread' && codeOf(last(asked)) < -1000,
    from: '1 new_thread 5; - exit_thread 5 -2147483648',
    to: '- exit_thread 1 -1001',
    needs: ['lowerArguments'],
  },
  'pids from 10 on go wrong': {
    fault: (asked) => last(asked).name === 'create_group' && named(last(asked)).some((id) => id >= 10),
    from: '1 fork 13; 1 fork 2; 13 create_group',
    to: '10 create_group',
    needs: ['lowerArguments', 'renameIds'],
  },
  'the group of a child from 10 on goes wrong': {
    fault: (asked) => {
      const command = last(asked);
      const isForked = of(asked, 'fork').some((fork) => named(fork).includes(named(command)[0]));
      return command.name === 'create_group' && named(command)[0] >= 10 && isForked;
    },
    from: '1 fork 13; 13 create_group',
    to: '1 fork 10; 10 create_group',
    needs: ['renameIds'],
  },
  'a child goes wrong behind one whose name must be large': {
    fault: (asked) => {
      const isForked = of(asked, 'fork').some((fork) => named(fork).includes(named(last(asked))[0]));
      const isLarge = of(asked, 'create_group').some((command) => named(command)[0] >= 10);
      return last(asked).name === 'exit' && isForked && isLarge;
    },
    from: '13 create_group; 1 fork 14; 14 exit',
    to: '10 create_group; 1 fork 2; 2 exit',
    needs: ['renameIds'],
  },
  'asking after the groups from 10 on goes wrong': {
    set: 'posix',
    fault: (asked) => {
      const command = last(asked);
      return command.name === 'kill' && Number(command.target) <= -10;
    },
    from: '1 fork 77; 77 setsid; 1 kill -77 0',
    to: '1 kill -10 0',
    needs: ['lowerArguments', 'renameIds'],
  },
  'two exits with one code above 1 go wrong': {
    set: 'posix',
    fault: (asked) => {
      const exits = of(asked, 'exit');
      return (
        exits.length > 1 && exits.every((exit) => codeOf(exit) === codeOf(last(asked)) && codeOf(exit) > 1)
      );
    },
    from: '1 fork 2; 1 fork 3; 2 exit 200; 3 exit 200',
    to: '1 fork 2; 1 fork 3; 2 exit 2; 3 exit 2',
    needs: ['lowerEqualCodes'],
  },
  'names matter not at all': {
    fault: (asked) =>
      last(asked).name === 'free' &&
      of(asked, 'fork').some((fork) => named(fork)[0] === named(last(asked))[0]),
    from: '1 fork 900; 900 fork 7; 7 free',
    to: '1 fork 2; 2 free',
    needs: ['renameIds'],
  },
  'an odd number of forks, between which handles are held, goes wrong': {
    fault: (asked) =>
      last(asked).name === 'set_subreaper' &&
      of(asked, 'fork').length % 2 === 1 &&
      of(asked, 'hold_group').length > 1,
    from: '1 fork 2; - hold_group 1; 1 fork 3; - hold_group 1; 1 fork 4; 1 set_subreaper off',
    to: '1 fork 1; - hold_group 1; - hold_group 1; 1 set_subreaper off',
    needs: ['removePairs'],
  },
  'lives of three commands each go wrong': {
    fault: (asked) => {
      const lives = Object.values(Object.groupBy(asked.flatMap(named), (id) => id));
      return (
        last(asked).name === 'set_subreaper' && lives.length > 0 && lives.every((life) => life?.length === 3)
      );
    },
    from: '1 fork 2; 1 fork 3; 2 create_group; 3 create_group; 2 exit; 3 exit; 1 set_subreaper off',
    to: '1 fork 2; 2 create_group; 2 exit; 1 set_subreaper off',
    needs: ['removeLives'],
  },
  'what comes after two handles goes wrong': {
    fault: (asked) => last(asked).name === 'set_subreaper' && of(asked, 'hold_group').length > 1,
    from: '- hold_group 1; - hold_session 1; - hold_group 1; 1 set_subreaper off',
    to: '- hold_group 1; - hold_group 1; 1 set_subreaper off',
    needs: ['removeRuns'],
  },
};

async function shrunkFrom(
  { set, fault, from }: Toy,
  passes?: readonly Pass[],
): Promise<{ readonly shrunk: Shrunk; readonly system: SystemUnderTest }> {
  const system = throwsWhen(fault, set === 'posix' ? POSIX.linux : HIERARCHY);
  const shrunk = await shrink(system, commandsIn(set ?? 'hierarchy', from), UNHURRIED, passes);
  return { shrunk: shrunk ?? expect.fail('it does not fail'), system };
}

const textOf = ({ failure }: Shrunk): string => failure.commands.map(printCommand).join('; ');

describe.each(Object.entries(TOYS))('where %s', (_, toy) => {
  test('shrinking ends at the least, and every promise holds of it', async () => {
    const { shrunk, system } = await shrunkFrom(toy);
    expect(textOf(shrunk)).toBe(toy.to);
    expect(shrunk.unfinished).toBeUndefined();
    expect(await brokenPromises(system, shrunk.failure)).toEqual([]);
  });

  test('a promise breaks without the passes that keep it', async () => {
    const without = PASSES.filter(({ name }) => !toy.needs.includes(name));
    expect(without).toHaveLength(PASSES.length - toy.needs.length);
    const { shrunk, system } = await shrunkFrom(toy, without);
    expect(textOf(shrunk)).not.toBe(toy.to);
    expect(await brokenPromises(system, shrunk.failure)).not.toEqual([]);
  });
});

/** The size of runs, and their seed. */
interface Sizes {
  readonly seed: number;
  readonly commandsMax: number;
  readonly idsMax: number;
}

/** The sequences that a seed gives, one after the other, until one fails. */
async function foundOn(
  system: SystemUnderTest,
  { seed, commandsMax, idsMax }: Sizes,
  specification: Specification = HIERARCHY,
): Promise<readonly Command[] | undefined> {
  const { commands: names, initial, step } = specification;
  const dice = new Dice();
  dice.seed(seed);
  for (let tries = 0; tries < 20; tries += 1) {
    const decoder = new Decoder(specification, names, shapeOf(dice.below(0x7fff_ffff), names, idsMax));
    let state = initial;
    const commands = Array.from({ length: commandsMax }, () => {
      const command = decoder.decode(dice.below(0x7fff_ffff), state);
      state = step(state, command).next;
      return command;
    });
    const run = await replay(system, commands);
    if (run.divergence !== undefined) return run.commands;
  }
  return undefined;
}

test.each([
  ['hierarchy', HIERARCHY],
  ['POSIX', POSIX.linux],
])(
  'every promise holds of whatever is left, whatever chain of %s commands and numbers goes wrong',
  async (_, set) => {
    const link = fc.record({
      name: fc.constantFrom(...set.commands),
      least: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 12 })),
    });
    const chains = fc.array(link, { minLength: 1, maxLength: 3 });
    const property = fc.asyncProperty(chains, fc.nat(), async (chain, seed) => {
      const system = throwsWhen((asked) => {
        let found = 0;
        for (const command of asked) {
          const { name, least } = chain[found] ?? { name: '', least: 0 };
          const numbers = Object.values(argumentsOf(command)).map(Number);
          if (command.name === name && numbers.some((value) => Math.abs(value) >= least)) found += 1;
        }
        return found >= chain.length;
      }, set);
      const found = await foundOn(system, { seed, commandsMax: 100, idsMax: 16 }, set);
      fc.pre(found !== undefined);
      const shrunk = (await shrink(system, found ?? [], UNHURRIED)) ?? expect.fail('it does not fail again');
      expect(shrunk.unfinished).toBeUndefined();
      expect(await brokenPromises(system, shrunk.failure)).toEqual([]);
    });
    await fc.assert(property, { seed: 21, numRuns: 40 });
  },
);

/** Refuses forks when so many processes are there. */
function ofCapacity(most: number): SystemUnderTest {
  const table = tableSystem('small');
  return {
    ...table,
    apply: (command) =>
      command.name === 'fork' && (table.observe().processes ?? []).length >= most
        ? { refused: 'is-init' }
        : table.apply(command),
  };
}

/** A failing run of more than four times as many commands as processes fit in, and what it shrinks to. */
async function shrunkLimit(most: number, passes?: readonly Pass[]): Promise<Shrunk> {
  const system = ofCapacity(most);
  const found = await foundOn(system, { seed: 1, commandsMax: 1500, idsMax: 300 });
  expect(found?.length).toBeGreaterThan(4 * most);
  return (await shrink(system, found ?? [], UNHURRIED, passes)) ?? expect.fail('it does not fail again');
}

describe('a failure of hundreds of commands', () => {
  test('a failure of hundreds of commands that is a limit of processes ends as the forks alone, in executions that hardly grow with it', async () => {
    for (const [most, executionsMax] of [
      [64, 45],
      [128, 50],
    ] as const) {
      const { failure, executions, unfinished } = await shrunkLimit(most);
      const forks = Array.from({ length: most }, (_, place) => `1 fork ${place + 2}`);
      expect(failure.commands.map(printCommand)).toEqual(forks);
      expect(executions).toBeLessThanOrEqual(executionsMax);
      expect(unfinished).toMatch(/^of more than 40 commands /);
    }
  });

  test.each(['nameFreely', 'removeNames', 'lowerEverywhere', 'removeIdle'])(
    'a failure of hundreds of commands that is a limit costs more executions without %s',
    async (name) => {
      const { executions } = await shrunkLimit(64);
      const without = await shrunkLimit(
        64,
        PASSES.filter((pass) => pass.name !== name),
      );
      expect(without.executions).toBeGreaterThan(executions);
    },
  );

  test('a failure of hundreds of commands that is a leak in each life of a process ends as so many lives, each as short as it gets', async () => {
    const most = 30;
    const table = tableSystem('leaks');
    let freed = 0;
    const system: SystemUnderTest = {
      ...table,
      reset: () => {
        freed = 0;
        table.reset();
      },
      apply: (command) => {
        if (command.name === 'fork' && freed >= most) throw new Error('no memory is left');
        const answer = table.apply(command);
        if (command.name === 'free' && 'ok' in answer) freed += 1;
        return answer;
      },
    };
    const found = await foundOn(system, { seed: 3, commandsMax: 3000, idsMax: 8 });
    expect(found?.length).toBeGreaterThan(200);
    const shrunk = (await shrink(system, found ?? [], UNHURRIED)) ?? expect.fail('it does not fail again');
    expect(shrunk.failure.commands).toHaveLength(3 * most + 1);
    expect(shrunk.executions).toBeLessThanOrEqual(800);
  });

  test('a failure of hundreds of commands keeps a number that matters among hundreds that do not', async () => {
    const forks = Array.from({ length: 60 }, (_, place) => `1 fork ${900 - place}`).join('; ');
    const fault: Toy['fault'] = (asked) =>
      of(asked, 'fork').length >= 60 && last(asked).name === 'exit' && codeOf(last(asked)) > 1;
    const { shrunk } = await shrunkFrom({
      set: 'posix',
      fault,
      from: `${forks}; 900 exit 200`,
      to: '',
      needs: [],
    });
    expect(shrunk.failure.commands).toHaveLength(61);
    expect(shrunk.failure.commands.map(printCommand).at(-1)).toMatch(/ exit 2$/);
  });

  test('a failure of hundreds of commands ends with the best when its time is up, and says so', async () => {
    let clock = 0;
    const system = ofCapacity(64);
    const found = await foundOn(system, { seed: 1, commandsMax: 1500, idsMax: 300 });
    const shrunk = await shrink(system, found ?? [], { ...UNHURRIED, timeMs: 10, now: () => (clock += 1) });
    expect(shrunk?.unfinished).toBe('the time was up');
    expect(shrunk?.executions).toBeLessThan(12);
    expect(shrunk?.failure.commands.length).toBeLessThan(found?.length ?? 0);
    expect((await replay(system, shrunk?.failure.commands ?? [])).divergence).toBeDefined();
  });
});

test('the execution for a system elsewhere is one sequence, whose drain is no longer than what could still be simpler', async () => {
  const system = throwsWhen((asked) => last(asked).name === 'free' && of(asked, 'fork').length > 2);
  const lengths: number[] = [];
  const elsewhere: AsynchronousSystemUnderTest = {
    name: 'elsewhere',
    asynchronous: true,
    reset: () => Promise.reject(new Error('a reset by itself is one exchange too many')),
    apply: () => Promise.reject(new Error('a command by itself is one exchange too many')),
    observe: () => Promise.reject(new Error('a look by itself is one exchange too many')),
    runSequence: async (commands) => {
      lengths.push(commands.length);
      return await Promise.resolve(sequenceOn(system, commands));
    },
  };
  const from = commandsIn(
    'hierarchy',
    `${Array.from({ length: 30 }, (_, place) => `1 fork ${place + 2}`).join('; ')}; 5 exit; 5 free`,
  );
  const shrunk = await shrink(elsewhere, from, UNHURRIED);
  expect(shrunk?.failure.commands.map(printCommand)).toEqual(['1 fork 1', '1 fork 1', '1 fork 1', '1 free']);
  expect(lengths).toHaveLength(shrunk?.executions ?? 0);
  expect(Math.max(...lengths.slice(1))).toBeLessThanOrEqual(from.length);
});

function sequenceOn(system: SystemUnderTest, commands: readonly Command[]): SequenceRun {
  system.reset();
  const start = system.observe();
  const steps: ShownStep[] = [];
  for (const command of commands) {
    try {
      steps.push({ answer: system.apply(command), observation: system.observe() });
    } catch {
      return { start, steps, trouble: 'it threw' };
    }
  }
  return { start, steps };
}

test('a report counts what took the place of the failure, and says what was left untried', async () => {
  const minimised = await minimise(
    ofCapacity(45),
    commandsIn('hierarchy', Array.from({ length: 45 }, (_, place) => `1 fork ${place + 9}`).join('; ')),
    {
      stopped: () => false,
      certifyStatesMax: 0,
    },
  );
  expect(minimised?.shrinks).toBe(1);
  expect(shrinkLines(minimised ?? expect.fail('it does not fail'), 45)).toEqual([
    `shrunk from 45 commands to 45 in ${minimised?.executions} executions, not finished: of more than 40 commands not every two are taken out together, nor every id lowered by itself`,
  ]);
});
