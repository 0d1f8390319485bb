// A process that runs command lines one after the other, each as if it had been started anew: a start of Node's for each
// would cost most of the tests' time. Two named pipes bring a folder and its words and take how that ended, a line of
// JSON each, the former in base64; processionShared is the other end.
import { closeSync, createReadStream, openSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import type { Ended } from './procession.ts';

const [, , questions = '', answers = '', limitMs = ''] = process.argv;
// In the order in which the other side opens them: each waits for its partner.
const questionsFrom = openSync(questions, 'r');
const answersTo = openSync(answers, 'w');
const main = new URL('../../src/app/cli/main.ts', import.meta.url).href;
const { stdout, stderr, argv } = process;
const environment = { ...process.env };
stdout.setMaxListeners(0);

/** Ends this process when a command line takes too long, even if nothing else here gets a turn. */
const watch = new Worker(
  `let timer;
  require('node:worker_threads').parentPort.on('message', (began) => {
    clearTimeout(timer);
    if (began) timer = setTimeout(() => process.kill(process.pid, 'SIGKILL'), ${Number(limitMs)});
  });`,
  { eval: true },
);
watch.unref();

// Node's own end would wait for the pipe that is still read, and the other side for this end.
process.on('exit', () => process.kill(process.pid, 'SIGKILL'));

interface Question {
  readonly folder: string;
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

let count = 0;
for await (const line of createInterface({ input: createReadStream('', { fd: questionsFrom }) })) {
  watch.postMessage(true, []);
  const { folder, words, env } = JSON.parse(Buffer.from(line, 'base64').toString()) as Question;
  process.chdir(folder);
  // Anew for each: a command line with --env sets variables.
  process.env = { ...environment, ...env };
  const end = JSON.stringify(await ran(words));
  process.chdir('/');
  watch.postMessage(false, []);
  writeSync(answersTo, `${end}\n`);
}
closeSync(answersTo);
process.exit(0);

async function ran(words: readonly string[]): Promise<Ended> {
  const said = { out: '', err: '' };
  stdout.write = into('out');
  stderr.write = into('err');
  process.argv = [argv[0] ?? '', 'procession', ...words];
  process.exitCode = undefined;
  // Every command line listens for what happens to its output: those of the ones before are of no use any more.
  for (const stream of [stdout, stderr]) stream.removeAllListeners('error');
  try {
    // The command line runs on import: with another address it is imported again.
    await import(`${main}?${(count += 1)}`);
    return { code: Number(process.exitCode ?? 0), ...said };
  } catch (error) {
    said.err += error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { code: 70, ...said };
  }

  function into(key: 'out' | 'err'): typeof stdout.write {
    return (text: string | Uint8Array, encoding?: unknown, written = encoding) => {
      said[key] += typeof text === 'string' ? text : new TextDecoder().decode(text);
      if (typeof written === 'function') setImmediate(written as () => void);
      return true;
    };
  }
}
