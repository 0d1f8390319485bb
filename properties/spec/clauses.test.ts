// Goal: docs/semantics.md and the model say the same. Method: its tables read row by row against the code's; each
// choice that a short story can show, told in the notation with the state it ends in; and two laws behind the choices.
import { describe, expect, test } from 'vitest';
import { COMMAND_NAMES, parseCommand, printCommand, signatureOf } from '../support/by-set.ts';
import { REFUSALS } from '../support/refusals.ts';
import { POSIX } from '../../src/model/posix/specification.ts';
import { HIERARCHY } from '../../src/model/hierarchy/specification.ts';
import type { Command } from '../../src/contract/command.ts';
import { printAnswer } from '../../src/contract/notation/trace.ts';
import { INVARIANT_SENTENCES } from '../../src/model/invariants/all.ts';
import { PROFILES } from '../../src/model/posix/profiles.ts';
import { step } from '../../src/model/hierarchy/rules.ts';
import type { State } from '../../src/model/state.ts';
import { groupsOf } from '../../src/model/state.ts';
import { exploreModel, stateText } from '../support/plain-search.ts';
import { JOB_CONTROL_FACTS, LINUX_FACTS } from '../support/linux-facts.ts';
import { posixCommandsOf, posixStateAfter } from '../support/posix-scenarios.ts';
import { textOf } from '../support/repository.ts';
import { commandsOf, stateAfter } from '../support/scenarios.ts';

const PAGE = textOf('docs/semantics.md');

