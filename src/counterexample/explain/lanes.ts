// The run of a program of branches as lanes: a column a branch, a row a step, or a call or an answer where no steps are
// known. Tells who holds which lock and who waits, as far as the steps say so. Knows nothing of how it is drawn.
import type { Answer } from '../../contract/command.ts';
import type { BranchCommand, ConcurrentProgram } from '../../contract/concurrent/program.ts';
import { isObserve } from '../../contract/concurrent/program.ts';
import type { CommandRun, ConcurrentRun, ScheduledStep } from '../../contract/concurrent/run.ts';
import { CALL_POINT } from '../../contract/concurrent/stepper.ts';
import { historyOf } from '../../contract/notation/trace-of-run.ts';
import { printAnswer, printCommand } from '../../contract/notation/trace.ts';
import type { Vocabulary } from '../../contract/vocabulary.ts';

/** `acts`: takes the step; `inside`: in a command; `waits`: in one, and cannot go on; `outside`: before or after one. */
export type LaneState = 'acts' | 'inside' | 'waits' | 'outside';

/** One branch at one row. */
export interface LaneCell {
  readonly state: LaneState;
  /** The locks that it holds after the row, as far as that is known. */
  readonly holds: readonly string[];
  /** The point where it waits. */
  readonly waitsAt?: string;
}

/** One step, or one call or answer. */
export interface LaneRow {
  /** Counted from 1. */
  readonly number: number;
  readonly branch: number;
  /** The point that the branch left; absent where no steps are known, or where it calls a command. */
  readonly at?: string;
  /** The place of the command that the row belongs to: `1.2`. */
  readonly place: string;
  /** The command, where it is called. */
  readonly calls?: string;
  /** The answer, where it comes. */
  readonly answers?: string;
  /** Another branch took the step before, was inside a command and could have gone on. */
  readonly preempts: boolean;
  readonly cells: readonly LaneCell[];
}

/** The lanes of a run. */
export interface BranchLanes {
  readonly unit: 'step' | 'event';
  readonly branches: number;
  readonly rows: readonly LaneRow[];
  /** The points where the branches stand at the end of a run that is not done; null for one that has ended. */
  readonly standing?: readonly (string | null)[];
}

/** A run as far as it is known: that of a trace has neither steps nor an end, and answers may be missing. */
export interface KnownRun extends Partial<Pick<ConcurrentRun, 'steps' | 'ended' | 'observation' | 'at'>> {
  readonly prefix: readonly (Answer | undefined)[];
  readonly branches: ConcurrentRun['branches'];
  /** Nothing is known of who came when. */
  readonly isUntimed?: true;
}

/** The lanes of a run. O(steps² × branches) at worst, for locks. */
export function lanesOf(program: ConcurrentProgram, run: KnownRun, vocabulary: Vocabulary): BranchLanes {
  const texts = program.branches.map((commands) => commands.map((command) => textOf(command, vocabulary)));
  const lanes = { branches: program.branches.length, ...(run.at !== undefined && { standing: run.at }) };
  return run.steps === undefined
    ? { ...lanes, unit: 'event', rows: run.isUntimed ? [] : eventRows(run.branches, texts) }
    : { ...lanes, unit: 'step', rows: stepRows({ ...run, steps: run.steps }, texts) };
}

/** The most rows that one turn of a loop has which is told twice: some points of each of three branches. */
const TURN_MAX = 12;

/** The rows without further turns of a loop, of one branch or of several in turn, after the first two of them. O(rows). */
export function distinctRows(rows: readonly LaneRow[]): readonly LaneRow[] {
  const said = rows.map(({ branch, place, at, calls, answers, cells }) =>
    JSON.stringify([branch, place, at, calls, answers, cells]),
  );
  /** By the rows of a turn: the rows up to here that each are what stood a turn before. */
  const alike = Array.from({ length: TURN_MAX + 1 }, () => 0);
  return rows.filter((_, index) => {
    for (let turn = 1; turn <= TURN_MAX; turn += 1)
      alike[turn] = said[index] === said[index - turn] ? alike[turn] + 1 : 0;
    return alike.every((count, turn) => count <= turn);
  });
}

/** A command as the notation has it; a look at the state without an actor. */
function textOf(command: BranchCommand, vocabulary: Vocabulary): string {
  return isObserve(command) ? command.name : printCommand(command, vocabulary);
}

/** The outcome of a command, where it has one. */
function outcomeText({ answered, answer, observation }: CommandRun): string | undefined {
  if (answer !== undefined) return printAnswer(answer);
  return observation === undefined && answered === undefined ? undefined : 'the state';
}

/** The index of the command that a branch is in, or comes to, where so many have answered. */
interface Progress {
  readonly called: number[];
  readonly answered: number[];
}

function startOf(branches: readonly unknown[]): Progress {
  return { called: branches.map(() => 0), answered: branches.map(() => 0) };
}

