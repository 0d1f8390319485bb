// Our own process table over the wire, well behaved, with the command set that it is asked for.
import { createInterface } from 'node:readline';
import { posixTableSystem, tableSystem } from '../../../src/systems/in-process.ts';
import type { Command } from '../../../src/contract/command.ts';
import { COMMAND_NAMES } from '../../support/by-set.ts';

interface Request {
  readonly id: number;
  readonly method: 'initialize' | 'reset' | 'run' | 'close';
  readonly params: { readonly commands: unknown };
}

let system = tableSystem();

function resultOf({ method, params }: Request): unknown {
  switch (method) {
    case 'initialize': {
      const commands = params.commands as keyof typeof COMMAND_NAMES;
      system = commands === 'posix' ? posixTableSystem() : tableSystem();
      return { protocol: 1, name: 'table', commands, supports: COMMAND_NAMES[commands] };
    }
    case 'reset':
      system.reset();
      return { observation: system.observe() };
    case 'run': {
      const commands = params.commands as readonly Command[];
      return {
        steps: commands.map((each) => ({ answer: system.apply(each), observation: system.observe() })),
      };
    }
    case 'close':
      return {};
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line) as Request;
  const reply = { jsonrpc: '2.0', id: request.id, result: resultOf(request) };
  process.stdout.write(`${JSON.stringify(reply)}\n`);
  if (request.method === 'close') break;
}