describe('the page', () => {
  const rows = PAGE.split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')));
  const commands = [HIERARCHY, POSIX.linux, POSIX.posix].flatMap((specification) =>
    specification.commands.map((name) => [specification.commandSet, name, specification] as const),
  );

  test.each(commands)(
    'docs/semantics.md has %s %s with its arguments, its refusals in order and its answer',
    (set, name, { refusalsPossible: possible, refusesInOrder }) => {
      const { clause, arguments: taken, answer } = signatureOf(set, name);
      const refusals = possible(name).map((refusal) =>
        refusesInOrder ? `${REFUSALS[refusal].errno} ${refusal}` : refusal,
      );
      const row = rows.find((cells) => cells[1] === clause && cells[2] === name);
      expect(row?.slice(1, 5)).toEqual([
        clause,
        name,
        Object.keys(taken).join(', '),
        refusals.join(' · ') || '–',
      ]);
      expect(row?.[6]).toBe(Object.keys(answer).join(' ') || '–');
    },
  );

  test('docs/semantics.md has no other command', () => {
    const stated = rows.filter(([, clause = '']) => /^[HP]\d+$/.test(clause)).map(([, , name]) => name);
    expect(stated).toEqual([...COMMAND_NAMES.hierarchy, ...COMMAND_NAMES.posix]);
  });

  test.each(Object.keys(REFUSALS))('docs/semantics.md has the refusal %s with its errno', (name) => {
    expect(rows.find((row) => row[1] === name)?.[3]).toBe(REFUSALS[name].errno);
  });

  test('docs/semantics.md has the profiles and what they do differently', () => {
    const stated = rows
      .filter(([, name = '']) => Object.hasOwn(PROFILES, name))
      .map((row) => row.slice(1, 3));
    expect(stated).toEqual([
      ['posix', expect.stringMatching(/^any of those asked for/)],
      ['linux', expect.stringMatching(/^the first of them in the order of children/)],
    ]);
    expect(PROFILES).toEqual({ posix: { reapOrder: 'any' }, linux: { reapOrder: 'child-order' } });
  });

  test.each(['docs/semantics.md', 'src/model/posix/rules.ts', 'src/model/posix/profiles.ts'])(
    'every fact of Linux that %s cites is one of the facts',
    (path) => {
      const known = new Set([...LINUX_FACTS, ...JOB_CONTROL_FACTS].map(({ id }) => id));
      const cited = [...textOf(path).matchAll(/linux:((?:[A-Z]\d+(?:[-–, ]+|\b))+)/g)].flatMap(
        ([, ids = '']) => [...(ids.match(/[A-Z]\d+/g) ?? [])],
      );
      expect(cited.length).toBeGreaterThan(0);
      expect(cited.filter((id) => !known.has(id))).toEqual([]);
    },
  );

  test('docs/semantics.md has every invariant, in order', () => {
    const stated = rows.map((row) => row[1] ?? '').filter((cell) => /^I\d+$/.test(cell));
    expect(stated).toEqual(Object.keys(INVARIANT_SENTENCES));
  });

  test('docs/semantics.md numbers its choices and deviations without a gap', () => {
    const choices = [...PAGE.matchAll(/^- \*\*C(\d+)\.\*\*/gm)].map((match) => Number(match[1]));
    const deviations = [...PAGE.matchAll(/^\| D(\d+) \|/gm)].map((match) => Number(match[1]));
    expect(choices).toEqual(choices.map((_, index) => index + 1));
    expect(deviations).toEqual(deviations.map((_, index) => index + 1));
    for (const [, cited] of PAGE.matchAll(/\bC(\d+)\b/g)) expect(choices).toContain(Number(cited));
    for (const [, cited] of PAGE.matchAll(/\bD(\d+)\b/g)) expect(deviations).toContain(Number(cited));
  });

  test('docs/semantics.md numbers what holds of commands at the same time, and a test cites each choice of it', () => {
    const stated = rows.map((row) => row[1] ?? '').filter((cell) => /^B\d+$/.test(cell));
    expect(stated).toEqual(stated.map((_, index) => `B${index + 1}`));
    expect(stated.length).toBe(10);
    const section = PAGE.slice(PAGE.indexOf('**Commands at the same time**'), PAGE.indexOf('## 7.'));
    const choices = [...section.matchAll(/^- \*\*(C\d+)\.\*\*/gm)].map(([, id]) => id);
    expect(choices.length).toBe(9);
    const tests = textOf('properties/concurrency/linearizability.test.ts');
    for (const id of [...choices, 'I16', 'I17']) expect(tests).toContain(`'${id} `);
    for (const id of ['I16', 'I17']) expect(PAGE).toMatch(new RegExp(`^\\*\\*${id}\\. `, 'm'));
  });

  test('docs/semantics.md names every pair of command and refusal that never decides alone, and no other', () => {
    const section = PAGE.slice(PAGE.indexOf('### Which refusals'), PAGE.indexOf('## 3.'));
    const pairs = [...section.matchAll(/^\| `(\w+)` \| ([\w-]+) \|/gm)].map(
      ([, command, refusal]) => `${command} ${refusal}`,
    );
    expect(pairs).toEqual(['create_session leads-its-group', 'create_group leads-its-group']);
  });
});

