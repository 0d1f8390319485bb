// The recordings of real programs as strace writes them with an option: without their lines of a kind.
import { expect } from 'vitest';
import { explain } from '../../src/engines/recordings/explain.ts';
import type { Explanation } from '../../src/engines/recordings/explanation.ts';
import { recordingNames, textOfLog } from '../support/recorded-logs.ts';
import { eventsOfLog } from '../support/told-events.ts';
import { wrongIn } from '../support/twin-logs.ts';

/** Longer ones take seconds, and show nothing else. */
const LINES_MAX = 160;

const RECORDINGS = recordingNames()
  .map((name) => ({ name, lines: textOfLog(name).trimEnd().split('\n') }))
  .filter(({ lines }) => lines.length <= LINES_MAX);

/** With few steps, since no order would explain what hidden lines have done. */
export async function explainedInFewSteps(lines: readonly string[]): Promise<Explanation> {
  return await explain(eventsOfLog(lines), { steps: 500 });
}

/** Whether a line is of a call with one of these names. */
function isCall(names: string): (line: string) => boolean {
  const form = new RegExp(String.raw`^\d+ +[\d.]+ (?:<\.\.\. )?(?:${names})(?:\(| resumed)`);
  return (line) => form.test(line);
}

/** The lines that strace does not write with an option. */
export const HIDDEN: Readonly<Record<string, (line: string, first: string) => boolean>> = {
  '-e trace=process,getppid': isCall('setpgid|setsid|getpgid|getpgrp|getsid|prctl|rt_sigaction|ioctl'),
  '-e trace=process': isCall('setpgid|setsid|getpgid|getpgrp|getsid|getppid|prctl|rt_sigaction|ioctl'),
  '-e trace=!wait4,waitid': isCall('wait4|waitid'),
  '-e trace=!execve': isCall('execve'),
  '-e trace=!clone3': isCall('clone3'),
  '-e trace=!clone': isCall('clone'),
  '-e trace=!vfork': isCall('vfork'),
  '-e trace=clone,fork,vfork,execve': isCall('(?!clone\\b|fork|vfork|execve)\\w+'),
  '-e trace=setpgid,setsid,getpgid,getpgrp,getsid,getppid,kill': isCall(
    '(?!setpgid|setsid|getpgid|getpgrp|getsid|getppid|kill)\\w+',
  ),
  '-e trace=wait4,kill,execve': isCall('(?!kill|wait4|execve)\\w+'),
  '-e signal=none': (line) => / --- /.test(line) || / \+\+\+ killed/.test(line),
  '-qq': (line) => / \+\+\+ exited/.test(line),
  'no -f': (line, first) => !line.startsWith(`${first} `),
};

/** None of them is told to be wrong without the lines that strace does not write with this option. */
export async function expectNoneWrong(option: string): Promise<void> {
  const hides = HIDDEN[option];
  const wrong: string[] = [];
  let dropped = 0;
  for (const { name, lines } of RECORDINGS) {
    const first = lines[0]?.split(' ')[0] ?? '';
    const left = lines.filter((line) => !hides(line, first));
    dropped += lines.length - left.length;
    const explanation = await explainedInFewSteps(left);
    if (explanation.verdict === 'fail') wrong.push(`${name}: ${wrongIn(explanation)}`);
  }
  expect(wrong).toEqual([]);
  expect(dropped).toBeGreaterThan(0);
}
