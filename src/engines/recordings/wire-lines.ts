// Reads a kernel's own log, JSON lines in the words of the wire protocol, into the events that a log of strace gives, too.
// It keeps the calls that are in flight, and the processes that have ended and may still be waited for.
import { INIT } from '../../contract/command.ts';
import type { Id } from '../../contract/command.ts';
import { describeValue } from '../../contract/foreign-value.ts';
import { counted } from '../../contract/format-numbers.ts';
import { FlatObservation } from '../../contract/observation/flat-observation.ts';
import { flatten } from '../../contract/observation/json.ts';
import type { Observation } from '../../contract/observation/observation.ts';
import { Trouble } from '../../contract/trouble.ts';
import { visible } from '../../contract/visible.ts';
import type { Call, CallResult, LogEvent, LogMoment, ThreadEnd } from './log-event.ts';
import type { WireFields, Formed, WireCommand, WireLine } from './wire/line-form.ts';
import { wireAnswerIn, wireCommandIn, wireLineIn } from './wire/line-form.ts';
import {
  argumentsFilledIn,
  argumentsGiven,
  callNameOf,
  threadEndOf,
  endWithCode,
  NOT_RETURNED,
  resultOfAccepted,
  resultOfRefused,
} from './wire/system-calls.ts';

/** A state that a kernel has shown, after all that the line and those before it tell. */
export interface KernelState {
  readonly at: LogMoment;
  readonly observation: Observation;
}

export interface WireReaderOptions {
  /** Told each state that the log shows, before the events of its line are handed on. */
  readonly shown?: (state: KernelState) => void;
}

/** A command that has been entered on a line of its own. */
interface Entered {
  readonly command: WireCommand;
  readonly call: Call;
}

/** An answer as it may stand on a line. */
interface WireAnswer {
  readonly ok?: unknown;
  readonly refused?: unknown;
}

/** A command's answer. */
interface Answered {
  readonly result: CallResult;
  /** `undefined` where it was refused. */
  readonly fields: WireFields | undefined;
}

/** The signal that ends whom it is sent to, whatever that is. */
const KILL = 9;
const NOTHING: readonly LogEvent[] = [];

export class WireReader {
  readonly #shown: (state: KernelState) => void;
  #lines = 0;
  #foreign = 0;
  #firstForeign: number | undefined;
  #observations = 0;
  readonly #inFlight = new Map<number, Entered>();
  /** The processes that have ended, with the line that ended them. */
  readonly #ended = new Map<Id, { readonly line: number; readonly byKill: boolean }>();
  readonly #scratch = new FlatObservation();

  constructor({ shown = () => undefined }: WireReaderOptions = {}) {
    this.#shown = shown;
  }

  /** Lines that are not ours, such as the others on a serial line; empty ones do not count. */
  get foreign(): number {
    return this.#foreign;
  }

  /** States that the log has shown. */
  get observations(): number {
    return this.#observations;
  }

