// Goal: a command that is carried out though it should be refused leads to a state that a hierarchy can be in, or is a
// named exception. Method: commands that name what is not there, one by one; then every state within a small bound and
// every command, with the outcome looked through for references that lead nowhere.
import { parseSync, Visitor } from 'oxc-parser';
import { describe, expect, test } from 'vitest';
import type { Command } from '../../src/contract/command.ts';
import { COMMAND_NAMES, parseCommand } from '../support/by-set.ts';
import { POSIX } from '../../src/model/posix/specification.ts';
import { HIERARCHY } from '../../src/model/hierarchy/specification.ts';
import { CannotBeCarriedOut } from '../../src/model/rulebook.ts';
import type { Specification } from '../../src/model/specification.ts';
import type { State } from '../../src/model/state.ts';
import { commandsNamed, exploreModel, stateText } from '../support/plain-search.ts';
import { explorePosix, posixCommands } from '../support/posix-search.ts';
import { textOf } from '../support/repository.ts';
import { stateAfter } from '../support/scenarios.ts';

const STATE = stateAfter('1 fork 2; 2 create_group; 1 fork 3; 3 exit; 1 new_thread 4');

/** The command, and why it cannot be carried out in {@link STATE}. */
const HIERARCHY_CASES: readonly (readonly [string, string])[] = [
  ['7 fork 8', 'H1: "7 fork 8" cannot be carried out: there is no process 7'],
  ['1 fork 2', 'H1: "1 fork 2" cannot be carried out: there is a process 2 already'],
  ['7 create_session', 'H2: "7 create_session" cannot be carried out: there is no process 7'],
  ['7 create_group', 'H3: "7 create_group" cannot be carried out: there is no process 7'],
  ['7 move_to_group 1', 'H4: "7 move_to_group 1" cannot be carried out: there is no process 7'],
  ['2 move_to_group 7', 'H4: "2 move_to_group 7" cannot be carried out: there is no group 7'],
  ['7 exit', 'H5: "7 exit" cannot be carried out: there is no process 7'],
  ['7 free', 'H6: "7 free" cannot be carried out: there is no process 7'],
  ['1 free', 'H6: "1 free" cannot be carried out: process 1 is no zombie'],
  ['7 new_thread 8', 'H7: "7 new_thread 8" cannot be carried out: there is no process 7'],
  ['2 new_thread 4', 'H7: "2 new_thread 4" cannot be carried out: there is a thread 4 already'],
  ['- exit_thread 7 0', 'H8: "- exit_thread 7 0" cannot be carried out: there is no thread 7'],
  ['7 group_exit', 'H9: "7 group_exit" cannot be carried out: there is no process 7'],
  ['7 set_subreaper on', 'H10: "7 set_subreaper on" cannot be carried out: there is no process 7'],
  ['- hold_group 7', 'H11: "- hold_group 7" cannot be carried out: there is no group 7'],
  ['- release_group 7', 'H11: "- release_group 7" cannot be carried out: there is no group 7'],
  ['- release_group 2', 'H11: "- release_group 2" cannot be carried out: no handle on group 2 is held'],
  ['- hold_session 7', 'H12: "- hold_session 7" cannot be carried out: there is no session 7'],
  ['- release_session 7', 'H12: "- release_session 7" cannot be carried out: there is no session 7'],
  ['- release_session 1', 'H12: "- release_session 1" cannot be carried out: no handle on session 1 is held'],
];

const POSIX_CASES: readonly (readonly [string, string])[] = [
  ['7 fork 8', 'P1: "7 fork 8" cannot be carried out: there is no process 7'],
  ['1 fork 2', 'P1: "1 fork 2" cannot be carried out: there is a process 2 already'],
  ['7 setsid', 'P2: "7 setsid" cannot be carried out: there is no process 7'],
  ['1 setpgid 7 0', 'P3: "1 setpgid 7 0" cannot be carried out: there is no process 7'],
  ['1 setpgid 2 7', 'P3: "1 setpgid 2 7" cannot be carried out: there is no group 7'],
  ['1 setpgid 2 -1', 'P3: "1 setpgid 2 -1" cannot be carried out: there is no group -1'],
  ['7 execve', 'P5: "7 execve" cannot be carried out: there is no process 7'],
  ['7 exit 0', 'P6: "7 exit 0" cannot be carried out: there is no process 7'],
  ['7 set_subreaper on', 'P8: "7 set_subreaper on" cannot be carried out: there is no process 7'],
  ['1 kill 7 9', 'P9: "1 kill 7 9" cannot be carried out: there is no process 7'],
  ['7 ignore_sigchld on', 'P10: "7 ignore_sigchld on" cannot be carried out: there is no process 7'],
];

