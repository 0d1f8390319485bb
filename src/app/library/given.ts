// Checks of what callers of the library pass: options, systems and commands that make no sense are a TypeError of one
// sentence that begins with the function's name, before anything is run.
import * as v from 'valibot';
import { isSwitch, isValueOf, valueProblem } from '../../contract/argument.ts';
import type { Command } from '../../contract/command.ts';
import { argumentListOf } from '../../contract/command.ts';
import type { ConcurrentProgram } from '../../contract/concurrent/program.ts';
import { BRANCH_COMMANDS_MAX, BRANCHES_MAX, BRANCHES_MIN } from '../../contract/concurrent/program.ts';
import { didYouMean } from '../../contract/did-you-mean.ts';
import { describeValue } from '../../contract/foreign-value.ts';
import { optionNamesProblem } from '../../contract/option-names.ts';
import type { System } from '../../contract/system.ts';
import { unissuableIn } from '../../counterexample/file/read-file.ts';
import { PACKED_ID_MAX } from '../../model/bounded/columns.ts';
import type { Specification } from '../../model/specification.ts';

const METHODS = ['reset', 'apply', 'observe'] as const;

/** A whole number within bounds. */
export const whole = (least: number, most: number) => {
  const must = `must be a whole number from ${least} to ${most}`;
  return v.pipe(v.number(must), v.integer(must), v.minValue(least, must), v.maxValue(most, must));
};

/** The options that searches of this library know. */
export const OPTIONS = {
  ids: v.exactOptional(whole(1, PACKED_ID_MAX)),
  symmetry: v.exactOptional(v.boolean('must be true or false')),
  timeMs: v.exactOptional(whole(1, 0x7fff_ffff)),
};

/** Throws where options are no object of these members. */
export function checkOptions(caller: string, options: unknown, members: v.ObjectEntries): void {
  const problem = optionNamesProblem(options, Object.keys(members));
  if (problem !== undefined) throw new TypeError(`${caller}: ${problem}`);
  const { issues } = v.safeParse(v.object(members), options, { abortEarly: true });
  if (issues === undefined) return;
  const [{ message, path, input }] = issues;
  const name = path?.map(({ key }) => String(key)).join('.') ?? 'options';
  throw new TypeError(`${caller}: ${name} ${message}, not ${describeValue(input)}`);
}

/** Throws where it is no system. */
export function checkSystem(caller: string, system: unknown): asserts system is System {
  if (typeof system === 'function')
    throw new TypeError(`${caller} takes a system, not a function that makes one: call it`);
  if (typeof system !== 'object' || system === null)
    throw new TypeError(`${caller}: expected a system, got ${describeValue(system)}`);
  const missing = METHODS.find((method) => typeof Reflect.get(system, method) !== 'function');
  if (missing !== undefined)
    throw new TypeError(
      `${caller}: the system must have a method ${missing}; it needs ${METHODS.join(', ')}`,
    );
}

/** Throws where they are no commands of the set, or where nobody can issue one of them in its turn. */
export function checkCommands(
  caller: string,
  commands: unknown,
  specification: Specification,
): asserts commands is readonly Command[] {
  if (!Array.isArray(commands))
    throw new TypeError(`${caller}: commands must be a list, not ${describeValue(commands)}`);
  for (const [index, command] of (commands as readonly unknown[]).entries()) {
    const problem = commandProblem(command, specification);
    if (problem !== undefined) throw new TypeError(`${caller}: command ${index + 1} ${problem}`);
  }
  const steps = (commands as readonly Command[]).map((command) => ({ command }));
  const trace = { commandSet: specification.vocabulary.id, steps };
  const why = unissuableIn({ trace, placeOf: (step) => `command ${step + 1}` }, specification);
  if (why !== undefined) throw new TypeError(`${caller}: ${why}`);
}

/** Throws where it is no program of branches of the set, or where nobody can issue a command of its prefix. */
export function checkProgram(
  caller: string,
  program: unknown,
  specification: Specification,
): asserts program is ConcurrentProgram {
  if (typeof program !== 'object' || program === null)
    throw new TypeError(`${caller}: expected a program, got ${describeValue(program)}`);
  const { prefix, branches } = program as Readonly<Record<string, unknown>>;
  if (!Array.isArray(prefix))
    throw new TypeError(`${caller}: the prefix must be a list, not ${describeValue(prefix)}`);
  checkCommands(`${caller}: prefix`, prefix, specification);
  const size = `${BRANCHES_MIN} or ${BRANCHES_MAX} lists of 1 to ${BRANCH_COMMANDS_MAX} commands`;
  const isSized = (list: unknown, least: number, most: number): list is readonly unknown[] =>
    Array.isArray(list) && list.length >= least && list.length <= most;
  if (!isSized(branches, BRANCHES_MIN, BRANCHES_MAX))
    throw new TypeError(`${caller}: the branches must be ${size}, not ${describeValue(branches)}`);
  for (const [index, commands] of branches.entries()) {
    if (!isSized(commands, 1, BRANCH_COMMANDS_MAX))
      throw new TypeError(
        `${caller}: the branches must be ${size}, and branch ${index + 1} is ${describeValue(commands)}`,
      );
    for (const [place, command] of commands.entries()) {
      const problem = isLook(command) ? undefined : commandProblem(command, specification);
      if (problem !== undefined)
        throw new TypeError(`${caller}: command ${index + 1}.${place + 1} ${problem}`);
    }
  }
}

function isLook(command: unknown): boolean {
  return typeof command === 'object' && command !== null && 'name' in command && command.name === 'observe';
}

/** The reason that a value is no command of the set, after "command 1 "; `undefined` where it is one. */
function commandProblem(value: unknown, { vocabulary }: Specification): string | undefined {
  if (typeof value !== 'object' || value === null) return `must be an object, not ${describeValue(value)}`;
  const { name, ...given } = value as Readonly<Record<string, unknown>>;
  const names = Object.keys(vocabulary.commands);
  if (typeof name !== 'string' || !names.includes(name))
    return `must have the name of a ${vocabulary.title} command, not ${describeValue(name)}${didYouMean(String(name), names)}`;
  for (const { key, kind } of argumentListOf(vocabulary, name)) {
    const argument = given[key];
    if (isValueOf(kind, argument)) continue;
    return isSwitch(kind)
      ? `(${name}): ${key} must be true or false, not ${describeValue(argument)}`
      : `(${name}): ${key}: ${valueProblem(kind, String(argument))}`;
  }
  return undefined;
}
