// procession worker: takes jobs of a search on disk from a Redis, and runs them on the files in the folder.
import { existsSync, statSync } from 'node:fs';
import { Command } from 'commander';
import { counted } from '../../../contract/format-numbers.ts';
import { COMMAND_LINE } from '../../../contract/package-name.ts';
import { codeVersion } from '../../../engines/exploration/code-version.ts';
import { queueOf } from '../../../engines/exploration/folder-store.ts';
import type { WorkersEnd } from '../../../engines/exploration/redis/worker.ts';
import { EXIT_STATUS, Misuse } from '../exit-codes.ts';
import { Interrupt } from '../interrupt.ts';
import { redisUrl } from '../options/values.ts';
import { printJson, printLines, printProblem } from '../print.ts';
import { ProgressLine } from '../terminal.ts';

interface WorkerFlags {
  readonly redis: string;
  readonly disk: string;
  readonly json?: true;
}

export function workerCommand(): Command {
  return new Command('worker')
    .requiredOption('--redis <url>', 'the Redis of the search: redis://HOST:PORT', redisUrl)
    .requiredOption('--disk <folder>', 'the folder of the search, as this machine sees it')
    .option('--json', 'one JSON object on standard output, and nothing else there')
    .addHelpText('after', EXAMPLES)
    .action(async (flags: WorkerFlags) => {
      process.exitCode = await run(flags);
    });
}

const EXAMPLES = `
One process uses one core; start one for each, before the search or after it. It ends when the search does. Ctrl-C ends it after the job under way; one that is
killed loses nothing but time.

Example:
  ${COMMAND_LINE} worker --redis redis://localhost --disk six    beside: explore --ids 6 --disk six --redis redis://localhost

Exit codes: 0 the search is over, or Ctrl-C; 2 misuse, 3 Redis cannot be had, 70 a bug of procession's own.`;

async function run({ redis, disk, json }: WorkerFlags): Promise<number> {
  if (!existsSync(disk) || !statSync(disk).isDirectory())
    throw new Misuse(`--disk: there is no folder ${disk}`);
  const { awaitQueue, openRedis, workForRedis } = await import(
    '../../../engines/exploration/redis/worker.ts'
  );
  const session = await openRedis(redis);
  using interrupt = new Interrupt();
  const line = new ProgressLine();
  const progress = (jobs: number): void =>
    line.show(`${counted(jobs, 'job')} done for the search in ${disk}`);
  const control = interrupt.control(progress);
  if (queueOf(disk) === undefined)
    printProblem(
      `${disk} has no search that hands out work yet: waiting for "${COMMAND_LINE} explore --disk ${disk} --redis ${session.place}"`,
    );
  let end: WorkersEnd = { why: 'stopped', jobs: 0 };
  try {
    const queue = await awaitQueue(disk, control);
    const place = queue && { folder: disk, queue, version: codeVersion() };
    if (place) end = await workForRedis(session, place, control);
  } finally {
    line.clear();
  }
  const { why, jobs } = end;
  if (why === 'other code')
    throw new Misuse(
      `the search in ${disk} is of another version of procession than this worker's: install the same on all machines`,
    );
  if (json) printJson({ jobs, over: why === 'over' });
  else
    printLines([
      `${counted(jobs, 'job')} done; ${why === 'over' ? `the search in ${disk} is over` : 'stopped'}`,
    ]);
  return EXIT_STATUS.pass;
}
