// A counterexample told step by step, both sides beside each other: the one thing that terminal, page and every other
// form are made from. Gathers and decides nothing about how it looks.
import type { Answer, Command } from '../../contract/command.ts';
import { FlatObservation } from '../../contract/observation/flat-observation.ts';
import { printAnswer } from '../../contract/notation/trace.ts';
import type { Observation } from '../../contract/observation/observation.ts';
import { NOTHING_HELD } from '../../contract/observation/tree.ts';
import type { HeldCounts } from '../../contract/observation/tree.ts';
import type { System } from '../../contract/system.ts';
import { describeStep } from '../../model/describe.ts';
import { INVARIANT_SENTENCES } from '../../model/invariants/all.ts';
import type { Specification } from '../../model/specification.ts';
import type { State } from '../../model/state.ts';
import { childrenInOrder, handlesIn, isZombie } from '../../model/state.ts';
import { expectedAnswer } from '../../lockstep/answer-agreement.ts';
import type { Difference } from '../../contract/observation/differences.ts';
import { differences } from '../../contract/observation/differences.ts';
import type { ExpectedAnswer } from '../../lockstep/divergence.ts';
import { unflatten } from '../../contract/observation/json.ts';
import type { Evidence } from '../file/read-file.ts';
import { tellingOf } from '../file/read-file.ts';
import type { Candidate, Likeness } from './similar-mutants.ts';
import { nearestOf } from './similar-mutants.ts';
import type { Without } from './necessary-steps.ts';
import { withoutEach } from './necessary-steps.ts';
import type { Certificate } from '../file/record.ts';
import { failureOf } from '../file/record.ts';
import type { Failure } from '../failure.ts';
import type { Moment, RecordedRun } from '../../lockstep/recorder.ts';
import { Recorder } from '../../lockstep/recorder.ts';
import { replay } from '../../lockstep/replay.ts';

export type { Difference } from '../../contract/observation/differences.ts';

/** One command, and what both sides make of it. */
export interface StoryStep {
  readonly command: Command;
  /** The effect, or the reason of the refusal, by the model. */
  readonly sentence: string;
  readonly expectedAnswer: ExpectedAnswer;
  /** `undefined` where the system was not run, or answered nothing. */
  readonly seenAnswer: Answer | undefined;
  readonly model: Observation;
  readonly held: HeldCounts;
  /** The system's observation after it. */
  readonly system: Observation | undefined;
  /** The changes in the model's state. */
  readonly changes: readonly Difference[];
  /** Sentences on the order in which children are waited for, where it is not that of their ids. */
  readonly order: readonly string[];
  /** Whether it was asked for, or belongs to the drain at the end. */
  readonly drains: boolean;
  readonly without: Without | undefined;
}

export interface Story {
  /** The id of the commands' vocabulary. */
  readonly commandSet: string;
  /** By which it is told. */
  readonly specification: Specification;
  /** The system's name; `undefined` where none was run and none is known. */
  readonly system: string | undefined;
  readonly found: { readonly seed?: number; readonly path?: string } | undefined;
  /** `failed`: it fails now. `recorded`: as the file tells it. `passed`: it does not fail. `untried`: no system. */
  readonly outcome: 'failed' | 'recorded' | 'passed' | 'untried';
  readonly failure: Failure | undefined;
  /** The rules that the failure breaks, in sentences: the rule as it applies to the last step, or invariants. */
  readonly rules: readonly string[];
  readonly start: { readonly model: Observation; readonly system: Observation | undefined };
  readonly steps: readonly StoryStep[];
  /** The handles held where it ends; none after a reset. */
  readonly heldAtEnd: HeldCounts;
  /** Known faults that fail alike; `undefined` where none were asked. */
  readonly nearest: readonly Likeness[] | undefined;
  readonly candidates: number;
  readonly certificate: Certificate | undefined;
}

/**
 * Tells what a system makes of the commands, run now, by its specification; without a system, what the file tells, by a
 * specification of its commands under any profile.
 */
export async function tellStory(
  evidence: Evidence,
  specification: Specification,
  system: System | undefined,
  candidates: readonly Candidate[],
): Promise<Story> {
  const asked = evidence.trace.steps.map(({ command }) => command);
  if (system === undefined) return await untold(evidence, specification, candidates);
  const recorder = new Recorder();
  const run = await replay(system, specification, asked, { recorder });
  const [recorded] = recorder.runs;
  const { divergence, ended } = run;
  const failure = divergence === undefined ? undefined : { commands: run.commands, divergence };
  const without =
    failure === undefined ? undefined : await withoutEach(system, specification, failure, asked.length);
  const moments = Array.from(
    failure === undefined && ended === undefined
      ? issuedAmong(specification, asked, recorded.moments)
      : recorded.moments.slice(0, run.commands.length),
  );
  const isResets = divergence?.step === -1 && run.commands.length > 0;
  return {
    ...(await concluded(specification, failure, moments, candidates)),
    commandSet: specification.commandSet,
    specification,
    system: system.name,
    found: evidence.origin?.system === system.name ? evidence.origin : undefined,
    outcome: failure === undefined ? 'passed' : 'failed',
    ...told(specification, { start: recorded.start, moments }, asked.length, without),
    ...(isResets && { heldAtEnd: NOTHING_HELD }),
    certificate: evidence.record?.system === system.name ? evidence.record.certificate : undefined,
  };
}

