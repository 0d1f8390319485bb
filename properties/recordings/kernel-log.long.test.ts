// Goal: the log that a kernel author copies into a kernel is one that can be explained, and what is wrong in the kernel shows.
// Method: the toy kernel of the example is compiled as it stands, and with its faults, and its log is explained.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { POSIX_VOCABULARY } from '../../src/contract/sets/posix.ts';
import { explain } from '../../src/engines/recordings/explain.ts';
import type { Explanation } from '../../src/engines/recordings/explanation.ts';
import { wireEvents } from '../../src/engines/recordings/wire-lines.ts';
import { compileC, whyNoCompiler } from '../support/c-compiler.ts';
import { snippetsOf } from '../package/snippets.ts';
import { processionShared, temporaryFolder } from '../support/procession.ts';
import { ROOT, textOf } from '../support/repository.ts';

const SOURCE = join(ROOT, 'examples/kernel-log/kernel-log.c');
const WHY_NOT =
  process.platform === 'win32' ? 'there are no threads of POSIX here' : whyNoCompiler('-pthread');
const STRICT = ['-Wall', '-Wextra', '-Werror', '-pthread'];

/** The log of the toy kernel on so many processors, compiled with these words besides. */
function logOf(processors: number, ...words: readonly string[]): readonly string[] {
  using folder = temporaryFolder();
  const program = join(folder.path, 'kernel-log');
  expect(compileC(...STRICT, ...words, '-o', program, SOURCE)).toBeUndefined();
  const { status, stdout } = spawnSync(program, [String(processors)], { encoding: 'utf8' });
  expect(status).toBe(0);
  return stdout.trimEnd().split('\n');
}

async function explanationOf(lines: readonly string[]): Promise<Explanation> {
  return await explain(wireEvents(lines), { hiding: () => 'nothing' });
}

const PAGE = textOf('docs/recordings.md');

describe('docs/recordings.md', () => {
  test('docs/recordings.md shows C that stands in the toy kernel as it is', () => {
    const shown = snippetsOf('docs/recordings.md', PAGE).filter(({ language }) => language === 'c');
    expect(shown).toHaveLength(1);
    for (const { code } of shown) expect(readFileSync(SOURCE, 'utf8')).toContain(code);
  });

  test('docs/recordings.md shows a log that is read line by line and is explained', async () => {
    const log = PAGE.split('\n```').find((block) => block.includes('{"command":'));
    const lines = (log ?? '').trim().split('\n');
    expect(lines.length).toBeGreaterThan(5);
    const { verdict, counts, unreadable } = await explanationOf(lines);
    expect(unreadable).toEqual([]);
    expect(verdict).toBe('pass');
    expect(counts.checked).toBeGreaterThan(3);
  });

  test('docs/recordings.md has a row for each command that a kernel can log, with its arguments and its answer', () => {
    for (const [name, { arguments: given, answer }] of Object.entries(POSIX_VOCABULARY.commands)) {
      const row = PAGE.split('\n').find(
        (line) =>
          line.startsWith('|') && new RegExp(`^\\|[^|]*\`${name}\`[^|]*\\|.*\\|.*\\|.*\\|$`).test(line),
      );
      expect(row, name).toBeDefined();
      const words = [...Object.keys(given), ...Object.keys(answer)].filter((word) => word !== 'process');
      for (const word of words) expect(row, name).toContain(`\`${word}\``);
    }
  });
});

describe.skipIf(WHY_NOT !== undefined)('the toy kernel that logs its system calls', () => {
  test('the toy kernel’s log on one processor is explained in the order of its lines, every result of it', async () => {
    const lines = logOf(1);
    const { verdict, counts, unreadable, openQuestions, running } = await explanationOf(lines);
    expect(verdict).toBe('pass');
    expect({ unreadable, openQuestions, running }).toEqual({
      unreadable: [],
      openQuestions: [],
      running: [1],
    });
    expect(counts.lines).toBe(lines.length);
    expect(counts.explained).toBe(counts.checked);
    expect(counts.checked).toBeGreaterThan(100);
    expect(counts.linesSearched).toBe(0);
  });

  test('the toy kernel’s log on four processors is explained, too, but for looks at a neighbour whose calls were held up for long', async () => {
    const { unexplained, unreadable, counts } = await explanationOf(logOf(4));
    expect(unreadable).toEqual([]);
    expect(counts.checked).toBeGreaterThan(400);
    // A thread that sleeps between its entry and the lock leaves more orders open than are tried. A look changes nothing.
    const others = unexplained.filter(({ command }) => command?.includes('getpgid') !== true);
    expect(others).toEqual([]);
    expect(unexplained.length).toBeLessThan(counts.checked / 20);
  });

  test.each([
    ['FORGET_SESSION_LEADERS', '2 setpgid 0 0', 'ok', 'EPERM', 'P3'],
    ['FORGET_TO_REPARENT', '13 getppid', 'ok ppid=12', 'ok ppid=1', 'P4'],
  ])(
    'the toy kernel’s log with the fault %s shows the first call that is wrong',
    async (fault, command, seen, allowed, clause) => {
      const { verdict, unexplained } = await explanationOf(logOf(1, `-D${fault}`));
      expect(verdict).toBe('fail');
      expect(unexplained[0]).toMatchObject({ command, seen, allowed: [allowed], clauses: [clause] });
    },
  );

  test('the toy kernel’s log in a file is explained by the command line, and with a fault is not', {
    timeout: 120_000,
  }, () => {
    using folder = temporaryFolder();
    for (const [file, ...words] of [['right.jsonl'], ['wrong.jsonl', '-DFORGET_SESSION_LEADERS']] as const)
      writeFileSync(join(folder.path, file), `${logOf(1, ...words).join('\n')}\n`);
    const right = processionShared(folder.path, 'explain', 'right.jsonl');
    expect(right.out).toMatch(/^PASS {2}right\.jsonl: all of its \d+ results are explained$/m);
    expect(right.code).toBe(0);
    const wrong = processionShared(folder.path, 'explain', 'wrong.jsonl');
    expect(wrong.out).toContain('seen ok; allowed: EPERM\n    P3: 2 setpgid 0 0 is refused: ');
    expect(wrong.code).toBe(1);
  });

  test('the toy kernel’s log without one of its lines is not explained', async () => {
    const lines = logOf(1);
    const ends = lines.findIndex((line) => line.includes('"ended"'));
    const { verdict } = await explanationOf(lines.toSpliced(ends, 1));
    expect(verdict).toBe('fail');
  });
});