/** The words of a row about calls and answers; takes note of them. */
function wordsOf(
  texts: readonly (readonly string[])[],
  branches: KnownRun['branches'],
  { called, answered }: Progress,
  branch: number,
  has: { readonly call: boolean; readonly answer: boolean },
): Pick<LaneRow, 'place' | 'calls' | 'answers'> {
  const index = branch - 1;
  const command = answered[index];
  const place = `${branch}.${command + 1}`;
  if (has.call) called[index] += 1;
  if (has.answer) answered[index] += 1;
  const outcome = outcomeText(branches[index][command] ?? {});
  return {
    place,
    ...(has.call && { calls: texts[index][command] ?? '' }),
    ...(has.answer && { answers: outcome ?? '' }),
  };
}

function isInside({ called, answered }: Progress, index: number): boolean {
  return called[index] > answered[index];
}

function eventRows(branches: KnownRun['branches'], texts: readonly (readonly string[])[]): LaneRow[] {
  const progress = startOf(branches);
  return historyOf(branches).map(({ branch, kind }, row) => {
    const has = { call: kind === 'call', answer: kind === 'answer' };
    const words = wordsOf(texts, branches, progress, branch, has);
    const cells = branches.map((_, index): LaneCell => {
      const state = index === branch - 1 ? 'acts' : isInside(progress, index) ? 'inside' : 'outside';
      return { state, holds: [] };
    });
    return { number: row + 1, branch, ...words, preempts: false, cells };
  });
}

type SteppedRun = KnownRun & { readonly steps: readonly ScheduledStep[] };

function stepRows(run: SteppedRun, texts: readonly (readonly string[])[]): LaneRow[] {
  const { steps, branches } = run;
  const progress = startOf(branches);
  const held = holdings(run);
  const rows: LaneRow[] = [];
  for (const [index, { branch, at, can }] of steps.entries()) {
    const number = index + 1;
    const left = steps[index - 1]?.branch ?? branch;
    const preempts = left !== branch && isInside(progress, left - 1) && can.includes(left);
    const waits = branches.map(
      (_, other) => other !== branch - 1 && isInside(progress, other) && !can.includes(other + 1),
    );
    const { called, answered } = branches[branch - 1][progress.answered[branch - 1]] ?? {};
    const has = { call: called === number, answer: answered === number };
    const words = wordsOf(texts, branches, progress, branch, has);
    const cells = branches.map((_, other): LaneCell => {
      const holds = held[index][other];
      if (other === branch - 1) return { state: 'acts', holds };
      if (!waits[other]) return { state: isInside(progress, other) ? 'inside' : 'outside', holds };
      const waitsAt = standsAt(run, other + 1, index);
      return { state: 'waits', holds, ...(waitsAt !== undefined && { waitsAt }) };
    });
    rows.push({ number, branch, ...words, ...(at !== CALL_POINT && { at }), preempts, cells });
  }
  return rows;
}

/** The point where a branch stands before a step: the one that it leaves next, or where it is left at the end. */
function standsAt({ steps, at }: SteppedRun, branch: number, index: number): string | undefined {
  return steps.slice(index).find((step) => step.branch === branch)?.at ?? at?.[branch - 1] ?? undefined;
}

const LOCK = /^lock (.+)$/;

/**
 * By step and branch: the locks held after the step. A lock is held from the step that leaves its point to the last step
 * in that command that wrote it; where steps do not say what they write, for as long as others cannot take it.
 */
function holdings(run: SteppedRun): string[][][] {
  const held = run.steps.map(() => run.branches.map((): string[] => []));
  for (const [index, { at, branch }] of run.steps.entries()) {
    const [, lock] = LOCK.exec(at) ?? [];
    if (lock === undefined) continue;
    const end = releaseOf(run, index, lock);
    for (let step = index; step < end; step += 1) held[step][branch - 1].push(lock);
  }
  return held;
}

/** The index of the step by which a lock taken at a step is let go; the number of steps where it never was. */
function releaseOf(run: SteppedRun, taken: number, lock: string): number {
  const { steps, branches } = run;
  const { branch } = steps[taken];
  const again = steps.findIndex(({ at }, index) => index > taken && at === `lock ${lock}`);
  const answered = branches[branch - 1].find(({ answered: step = 0 }) => step > taken)?.answered;
  const bound = Math.min(again === -1 ? steps.length : again, answered ?? steps.length);
  const isWaitedFor = (index: number): boolean =>
    branches.some(
      (_, other) =>
        other !== branch - 1 &&
        standsAt(run, other + 1, index) === `lock ${lock}` &&
        !(steps[index]?.can.includes(other + 1) ?? run.ended === 'limit'),
    );
  if (bound === steps.length && answered === undefined && isWaitedFor(bound)) return bound;
  if (steps[taken].writes?.includes(lock) === true) {
    const last = steps.findLastIndex(
      ({ branch: by, writes }, index) => index < bound && by === branch && writes?.includes(lock) === true,
    );
    return Math.max(taken, last);
  }
  for (let index = Math.min(bound, steps.length - 1); index > taken; index -= 1)
    if (isWaitedFor(index)) return index;
  return taken;
}
