// Records a command and explains what it did.
import { existsSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { COMMAND_LINE } from '../../../contract/package-name.ts';
import { visibleJson } from '../../../contract/visible.ts';
import { makeFolder } from '../../../counterexample/file/store.ts';
import { Concluded, exitCodeOf, Misuse } from '../exit-codes.ts';
import { refuseUnwritable, writeOutput } from '../files/output.ts';
import { exitTerminated, Interrupt } from '../interrupt.ts';
import { shellWord } from '../options/values.ts';
import { printLines } from '../print.ts';
import { explanationLines } from '../report/explanation.ts';
import { styled } from '../terminal.ts';
import { explainAndWrite, recordingsJson } from './explain.ts';
import { refuseNoProgram } from './program-path.ts';
import { runRecorded } from './recorded-command.ts';
import type { RecordedCommand } from './recorded-command.ts';
import { findStrace } from './strace-program.ts';
import { readSnapshots, withoutEnding } from './snapshot-files.ts';
import { SnapshotTaker } from './snapshot-taker.ts';

/** The options of record. */
export interface RecordFlags {
  readonly output?: string;
  /** The file, or true for one beside the log. */
  readonly snapshots?: string | true;
  readonly html?: string;
  readonly json?: string;
}

/** The folder of recordings that were given no other place. */
const RECORDINGS_FOLDER = '.procession/recordings';

/** The files that a recording consists of. */
interface RecordingFiles {
  readonly log: string;
  /** `undefined` where none were asked for. */
  readonly snapshots: string | undefined;
}

/** Records a command, and says what came of it; the exit code is that of the explanation. */
export async function recordAndExplain(words: readonly string[], flags: RecordFlags): Promise<number> {
  const [command] = words;
  const { output, html, json } = flags;
  for (const [option, file] of Object.entries({ '--output': output, '--html': html, '--json': json }))
    refuseUnwritable(option, file);
  if (flags.snapshots !== true) refuseUnwritable('--snapshots', flags.snapshots);
  refuseNoProgram(command);
  const strace = findStrace();
  const files = filesFor(command, flags);
  const taker = files.snapshots === undefined ? undefined : new SnapshotTaker();
  const recorded = await runRecorded(strace, words, resolve(files.log), taker);
  if (recorded.terminated) exitTerminated();
  if (statSync(files.log, { throwIfNoEntry: false })?.size === undefined)
    throw new Concluded('inconclusive', `strace has written no log: ${endText(recorded)}`);
  const taken = taker === undefined || taker.count === 0 ? undefined : files.snapshots;
  if (taken !== undefined) writeOutput(taken, taker?.text() ?? '');
  using interrupt = new Interrupt();
  const explained = await explainAndWrite(
    {
      file: files.log,
      snapshots: taken,
      snapshotsBeside: undefined,
      taken: taken === undefined ? [] : readSnapshots(taken),
    },
    html === undefined ? {} : { html },
    interrupt,
  );
  if (json !== undefined) writeOutput(json, `${visibleJson(recordingsJson([explained]))}\n`);
  const again = `${COMMAND_LINE} explain ${shellWord(files.log)}${taken === undefined ? '' : ` --snapshots ${shellWord(taken)}`}`;
  printLines([
    '', // The command's output may end within a line.
    ...explanationLines(explained),
    ...(files.snapshots !== undefined && taken === undefined
      ? ['  no snapshot was taken: the processes never stood still long enough']
      : []),
    ...(recorded.endedEarly ? [styled('yellow', '  the recording was ended while processes still ran')] : []),
    `  ${endText(recorded)}`,
    ...(json === undefined ? [] : [`json:  ${json}`]),
    `again: ${again}`,
  ]);
  return exitCodeOf(explained.explanation.verdict);
}

/** The files of a new recording; of several without a name the first that is not there. */
function filesFor(command: string, { output, snapshots, html, json }: RecordFlags): RecordingFiles {
  const log = output ?? freeLog(basename(command));
  const beside = `${withoutEnding(log)}.ps`;
  const file = snapshots === true ? beside : snapshots;
  const others = { 'its snapshots': file, 'its page': html, 'the JSON': json };
  for (const [what, other] of Object.entries(others))
    if (other !== undefined && resolve(other) === resolve(log))
      throw new Misuse(`the log and ${what} must be two files, and both are ${log}`);
  return { log, snapshots: file };
}

function freeLog(name: string): string {
  makeFolder(RECORDINGS_FOLDER);
  for (let number = 1; ; number += 1) {
    const log = join(RECORDINGS_FOLDER, `${name}-${number}.strace`);
    if (!existsSync(log)) return log;
  }
}

function endText({ end }: RecordedCommand): string {
  if (end === undefined) return 'the command still runs';
  return typeof end === 'number' ? `the command exited with ${end}` : `the command was ended by ${end}`;
}