describe('carrying out a command whose object is not there throws a sentence with its clause and id', () => {
  test.each(HIERARCHY_CASES)(
    'carrying out a hierarchy command whose object is not there throws a sentence with its clause and id: %s',
    (text, sentence) => {
      expect(() => HIERARCHY.carryOut(STATE, parsed('hierarchy', text))).toThrow(
        new CannotBeCarriedOut(sentence),
      );
    },
  );

  test.each(POSIX_CASES)(
    'carrying out a POSIX command whose object is not there throws a sentence with its clause and id: %s',
    (text, sentence) => {
      expect(() => POSIX.linux.carryOut(STATE, parsed('posix', text))).toThrow(
        new CannotBeCarriedOut(sentence),
      );
    },
  );

  test('every hierarchy command and every POSIX command that changes something is among these', () => {
    const asked = (cases: typeof POSIX_CASES): Set<string> =>
      new Set(cases.map(([text]) => text.split(' ')[1]));
    expect(asked(HIERARCHY_CASES)).toEqual(new Set(COMMAND_NAMES.hierarchy));
    // A question changes nothing whoever is asked about, and waitpid frees nobody where it finds nobody.
    const harmless = ['getpgid', 'getsid', 'getppid', 'waitpid'];
    expect(asked(POSIX_CASES)).toEqual(
      new Set(COMMAND_NAMES.posix.filter((name) => !harmless.includes(name))),
    );
  });
});

test.each(['hierarchy/rules', 'posix/rules', 'effects'])('src/model/%s.ts has no cast', (file) => {
  const path = `src/model/${file}.ts`;
  const casts: string[] = [];
  new Visitor({
    TSAsExpression: ({ start, end }) => void casts.push(textOf(path).slice(start, end)),
    TSNonNullExpression: ({ start, end }) => void casts.push(textOf(path).slice(start, end)),
  }).visit(parseSync(path, textOf(path)).program);
  expect(casts).toEqual([]);
});

describe('carrying out any command leads to a state whose references all lead somewhere, or throws', () => {
  const hierarchyCommands = COMMAND_NAMES.hierarchy.flatMap((name) => commandsNamed(name, [1, 2, 3, 4]));
  test.each([
    ['3 ids', exploreModel({ idsMax: 3 }).states],
    ['2 ids with handles and threads', exploreModel({ idsMax: 2, handles: true, threads: true }).states],
  ] as const)(
    'carrying out any hierarchy command leads to a state whose references all lead somewhere, or throws: %s',
    (_, states) => {
      expect(outcomesOf(HIERARCHY, states, hierarchyCommands)).toEqual({ carriedOut: true, thrown: true });
    },
  );

  test('carrying out any POSIX command leads to a state whose references all lead somewhere, or throws: 3 ids', () => {
    const { states } = explorePosix({ idsMax: 3, without: ['execve', 'ignore_sigchld', 'set_subreaper'] });
    expect(outcomesOf(POSIX.linux, states, posixCommands(4))).toEqual({ carriedOut: true, thrown: true });
  });
});

/** Names the outcomes that occurred; fails at the first state that no hierarchy can be in. */
function outcomesOf(
  specification: Specification,
  states: readonly State[],
  commands: readonly Command[],
): { readonly carriedOut: boolean; readonly thrown: boolean } {
  let carriedOut = false;
  let thrown = false;
  for (const state of states) {
    for (const command of commands) {
      const next = carriedOutOr(undefined, () => specification.carryOut(state, command));
      if (next === undefined) {
        thrown = true;
        if (specification.isIssuable(state, command) && specification.refusalsOf(state, command).length === 0)
          expect.fail(`${stateText(state)}: ${JSON.stringify(command)} is accepted and was not carried out`);
        continue;
      }
      carriedOut = true;
      const hole = findHole(next);
      if (hole !== undefined) expect.fail(`${stateText(state)}: ${JSON.stringify(command)}: ${hole}`);
    }
  }
  return { carriedOut, thrown };
}

function carriedOutOr<Other>(other: Other, carryOut: () => State): State | Other {
  try {
    return carryOut();
  } catch (error) {
    if (error instanceof CannotBeCarriedOut) return other;
    throw error;
  }
}

/** The references of a state that lead nowhere. */
function findHole({ processes, groups, sessions, threads }: State): string | undefined {
  let hole: string | undefined;
  processes.forEach(({ parent, group }, pid) => {
    if (!groups.has(group)) hole = `process ${pid} is in group ${group}`;
    if (parent !== null && !processes.has(parent)) hole = `process ${pid} has parent ${parent}`;
    let ancestor = parent;
    for (let steps = 0; ancestor !== null && ancestor !== undefined; steps += 1) {
      if (steps > processes.size) return void (hole = `process ${pid} is its own ancestor`);
      ancestor = processes.get(ancestor)?.parent ?? null;
    }
  });
  groups.forEach(({ session, handles }, pgid) => {
    if (!sessions.has(session)) hole = `group ${pgid} is in session ${session}`;
    if (!(handles >= 0)) hole = `group ${pgid} has ${handles} handles`;
  });
  sessions.forEach(({ handles }, sid) => {
    if (!(handles >= 0)) hole = `session ${sid} has ${handles} handles`;
  });
  threads.forEach(({ process }, tid) => {
    if (!processes.has(process)) hole = `thread ${tid} is of process ${process}`;
  });
  return hole;
}

function parsed(set: 'hierarchy' | 'posix', text: string): Command {
  const { value } = parseCommand(text, 1, set) as { readonly value?: Command };
  return value ?? expect.fail(`"${text}" is no command`);
}
