// A fresh process of plain Node for one measurement, asked and heard out.
import { fileURLToPath } from 'node:url';
import { whyNot } from '../../../contract/file-trouble.ts';
import type { Child, ChildProcesses } from '../../../systems/process/child-process.ts';
import type { RaceReply, RaceRequest } from './contestant.ts';

/**
 * V8 compiles on the thread that runs: where it compiles beside it, chance decides which calls it has seen by then, and two
 * processes of the same code differ much more.
 */
const FLAGS = ['--no-concurrent-recompilation'];
const ANSWER_MAX_BYTES = 1_000_000;
/** A backstop against a table that does not come to an end. */
const LIMIT_MS = 300_000;
const LOOK_EVERY_MS = 100;

/** The answer; `undefined` where an end was asked for before. */
export async function raceIn(
  children: ChildProcesses,
  request: RaceRequest,
  isStopped: () => boolean,
): Promise<RaceReply | undefined> {
  const file = fileURLToPath(new URL(`./race${import.meta.url.slice(-3)}`, import.meta.url));
  const answer = Promise.withResolvers<RaceReply | undefined>();
  const words = [process.execPath, ...FLAGS, file, JSON.stringify(request)];
  const options = { lineMaxBytes: ANSWER_MAX_BYTES, channel: true };
  const listener = {
    line: (text: string) => answer.resolve(JSON.parse(text) as RaceReply),
    ended: (how: string) => answer.resolve({ trouble: `the measuring process ${how}` }),
  };
  let child: Child;
  try {
    child = await children.start(words, options, listener);
  } catch (error) {
    return { trouble: `no measuring process can be started: ${whyNot(error)}` };
  }
  let waited = 0;
  const watch = setInterval(() => {
    waited += LOOK_EVERY_MS;
    if (isStopped()) answer.resolve(undefined);
    else if (waited >= LIMIT_MS)
      answer.resolve({ trouble: `the measuring process was not done after ${LIMIT_MS / 1000} seconds` });
  }, LOOK_EVERY_MS);
  try {
    return await answer.promise;
  } finally {
    clearInterval(watch);
    await child.end();
  }
}