  /** Sentences on what of the log was read so far and not explained. */
  remarks(): readonly string[] {
    const [foreign, shown] = [this.#foreign, this.#observations];
    return [
      ...(foreign === 0
        ? []
        : [
            `${counted(foreign, 'line')}, the first of them line ${this.#firstForeign}, ${foreign === 1 ? 'is' : 'are'} not of calls and passed over`,
          ]),
      ...(shown === 0
        ? []
        : [`${counted(shown, 'observation')} ${shown === 1 ? 'was' : 'were'} read, and not compared`]),
    ];
  }

  /** The events of the next line: one, two where a process ends by it, none where the line is somebody else's. */
  read(text: string): readonly LogEvent[] {
    this.#lines += 1;
    const from = placeOfJson(text);
    if (from === undefined) {
      if (text.trim() === '') return NOTHING;
      this.#foreign += 1;
      this.#firstForeign ??= this.#lines;
      return NOTHING;
    }
    const json = parsed(from === 0 ? text : text.slice(from));
    const line = 'why' in json ? json : wireLineIn(json.value);
    const at: LogMoment = { line: this.#lines, seconds: 'why' in line ? undefined : line.value.seconds };
    const events = 'why' in line ? line.why : this.#events(line.value, at, text);
    return typeof events === 'string' ? [{ at, text, kind: 'unreadable', why: events }] : events;
  }

  /** The events that wait for a line that does not come any more: none. */
  end(): readonly LogEvent[] {
    return NOTHING;
  }

  /** The events of a line, or the reason that it has none. */
  #events(line: WireLine, at: LogMoment, text: string): readonly LogEvent[] | string {
    const events = this.#eventsBeside(line, at, text);
    if (typeof events === 'string' || line.observation === undefined) return events;
    const problem = this.#problemOf(line.observation);
    if (problem !== undefined) return problem;
    this.#observations += 1;
    this.#shown({ at, observation: line.observation as Observation });
    return events;
  }

  /** The events of all but an observation. */
  #eventsBeside(line: WireLine, at: LogMoment, text: string): readonly LogEvent[] | string {
    const { call, command, answer, ended, ends } = line;
    if (ended !== undefined)
      return call === undefined && command === undefined && answer === undefined && ends === undefined
        ? this.#endedBy(ended.process, ended.status, at, text)
        : '"ended" must stand on a line of its own: no command is part of it';
    if (command === undefined && answer === undefined)
      return line.observation !== undefined && call === undefined ? NOTHING : WITHOUT_BOTH;
    if (command === undefined) return this.#returned(line, at, text);
    const given = wireCommandIn(command);
    if ('why' in given) return given.why;
    const inFlight = call === undefined ? undefined : this.#inFlight.get(call);
    if (inFlight !== undefined)
      return `call ${call} was entered on line ${inFlight.call.entered.line} and has not been answered: give each call in flight a number of its own`;
    if (answer !== undefined) return this.#answered({ command: given.value, at }, line, text);
    if (call === undefined) return withoutAnswer(given.value);
    return ends === undefined ? [this.#entered(call, given.value, at, text)] : ENDS_LATER;
  }

  #entered(number: number, command: WireCommand, at: LogMoment, text: string): LogEvent {
    const call = callOf(command, at);
    this.#inFlight.set(number, { command, call });
    return { at, text, kind: 'enter', call };
  }

  /** The return of a call that has been entered before. */
  #returned(line: WireLine, at: LogMoment, text: string): readonly LogEvent[] | string {
    const { call: number } = line;
    if (number === undefined)
      return 'an answer must have its command, or the number of its "call", beside it';
    const entered = this.#inFlight.get(number);
    if (entered === undefined)
      return `call ${number} has not been entered on a line before, or its process has ended since`;
    this.#inFlight.delete(number);
    const events = this.#answered({ ...entered, at }, line, text);
    // A line that cannot be read is not taken for the answer: a later one may be.
    if (typeof events === 'string') this.#inFlight.set(number, entered);
    return events;
  }

  /** The events of an answer, to a command of the same line or to one entered before. */
  #answered(
    { command, call, at }: { readonly command: WireCommand; readonly call?: Call; readonly at: LogMoment },
    { answer, ends }: WireLine,
    text: string,
  ): readonly LogEvent[] | string {
    const answered = answerTo(command, answer);
    if ('why' in answered) return answered.why;
    const { result, fields } = answered.value;
    if (ends !== undefined && (command.name !== 'kill' || fields === undefined)) return ENDS_LATER;
    const returning = call ?? callOf(command, at);
    returning.returned = at;
    returning.result = result;
    if (fields === undefined) return [{ at, text, kind: 'return', call: returning }];
    returning.arguments = argumentsFilledIn(command, fields);
    const end = this.#endIn(command, fields, ends !== undefined, at);
    if (end === undefined) return [{ at, text, kind: 'return', call: returning }];
    return [{ at, text, kind: 'return', call: returning }, ...this.#endEvents(end.thread, end.end, at, text)];
  }

  /** The end of a process that an accepted command is; takes note of who is gone and who is new. */
  #endIn(
    command: WireCommand,
    answer: WireFields,
    later: boolean,
    at: LogMoment,
  ): { readonly thread: Id; readonly end: ThreadEnd } | undefined {
    const { name, process } = command;
    // The number is that of another process from now on, or of none.
    if (name === 'fork' || name === 'waitpid') this.#ended.delete(Number(answer['pid']));
    if (name === 'exit' && !this.#ended.has(process)) {
      this.#ended.set(process, { line: at.line, byKill: false });
      return { thread: process, end: endWithCode(Number(command['code'])) };
    }
    const target = Number(command['target']);
    if (name !== 'kill' || command['signal'] !== KILL || later) return undefined;
    if (target <= INIT || this.#ended.has(target)) return undefined;
    this.#ended.set(target, { line: at.line, byKill: true });
    return { thread: target, end: { signal: 'SIGKILL', coreDumped: false } };
  }

  /** The end that a line tells of by itself. */
  #endedBy(process: Id, status: number, at: LogMoment, text: string): readonly LogEvent[] | string {
    const end = threadEndOf(status);
    if (end === undefined)
      return `"status" must be that of an end, 256 × an exit code or a signal, not ${status}`;
    const before = this.#ended.get(process);
    if (before?.byKill === true)
      return `process ${process} has ended on line ${before.line} already, by its kill: where the target ends later, the line of the kill must have "ends":"later"`;
    this.#ended.set(process, { line: at.line, byKill: false });
    return this.#endEvents(process, end, at, text);
  }

  /** The end of a process, and before it that of its own exit, where that is in flight. Its other calls never return. */
  #endEvents(thread: Id, end: ThreadEnd, at: LogMoment, text: string): readonly LogEvent[] {
    const events: LogEvent[] = [];
    for (const [number, { command, call }] of this.#inFlight) {
      if (call.thread !== thread) continue;
      this.#inFlight.delete(number);
      if (command.name !== 'exit') continue;
      call.returned = at;
      call.result = NOT_RETURNED;
      events.push({ at, text, kind: 'return', call });
    }
    events.push({ at, text, kind: 'end', thread, end });
    return events;
  }

  /** The fault of an observation, in a sentence. */
  #problemOf(observation: unknown): string | undefined {
    try {
      flatten(observation as Observation, this.#scratch);
      return undefined;
    } catch (error) {
      if (error instanceof Trouble) return error.message;
      throw error;
    }
  }
}

