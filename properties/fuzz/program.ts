// A program that speaks the wire protocol and answers, of some requests in a hundred, what a seed says: a reply that is
// nearly right, bytes that are none, drop by drop, nothing, or from a closed output. Run with the seed, the
// percentage, megabytes to be written to standard error first, the number of processes to be started first, and
// `branches` where it runs those, too.
import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { tableSystem } from '../../src/systems/in-process.ts';
import type { ConcurrentProgram, Schedule } from '../../src/contract/concurrent/program.ts';
import type { Command } from '../../src/contract/command.ts';
import { SteppedTable } from '../systems/misbehaving/stepped-table.ts';
import { COMMAND_NAMES } from '../support/by-set.ts';
import { Dice } from '../../src/engines/generate/prng.ts';
import { PIDS, startOther } from './hostile-system.ts';
import { anyText, jsonText, mutatedBytes, mutatedJson } from './mutate.ts';

interface Request {
  readonly id: number;
  readonly method: string;
  readonly params: ConcurrentProgram & {
    readonly commands: readonly Command[];
    readonly schedule?: Schedule;
    readonly limit?: number;
  };
}

const [, , seed, percent, megabytes, others] = process.argv.map(Number);
const dice = new Dice();
dice.seed(seed);
const system = tableSystem();
const branches = process.argv[6] === 'branches' ? new SteppedTable() : undefined;
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);
appendFileSync(PIDS, `${process.pid}\n`);

function resultOf({ method, params }: Request): unknown {
  switch (method) {
    case 'initialize':
      return {
        protocol: 1,
        name: 'fuzz',
        commands: 'hierarchy',
        supports: COMMAND_NAMES.hierarchy,
        ...(branches && { concurrent: branches.concurrent }),
      };
    case 'runConcurrent':
      return branches?.runConcurrent(params, params.schedule, params.limit) ?? {};
    case 'reset':
      system.reset();
      return { observation: system.observe() };
    case 'run':
      return {
        steps: params.commands.map((each) => ({ answer: system.apply(each), observation: system.observe() })),
      };
    default:
      return {};
  }
}

async function say(content: string | Uint8Array): Promise<void> {
  if (!process.stdout.write(content))
    await Promise.race([new Promise((resolve) => process.stdout.once('drain', resolve)), sleep(5000)]);
}

async function misbehave(reply: unknown): Promise<void> {
  const line = `${jsonText(dice, mutatedJson(dice, reply))}\n`;
  switch (dice.below(14)) {
    case 0:
      return await say(mutatedBytes(dice, Buffer.from(line)));
    case 1:
      for (const character of `${JSON.stringify(reply)}\n`.slice(0, 1000)) {
        await say(character);
        if (dice.chance(5)) await sleep(10);
      }
      return;
    case 2:
      return await say(`${line}${line}`);
    case 3:
      return await say(`${anyText(dice)}\n${line}`);
    case 4:
      process.stdout.destroy();
      return await sleep(dice.below(400));
    case 5:
      startOther(dice.chance(50));
      return await say(`${JSON.stringify(reply)}\n`);
    case 6:
      process.stderr.write(`${anyText(dice)}\n`.repeat(1 + dice.below(3)));
      return await say(line);
    case 7:
      process.stderr.write(anyText(dice));
      return process.exit(dice.below(4));
    case 8:
      return await say('');
    default:
      return await say(line);
  }
}

for (let count = 0; count < others; count += 1) startOther(count % 2 === 0);
const much = `${'x'.repeat(65_535)}\n`;
for (let times = megabytes * 16; times > 0; times -= 1)
  if (!process.stderr.write(much)) await new Promise((resolve) => process.stderr.once('drain', resolve));
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line) as Request;
  const reply = { jsonrpc: '2.0', id: request.id, result: resultOf(request) };
  if (dice.chance(percent)) await misbehave(reply);
  else await say(`${JSON.stringify(reply)}\n`);
  if (request.method === 'close') break;
}
