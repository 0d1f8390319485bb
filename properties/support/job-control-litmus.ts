// The litmus traces and the stories of the job-control commands: each command with what a Linux kernel answered, and in
// between, as comments, what is seen then. For any test that has a system to put them to.
import { readdirSync } from 'node:fs';
import type { Answer, Command } from '../../src/contract/command.ts';
import { parseTrace } from '../../src/contract/notation/trace.ts';
import { JOB_CONTROL_VOCABULARY } from '../../src/contract/sets/job-control.ts';
import { ROOT, textOf } from './repository.ts';
import type { SeenThen } from './seen-then.ts';
import { seenThen } from './seen-then.ts';

function tracesIn(folder: string): readonly string[] {
  return readdirSync(ROOT + folder)
    .filter((file) => file.endsWith('.trace'))
    .toSorted()
    .map((file) => folder + file);
}

/** The paths of the litmus traces from the root of the repository, in the order of their names. */
export const JOB_CONTROL_LITMUS_PATHS = tracesIn('properties/traces/litmus/job-control/');

/** The paths of the stories that docs/job-control.md tells. */
export const STORY_PATHS = tracesIn('properties/traces/litmus/stories/');

/** One command, its recorded answer, and what is seen then. Whoever is not named received nothing and was told nothing. */
interface ToldStep {
  readonly command: Command;
  readonly answer: Answer;
  readonly seen: readonly SeenThen[];
}

/** A trace, the fact or the clause that its first comment names, and what that comment says of it. */
interface ToldTrace {
  /** `linux:T42`, `J12`, or `story`. */
  readonly of: string;
  readonly title: string;
  readonly steps: readonly ToldStep[];
}

/** Reads a trace. Throws, with the place, where the file makes no sense or a command has no answer. */
export function toldTrace(path: string): ToldTrace {
  const [head = '', first = '', ...lines] = textOf(path).trimEnd().split('\n');
  const [, of = '', title = ''] = /^# (linux:\w+|[^:]+): (.+)$/.exec(first) ?? [];
  if (title === '') throw new Error(`${path} must begin with a comment that says what it shows`);
  const steps: ToldStep[] = [];
  for (const line of lines) {
    const last = steps.at(-1);
    const [, sentence] = /^# now (.+)$/.exec(line) ?? [];
    if (sentence !== undefined && last !== undefined)
      steps[steps.length - 1] = { ...last, seen: [...last.seen, seenThen(sentence)] };
    if (line.startsWith('#')) continue;
    const parsed = parseTrace(`${head}\n${line}`, [JOB_CONTROL_VOCABULARY]);
    if ('problem' in parsed) throw new Error(`${path}: "${line}": ${parsed.problem.message}`);
    for (const { command, answer } of parsed.value.steps) {
      if (answer === undefined) throw new Error(`${path}: "${line}" has no answer`);
      steps.push({ command, answer, seen: [] });
    }
  }
  return { of, title, steps };
}
