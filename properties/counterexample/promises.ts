// The promises of the shrinker, tried by hand on what it left: every candidate that the promise speaks of is run.
import type { ArgumentKind, ArgumentValue } from '../../src/contract/argument.ts';
import { compareSimplicity, partsOf, printCommand, replay } from '../support/by-set.ts';
import { HIERARCHY } from '../../src/model/hierarchy/specification.ts';
import {
  idNamed,
  isArgument,
  isSwitch,
  isWord,
  namingInstead,
  rankOf,
  wordsOf,
} from '../../src/contract/argument.ts';
import type { Command } from '../../src/contract/command.ts';
import { argumentsOf } from '../../src/contract/command.ts';
import type { SystemUnderTest } from '../../src/contract/system.ts';
import type { Failure } from '../../src/counterexample/failure.ts';
import type { Specification } from '../../src/model/specification.ts';
import { failureClassOf } from '../../src/lockstep/divergence.ts';
import { modelSystem } from '../../src/lockstep/model-system.ts';

/** The values that are tried one by one: those at most so far from 0. */
const SMALL = 8;

/** Right in everything, but that it throws when what it was asked since its reset, the last command included, is so. */
export function throwsWhen(
  fault: (asked: readonly Command[]) => boolean,
  specification: Specification = HIERARCHY,
): SystemUnderTest {
  const right = modelSystem(specification);
  const asked: Command[] = [];
  return {
    ...right,
    name: 'toy',
    reset: () => {
      asked.length = 0;
      right.reset();
    },
    apply: (command) => {
      asked.push(command);
      if (fault(asked)) throw new Error('toy');
      return right.apply(command);
    },
  };
}

/** The ids besides init's that a command names. */
export function named(command: Command): readonly number[] {
  return partsOf(command)
    .map(({ key, kind }) => idNamed(kind, argumentsOf(command)[key]))
    .filter((id) => id > 1);
}

/** Simpler sequences that fail alike, though it is promised that there are none of their sort; empty when it holds. */
export async function brokenPromises(
  system: SystemUnderTest,
  { commands, divergence }: Failure,
): Promise<readonly string[]> {
  const broken: string[] = [];
  for (const [what, candidate] of candidates(commands)) {
    const run = await replay(system, candidate);
    const alike =
      run.divergence !== undefined && failureClassOf(run.divergence) === failureClassOf(divergence);
    if (alike && compareSimplicity(run.commands, commands) < 0) {
      broken.push(`${what}: ${run.commands.map(printCommand).join('; ')}`);
    }
  }
  return broken;
}

function* candidates(commands: readonly Command[]): Iterable<readonly [string, readonly Command[]]> {
  const ids = [...new Set(commands.flatMap(named))];
  for (const [second] of commands.entries()) {
    for (let first = 0; first <= second; first += 1)
      yield ['taken out', commands.filter((_, index) => index !== first && index !== second)];
  }
  for (const id of ids) yield ['life taken out', commands.filter((command) => !named(command).includes(id))];
  yield ['renumbered', renamed(commands, (id) => (id > 1 ? ids.indexOf(id) + 2 : id))];
  for (const id of ids) {
    for (const other of [...upTo(2), id - 1].filter((name) => name >= 2)) {
      const names = new Map([
        [id, other],
        [other, id],
      ]);
      yield ['exchanged', renamed(commands, (name) => names.get(name) ?? name)];
    }
  }
  for (const code of new Set(commands.flatMap(codesOf))) {
    for (const value of valuesBelow('exit-code', code)) {
      yield [
        'code lowered everywhere',
        commands.map((command) => (codesOf(command)[0] === code ? { ...command, code: value } : command)),
      ];
    }
  }
  for (const [index, command] of commands.entries()) {
    for (const { key, kind } of partsOf(command)) {
      for (const value of valuesBelow(kind, argumentsOf(command)[key])) {
        yield ['lowered', commands.with(index, { ...command, [key]: value })];
      }
    }
  }
}

function codesOf(command: Command): readonly number[] {
  return 'code' in command ? [Number(command.code)] : [];
}

function valuesBelow(kind: ArgumentKind, value: ArgumentValue): readonly ArgumentValue[] {
  if (isSwitch(kind)) return [false];
  if (isWord(kind)) return wordsOf(kind).slice(0, rankOf(kind, value));
  const least = kind === 'code' || kind === 'several' ? -SMALL : -1;
  return [...upTo(least), Number(value) - Math.sign(Number(value)), -Number(value)].filter((other) =>
    isArgument(kind, other),
  );
}

function upTo(least: number): readonly number[] {
  return Array.from({ length: SMALL - least + 1 }, (_, place) => least + place);
}

function renamed(commands: readonly Command[], name: (id: number) => number): readonly Command[] {
  return commands.map((command) => {
    const values = partsOf(command).map(({ key, kind }) => {
      const value = argumentsOf(command)[key];
      const id = idNamed(kind, value);
      return [key, id === 0 ? value : namingInstead(value, name(id))];
    });
    return { name: command.name, ...Object.fromEntries(values) } as Command;
  });
}
