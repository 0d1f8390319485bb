// The litmus sequences of the POSIX commands, in properties/traces/litmus/posix: each command with what a Linux kernel
// answered, and in between, as comments, who must be in a group by then. For any test that has a system to put them to.
import { readdirSync } from 'node:fs';
import type { Answer, Command, Id } from '../../src/contract/command.ts';
import { parseTrace } from './by-set.ts';
import { ROOT, textOf } from './repository.ts';

const FOLDER = 'properties/traces/litmus/posix/';

/** The paths of the sequences from the root of the repository, in the order of their names. */
export const POSIX_LITMUS_PATHS: readonly string[] = readdirSync(ROOT + FOLDER)
  .toSorted()
  .map((file) => FOLDER + file);

/** One command, its recorded answer, and the members of a group after it, where the sequence says. */
export interface LitmusStep {
  readonly command: Command;
  readonly answer: Answer;
  readonly shows?: { readonly group: Id; readonly members: readonly Id[] };
}

/** A sequence, what it shows in a few words, and the state it ends in as the notation writes it. */
export interface Litmus {
  readonly title: string;
  readonly steps: readonly LitmusStep[];
  readonly end: string | undefined;
}

/** Reads a sequence. Throws, with the place, where the file makes no sense or a command has no answer. */
export function posixLitmus(path: string): Litmus {
  const text = textOf(path);
  const [head, ...lines] = text.trimEnd().split('\n');
  const steps: LitmusStep[] = [];
  for (const line of lines) {
    const [, group, members] = /^# now group (\d+) has (.*)$/.exec(line) ?? [];
    const last = steps.at(-1);
    if (group !== undefined && members !== undefined && last !== undefined) {
      steps[steps.length - 1] = {
        ...last,
        shows: { group: Number(group), members: members.split(', ').map(Number) },
      };
    }
    if (line.startsWith('#')) continue;
    const parsed = parseTrace(`${head}\n${line}`);
    if ('problem' in parsed) throw new Error(`${path}: "${line}": ${parsed.problem.message}`);
    for (const { command, answer } of parsed.value.steps) {
      if (answer === undefined) throw new Error(`${path}: "${line}" has no answer`);
      steps.push({ command, answer });
    }
  }
  const title = /^# litmus:F\d+: (.*)$/m.exec(text)?.[1];
  if (title === undefined) throw new Error(`${path} has no title`);
  return { title, steps, end: /^# ends in (.*)$/m.exec(text)?.[1] };
}
