// Runs a command under a tracer, with our own standard streams and terminal, until all that it started has ended.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { setTimeout as after } from 'node:timers/promises';
import { codeOf } from '../../../contract/file-trouble.ts';
import { hindranceIn } from '../../../contract/hindrance.ts';
import { printProblem } from '../print.ts';
import { MeanwhileSignals } from './meanwhile-signals.ts';
import type { StraceProgram } from './strace-program.ts';
import type { SnapshotTaker } from './snapshot-taker.ts';
import { TracedTree, tracerOf } from './traced-processes.ts';

/** A command that has been recorded. */
export interface RecordedCommand {
  /** Its exit code, or the signal that ended it; `undefined` where it outlived the recording. */
  readonly end: number | NodeJS.Signals | undefined;
  /** Somebody ended the recording before all that the command started. */
  readonly endedEarly: boolean;
  /** SIGTERM came for us. */
  readonly terminated: boolean;
}

/** The pause between two looks at the processes. */
const PAUSE_MS = 25;
/** Pauses after the end of the command until it is said that others still run. */
const PATIENCE = 40;

/** Runs the command; the tracer writes `log`. `taker` takes snapshots of what follows from the first process. */
export async function runRecorded(
  { path, options }: StraceProgram,
  words: readonly string[],
  log: string,
  taker: SnapshotTaker | undefined,
): Promise<RecordedCommand> {
  const child = spawn(path, [...options, '-o', log, '--', ...words], { stdio: 'inherit' });
  using signals = new MeanwhileSignals((signal) => child.kill(signal));
  const ending = endOf(child);
  if (child.pid !== undefined) taker?.follow(new TracedTree(child.pid));
  const end = await withSnapshots(ending, taker, signals);
  signals.commandHasEnded();
  for (let pauses = 0; ; pauses += 1) {
    const tracer = tracerOf(log);
    if (tracer === undefined) break;
    if (signals.endAsked) endTracer(tracer);
    else if (pauses === PATIENCE)
      printProblem(
        'the command has ended; what it started runs on and is recorded until it ends, or until Ctrl-C ends the recording',
      );
    taker?.look();
    await after(PAUSE_MS);
  }
  child.unref(); // It may outlive the recording.
  return { end, endedEarly: signals.endAsked, terminated: signals.terminated };
}

/** Waits for the end of the command, and looks at the processes meanwhile. */
async function withSnapshots(
  ending: Promise<number | NodeJS.Signals>,
  taker: SnapshotTaker | undefined,
  signals: MeanwhileSignals,
): Promise<RecordedCommand['end']> {
  for (;;) {
    const end = await Promise.race([ending, after(PAUSE_MS, undefined)]);
    if (end !== undefined || signals.endAsked) return end;
    taker?.look();
  }
}

async function endOf(child: ChildProcess): Promise<number | NodeJS.Signals> {
  return await new Promise((resolve, reject) => {
    child.once('error', (error) => reject(hindranceIn(error, 'the command cannot be recorded') ?? error));
    child.once('exit', (code, signal) => resolve(signal ?? code ?? 0));
  });
}

function endTracer(tracer: number): void {
  try {
    process.kill(tracer, 'SIGTERM');
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') throw error; // It has ended by itself.
  }
}
