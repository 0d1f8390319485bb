// Goal: the shapes of answers are types, made from the tables. Method: right answers compile, and a line after
// `@ts-expect-error` is a compile error, or the compiler complains about that comment; the lists of fields at run time.
import { describe, expect, test } from 'vitest';
import { tableSystem } from '../../src/systems/in-process.ts';
import type { CommandName, CommandSet } from '../../src/contract/command.ts';
import { COMMAND_NAMES, COMMAND_SET_NAMES, signatureOf } from '../support/by-set.ts';
import { POSIX } from '../../src/model/posix/specification.ts';
import { HIERARCHY } from '../../src/model/hierarchy/specification.ts';
import type { HIERARCHY_VOCABULARY } from '../../src/contract/sets/hierarchy.ts';
import type { CommandIn } from '../../src/command-sets.ts';
import { fieldsOf } from '../../src/contract/command.ts';
import { ProcessTable } from '../../src/impl/hierarchy/process-table.ts';
import type { Answer, AnswerIn, AnswerTo, SystemUnderTest } from '../../src/index.ts';
import type { Rules } from '../../src/model/rulebook.ts';
import { RULES } from '../../src/model/hierarchy/rules.ts';
import { agrees } from '../../src/lockstep/answer-agreement.ts';
import { exploreModel } from '../support/plain-search.ts';
import { explorePosix } from '../support/posix-search.ts';
import { textOf } from '../support/repository.ts';

describe('the type of an answer', () => {
  test('the type of an answer has the fields of its command, and refusals', () => {
    const answers: readonly Answer[] = [
      { ok: { pid: 2 } } satisfies AnswerTo<'fork'>,
      { ok: { sid: 2, pgid: 2 } } satisfies AnswerIn<'hierarchy', 'create_session'>,
      { ok: { last: true } } satisfies AnswerTo<'exit_thread'>,
      { ok: {} } satisfies AnswerTo<'move_to_group'>,
      { ok: { pid: 0 } } satisfies AnswerTo<'waitpid'>,
      { ok: { pid: 2, status: 256 } } satisfies AnswerTo<'waitpid'>,
      { refused: 'not-running' } satisfies AnswerTo<'fork'>,
      { refused: true } satisfies AnswerTo<'setsid'>,
    ];
    expect(answers).toHaveLength(8);
  });

  test('the type of an answer has no other field, none fewer and none of another type', () => {
    const wrong: readonly Answer[] = [
      // @ts-expect-error a text
      { ok: { pid: '2' } },
      // @ts-expect-error no answer
      { done: true },
      // @ts-expect-error of fork, the pid alone
      { ok: { pid: 2, pgid: 2 } } satisfies AnswerTo<'fork'>,
      // @ts-expect-error of create_session, the pgid too
      { ok: { sid: 2 } } satisfies AnswerIn<'hierarchy', 'create_session'>,
      // @ts-expect-error of move_to_group, none
      { ok: { pgid: 2 } } satisfies AnswerTo<'move_to_group'>,
      // @ts-expect-error of waitpid, the status only beside a pid
      { ok: { status: 0 } } satisfies AnswerTo<'waitpid'>,
      // @ts-expect-error of exit_thread, on or off
      { ok: { last: 1 } } satisfies AnswerTo<'exit_thread'>,
    ];
    expect(wrong).toHaveLength(7);
  });

  test('the type of an answer is what a system answers with', () => {
    const system: Pick<SystemUnderTest, 'apply'> = {
      apply: (command): Answer => {
        // @ts-expect-error a misspelt command
        if (command.name === 'frok') return { ok: { pid: 2 } };
        return { refused: true };
      },
    };
    expect(system.apply({ name: 'create_group', process: 1 })).toEqual({ refused: true });
  });

  test('the type of an answer is what a rule answers with', () => {
    const { fork } = RULES;
    const misspelt: Rules<(typeof HIERARCHY_VOCABULARY)['commands']>['fork'] = {
      ...fork,
      // @ts-expect-error a misspelt field
      answer: (_, { child }) => ({ pit: child }),
    };
    // @ts-expect-error of fork an answer is asked
    const silent: Rules<(typeof HIERARCHY_VOCABULARY)['commands']>['fork'] = {
      refusedIf: fork.refusedIf,
      effect: fork.effect,
    };
    expect([misspelt, silent]).toHaveLength(2);
  });
});

