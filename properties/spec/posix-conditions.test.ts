// Goal: each POSIX command is issued and refused exactly when its clause says so. Method: every state of small bounds,
// every command, against the clauses restated in terms of what is shown.
import { describe, expect, test } from 'vitest';
import type { Id } from '../../src/contract/command.ts';
import { COMMAND_NAMES, printCommand } from '../support/by-set.ts';
import { POSIX } from '../../src/model/posix/specification.ts';
import type { PosixCommand, PosixName } from '../../src/contract/sets/posix.ts';
import type { Observation, ProcessObservation } from '../../src/contract/observation/observation.ts';
import type { Refusal } from '../../src/contract/refusal.ts';
import { unflatten } from '../../src/contract/observation/json.ts';
import { stateText } from '../support/plain-search.ts';
import { posixSeenOf } from '../support/posix-scenarios.ts';
import { explorePosix, posixCommands } from '../support/posix-search.ts';

const MODEL = POSIX.linux;

describe('within 3 ids', () => {
  const alone = new Set<string>();
  const refused = {
    refused: (_: unknown, command: { readonly name: string }, refusals: readonly Refusal[]) => {
      if (refusals.length === 1) alone.add(`${command.name} ${refusals[0]}`);
    },
  };
  // Marks one at a time, and at 2 ids all of them.
  const states = [
    explorePosix({ idsMax: 2 }, refused),
    explorePosix({ idsMax: 3, without: ['set_subreaper', 'ignore_sigchld'] }, refused),
    explorePosix({ idsMax: 3, without: ['execve', 'ignore_sigchld', 'kill'] }),
    explorePosix({ idsMax: 3, without: ['execve', 'set_subreaper', 'kill'] }),
  ].flatMap((exploration) => exploration.states);

  test('every refusal decides alone somewhere', () => {
    expect(ALL_PAIRS.filter((pair) => !alone.has(pair))).toEqual([]);
    expect(MODEL.neverAlone).toEqual([]);
  });

  test('a command is issued and refused by just what its clause names, read off the state shown', () => {
    const commands = posixCommands(4);
    const sample = states.filter((_, index) => index % 20 === 0);
    const asked = { refused: 0, accepted: 0, not: 0 };
    for (const state of sample) {
      const shown = unflatten(posixSeenOf(state));
      for (const command of commands) {
        const at = `${stateText(state)} ${printCommand(command)}`;
        const issuable = canIssue(shown, command);
        if (MODEL.isIssuable(state, command) !== issuable) throw new Error(`${at}: can it be issued?`);
        asked.not += Number(!issuable);
        if (!issuable) continue;
        const clause = CLAUSES[command.name] as Clauses<typeof command.name>;
        const expected = Object.keys(clause).filter((refusal) => clause[refusal]?.(shown, command as never));
        const found = MODEL.refusalsOf(state, command);
        if (found.join() !== expected.join())
          throw new Error(`${at}: ${found.join()}, not ${expected.join()}`);
        asked[found.length > 0 ? 'refused' : 'accepted'] += 1;
      }
    }
    expect(Math.min(asked.refused, asked.accepted, asked.not)).toBeGreaterThan(10_000);
  });
});

type Clauses<Name extends PosixName> = Readonly<
  Partial<Record<Refusal, (shown: Observation, asked: PosixCommand<Name>) => boolean>>
>;

/** The refusals of P1–P10 once more, in terms of what is shown. */
const CLAUSES: { readonly [Name in PosixName]: Clauses<Name> } = {
  fork: { 'id-in-use': (shown, { child }) => bears(shown, child) },
  setsid: {
    'group-id-in-use': ({ processes }, { process }) =>
      processes?.some(({ group }) => group === process) === true,
  },
  setpgid: {
    'negative-group': (_, asked) => whither(asked) < 0,
    'no-such-process': (shown, asked) => processOf(shown, whom(asked)) === undefined,
    'child-in-another-session': (shown, asked) =>
      isChildOf(shown, whom(asked), asked.process) &&
      sessionOf(shown, whom(asked)) !== sessionOf(shown, asked.process),
    'child-has-executed': (shown, asked) =>
      isChildOf(shown, whom(asked), asked.process) && processOf(shown, whom(asked))?.executed === true,
    'neither-self-nor-child': (shown, asked) =>
      processOf(shown, whom(asked)) !== undefined &&
      whom(asked) !== asked.process &&
      !isChildOf(shown, whom(asked), asked.process),
    'leads-its-session': (shown, asked) => sessionOf(shown, whom(asked)) === whom(asked),
    'no-such-group-here': (shown, asked) =>
      processOf(shown, whom(asked)) !== undefined &&
      whither(asked) > 0 &&
      whither(asked) !== whom(asked) &&
      shown.processes?.every(
        ({ pid, group }) =>
          group !== whither(asked) || sessionOf(shown, pid) !== sessionOf(shown, whom(asked)),
      ) === true,
  },
  getpgid: { 'no-such-process': (shown, asked) => processOf(shown, whom(asked)) === undefined },
  getsid: { 'no-such-process': (shown, asked) => processOf(shown, whom(asked)) === undefined },
  getppid: {},
  execve: {},
  exit: {},
  waitpid: {
    'no-such-child': (shown, { process, pid }) => {
      const group = pid === 0 ? processOf(shown, process)?.group : -pid;
      const children = processOf(shown, process)?.children ?? [];
      if (pid === -1) return children.length === 0;
      return pid > 0
        ? !children.includes(pid)
        : !children.some((child) => processOf(shown, child)?.group === group);
    },
  },
  set_subreaper: {},
  kill: {
    'nobody-there': ({ processes = [] }, { process, target }) => {
      if (target === 0) return false;
      if (target === -1) return processes.every(({ pid }) => pid === 1 || pid === process);
      return !processes.some(({ pid, group }) => pid === target || group === -target);
    },
  },
  ignore_sigchld: {},
};

const ALL_PAIRS = COMMAND_NAMES.posix.flatMap((name) =>
  MODEL.refusalsPossible(name).map((refusal) => `${name} ${refusal}`),
);

function canIssue(shown: Observation, command: PosixCommand): boolean {
  if (processOf(shown, command.process)?.state !== 'running') return false;
  if (command.name === 'exit') return command.process !== 1;
  return command.name !== 'kill' || command.signal === 0 || command.target > 0;
}

function whom({ process, pid }: { readonly process: Id; readonly pid: number }): number {
  return pid === 0 ? process : pid;
}

function whither(asked: PosixCommand<'setpgid'>): number {
  return asked.pgid === 0 ? whom(asked) : asked.pgid;
}

function processOf(shown: Observation, pid: number): ProcessObservation | undefined {
  return shown.processes?.find((process) => process.pid === pid);
}

function isChildOf(shown: Observation, pid: number, parent: Id): boolean {
  return processOf(shown, pid)?.parent === parent;
}

function sessionOf(shown: Observation, pid: number): Id | undefined {
  const group = processOf(shown, pid)?.group;
  return shown.groups?.find(({ pgid }) => pgid === group)?.session;
}

/** Whether a process, or the group or session of one, bears the id. */
function bears(shown: Observation, id: Id): boolean {
  return (
    shown.processes?.some(({ pid, group }) => pid === id || group === id || sessionOf(shown, pid) === id) ===
    true
  );
}
