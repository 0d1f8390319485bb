// Goal: the page of a counterexample shows terminals, who is in the foreground, who is stopped, what was received and who was
// woken. Method: the data that the page draws, of a story that the model tells.
import { globSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { legendOf } from '../../src/app/web/counterexample-page/legend.ts';
import { stateData } from '../../src/app/web/components/state-data.ts';
import type { StateData } from '../../src/app/web/components/state-data.ts';
import { FlatObservation } from '../../src/contract/observation/flat-observation.ts';
import { unflatten } from '../../src/contract/observation/json.ts';
import { NOTHING_HELD } from '../../src/contract/observation/tree.ts';
import { parseCommand } from '../../src/contract/notation/trace.ts';
import { JOB_CONTROL_VOCABULARY } from '../../src/contract/sets/job-control.ts';
import { POSIX_VOCABULARY } from '../../src/contract/sets/posix.ts';
import { JOB_CONTROL } from '../../src/model/job-control/specification.ts';
import { ROOT, textOf } from '../support/repository.ts';

const SHELL = '1 fork 2; 2 setsid; 2 open_terminal tty1; 2 fork 3; 3 setpgid 0 0; 2 tcsetpgrp tty1 3';

/** The drawing of the state after these commands. */
function drawn(commands: string): StateData {
  const { linux } = JOB_CONTROL;
  let state = linux.initial;
  for (const text of commands.split('; ')) {
    const parsed = parseCommand(text, JOB_CONTROL_VOCABULARY);
    if ('problem' in parsed) throw new Error(parsed.problem.message);
    state = linux.step(state, parsed.value).next;
  }
  const seen = new FlatObservation();
  linux.observe(state, seen);
  return stateData(unflatten(seen), NOTHING_HELD, JOB_CONTROL_VOCABULARY.shows);
}

const notesOf = ({ sessions }: StateData, pid: number): readonly string[] | undefined =>
  sessions.flatMap(({ groups }) => groups.flatMap(({ members }) => members)).find((each) => each.pid === pid)
    ?.notes;

describe('the drawing of a state of job control', () => {
  test('the drawing of a state has its terminals, and the group in the foreground of one', () => {
    const state = drawn(SHELL);
    expect(state.terminals).toEqual([
      { id: 1, words: 'session 2, foreground 3' },
      { id: 2, words: 'no session' },
    ]);
    const groups = state.sessions.flatMap((session) => session.groups);
    expect(groups.map(({ id, foregroundOf }) => [id, foregroundOf])).toEqual([
      [1, undefined],
      [2, undefined],
      [3, [1]],
    ]);
  });

  test('a stopped process is drawn as such, with what waits for it', () => {
    const state = drawn(`${SHELL}; tty1 type ^Z; 2 kill 3 HUP`);
    expect(notesOf(state, 3)).toEqual(['stopped', 'SIGHUP waiting', 'terminal 1']);
    expect(JSON.stringify(state.sessions)).toContain('"stopped":true');
  });

  test('the drawing says what was received, and who was woken with which answer', () => {
    const state = drawn(`${SHELL}; 2 waitpid -1 untraced block; tty1 type ^Z`);
    expect(state.woken).toEqual(['process 2 woken with ok pid=3 status=5247']);
    expect(notesOf(drawn(`${SHELL}; 2 kill -3 HUP`), 3)).toContain('received SIGHUP');
    expect(drawn(SHELL)).not.toHaveProperty('woken');
  });
});

describe('the legend of job control', () => {
  test('the legend explains terminals and stops to the set that shows them alone', () => {
    for (const words of [
      'stopped by a signal',
      'in the foreground of a terminal',
      'its controlling terminal',
    ]) {
      expect(legendOf(JOB_CONTROL_VOCABULARY), words).toContain(words);
      expect(legendOf(POSIX_VOCABULARY), words).not.toContain(words);
    }
  });
});

describe('the script of a page', () => {
  test('a page has every function that its own functions name, for it has what their modules export and nothing else', () => {
    const client = [
      // That of the explorer is bundled.
      ...globSync('src/app/web/*/client/*.ts', { cwd: ROOT }).filter(
        (path) => !path.includes('/explorer-page/'),
      ),
      ...['arrows', 'draw', 'dom', 'theme'].map((name) => `src/app/web/components/${name}.ts`),
    ];
    expect(client.length).toBeGreaterThan(8);
    const hidden = client.filter((path) => /^(?:async )?function /m.test(textOf(path)));
    expect(hidden).toEqual([]);
  });
});
