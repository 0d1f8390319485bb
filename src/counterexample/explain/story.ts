// A counterexample told step by step, both sides beside each other: the one thing that terminal, page and every other
// form are made from. Gathers and decides nothing about how it looks.
import type { Answer, Command } from '../../contract/command.ts';
import type { KnownDeviation } from '../../contract/known-deviation.ts';
import { FlatObservation } from '../../contract/observation/flat-observation.ts';
import { printAnswer } from '../../contract/notation/trace.ts';
import type { Observation } from '../../contract/observation/observation.ts';
import { NOTHING_HELD } from '../../contract/observation/tree.ts';
import type { HeldCounts } from '../../contract/observation/tree.ts';
import type { System } from '../../contract/system.ts';
import { describeStep } from '../../model/describe.ts';
import { INVARIANT_SENTENCES } from '../../model/invariants/all.ts';
import type { Step } from '../../model/rulebook.ts';
import type { Specification } from '../../model/specification.ts';
import type { State } from '../../model/state.ts';
import { childrenInOrder, handlesIn, isZombie } from '../../model/state.ts';
import type { Run } from '../../lockstep/run-plan.ts';
import { agrees, expectedAnswer } from '../../lockstep/answer-agreement.ts';
import type { Difference } from '../../contract/observation/differences.ts';
import { differences } from '../../contract/observation/differences.ts';
import { Deviations } from '../../lockstep/known-deviations.ts';
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
import type { Moment } from '../../lockstep/recorder.ts';
import { watch } from '../../lockstep/recorder.ts';

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
  given: Specification,
  system: System | undefined,
  candidates: readonly Candidate[],
): Promise<Story> {
  const asked = evidence.trace.steps.map(({ command }) => command);
  if (system === undefined) return await untold(evidence, given, asked, candidates);
  const tell = tellerOf(given, system.knownDeviations);
  const { run, moments } = await watch(system, given, asked);
  const failure =
    run.divergence === undefined ? undefined : { commands: run.commands, divergence: run.divergence };
  const without = failure === undefined ? undefined : await withoutEach(system, given, failure, asked.length);
  return {
    ...(await concluded(tell, failure, answersIn(moments), candidates)),
    commandSet: given.commandSet,
    specification: given,
    system: system.name,
    found: evidence.origin?.system === system.name ? evidence.origin : undefined,
    outcome: failure === undefined ? 'passed' : 'failed',
    ...told(tell, commandsTold(asked, run), asked.length, moments, without),
    certificate: evidence.record?.system === system.name ? evidence.record.certificate : undefined,
  };
}

/** All that were asked, unless it failed, or ended at a known deviation: then those that were run. */
function commandsTold(asked: readonly Command[], run: Run): readonly Command[] {
  return run.divergence === undefined && run.ended === undefined ? asked : run.commands;
}

async function untold(
  { trace, record, origin }: Evidence,
  given: Specification,
  asked: readonly Command[],
  candidates: readonly Candidate[],
): Promise<Story> {
  const specification = tellingOf(trace, given);
  const tell = tellerOf(specification);
  const recorded = trace.steps.map(({ answer }) => answer);
  const failure = record === undefined ? undefined : failureOf(record);
  const { seenAnswer, seen } = failure?.divergence ?? {};
  const last = { answer: seenAnswer, observation: seen };
  const moments = failure === undefined ? [] : [...Array.from({ length: asked.length }, () => NOTHING), last];
  return {
    ...(await concluded(tell, failure, recorded, candidates)),
    commandSet: trace.commandSet,
    specification,
    system: origin?.system,
    found: origin,
    outcome: failure === undefined ? 'untried' : 'recorded',
    ...told(tell, asked, asked.length, moments, undefined, recorded),
    certificate: record?.certificate,
  };
}

const NOTHING: Moment = { answer: undefined, observation: undefined };

/** One a command: where outcomes are left to the system, they are what the model goes by. */
type Answers = readonly (Answer | undefined)[];

function answersIn(moments: readonly Moment[]): Answers {
  return moments.slice(1).map(({ answer }) => answer);
}

