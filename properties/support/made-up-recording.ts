// Recordings made up of POSIX commands: each is a line, and the step that an explanation would tell of it.
import type { Command } from '../../src/contract/command.ts';
import type {
  ExplainedStep,
  Explanation,
  UnexplainedLine,
} from '../../src/engines/recordings/explanation.ts';
import { FIRST_OUTSIDE_ID } from '../../src/engines/recordings/lives.ts';
import type { Timeline } from '../../src/engines/recordings/timeline.ts';
import { TimelineCollector } from '../../src/engines/recordings/timeline-collector.ts';
import { POSIX } from '../../src/model/posix/specification.ts';
import type { State } from '../../src/model/state.ts';
import { posixCommandsOf } from './posix-scenarios.ts';

const MODEL = POSIX.linux;

/** A step in the making; the state stays as it is where none is given. */
type StepParts = Partial<ExplainedStep> & { readonly text?: string };

export class MadeUpRecording {
  readonly steps: ExplainedStep[] = [];
  readonly lines: string[] = [];
  readonly unexplained: UnexplainedLine[] = [];
  state: State;

  constructor(state: State = MODEL.initial) {
    this.state = state;
  }

  /** Commands, separated by semicolons, each on a line of its own; whatever the model says to it happens. */
  run(text: string, parts: StepParts = {}): this {
    for (const command of posixCommandsOf(text)) this.command(command, parts);
    return this;
  }

  command(command: Command, parts: StepParts = {}): this {
    const { next } = MODEL.step(this.state, command);
    const text = Object.values(command).join(' ');
    return this.step({ text, process: Number(command['process']), command, after: next, ...parts });
  }

  /** A program that a process executes. */
  execute(process: number, program: string): this {
    return this.run(`${process} execve`, { program });
  }

  /** A step on the next line, or on a line that is given. */
  step({ text = 'a line', ...parts }: StepParts): this {
    const line = parts.line ?? this.lines.push(text);
    const step: ExplainedStep = {
      line,
      entered: line,
      seconds: line / 1000,
      process: 1,
      command: undefined,
      program: undefined,
      signal: undefined,
      before: this.state,
      after: this.state,
      explained: true,
      ...parts,
    };
    this.state = step.after;
    this.steps.push(step);
    return this;
  }

  /** The line before is not explained. */
  fault(sentence: string): this {
    const line = this.lines.length;
    const last = this.steps.at(-1);
    if (last !== undefined) this.steps[this.steps.length - 1] = { ...last, explained: false };
    this.unexplained.push({
      line,
      text: this.lines[line - 1],
      process: last?.process ?? 1,
      command: undefined,
      seen: 'ok',
      allowed: ['EPERM'],
      clauses: ['P3'],
      sentence,
    });
    return this;
  }

  timeline(): Timeline {
    return timelineOf(this.steps);
  }

  explanation(): Explanation {
    const checked = this.steps.length;
    return {
      verdict: this.unexplained.length === 0 ? 'pass' : 'fail',
      inconclusive: undefined,
      counts: {
        lines: this.lines.length,
        calls: this.lines.length,
        processes: this.timeline().processes.filter(({ recorded }) => recorded).length,
        checked,
        explained: checked - this.unexplained.length,
        open: 0,
        terminals: 0,
        terminalsOpen: 0,
        notCovered: 0,
        snapshots: 0,
        busySnapshots: 0,
        rows: 0,
        linesSearched: 0,
        stepsSearched: 0,
      },
      unexplained: this.unexplained,
      unexplainedRows: [],
      unreadable: [],
      openQuestions: [],
      beyondBudget: [],
      limits: { lookAhead: 0, steps: 0 },
      interrupted: false,
      running: [],
    };
  }
}

/**
 * A recording of these commands. Random walks choose far numbers, too, beyond all that a kernel gives: here they are others, since a
 * recording has those for what is outside of it.
 */
export function recordingOf(
  commands: readonly Command[],
  recording = new MadeUpRecording(),
): MadeUpRecording {
  const numbers = new Map<number, number>();
  const near = (value: number): number => {
    const number = Math.abs(value);
    if (number < FIRST_OUTSIDE_ID) return value;
    if (!numbers.has(number)) numbers.set(number, 1_000_000 + numbers.size);
    return Math.sign(value) * (numbers.get(number) ?? 0);
  };
  for (const command of commands)
    recording.command(
      Object.fromEntries(
        Object.entries(command).map(([key, value]) => [key, typeof value === 'number' ? near(value) : value]),
      ) as Command,
    );
  return recording;
}

export function timelineOf(steps: readonly ExplainedStep[]): Timeline {
  const collector = new TimelineCollector();
  for (const step of steps) collector.add(step);
  return collector.timeline();
}
