// Are the answers of a table that speaks in numbers told by name? Method: tables that answer with every errno there is,
// compared with the names that this machine's own headers give them.
import { constants, platform } from 'node:os';
import { describe, expect, test } from 'vitest';
import { errnoNameOf } from '../../src/contract/errno-names.ts';
import { Lockstep, parseTrace, printTrace } from '../support/by-set.ts';
import { posixTableSystem } from '../../src/systems/in-process.ts';
import { Reader } from '../../src/systems/linux/agent-protocol.ts';
import { POSIX_VOCABULARY } from '../../src/contract/sets/posix.ts';
import type { Command } from '../../src/contract/command.ts';
import { printAnswer } from '../../src/contract/notation/trace.ts';
import { PosixTable } from '../../src/impl/posix/posix-table.ts';
import { planOf, run } from '../../src/lockstep/run.ts';

/** A table that has no room for another process, as a kernel may have none. */
class Exhausted extends PosixTable {
  readonly #answer: number;

  constructor(answer: number) {
    super();
    this.#answer = answer;
  }

  override fork(): number {
    return this.#answer;
  }

  override execve(): number {
    return this.#answer;
  }
}

const FORK: Command = { name: 'fork', process: 1, child: 2 };
const EXECVE: Command = { name: 'execve', process: 1 };

describe('a POSIX table that answers with an errno of its own', () => {
  test('a POSIX table that answers with an errno of its own is told to have answered it by its name, not just that it refused', () => {
    const lockstep = new Lockstep(posixTableSystem('exhausted', new Exhausted(-11)));
    expect(run(lockstep, planOf(lockstep.specification, [FORK])).divergence?.sentence).toBe(
      '1 fork 2 should answer "ok pid=2" and answers "EAGAIN"',
    );
  });

  test('a POSIX table that answers with an errno of its own is told so whatever the errno and whichever the command, in words that a trace can hold', () => {
    for (let errno = 1; errno <= 600; errno += 1) {
      const system = posixTableSystem('exhausted', new Exhausted(-errno));
      for (const command of [FORK, EXECVE]) {
        const answer = system.apply(command);
        const name = errnoNameOf(-errno);
        expect(answer).toEqual({ refused: name });
        expect(printAnswer(answer)).toBe(name);
        const steps = [{ command, answer }];
        const parsed = parseTrace(printTrace({ commandSet: 'posix', steps }));
        expect(parsed).toEqual({ value: { commandSet: 'posix', steps } });
      }
    }
  });
});

describe('the name of an errno', () => {
  test.skipIf(platform() !== 'linux')('the name of an errno is the one that Linux gives it', () => {
    const byNumber = new Map<number, string[]>();
    for (const [name, number] of Object.entries(constants.errno))
      byNumber.set(number, [...(byNumber.get(number) ?? []), name]);
    expect(byNumber.size).toBeGreaterThan(70);
    for (const [number, names] of byNumber) expect(names).toContain(errnoNameOf(-number));
  });

  test('the name of an errno is its number where there is none', () => {
    expect([-41, -58, -134, -524].map(errnoNameOf)).toEqual(['E41', 'E58', 'E134', 'E524']);
  });

  test("the name of an errno is put in place of a number that the kernel's agent has no name for", () => {
    const answerTo = (word: string): unknown =>
      new Reader(POSIX_VOCABULARY).step(FORK, `${word}|1 0 1 1 r 0 0`).answer;
    expect(answerTo('E35')).toEqual({ refused: 'EDEADLK' });
    expect(answerTo('E524')).toEqual({ refused: 'E524' });
    expect(answerTo('EAGAIN')).toEqual({ refused: 'EAGAIN' });
  });
});
