// Goal: docs/semantics.md and the model say the same. Method: its tables read row by row against the code's; each
// choice that a short story can show, told in the notation with the state it ends in; and two laws behind the choices.
import { describe, expect, test } from 'vitest';
import { COMMAND_NAMES, signatureOf } from '../../src/contract/command.ts';
import type { Command, CommandName } from '../../src/contract/command.ts';
import { printAnswer } from '../../src/contract/notation.ts';
import { REFUSALS } from '../../src/contract/refusal.ts';
import type { Refusal } from '../../src/contract/refusal.ts';
import { INVARIANT_SENTENCES } from '../../src/model/invariants.ts';
import { refusalsPossible, step } from '../../src/model/rules.ts';
import type { State } from '../../src/model/state.ts';
import { groupsOf } from '../../src/model/state.ts';
import { exploreModel, stateText } from '../support/plain-search.ts';
import { textOf } from '../support/repository.ts';
import { commandsOf, stateAfter } from '../support/scenarios.ts';

const PAGE = textOf('docs/semantics.md');

describe('the page', () => {
  const rows = PAGE.split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')));
  const rowOf = (column: number, text: string): readonly string[] | undefined =>
    rows.find((row) => row[column] === text);

  test.each(COMMAND_NAMES)('has %s with its arguments, its refusals in order and its answer', (name) => {
    const { clause, arguments: taken, answer } = signatureOf(name);
    expect(rowOf(2, name)?.slice(1, 5)).toEqual([
      clause,
      name,
      Object.keys(taken).join(', '),
      refusalsPossible(name).join(' · '),
    ]);
    expect(rowOf(2, name)?.[6]).toBe(answer.join(' ') || '–');
  });

  test.each(Object.keys(REFUSALS))('has the refusal %s with its errno', (name) => {
    expect(rowOf(1, name)?.[3]).toBe(REFUSALS[name as Refusal].errno);
  });

  test('has every invariant, in order', () => {
    const stated = rows.map((row) => row[1] ?? '').filter((cell) => /^I\d+$/.test(cell));
    expect(stated).toEqual(Object.keys(INVARIANT_SENTENCES));
  });

  test('numbers its choices and deviations without a gap', () => {
    const choices = [...PAGE.matchAll(/^- \*\*C(\d+)\.\*\*/gm)].map((match) => Number(match[1]));
    const deviations = [...PAGE.matchAll(/^\| D(\d+) \|/gm)].map((match) => Number(match[1]));
    expect(choices).toEqual(choices.map((_, index) => index + 1));
    expect(deviations).toEqual(deviations.map((_, index) => index + 1));
    for (const [, cited] of PAGE.matchAll(/\bC(\d+)\b/g)) expect(choices).toContain(Number(cited));
    for (const [, cited] of PAGE.matchAll(/\bD(\d+)\b/g)) expect(deviations).toContain(Number(cited));
  });

  test('names every pair of command and refusal that never decides alone, and no other', () => {
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

describe('by choice', () => {
  test.each(Object.entries(STORIES))('%s', (_, [commands, end]) => {
    expect(stateText(stateAfter(commands))).toBe(end);
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
    const stories: Readonly<Partial<Record<CommandName, string>>> = {
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

function answerTo(text: string, state: State): string {
  const [command] = commandsOf(text) as readonly [Command];
  const done = step(state, command);
  return done.refusals === undefined ? printAnswer(done.answer) : done.refusals.join(' ');
}
