// The form of a JSON line of a log, as schemas made from the words of the POSIX commands; each fault is a sentence. A log may
// show more than the protocol asks for: a fork whose child nobody chose, signals and exit codes of any number.
import * as v from 'valibot';
import type { ArgumentKind, NumberKind } from '../../../contract/argument.ts';
import {
  argumentProblem,
  ID_MAX,
  isArgument,
  isSwitch,
  isWord,
  wordsOf,
} from '../../../contract/argument.ts';
import { didYouMean } from '../../../contract/did-you-mean.ts';
import { describeValue } from '../../../contract/foreign-value.ts';
import { HIERARCHY_COMMANDS } from '../../../contract/sets/hierarchy.ts';
import type { PosixName } from '../../../contract/sets/posix.ts';
import { POSIX_VOCABULARY } from '../../../contract/sets/posix.ts';
import type { AnswerKind, CommandShape } from '../../../contract/vocabulary.ts';
import { SIGNAL_MAX } from './signal-names.ts';

/** The fields of a command or an answer. */
export type WireFields = Readonly<Record<string, number | boolean | string>>;

/** A POSIX command with the arguments that the log has. */
export type WireCommand = WireFields & { readonly name: PosixName; readonly process: number };

/** A value that has the form asked for, or a sentence. */
export type Formed<Value> = { readonly value: Value } | { readonly why: string };

/** A schema of an object with these members and no others; `of` is told in the sentences. */
function members<const Entries extends v.ObjectEntries>(of: string, entries: Entries) {
  const names = Object.keys(entries);
  return v.strictObject(entries, ({ expected, input }) => {
    if (expected === 'never') {
      const name = String(input);
      return `${describeValue(name)} is not a member of ${of}, which can have ${names.length === 0 ? 'none' : names.join(', ')}${didYouMean(name, names)}`;
    }
    return (expected ?? '').startsWith('"')
      ? `${of} must have ${expected}`
      : `${of} must be an object, not ${describeValue(input)}`;
  });
}

/** A whole number within bounds. */
function whole(name: string, least: number, most: number, allowed: string) {
  return v.custom<number>(
    (value) => Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most,
    ({ input }) => `"${name}" must be ${allowed}, not ${describeValue(input)}`,
  );
}

/** An argument of a command that is a number. */
function number(name: string, kind: NumberKind) {
  return v.custom<number>(
    (value) => typeof value === 'number' && isArgument(kind, value),
    ({ input }) =>
      `"${name}": ${argumentProblem(kind, typeof input === 'string' ? input : describeValue(input))}`,
  );
}

/** Something that is on or off. */
function onOrOff(name: string) {
  return v.boolean(({ input }) => `"${name}" must be true or false, not ${describeValue(input)}`);
}

function argument(name: string, kind: ArgumentKind) {
  if (isSwitch(kind)) return onOrOff(name);
  return isWord(kind) ? v.picklist(wordsOf(kind)) : number(name, kind);
}

const SIGNAL = whole('signal', 0, SIGNAL_MAX, `a number from 0 to ${SIGNAL_MAX}`);
const PROGRAM = v.string(({ input }) => `"program" must be a text, not ${describeValue(input)}`);

/** The arguments of a log's commands that differ from those of the protocol. */
const OF_LOGS: Readonly<Record<string, v.ObjectEntries>> = {
  fork: { child: v.exactOptional(number('child', 'new-process')) },
  execve: { program: v.exactOptional(PROGRAM) },
  exit: { code: number('code', 'code') },
  kill: { signal: SIGNAL },
};

function commandForm(name: string, { arguments: kinds }: CommandShape) {
  const entries = Object.entries(kinds).map(([key, kind]) => [key, argument(key, kind)] as const);
  return members(`the command ${name}`, { name: v.any(), ...Object.fromEntries(entries), ...OF_LOGS[name] });
}

/** A field of an answer. A number that a group or a session outside of a namespace has is 0. */
function answerField(name: string, kind: AnswerKind) {
  if (kind === 'switch') return onOrOff(name);
  const field = whole(name, 0, ID_MAX, 'a whole number from 0 on');
  return kind === 'wait-status' ? v.exactOptional(field) : field;
}

function answerForm(name: string, { answer }: CommandShape) {
  const fields = Object.entries(answer).map(([key, kind]) => [key, answerField(key, kind)] as const);
  return members(`an answer to ${name}`, Object.fromEntries(fields));
}

const SHAPES = new Map<string, CommandShape>(Object.entries(POSIX_VOCABULARY.commands));
const COMMANDS = new Map([...SHAPES].map(([name, shape]) => [name, commandForm(name, shape)]));
const ANSWERS = new Map([...SHAPES].map(([name, shape]) => [name, answerForm(name, shape)]));

const LINE = members('a line', {
  call: v.exactOptional(whole('call', 0, Number.MAX_SAFE_INTEGER, 'a whole number from 0 on')),
  seconds: v.exactOptional(
    v.custom<number>(
      Number.isFinite,
      ({ input }) => `"seconds" must be a number, not ${describeValue(input)}`,
    ),
  ),
  command: v.exactOptional(v.unknown()),
  answer: v.exactOptional(v.unknown()),
  ends: v.exactOptional(
    v.literal('later', ({ input }) => `"ends" must be "later", not ${describeValue(input)}`),
  ),
  ended: v.exactOptional(
    members('"ended"', {
      process: number('process', 'process'),
      status: whole('status', 0, 0xffff, 'a wait status: 256 × an exit code, or a signal'),
    }),
  ),
  observation: v.exactOptional(v.unknown()),
});

/** A line by its members; those that depend on the command are not looked into yet. */
export type WireLine = v.InferOutput<typeof LINE>;

/** The members of a line. */
export function wireLineIn(json: unknown): Formed<WireLine> {
  return formed(LINE, json);
}

/** The command of a line. */
export function wireCommandIn(given: unknown): Formed<WireCommand> {
  const name =
    typeof given === 'object' && given !== null ? (given as { readonly name?: unknown }).name : undefined;
  if (typeof name !== 'string')
    return { why: `a command must be an object with a "name", not ${describeValue(given)}` };
  const form = COMMANDS.get(name);
  return form === undefined ? { why: unknownCommand(name) } : (formed(form, given) as Formed<WireCommand>);
}

/** The fields of an accepted command's answer. */
export function wireAnswerIn(name: PosixName, ok: unknown): Formed<WireFields> {
  return formed(ANSWERS.get(name) as v.GenericSchema<unknown, WireFields>, ok);
}

function unknownCommand(name: string): string {
  if (Object.hasOwn(HIERARCHY_COMMANDS, name))
    return `${name} is one of the hierarchy commands, and a recording is of the POSIX commands: ${[...SHAPES.keys()].join(', ')}`;
  return `there is no command ${describeValue(name)}${didYouMean(name, [...SHAPES.keys()])}: a recording has ${[...SHAPES.keys()].join(', ')}`;
}

const EARLY = { abortEarly: true } as const;

function formed<Value>(schema: v.GenericSchema<unknown, Value>, given: unknown): Formed<Value> {
  const parsed = v.safeParse(schema, given, EARLY);
  return parsed.success ? { value: parsed.output } : { why: parsed.issues[0].message };
}
