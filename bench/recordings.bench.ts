// Goal: what it costs to explain a recording, in lines a second of one processor, and how much memory a long log takes. Method: the
// largest recording that is kept, several times, and a log made of its lines again and again, 1,000,000 of them, each in a
// process of its own, which tells the most memory that it had. Processor time, so that other programs count for less.
// Usage: node bench/recordings.bench.ts [--quick]
import { execFileSync } from 'node:child_process';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { explain } from '../src/engines/recordings/explain.ts';
import type { LogEvent } from '../src/engines/recordings/log-event.ts';
import { openRecording } from '../src/engines/recordings/recording.ts';
import { bytesOfLog } from '../properties/support/recorded-logs.ts';
import { gunzipSync } from 'node:zlib';

const quick = process.argv.includes('--quick');
const [part, times] = [process.argv.at(-2), Number(process.argv.at(-1))];

/** The first line of a log, those that are repeated, and the rest. */
interface Parts {
  readonly begin: Buffer;
  readonly body: Buffer;
  readonly end: Buffer;
}

/** The recording with the most lines, one shell that makes 4,500 processes: all but its first and its last lines can be repeated. */
async function largestLog(): Promise<Parts> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytesOfLog('fork_storm')) chunks.push(chunk);
  const lines = gunzipSync(Buffer.concat(chunks)).toString().trimEnd().split('\n');
  const shell = lines[0].split(' ')[0];
  const end = lines.findIndex((line) => line.startsWith(`${shell} `) && line.includes('exit_group('));
  const part = (from: number, to?: number): Buffer => Buffer.from(`${lines.slice(from, to).join('\n')}\n`);
  return { begin: part(0, 1), body: part(1, end), end: part(end) };
}

/** The log of a shell that does the same again and again. */
async function* repeated({ begin, body, end }: Parts, count: number): AsyncGenerator<Uint8Array> {
  yield begin;
  for (let time = 0; time < count; time += 1)
    for (let from = 0; from < body.length; from += 65_536) {
      yield body.subarray(from, from + 65_536);
      // As a file is read: the collector has its turn between two pieces.
      await setImmediate();
    }
  yield end;
}

/** Explains it once in this process. */
async function measure(count: number): Promise<void> {
  const recording = await openRecording(repeated(await largestLog(), count));
  if (recording.kind === 'other') throw new Error(recording.problem);
  const before = process.cpuUsage();
  const events: AsyncIterable<LogEvent> = recording.events;
  const { verdict, counts } = await explain(events);
  const { user, system } = process.cpuUsage(before);
  const seconds = (user + system) / 1e6;
  const speed = Math.round(counts.lines / seconds).toLocaleString('en');
  const memory = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(
    `${counts.lines.toLocaleString('en').padStart(9)} lines  ${seconds.toFixed(2).padStart(6)} s  ${speed.padStart(8)} lines/s  ` +
      `${String(memory).padStart(4)} MB at most  ${counts.checked.toLocaleString('en')} results checked: ${verdict}`,
  );
}

if (part === '--times') await measure(times);
else
  for (const count of quick ? [1] : [1, 4, 32]) {
    const file = fileURLToPath(import.meta.url);
    execFileSync(process.execPath, [file, '--times', String(count)], { stdio: 'inherit' });
  }