/** The commands, and the state they end in. */
const STORIES: Readonly<Record<string, readonly [commands: string, end: string]>> = {
  'C2 init may leave group 1, and a drain leaves it where it is': [
    '1 fork 2; 2 create_group; 1 move_to_group 2; 2 exit; 2 free',
    's1{ g2: 1 }',
  ],
  'C7 a thread may bear the pid after others ended': [
    '1 new_thread 2; - exit_thread 2 0; 1 new_thread 1',
    's1{ g1: 1[1] }',
  ],
  'C8 a zombie keeps its marks and its exit code': [
    '1 fork 2; 2 new_thread 3; - exit_thread 3 7; 2 set_subreaper on; 2 group_exit; 2 exit',
    's1{ g1: 1 2<1zre=7 }',
  ],
  'C8 a zombie subreaper adopts nobody': [
    '1 fork 2; 2 set_subreaper on; 2 fork 3; 2 exit; 3 fork 4; 3 exit',
    's1{ g1: 1 2<1zr 3<1z 4<1 }',
  ],
  'C9 a child begins with exit code 0 and without marks': [
    '1 new_thread 2; - exit_thread 2 -1; 1 group_exit; 1 set_subreaper on; 1 fork 2',
    's1{ g1: 1re=-1 2<1 }',
  ],
  'C10 a process whose last thread ended runs on': [
    '1 fork 2; 2 new_thread 3; - exit_thread 3 0; 2 fork 3',
    's1{ g1: 1 2<1 3<2 }',
  ],
  'C12 an empty held group can be entered by another process of its session': [
    '1 fork 2; 2 create_group; - hold_group 2; 2 move_to_group 1; 1 move_to_group 2; 2 move_to_group 2',
    's1{ g2*: 1 2<1 }',
  ],
  'C13 groups and sessions count their handles apart': [
    '- hold_group 1; - hold_group 1; - hold_session 1; - release_group 1',
    's1*{ g1*: 1 }',
  ],
  'C15 a mark can be set twice': [
    '1 set_subreaper on; 1 set_subreaper on; 1 group_exit; 1 group_exit',
    's1{ g1: 1re }',
  ],
  'C16 the mark of the exiting process itself does not count': [
    '1 fork 2; 2 fork 3; 3 set_subreaper on; 3 fork 4; 3 exit',
    's1{ g1: 1 2<1 3<2zr 4<1 }',
  ],
  'C16 what was adopted stays adopted': [
    '1 fork 2; 2 set_subreaper on; 2 fork 3; 3 fork 4; 3 exit; 2 set_subreaper off',
    's1{ g1: 1 2<1 3<2z 4<2 }',
  ],
  'C17 orphans keep their marks, their group and their threads': [
    '1 fork 2; 2 create_group; 2 fork 3; 3 set_subreaper on; 3 new_thread 4; 2 exit; 2 free',
    's1{ g1: 1  g2: 3[4]<1r }',
  ],
};

/** The same, of the POSIX commands on Linux. */
const POSIX_STORIES: Readonly<Record<string, readonly [commands: string, end: string]>> = {
  'C26 the exit code shown is the wait status': [
    '1 fork 2; 1 fork 3; 1 fork 4; 2 exit 255; 3 exit 1; 1 kill 4 9',
    's1{ g1: 1 2<1z=65280 3<1z=256 4<1z=9 }',
  ],
  'C30 a process can kill itself': ['1 fork 2; 2 kill 2 9', 's1{ g1: 1 2<1z=9 }'],
  'C31 signal 9 does nothing to init, nor to a zombie': [
    '1 fork 2; 2 kill 1 9; 1 kill 1 9; 2 exit 3; 1 kill 2 9',
    's1{ g1: 1 2<1z=768 }',
  ],
  'C34 moving, executing and ending leave the order of children as it is': [
    '1 fork 3; 1 fork 4; 1 fork 2; 4 setpgid 0 0; 4 execve; 3 setsid; 3 exit 0',
    's1{ g1: 1(3,4,2) 2<1  g4: 4<1x } s3{ g3: 3<1z }',
  ],
  'C35 a process that ends stays before the children it leaves': [
    '1 fork 3; 3 fork 4; 3 fork 2; 1 fork 5; 3 exit 0',
    's1{ g1: 1(3,5,4,2) 2<1 3<1z 4<1 5<1 }',
  ],
  'C36 zombies that are there stay when SIGCHLD is ignored': [
    '1 fork 2; 2 exit 0; 1 ignore_sigchld on; 1 fork 3; 3 exit 0',
    's1{ g1: 1i 2<1z }',
  ],
  'C36 ignoring outlives execve, is handed on by fork, and can be ended': [
    '1 fork 2; 2 ignore_sigchld on; 2 execve; 2 fork 3; 3 ignore_sigchld off; 2 fork 4',
    's1{ g1: 1 2<1xi 3<2 4<2i }',
  ],
  'C37 a child has not executed, who was adopted still has': [
    '1 fork 2; 2 execve; 2 fork 3; 3 execve; 3 fork 4; 2 exit 0',
    's1{ g1: 1 2<1zx 3<1x 4<3 }',
  ],
};

