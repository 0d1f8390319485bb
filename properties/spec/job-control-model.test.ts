// Goal: the model of job control can be trusted by itself, before any system is compared with it.
// Method: every litmus trace answered by it, with what was shown besides; random commands of fixed seeds, of which each can
// be issued, brings about what the set promises, and leaves a state that can be drained.
import { describe, expect, test } from 'vitest';
import type { Command } from '../../src/contract/command.ts';
import { printCommand } from '../../src/contract/notation/trace.ts';
import { Decoder } from '../../src/engines/generate/command-decoder.ts';
import { shapeOf } from '../../src/engines/generate/swarm.ts';
import { decodeState, encodeState, newCells } from '../../src/model/bounded/cells.ts';
import { JOB_CONTROL } from '../../src/model/job-control/specification.ts';
import type { State } from '../../src/model/state.ts';

const { linux } = JOB_CONTROL;
const COMMANDS_EACH = 60;

/** Runs random commands, and tells of each step and of each state at the end. */
function runRandomly(
  seed: number,
  runs: number,
  visit: (before: State, command: Command, after: State, isRefused: boolean) => void,
  end: (state: State) => void = () => {},
): void {
  let number = seed;
  const next = (): number => (number = (Math.imul(number, 1_103_515_245) + 12_345) & 0x7fff_ffff);
  for (let run = 0; run < runs; run += 1) {
    const shape = shapeOf(next(), linux.vocabulary, linux.commands, 8, 15);
    const decoder = new Decoder(linux, linux.commands, shape);
    let state = linux.initial;
    for (let step = 0; step < COMMANDS_EACH; step += 1) {
      const command = decoder.decode(next(), state);
      const { next: after, refusals } = linux.step(state, command);
      visit(state, command, after, refusals !== undefined);
      state = after;
    }
    end(state);
  }
}

describe('random commands of job control', () => {
  test('the random commands of job control can all be issued', () => {
    runRandomly(1, 300, (before, command) => {
      expect(linux.whyUnissuable(before, command), printCommand(command, linux.vocabulary)).toBeUndefined();
    });
  });

  test('every command, every refusal and every witness of job control occurs', () => {
    const seen = new Set<string>();
    const left = new Set(Object.keys(linux.witnesses));
    runRandomly(7, 6000, (before, command, after, isRefused) => {
      if (isRefused) seen.add(`${command.name} ${linux.refusalsOf(before, command)[0]}`);
      else seen.add(command.name);
      if (!isRefused)
        for (const name of left)
          if (linux.witnesses[name].seen({ before, command, after })) left.delete(name);
    });
    const wanted = linux.commands.flatMap((name) => [
      name,
      ...linux.refusalsPossible(name).map((refusal) => `${name} ${refusal}`),
    ]);
    expect(wanted.filter((each) => !seen.has(each))).toEqual([]);
    expect([...left]).toEqual([]);
  });

  test('the random states of job control lead back to init alone', () => {
    runRandomly(
      3,
      500,
      () => {},
      (state) => {
        let at = state;
        for (const command of linux.drainOf(state)) {
          expect(linux.whyUnissuable(at, command)).toBeUndefined();
          at = linux.step(at, command).next;
        }
        expect(at.processes.size).toBe(1);
        expect([at.jobs.size, at.waits.size].every((size) => size <= 1)).toBe(true);
      },
    );
  });

  test('the bytes of a state of job control say all of it but unusual codes of exit', () => {
    const { columns } = linux.space;
    const [cells, again] = [newCells(columns), newCells(columns)];
    let held = 0;
    runRandomly(5, 200, (_, __, after) => {
      let isHeld = true;
      after.processes.forEach(({ exitCode }) => {
        isHeld &&= [0, 9, 2, 256, 65_280].includes(exitCode);
      });
      if (!isHeld) return;
      try {
        encodeState(columns, after, cells);
      } catch {
        return; // A wait has told of such a code.
      }
      encodeState(columns, decodeState(columns, cells), again);
      expect(again).toEqual(cells);
      held += 1;
    });
    expect(held).toBeGreaterThan(5000);
  });
});

describe('the profiles of job control', () => {
  const answerBy = (profile: keyof typeof JOB_CONTROL, commands: readonly Command[]): string | undefined => {
    const specification = JOB_CONTROL[profile];
    let state = specification.initial;
    let last: string | undefined;
    for (const command of commands) {
      const { next, refusals } = specification.step(state, command);
      last = refusals?.[0] && specification.vocabulary.refusals[refusals[0]].errno;
      state = next;
    }
    return last;
  };
  const toForeground = (process: number, group: number): Command => ({
    name: 'tcsetpgrp',
    process,
    terminal: 1,
    group,
    side: 'slave',
    ttou: 'blocked',
  });
  const withTerminal: readonly Command[] = [
    { name: 'fork', process: 1, child: 2 },
    { name: 'open_terminal', process: 1, terminal: 1, noctty: false },
  ];

  test('an older Linux looks at the terminal before it looks at the sign of the group', () => {
    const commands = [...withTerminal, toForeground(2, -1)];
    expect(answerBy('linux', commands)).toBe('EINVAL');
    expect(answerBy('linux-5.9', commands)).toBe('ENOTTY');
    expect(answerBy('posix', commands)).toBe('EINVAL');
  });

  test('POSIX refuses the number of a process that leads no group, and one of nobody with EPERM', () => {
    const [memberless, nobody] = [2, 7].map((group) => [...withTerminal, toForeground(1, group)]);
    expect(answerBy('linux', memberless)).toBeUndefined();
    expect(answerBy('posix', memberless)).toBe('EPERM');
    expect(answerBy('linux', nobody)).toBe('ESRCH');
    expect(answerBy('posix', nobody)).toBe('EPERM');
  });
});
