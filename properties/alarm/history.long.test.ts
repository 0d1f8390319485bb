// The command line tells a failure that depends on what ran before as that, and shows it again. Method: a program that goes wrong
// late, checked in processes of its own.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { procession, temporaryFolder } from '../support/procession.ts';

/** A program of the protocol that goes wrong from its fortieth reset on. */
const PROGRAM = `
import { createInterface } from 'node:readline';
import { tableSystem } from '${new URL('../../src/systems/in-process.ts', import.meta.url).href}';
const table = tableSystem();
let resets = 0;
const answer = (command) => {
  const answer = table.apply(command);
  return resets >= 40 && command.name === 'create_group' && 'ok' in answer ? { refused: 'not-running' } : answer;
};
const result = ({ method, params }) => {
  if (method === 'initialize') return { protocol: 1, name: 'late', commands: 'hierarchy', supports: ['fork', 'create_group', 'exit', 'free'] };
  if (method === 'close') return {};
  if (method === 'reset') { resets += 1; table.reset(); return { observation: table.observe() }; }
  return { steps: params.commands.map((command) => ({ answer: answer(command), observation: table.observe() })) };
};
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id: request.id, result: result(request) }) + '\\n');
  if (request.method === 'close') break;
}
`;

test('the command line says of a program that a failure depends on what ran before, stores nothing, and prints a line that fails again in the same way', () => {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, 'late.ts'), PROGRAM);
  const words = ['check', '--sut', `cmd:'${process.execPath}' late.ts`, '--runs', '200', '--seed', '3'];
  const told = /^DEPENDS ON WHAT RAN BEFORE.* a new copy of it passes .*first at run \d+ of them/m;
  const { code, out } = procession(folder.path, ...words);
  expect(code).toBe(1);
  expect(out).toMatch(told);
  expect(out).not.toMatch(/^saved:|certified/m);
  const line = /^replay: npx procession-check (.*)$/m.exec(out)?.[1] ?? '';
  const again = line
    .match(/'(?:[^']|'\\'')*'|\S+/g)
    ?.map((word) => word.replaceAll("'\\''", "'").replace(/^'(.*)'$/, '$1'));
  const second = procession(folder.path, ...(again ?? []));
  expect(second.code).toBe(1);
  expect(second.out).toMatch(told);
});