test('docs/conformance.md lists the fields of every answer', () => {
  const rows = textOf('docs/conformance.md')
    .split('\n')
    .filter((line) => /^\| (?:hierarchy|posix) \|/.test(line))
    .flatMap((line) => {
      const [, set = '', names = '', shape = ''] = line
        .split('|')
        .map((cell) => cell.replaceAll('`', '').trim());
      return names.split(', ').map((name) => `${set} ${name} ${shape}`);
    });
  const shapes = COMMAND_SET_NAMES.flatMap((set) =>
    COMMAND_NAMES[set].map((name) => `${set} ${name} { ok: ${shapeOf(set, name)} }`),
  );
  expect(rows.toSorted()).toEqual(shapes.toSorted());
});

function shapeOf(set: CommandSet, name: CommandName): string {
  const fields = Object.entries(signatureOf(set, name).answer).map(([field, kind]) =>
    kind === 'wait-status' ? `${field}?: number` : `${field}: ${kind === 'switch' ? 'boolean' : 'number'}`,
  );
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}

describe('the answers of the models and the table', () => {
  test('the answers of the models and the table have just the fields of their signatures', () => {
    const table = new ProcessTable();
    const wrong: string[] = [];
    exploreModel(
      { idsMax: 2, handles: true, threads: true },
      {
        accepted: (from, command) => {
          const { answer } = HIERARCHY.step(from, command) as { readonly answer?: Answer };
          const wanted = Object.keys(signatureOf('hierarchy', command.name).answer);
          if (
            answer === undefined ||
            !('ok' in answer) ||
            Object.keys(fieldsOf(answer)).join() !== wanted.join()
          )
            wrong.push(JSON.stringify({ command, answer }));
        },
      },
    );
    explorePosix(
      { idsMax: 3, without: ['execve', 'ignore_sigchld', 'set_subreaper'] },
      {
        accepted: (from, command) => {
          const { answer } = POSIX.linux.step(from, command) as { readonly answer?: Answer };
          const nobody = answer !== undefined && 'ok' in answer && fieldsOf(answer)['pid'] === 0;
          const wanted = Object.keys(signatureOf('posix', command.name).answer).filter(
            (key) => !nobody || key !== 'status',
          );
          if (
            answer === undefined ||
            !('ok' in answer) ||
            Object.keys(fieldsOf(answer)).join() !== wanted.join()
          )
            wrong.push(JSON.stringify({ command, answer }));
        },
      },
    );
    expect(wrong).toEqual([]);
    const created: readonly CommandIn<'hierarchy'>[] = [
      { name: 'fork', process: 1, child: 2 },
      { name: 'create_session', process: 2 },
    ];
    expect(created.map((command) => tableSystem('table', table).apply(command))).toEqual([
      { ok: { pid: 2 } },
      { ok: { sid: 2, pgid: 2 } },
    ]);
  });
});

describe('an answer with a field too many', () => {
  test.each(['constructor', 'toString', '__proto__', 'pgid'])(
    'an answer with a field too many does not agree: %s',
    (name) => {
      const fork = { name: 'fork', process: 1, child: 2 } as const;
      const step = HIERARCHY.step(HIERARCHY.initial, fork);
      const more = JSON.parse(`{"ok":{"pid":2,"${name}":3}}`) as Answer;
      expect(agrees(step, more, 'any', HIERARCHY)).toBe(false);
      expect(agrees(step, { ok: { pid: 2 } }, 'any', HIERARCHY)).toBe(true);
    },
  );
});