/** The moments of the commands that were asked for; those that could not be issued in their turn change nothing. */
function* issuedAmong(
  specification: Specification,
  asked: readonly Command[],
  moments: readonly Moment[],
): Generator<Moment> {
  let taken = 0;
  let state = specification.initial;
  for (const command of asked) {
    const moment = moments.at(taken);
    if (moment?.command === command) taken += 1;
    const told = moment?.command === command ? moment : toldOf(specification, state, command, undefined);
    state = told.next;
    yield told;
  }
}

/** A moment that no system was asked for; `recorded` makes the choice where there was one. */
function toldOf(
  specification: Specification,
  before: State,
  command: Command,
  recorded: Answer | undefined,
): Moment {
  const step = specification.stepIfIssuable(before, command, recorded);
  return { command, before, step, next: step.next, answer: undefined, observation: undefined };
}

/** The story of a file: what the model makes of the commands, and where the system failed, what was recorded of that. */
async function untold(
  { trace, record, origin }: Evidence,
  given: Specification,
  candidates: readonly Candidate[],
): Promise<Story> {
  const specification = tellingOf(trace, given);
  const failure = record === undefined ? undefined : failureOf(record);
  const moments: Moment[] = [];
  for (const { command, answer } of trace.steps)
    moments.push(toldOf(specification, moments.at(-1)?.next ?? specification.initial, command, answer));
  const last = moments.pop();
  const { seenAnswer: answer, seen: observation } = failure?.divergence ?? {};
  if (last !== undefined) moments.push({ ...last, answer, observation });
  return {
    ...(await concluded(specification, failure, moments, candidates)),
    commandSet: trace.commandSet,
    specification,
    system: origin?.system,
    found: origin,
    outcome: failure === undefined ? 'untried' : 'recorded',
    // Without a command, it is the reset that failed.
    ...told(
      specification,
      { start: last === undefined ? observation : undefined, moments },
      moments.length,
      undefined,
    ),
    certificate: record?.certificate,
  };
}

async function concluded(
  specification: Specification,
  failure: Failure | undefined,
  moments: readonly Moment[],
  candidates: readonly Candidate[],
): Promise<Pick<Story, 'failure' | 'rules' | 'nearest' | 'candidates'>> {
  return {
    failure,
    rules: failure === undefined ? [] : rulesOf(specification, failure, moments),
    nearest: failure === undefined ? undefined : await nearestOf(specification, failure, candidates),
    candidates: candidates.length,
  };
}

/** The model beside what was seen, step by step. */
function told(
  specification: Specification,
  { start, moments }: RecordedRun,
  asked: number,
  without: readonly Without[] | undefined,
): Pick<Story, 'start' | 'steps' | 'heldAtEnd'> {
  const shown = (of: State): FlatObservation => {
    const seen = new FlatObservation();
    specification.observe(of, seen);
    return seen;
  };
  const steps = moments.map(
    ({ command, before, step, next, answer, observation }, index): StoryStep => ({
      command,
      sentence: describeStep(specification, before, command, step),
      expectedAnswer: expectedAnswer(step, 'any', specification),
      seenAnswer: answer,
      model: unflatten(shown(next)),
      held: handlesIn(next),
      system: observation,
      changes: differences(shown(before), shown(next)),
      order: specification.leavesChoices ? [] : orderIn(next),
      drains: index >= asked,
      without: without?.[index],
    }),
  );
  return {
    start: { model: unflatten(shown(specification.initial)), system: start },
    steps,
    heldAtEnd: handlesIn(moments.at(-1)?.next ?? specification.initial),
  };
}

/** An observation lists children by id: the order that counts where there are zombies to wait for, the model tells. */
function orderIn(state: State): readonly string[] {
  const sentences: string[] = [];
  state.processes.forEach((_, pid) => {
    const children = childrenInOrder(state, pid);
    const ascends = children.every((child, index) => index === 0 || child > children[index - 1]);
    if (!ascends && children.some((child) => isZombie(state, child)))
      sentences.push(`process ${pid} waits for its children in the order ${children.join(', ')}`);
  });
  return sentences;
}

/** The rule of the last step, or the invariants that it violates. */
function rulesOf(
  specification: Specification,
  { divergence }: Failure,
  moments: readonly Moment[],
): readonly string[] {
  const { kind, violations, command } = divergence;
  const invariants = violations.map(({ invariant }) => `${invariant}: ${INVARIANT_SENTENCES[invariant]}`);
  const unique = [...new Set(invariants)];
  if (command === undefined || kind === 'invariant') return unique;
  const before = moments.at(-1)?.before ?? specification.initial;
  const step = specification.stepIfIssuable(before, command, divergence.seenAnswer);
  return [describeStep(specification, before, command, step), ...unique];
}

/** The model's answer as text; of several refusals that would do, all. */
export function expectedText(expected: ExpectedAnswer): string {
  return 'refusedWithAnyOf' in expected
    ? `refused ${expected.refusedWithAnyOf.join(' or ')}`
    : printAnswer(expected);
}