/** One step as the model has it, and where it leads: elsewhere where the answer is a known deviation. */
interface Teller {
  readonly specification: Specification;
  readonly tell: (
    state: State,
    command: Command,
    answer: Answer | undefined,
  ) => { readonly step: Step; readonly next: State };
}

function tellerOf(specification: Specification, known: readonly KnownDeviation[] = []): Teller {
  const deviations = new Deviations(known);
  const tell: Teller['tell'] = (state, command, answer) => {
    const step = specification.tell(state, command, answer);
    const deviated =
      answer === undefined || agrees(step, answer, 'any', specification)
        ? undefined
        : deviations.stepOf(specification, state, command, step, answer);
    return { step, next: (deviated?.step ?? step).next };
  };
  return { specification, tell };
}

async function concluded(
  teller: Teller,
  failure: Failure | undefined,
  answers: Answers,
  candidates: readonly Candidate[],
): Promise<Pick<Story, 'failure' | 'rules' | 'nearest' | 'candidates'>> {
  return {
    failure,
    rules: failure === undefined ? [] : rulesOf(teller, failure, answers),
    nearest: failure === undefined ? undefined : await nearestOf(teller.specification, failure, candidates),
    candidates: candidates.length,
  };
}

/** The model beside what was seen, step by step. */
function told(
  { specification, tell }: Teller,
  commands: readonly Command[],
  asked: number,
  moments: readonly Moment[],
  without: readonly Without[] | undefined,
  answers: Answers = answersIn(moments),
): Pick<Story, 'start' | 'steps' | 'heldAtEnd'> {
  let state = specification.initial;
  const shown = (of: State): FlatObservation => {
    const seen = new FlatObservation();
    specification.observe(of, seen);
    return seen;
  };
  const start = { model: unflatten(shown(state)), system: moments[0]?.observation };
  const steps = commands.map((command, index): StoryStep => {
    const before = state;
    const moment = moments[index + 1] ?? NOTHING;
    const { step, next } = tell(before, command, answers[index]);
    state = next;
    return {
      command,
      sentence: describeStep(specification, before, command, step),
      expectedAnswer: expectedAnswer(step, 'any', specification),
      seenAnswer: moment.answer,
      model: unflatten(shown(state)),
      held: handlesIn(state),
      system: moment.observation,
      changes: differences(shown(before), shown(state)),
      order: specification.leavesChoices ? [] : orderIn(state),
      drains: index >= asked,
      without: without?.[index],
    };
  });
  const reset = moments.length > commands.length + 1;
  return { start, steps, heldAtEnd: reset ? NOTHING_HELD : handlesIn(state) };
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
  { specification, tell }: Teller,
  { commands, divergence }: Failure,
  answers: Answers,
): readonly string[] {
  const { kind, violations, command } = divergence;
  const invariants = violations.map(({ invariant }) => `${invariant}: ${INVARIANT_SENTENCES[invariant]}`);
  const unique = [...new Set(invariants)];
  if (command === undefined || kind === 'invariant') return unique;
  let before = specification.initial;
  for (const [index, earlier] of commands.slice(0, -1).entries())
    before = tell(before, earlier, answers[index]).next;
  const { step } = tell(before, command, divergence.seenAnswer);
  return [describeStep(specification, before, command, step), ...unique];
}

/** The model's answer as text; of several refusals that would do, all. */
export function expectedText(expected: ExpectedAnswer): string {
  return 'refusedWithAnyOf' in expected
    ? `refused ${expected.refusedWithAnyOf.join(' or ')}`
    : printAnswer(expected);
}

/** `new process 3`, `process 3 is gone`, `process 3 group 1 → 2`; lists that follow from those are left out. */
export function changeTexts(changes: readonly Difference[]): readonly string[] {
  return changes
    .filter(({ field }) => field !== 'children' && field !== 'processes' && field !== 'groups')
    .map(({ of, field, expected, seen }) => {
      if (field === 'existence') return seen === 'present' ? `new ${of}` : `${of} is gone`;
      return `${of} ${field} ${expected} → ${seen}`;
    });
}