/** The events of a log whose lines are given. */
export async function* wireEvents(
  lines: AsyncIterable<string> | Iterable<string>,
  reader: WireReader = new WireReader(),
): AsyncGenerator<LogEvent> {
  for await (const line of lines) yield* reader.read(line);
  yield* reader.end();
}

const WITHOUT_BOTH =
  'a line must have a command and its answer, a call and one of the two, "ended" or an observation';
const ENDS_LATER = '"ends" belongs to the accepted answer of a kill';

function withoutAnswer({ name, process }: WireCommand): string {
  return name === 'exit'
    ? `exit of process ${process} has neither an answer nor a call: "answer":{"ok":{}} says that the process has ended here, and a "call" that it was entered`
    : `${name} of process ${process} must have an answer, or the number of a "call" that is answered on a later line`;
}

function callOf(command: WireCommand, entered: LogMoment): Call {
  return {
    thread: command.process,
    name: callNameOf(command),
    entered,
    arguments: argumentsGiven(command),
    returned: undefined,
    result: undefined,
  };
}

function answerTo(command: WireCommand, answer: unknown): Formed<Answered> {
  const given = (typeof answer === 'object' && answer !== null ? answer : {}) as WireAnswer;
  const { ok, refused } = given;
  if ((ok === undefined) === (refused === undefined) || Object.keys(given).length > 1)
    return { why: `an answer must be {"ok":{…}} or {"refused":…}, not ${describeValue(answer)}` };
  if (refused !== undefined) {
    const result = resultOfRefused(refused);
    return typeof result === 'string' ? { why: result } : { value: { result, fields: undefined } };
  }
  const fields = wireAnswerIn(command.name, ok);
  if ('why' in fields) return fields;
  const { child } = command;
  if (child !== undefined && child !== fields.value['pid'])
    return { why: `the answer names child ${String(fields.value['pid'])}, and the command names ${child}` };
  return { value: { result: resultOfAccepted(command, fields.value), fields: fields.value } };
}

/** A line of ours behind what a console prints before it, such as a time. */
const BEGIN = /\{"(?:seconds|call|command|answer|ended|observation)":/;

/** Whether a line is one of a kernel's log, behind whatever a console prints before it. */
export function isWireLine(text: string): boolean {
  return BEGIN.test(text);
}

/** The place where the JSON of a line begins; `undefined` where the line is none of ours. O(length). */
function placeOfJson(text: string): number | undefined {
  let at = 0;
  while (text.charCodeAt(at) <= 0x20) at += 1;
  if (text.charCodeAt(at) === 0x7b) return at;
  const place = text.search(BEGIN);
  return place === -1 ? undefined : place;
}

function parsed(text: string): Formed<unknown> {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return {
      why: `the line is not one whole piece of JSON, perhaps since something else was printed into it: ${visible((error as Error).message)}`,
    };
  }
}
