// Runs inputs of the fuzzer in one process, one after the other: each as a command line that was started anew in a folder of
// its own, or as a system in this process. It is told what to run, and tells how it ended, by messages.
import { join } from 'node:path';
import { makeFaulty } from './faults.ts';
import type { Outcome, Plan } from './input.ts';

/** The input to run, and its folder. */
export interface Task {
  readonly folder: string;
  readonly words?: readonly string[] | undefined;
  readonly plan?: Plan | undefined;
}

const [, , fault = ''] = process.argv;
if (fault !== '') makeFaulty(fault);
const { stdout, stderr } = process;
let said = { out: '', err: '' };
let tasks = 0;
const into = (key: 'out' | 'err') => (text: string | Uint8Array) => {
  said[key] += String(text);
  return true;
};
stdout.setMaxListeners(0);
process.setMaxListeners(0);
process.on('uncaughtException', (error) => finish(70, stackOf(error)));
process.on('disconnect', () => process.exit());
process.on('message', (task: Task) => {
  void run(task).then(
    (code) => finish(code),
    (error: unknown) => finish(70, stackOf(error)),
  );
});
stdout.write = into('out');
stderr.write = into('err');

async function run({ folder, words, plan }: Task): Promise<number> {
  said = { out: '', err: '' };
  process.chdir(folder);
  if (words === undefined) return await runInProcess(plan as Plan, folder);
  process.argv = [process.argv[0], 'procession', ...words];
  process.exitCode = undefined;
  // The command line runs on import: with another address it is imported again.
  tasks += 1;
  await import(`${new URL('../../src/app/cli/main.ts', import.meta.url).href}?${tasks}`);
  return Number(process.exitCode ?? 0);
}

/** Runs it as a test suite does, and writes all that there is to write of what was found. */
async function runInProcess(plan: Plan, folder: string): Promise<number> {
  const { hostileSystem } = await import('./hostile-system.ts');
  const { writeFileSync } = await import('node:fs');
  const { runCampaign } = await import('../support/by-set.ts');
  const { exitCodeOf } = await import('../../src/app/cli/exit-codes.ts');
  const { campaignJson, campaignLines } = await import('../../src/app/cli/report/campaign.ts');
  const { printJson, printLines } = await import('../../src/app/cli/print.ts');
  const { failureOutcome } = await import('../../src/app/gate/failure-outcome.ts');
  const { printRecord } = await import('../../src/counterexample/file/record.ts');
  const { recordOf, traceOf } = await import('../support/by-set.ts');
  const system = hostileSystem(plan);
  const options = { runs: 3, commandsMax: 8, idsMax: 4, seed: 7, certifyStatesMax: 100, shrinkMax: 50 };
  let looks = 0;
  const world = {
    now: () => (looks += 1),
    breathe: () => Promise.resolve(),
    stopped: () => looks > 20_000,
  };
  let result;
  try {
    result = await runCampaign(system, options, world);
  } catch (error) {
    if (!(error instanceof TypeError) || !/ cannot be run: /.test(error.message)) throw error;
    said.err = `procession: ${error.message}\n`;
    return 2;
  }
  const name = typeof system.name === 'string' ? system.name.slice(0, 80) : 'hostile';
  const after = { system: name, unchecked: [], guards: [], log: [], others: [], file: 'f', replay: 'r' };
  printLines(campaignLines(result, options, after));
  said.err = said.out;
  said.out = '';
  printJson(campaignJson(result, options, after));
  const found = result.failure?.failure;
  if (found !== undefined) {
    const outcome = failureOutcome(system, found, { save: false });
    writeFileSync(join(folder, 'out.txt'), outcome.verdict === 'pass' ? '' : outcome.report);
    writeFileSync(join(folder, 'out.trace'), traceOf(found, { system: name, seed: 1, path: '1' }));
    writeFileSync(join(folder, 'out.json'), printRecord(recordOf(found, { system: name })));
  }
  return exitCodeOf(result.verdict);
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : 'something was thrown that is no error';
}

function finish(code: number, trouble?: string): void {
  const outcome: Outcome = {
    code,
    out: said.out,
    err: said.err + (trouble ?? ''),
    memory: process.memoryUsage.rss(),
  };
  process.send?.(outcome);
}
