// Reads the JSON of a failure with branches, checked against all that its published schema demands, and that what it tells
// as a run can be one of its program.
import type { Answer, Command } from '../../contract/command.ts';
import { ID_MAX } from '../../contract/command.ts';
import type { BranchCommand, ConcurrentProgram } from '../../contract/concurrent/program.ts';
import {
  BRANCH_COMMANDS_MAX,
  BRANCHES_MAX,
  BRANCHES_MIN,
  CONCURRENT_MODES,
} from '../../contract/concurrent/program.ts';
import { runProblem } from '../../contract/concurrent/run-problem.ts';
import type { CommandRun, ConcurrentRun, ScheduledStep } from '../../contract/concurrent/run.ts';
import { RUN_ENDS } from '../../contract/concurrent/run.ts';
import type { Vocabularies, Vocabulary } from '../../contract/vocabulary.ts';
import type { ConcurrentCertificate } from '../concurrent-failure.ts';
import { CONCURRENT_FAILURE_KINDS } from '../concurrent-failure.ts';
import type { ConcurrentRecord } from './concurrent-record.ts';
import { CONCURRENT_RECORD_VERSION } from './concurrent-record.ts';
import type { Read } from './json-reader.ts';
import {
  jsonMembers,
  list,
  misread,
  nullable,
  object,
  oneOf,
  optional,
  readJson,
  switched,
  text,
  whole,
} from './json-reader.ts';
import { readObservation } from './read-observation.ts';
import { anyAnswer } from './read-answer.ts';
import { commandIn } from './read-record.ts';
import { RECORD_FORMAT } from './record.ts';

/** A record of commands of one of these vocabularies, or where and why the text is none. */
export function parseConcurrentRecord(
  json: string,
  vocabularies: Vocabularies,
): { readonly value: ConcurrentRecord } | { readonly problem: string } {
  return readJson(json, recordIn(vocabularies));
}

const count = whole(0, Number.MAX_SAFE_INTEGER);
const branchNumber = whole(1, BRANCHES_MAX);

/** A list of so many entries. */
function several<Value>(read: Read<Value>, least: number, most: number): Read<readonly Value[]> {
  return (json, pointer) => {
    const values = list(read)(json, pointer);
    if (values.length < least || values.length > most)
      misread(pointer, `expected ${least} to ${most} entries, not ${values.length}`);
    return values;
  };
}

function programIn(vocabulary: Vocabulary): Read<ConcurrentProgram> {
  const command = commandIn(vocabulary);
  const entry: Read<BranchCommand> = (json, pointer) =>
    jsonMembers(json, pointer)['name'] === 'observe'
      ? object({ name: oneOf('observe') })(json, pointer)
      : command(json, pointer);
  return object({
    prefix: list<Command>(command),
    branches: several(several(entry, 1, BRANCH_COMMANDS_MAX), BRANCHES_MIN, BRANCHES_MAX),
  });
}

const commandRun = object({
  called: optional(count),
  answered: optional(count),
  answer: optional(anyAnswer),
  observation: optional(readObservation),
}) as Read<CommandRun>;

const step = object({
  branch: branchNumber,
  at: text,
  can: list(branchNumber),
  reads: optional(list(text)),
  writes: optional(list(text)),
}) as Read<ScheduledStep>;

const run = object({
  prefix: list<Answer>(anyAnswer),
  branches: list(list(commandRun)),
  steps: optional(list(step)),
  ended: oneOf(...RUN_ENDS),
  observation: optional(readObservation),
  at: optional(list(nullable(text))),
}) as Read<ConcurrentRun>;

const order = object({
  order: list(text),
  at: oneOf('command', 'end'),
  because: text,
  clause: text,
  refusals: list(text),
});

const failure = object({
  kind: oneOf(...CONCURRENT_FAILURE_KINDS),
  preemptions: optional(count),
  step: optional(count),
  isSequential: switched,
  concerns: text,
  sentence: text,
  orders: list(order),
  allOrders: switched,
  again: optional(object({ tries: count, times: count })),
}) as Read<ConcurrentRecord['failure']>;

const certificate: Read<ConcurrentCertificate> = (json, pointer) =>
  switched(jsonMembers(json, pointer)['smallest'], `${pointer}/smallest`)
    ? object({
        smallest: oneOf(true),
        commands: count,
        branches: count,
        preemptions: count,
        programs: count,
        executions: count,
        covers: text,
      })(json, pointer)
    : object({ smallest: oneOf(false), reason: text, programs: count, executions: count })(json, pointer);

/** Another format or version is told of before anything else is found fault with. */
const recordIn =
  (vocabularies: Vocabularies): Read<ConcurrentRecord> =>
  (json, pointer) => {
    const head = {
      format: oneOf(RECORD_FORMAT),
      version: oneOf(CONCURRENT_RECORD_VERSION),
      commandSet: oneOf(...vocabularies.map(({ id }) => id)),
    };
    const { commandSet } = object(head)(json, pointer);
    const vocabulary = vocabularies.find(({ id }) => id === commandSet) ?? vocabularies[0];
    const record = object({
      ...head,
      system: text,
      found: optional(
        object({ seed: optional(whole(-(2 ** 31), ID_MAX)), program: optional(count) }),
      ) as Read<ConcurrentRecord['found']>,
      environment: optional(list(text)),
      mode: oneOf(...CONCURRENT_MODES),
      program: programIn(vocabulary),
      schedule: optional(list(branchNumber)),
      run: optional(run),
      failure,
      certificate: optional(certificate),
    })(json, pointer) as ConcurrentRecord;
    refuseImpossible(record);
    return record;
  };

/** Demands that are beyond a schema: the run is one of the program, by its schedule. */
function refuseImpossible({ program, run: told, schedule }: ConcurrentRecord): void {
  const branches = program.branches.length;
  const wrong = schedule?.findIndex((branch) => branch > branches) ?? -1;
  if (wrong !== -1) misread(`/schedule/${wrong}`, `there are ${branches} branches`);
  if (told === undefined) return;
  const problem = runProblem(told, {
    program,
    ...(told.steps !== undefined && { schedule: told.steps.map(({ branch }) => branch) }),
    mayGoUnanswered: () => true,
  });
  if (problem !== undefined) misread('/run', problem);
}
