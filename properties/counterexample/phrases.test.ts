// Goal: sentences about steps say who is what, who bears an id, and lists of ids. Method: one state, and the words for each.
import { describe, expect, test } from 'vitest';
import {
  bearersOf,
  groupIs,
  idsNamed,
  listed,
  processIs,
  sessionIs,
  threadIs,
} from '../../src/model/describe-phrases.ts';
import { stateAfter } from '../support/scenarios.ts';

const STATE = stateAfter(`
  1 fork 2; 2 create_session; 2 fork 3; 3 create_group; 2 fork 4; 4 exit; 2 new_thread 7; - hold_group 3
  - hold_session 2; - hold_session 2; 1 fork 8; 8 create_group; - hold_group 8; - hold_group 8; 8 move_to_group 1
  1 fork 9; 9 create_session; - hold_session 9; 9 exit; 9 free`);

describe('the words about what bears an id', () => {
  test.each([
    ['a process that runs', processIs, 3, 'process 3 is running'],
    ['a zombie', processIs, 4, 'process 4 is a zombie'],
    ['no process', processIs, 99, 'process 99 does not exist'],
    ['a group', groupIs, 2, 'group 2: 2, 4'],
    ['a group that is held', groupIs, 3, 'group 3: 3, held'],
    ['a group without members', groupIs, 8, 'group 8: no members, held 2 times'],
    ['no group', groupIs, 99, 'group 99 does not live'],
    ['a session', sessionIs, 1, 'session 1: groups 1, 8'],
    ['a session that is held', sessionIs, 2, 'session 2: groups 2, 3, held 2 times'],
    ['a session without groups', sessionIs, 9, 'session 9: no groups, held'],
    ['no session', sessionIs, 99, 'session 99 does not live'],
    ['a thread', threadIs, 7, 'thread 7 of process 2'],
    ['no thread', threadIs, 99, 'thread 99 does not exist'],
    [
      'all that bears one id',
      bearersOf,
      2,
      'process 2 is running; group 2: 2, 4; session 2: groups 2, 3, held 2 times',
    ],
    ['an id of a thread', bearersOf, 7, 'thread 7 of process 2'],
    ['an id of a session alone', bearersOf, 9, 'session 9: no groups, held'],
    ['an id of nothing', bearersOf, 99, 'nothing bears 99'],
  ] as const)('%s is told in words with its ids', (_, told, id, sentence) => {
    expect(told(STATE, id)).toBe(sentence);
  });
});

describe('the words about lists of ids', () => {
  test.each([
    ['one id', 'group', [4], 'group 4'],
    ['several ids', 'group', [4, 5], 'groups 4, 5'],
    ['several of a word that ends with s', 'process', [4, 5], 'processes 4, 5'],
    ['eight ids', 'group', [1, 2, 3, 4, 5, 6, 7, 8], 'groups 1, 2, 3, 4, 5, 6, 7, 8'],
    ['more than eight', 'group', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 'groups 1, 2, 3, 4, 5, 6, 7, 8 and 2 more'],
    ['no id', 'group', [], 'groups '],
  ] as const)('%s has its words', (_, kind, ids, words) => {
    expect(idsNamed(kind, ids)).toBe(words);
  });

  test('an empty list has the word that is given for it', () => {
    expect([listed([], 'nobody'), listed([3], 'nobody')]).toEqual(['nobody', '3']);
  });
});
