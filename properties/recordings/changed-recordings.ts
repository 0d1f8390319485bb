// Explains recordings in which the result of one line was changed, and says of each change whether it was noticed, and where.
import { explain } from '../../src/engines/recordings/explain.ts';
import type { PsSnapshot } from '../../src/engines/recordings/ps-row.ts';
import { StraceReader } from '../../src/engines/recordings/strace/strace-reader.ts';
import type { LogEvent } from '../../src/engines/recordings/log-event.ts';
import { Dice } from '../../src/engines/generate/prng.ts';
import { snapshotsOfRecording, textOfLog } from '../support/recorded-logs.ts';
import type { ResultChange } from './result-changes.ts';
import { LogResults } from './result-changes.ts';

/** Says of an explanation whether it failed, and whether it named the line that was changed; or that the log seemed to hide lines. */
interface Noticed {
  readonly isOpen: boolean;
  readonly caught: boolean;
  readonly named: boolean;
}

/** A change, and what the explanation made of it. */
export interface ChangeTrial {
  readonly recording: string;
  readonly change: ResultChange;
  readonly alone: Noticed;
  readonly withSnapshots: Noticed;
  /** The reason that a change that was missed, or not named, cannot be told for certain; `undefined` where nobody has found out. */
  readonly reason: MissReason | undefined;
}

/** The reasons for which a wrong result can be a right one, each with a sentence. */
export const MISS_REASONS = {
  'first-parent':
    'the first or the last lines that show the parent of a process that was there before: a parent outside may end unseen, and another adopt',
  'first-setsid':
    'setsid refused to a process that was there before: it may lead its group, of which no line is',
  'first-number': 'the only line that shows a group or session from before the recording',
  killed: 'the last call of a process that was killed in it: strace then shows the result of another',
  executing: 'a setpgid while the execve of the child is in flight: it may have come first',
  interrupted: 'a wait that was interrupted: a later line is contradicted, or none',
  taken:
    'a child that has ended beside the one that was told of, or was about to: a later line is contradicted',
  hidden: 'a line that would explain it, of a kind of which the log shows none',
  doubled: 'a number that two calls returned: either may be wrong',
  terminal:
    'a terminal of which the log does not tell which it is, or an answer that a hang-up would explain',
} as const;

export type MissReason = keyof typeof MISS_REASONS;

/** So many changes of a recording, drawn from a seed, each explained alone and with the snapshots. */
export function changeTrials(
  recording: string,
  count: number,
  seed: number,
): Promise<readonly ChangeTrial[]> {
  const lines = textOfLog(recording).trimEnd().split('\n');
  return changeTrialsOf(recording, lines, snapshotsOfRecording(recording), count, seed);
}

/** The same of a log by its lines. */
export async function changeTrialsOf(
  recording: string,
  lines: readonly string[],
  snapshots: readonly PsSnapshot[],
  count: number,
  seed: number,
): Promise<readonly ChangeTrial[]> {
  const dice = new Dice();
  dice.seed(seed);
  const trials: ChangeTrial[] = [];
  for (const change of new LogResults(lines).draw(count, dice)) {
    const alone = await noticed(lines, change, []);
    const withSnapshots = snapshots.length === 0 ? alone : await noticed(lines, change, snapshots);
    const isUnclear = ![alone, withSnapshots].every(({ caught, named }) => caught && named);
    trials.push({
      recording,
      change,
      alone,
      withSnapshots,
      reason: withSnapshots.isOpen ? 'hidden' : isUnclear ? missReason(lines, change) : undefined,
    });
  }
  return trials;
}

/** The whole log is read: its rest may tell that it hides what would explain a line, or that it does not. */
async function noticed(
  lines: readonly string[],
  { line, text }: ResultChange,
  snapshots: readonly PsSnapshot[],
): Promise<Noticed> {
  const { verdict, unexplained } = await explain(eventsOf(lines.with(line - 1, text)), { snapshots });
  return {
    isOpen: verdict === 'inconclusive',
    caught: verdict === 'fail',
    named: unexplained.some((one) => one.line === line),
  };
}

function* eventsOf(lines: readonly string[]): Generator<LogEvent> {
  const reader = new StraceReader();
  for (const line of lines) yield* reader.read(line);
  yield* reader.end();
}

function missReason(
  lines: readonly string[],
  { line, call, was, becomes }: ResultChange,
): MissReason | undefined {
  const [pid = '', ...rest] = (lines[line - 1] ?? '').split(' ');
  const isOf = (one: string, number = pid): boolean => one.startsWith(`${number} `);
  const next = lines.slice(line).find((one) => isOf(one)) ?? '';
  const errno = /^-1 (E[A-Z]+)/.exec(becomes)?.[1];
  if (next.includes('+++ killed')) return 'killed';
  if (call === 'ioctl') return 'terminal';
  if (call === 'getppid' && !lines.some((one) => isOf(one, was))) return 'first-parent';
  if (call === 'setsid' && errno === 'EPERM' && isOf(lines[0] ?? '')) return 'first-setsid';
  if (call === 'getpgrp' || call === 'getpgid' || call === 'getsid')
    return lines.some((one) => isOf(one, was)) ? undefined : 'first-number';
  if (call === 'setpgid' && was.startsWith('-1 EACCES')) {
    const [, child = ''] = /setpgid\((\d+),/.exec(rest.join(' ')) ?? [];
    const before = lines.slice(0, line).findLast((one) => isOf(one, child)) ?? '';
    return /execve\(.*<unfinished/.test(before) ? 'executing' : undefined;
  }
  if (call.startsWith('wait'))
    return errno === 'EINTR' ? 'interrupted' : errno === undefined ? 'taken' : undefined;
  return /clone|fork/.test(call) ? 'doubled' : undefined;
}
