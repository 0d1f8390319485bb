// Goal: a line that is printed to see a failure again shows it again, in the same way. Method: every command that prints
// one, on systems of every kind, with and without what a line has to name besides; each line is run as it is printed.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { processionShared, processionWith, temporaryFolder } from '../support/procession.ts';

const TABLE = new URL('../../src/systems/in-process.ts', import.meta.url).href;

/** A program that is wrong where its environment says so; from its tenth reset on too, where that says `late`. */
const PROGRAM = `
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
const RUN = ['--sut', `cmd:'${process.execPath}' p.ts`, '--env', 'FAULT=a "fault" of ours'];
const LATE = ['--sut', `cmd:'${process.execPath}' p.ts`, '--env', 'FAULT=late'];
const CHECK = ['--runs', '200', '--seed', '3'];
const MUTANT = ['--sut', 'mutant:forget-to-orphan'];
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

describe('the line printed by', () => {
  test.each<[string, readonly string[]]>([
    ['check of a mutant', ['check', ...MUTANT, ...CHECK]],
    ['check of a mutant that stores nothing', ['check', ...MUTANT, '--seed', '3', '--no-save']],
    ['check with sizes', ['check', ...MUTANT, ...CHECK, '--no-save', '--ids', '5', '--commands-max', '20']],
    [
      'check of the other command set',
      ['check', '--sut', 'mutant:setsid-guards-by-the-session-only', ...CHECK],
    ],
    ['check of a module', ['check', '--sut', './m.ts', ...CHECK, '--no-save']],
    ['check of a program with an environment', ['check', ...RUN, ...CHECK]],
    ['check of such a program that stores nothing', ['check', ...RUN, ...CHECK, '--no-save']],
    ['check of a program that needs what ran before', ['check', ...LATE, ...CHECK]],
    ['check with all failures', ['check', ...MUTANT, ...CHECK, '--all-failures']],
    ['tour of a mutant', ['tour', ...MUTANT]],
    [
      'tour of a program with an environment',
      ['tour', ...RUN, '--commands', 'fork,create_group,exit,free', '--ids', '2'],
    ],
    ['explore of a mutant', ['explore', ...MUTANT, '--ids', '3']],
    ['explore of a module', ['explore', '--sut', './m.ts', '--ids', '3']],
    ['shrink of a mutant', ['shrink', 'long.trace', ...MUTANT]],
    ['shrink on a program with an environment', ['shrink', 'long.trace', ...RUN]],
  ])('the line printed by %s fails in the same way', (_by, words) => {
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
  });
});

describe('what a failure depended on', () => {
  test('what a failure depended on stands in its record, and a replay without it that passes says so', () => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, 'p.ts'), PROGRAM);
    const { out } = processionShared(folder.path, 'check', ...RUN, ...CHECK);
    const file = /^saved: {2}(.*)$/m.exec(out)?.[1] ?? '';
    expect(readFileSync(join(folder.path, file), 'utf8')).toContain(
      String.raw`# environment: ["FAULT=a \"fault\" of ours"]`,
    );
    const without = processionShared(folder.path, 'replay', file, ...RUN.slice(0, 2));
    expect(without.code).toBe(0);
    expect(without.out).toContain(
      'note: the failure was found with --env FAULT=a "fault" of ours, which was not said here',
    );
    const shell = processionWith(
      { env: { FAULT: 'a "fault" of ours' } },
      folder.path,
      'replay',
      file,
      ...RUN.slice(0, 2),
    );
    expect(shell.code).toBe(1);
  });

  test.each([
    [['check', '--env', 'A=1'], '--env goes with a program or a module, and table reads no environment'],
    [['check', '--sut', './p.ts', '--env', 'nothing'], 'It must be NAME=VALUE.'],
    [['play', '--env', 'A=1'], '--env is about a system: --sut says which'],
  ])('--env is misuse if nothing reads it or it says nothing: %j', (words, sentence) => {
    using folder = temporaryFolder();
    const { code, err } = processionShared(folder.path, ...words);
    expect(code).toBe(2);
    expect(err).toContain(sentence);
  });
});
