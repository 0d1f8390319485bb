// The stepped table at the other end of the wire, with the one fault that its first argument names.
import { createInterface } from 'node:readline';
import type { Command } from '../../../src/contract/command.ts';
import type { ConcurrentProgram, Schedule } from '../../../src/contract/concurrent/program.ts';
import { SteppedTable } from './stepped-table.ts';
import type { TableFault } from './stepped-table.ts';

interface Request {
  readonly id: number;
  readonly method: 'initialize' | 'reset' | 'run' | 'runConcurrent' | 'close';
  readonly params: ConcurrentProgram & {
    readonly commands: readonly Command[];
    readonly schedule?: Schedule;
    readonly limit?: number;
  };
}

const [, , misbehaviour = 'none'] = process.argv;
const FAULTS: readonly string[] = ['careful', 'forgetful', 'crossed', 'spinning'] satisfies TableFault[];
const table = new SteppedTable(FAULTS.includes(misbehaviour) ? (misbehaviour as TableFault) : 'forgetful');
const restarts = misbehaviour === 'restarts';
let programs = 0;

function say(message: object): void {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
}

function runConcurrent(id: number, { prefix, branches, schedule, limit }: Request['params']): unknown {
  programs += 1;
  if (restarts && programs > 1) process.exit(8);
  const run = table.runConcurrent({ prefix, branches }, schedule, limit);
  switch (misbehaviour) {
    case 'crash':
      process.stderr.write('assertion failed: lock order\n');
      return process.exit(9);
    case 'hang':
      setInterval(() => undefined, 1000);
      return undefined;
    case 'error':
      return say({ id, error: { code: -32000, message: 'an exception in branch 2' } });
    case 'malformed':
      return say({ id, result: { ...run, ended: 'well' } });
    case 'misspelt':
      return say({ id, result: { ...run, steps: run.steps?.map((step) => ({ ...step, read: [] })) } });
    case 'lacks-a-branch':
      return say({ id, result: { ...run, branches: run.branches.slice(1) } });
    default:
      return say({ id, result: run });
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, params } = JSON.parse(line) as Request;
  if (method === 'runConcurrent') runConcurrent(id, params);
  else if (method === 'initialize')
    say({
      id,
      result: {
        protocol: 1,
        name: 'tiny',
        version: '1',
        commands: 'hierarchy',
        supports: table.supports,
        ...(restarts && { reset: 'restart' }),
        concurrent: misbehaviour === 'offers-stepping' ? ['stepping'] : table.concurrent,
        consistentReads: true,
      },
    });
  else if (method === 'reset') say({ id, result: { observation: (table.reset(), table.observe()) } });
  else if (method === 'run') {
    const steps = params.commands.map((command) => ({
      answer: table.apply(command),
      observation: table.observe(),
    }));
    say({ id, result: { steps } });
  } else {
    say({ id, result: {} });
    break;
  }
}
