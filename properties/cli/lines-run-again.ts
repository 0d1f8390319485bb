// Systems of several kinds whose failures are found, and the lines that are printed to see those again, run as they are printed.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { processionShared, temporaryFolder } from '../support/procession.ts';

const TABLE = new URL('../../src/systems/in-process.ts', import.meta.url).href;

/** A program that is wrong where its environment says so; from its tenth reset on too, where that says `late`. */
export const PROGRAM = `
import { createInterface } from 'node:readline';
import { tableSystem } from '${TABLE}';
const table = tableSystem();
const fault = process.env.FAULT;
let resets = 0;
const wrong = (command) => command.name === 'create_group' && (fault === 'a "fault" of ours' || (fault === 'late' && resets >= 10));
const step = (command) => {
  const answer = table.apply(command);
  return { answer: wrong(command) && 'ok' in answer ? { refused: 'not-running' } : answer, observation: table.observe() };
};
const result = ({ method, params }) => {
  if (method === 'initialize') return { protocol: 1, name: 'p', commands: 'hierarchy', supports: ['fork', 'create_group', 'exit', 'free'] };
  if (method === 'close') return {};
  if (method === 'reset') { resets += 1; table.reset(); return { observation: table.observe() }; }
  return { steps: params.commands.map(step) };
};
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id: request.id, result: result(request) }) + '\\n');
  if (request.method === 'close') break;
}
`;
export const RUN = ['--sut', `cmd:'${process.execPath}' p.ts`, '--env', 'FAULT=a "fault" of ours'];
export const LATE = ['--sut', `cmd:'${process.execPath}' p.ts`, '--env', 'FAULT=late'];
export const CHECK = ['--runs', '200', '--seed', '3'];
export const MUTANT = ['--sut', 'mutant:forget-to-orphan'];
const TRACE = 'procession trace 1 hierarchy\n1 fork 2\n1 fork 3\n2 fork 4\n2 create_group\n2 exit\n';

/** The words of a line as a shell would split it. */
function wordsOf(line: string): readonly string[] {
  const words = line.match(/(?:'(?:[^'\\]|\\.)*'|\\'|[^\s'\\])+/g) ?? [];
  return words.map((word) =>
    word.replaceAll(/'([^']*)'|\\(')/g, (_, quoted: string, mark: string) => quoted ?? mark),
  );
}

/** The first line of a report that says what is wrong, without what differs from run to run. */
function headOf(out: string): string | undefined {
  return /^FAIL {2}(.*)$/m.exec(out)?.[1];
}

/** The first line that the command prints fails in the same way, and each of the others fails. */
export function expectLinesFailAgain(words: readonly string[]): void {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, 'p.ts'), PROGRAM);
  writeFileSync(join(folder.path, 'long.trace'), TRACE);
  writeFileSync(
    join(folder.path, 'm.ts'),
    `import { mutantSystem } from '${new URL('../../src/own-systems.ts', import.meta.url).href}';
export default mutantSystem('fork-makes-a-sibling');
`,
  );
  const { code, out } = processionShared(folder.path, ...words);
  expect(code, out).toBe(1);
  const lines = [...out.matchAll(/^\s*replay: npx procession-check (.*)$/gm)].map(([, line]) => line ?? '');
  expect(lines.length, out).toBeGreaterThan(0);
  const again = processionShared(folder.path, ...wordsOf(lines[0] ?? ''));
  expect(again.code, lines[0]).toBe(1);
  expect(headOf(again.out)).toBe(headOf(out));
  for (const line of lines.slice(1))
    expect(processionShared(folder.path, ...wordsOf(line)).code, line).toBe(1);
}