describe('by choice', () => {
  test.each(Object.entries(STORIES))(
    'a story of the hierarchy commands ends as the choice says: %s',
    (_, [commands, end]) => {
      expect(stateText(stateAfter(commands))).toBe(end);
    },
  );

  test.each(Object.entries(POSIX_STORIES))(
    'a story of the POSIX commands ends as the choice says: %s',
    (_, [commands, end]) => {
      expect(stateText(posixStateAfter(commands))).toBe(end);
    },
  );

  test('C32 and C33 the group of init has no negative number', () => {
    const state = posixStateAfter('1 fork 2; 2 setpgid 0 0');
    expect(posixAnswerTo('2 kill 0 0', state)).toBe('ok');
    expect(posixAnswerTo('2 kill -1 0', state)).toBe('nobody-there');
    expect(parseCommand('2 kill -2147483648 0', 1, 'posix')).toHaveProperty('problem');
  });

  test('C38 a drain ends all and waits as init, which keeps its marks', () => {
    const state = posixStateAfter(
      '1 execve; 1 set_subreaper on; 1 fork 2; 2 set_subreaper on; 2 fork 3; 3 fork 4; 4 exit 0; 3 kill 3 9',
    );
    const drain = POSIX.linux.drainOf(state).map(printCommand);
    expect(drain).toEqual(['2 exit 0', '1 waitpid 2', '1 waitpid 3', '1 waitpid 4']);
    expect(stateText(posixStateAfter(drain.join(';'), state))).toBe('s1{ g1: 1rx }');
  });

  test('C40 waitpid has a status only with a process', () => {
    const state = posixStateAfter('1 fork 2; 1 fork 3; 3 setpgid 0 0; 3 exit 0');
    expect(posixAnswerTo('1 waitpid 2', state)).toBe('ok pid=0');
    expect(posixAnswerTo('1 waitpid -3', state)).toBe('ok pid=3 status=0');
  });

  test.each(['1 fork 2; 2 new_thread 3', '1 fork 2; 2 new_thread 3; 2 group_exit'])(
    'C10 the last thread is told so, after "%s"',
    (story) => {
      const last = '- exit_thread 3 5';
      expect(answerTo(last, stateAfter(story))).toBe('ok last=on');
      expect(answerTo(last, stateAfter(`${story}; 2 new_thread 4`))).toBe('ok last=off');
    },
  );

  test('C11 an answer has exactly the fields of the table', () => {
    const stories = {
      fork: '1 fork 4',
      create_session: '2 create_session',
      create_group: '2 create_group',
      new_thread: '1 new_thread 4',
      exit_thread: '- exit_thread 3 0',
    };
    const state = stateAfter('1 fork 2; 1 new_thread 3');
    expect(Object.values(stories).map((text) => answerTo(text, state))).toEqual([
      'ok pid=4',
      'ok sid=2 pgid=2',
      'ok pgid=2',
      'ok tid=4',
      'ok last=on',
    ]);
  });

  test('C12 a session without a group never has one again', () => {
    let emptied = 0;
    exploreModel(
      { idsMax: 3, handles: true },
      {
        accepted: (from, _, to) => {
          from.sessions.forEach((__, sid) => {
            if (groupsOf(from, sid).length > 0) return;
            emptied += 1;
            expect(groupsOf(to, sid)).toEqual([]);
          });
        },
      },
    );
    expect(emptied).toBeGreaterThan(100);
  });
});

function posixAnswerTo(text: string, state: State): string {
  const done = POSIX.linux.step(state, posixCommandsOf(text)[0]);
  return done.refusals === undefined ? printAnswer(done.answer) : done.refusals.join(' ');
}

function answerTo(text: string, state: State): string {
  const [command] = commandsOf(text) as readonly [Command];
  const done = step(state, command);
  return done.refusals === undefined ? printAnswer(done.answer) : done.refusals.join(' ');
}
