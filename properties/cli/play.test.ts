// Goal: who plays sees what is so. Method: sessions of lines, on the model alone, beside our table, and beside systems
// with a known fault; what is said is read back with the parsers.
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { tableSystem } from '../../src/systems/in-process.ts';
import { PlaySession } from '../../src/app/cli/play/session.ts';
import type { KnownDeviation } from '../../src/contract/known-deviation.ts';
import { parseTrace, printCommand } from '../support/by-set.ts';
import type { PlayResult } from '../../src/app/cli/play/text.ts';
import type { Files } from '../../src/app/cli/play/session.ts';
import type { Answer, Command } from '../../src/contract/command.ts';
import { parseAnswer } from '../../src/contract/notation/trace.ts';
import { parseState } from '../../src/contract/notation/state.ts';
import type { AsynchronousSystemUnderTest, SystemUnderTest } from '../../src/contract/system.ts';
import { walksOf } from '../support/walks.ts';

const RANDOMLY = { seed: 23, numRuns: 25 };
const START = 's1{ g1: 1 }';

describe('a command', () => {
  test('a command in a session is answered with its sentence, its changes and the state', async () => {
    const session = await started();
    expect(said(await session.line('1 fork 2'))).toEqual([
      'answer: ok pid=2',
      'sentence: H1 fork: process 1 forks 2, which runs in group 1 of session 1',
      'change: changed: new process 2',
      'state: s1{ g1: 1 2<1 }',
    ]);
  });

  test('a command in a session that is refused names the rule and changes nothing', async () => {
    const session = await started();
    expect(said(await session.line('1 create_group'))).toEqual([
      'refusal: refused leads-its-group',
      'sentence: H3 create_group refused: leads-its-group – the process is in the group that bears its pid (process 1 is in group 1); also group-id-in-use',
      `state: ${START}`,
    ]);
  });

  test('a command in a session may carry the answer that someone expects, which is compared', async () => {
    const session = await started();
    expect(said(await session.line('1 fork 2 => ok pid=2')).join()).not.toContain('records');
    expect(said(await session.line('1 fork 3 => ok pid=4'))).toContain(
      'problem: the line records "ok pid=4", the model answers "ok pid=3"',
    );
  });

  test.prop([walksOf(25)], RANDOMLY)(
    'a command in a session beside our table never parts from the model',
    async (walk) => {
      const session = await started(tableSystem());
      for (const { command, step } of walk) {
        const result = await session.line(printCommand(command));
        expect(result.outcome).toBe('done');
        const answer = result.lines[0]?.text.replace('model and table: ', '') ?? '';
        expect(parseAnswer(answer)).toEqual({
          value: step.refusals === undefined ? step.answer : { refused: step.refusals[0] },
        });
        const state = result.lines.findLast(({ tone }) => tone === 'state')?.text ?? '';
        expect(parseState(state)).toHaveProperty('value');
      }
    },
  );

  test('a command in a session shows both answers where they differ and may', async () => {
    const session = await started(
      faulty((command) => (command.name === 'exit' ? { refused: 'EPERM' } : undefined)),
    );
    expect(said(await session.line('1 exit')).slice(0, 2)).toEqual([
      'refusal: model: refused is-init',
      'refusal: faulty: EPERM',
    ]);
  });

  test('a command in a session is the last where it is a known deviation that ends the run, until it is undone', async () => {
    const deviation = {
      command: 'exit',
      when: 'is-init',
      answer: 'ok',
      effect: 'ends-run',
      reason: 'no check',
    };
    const granting = faulty((command) => (command.name === 'exit' ? { ok: {} } : undefined));
    const session = await started({ ...granting, knownDeviations: [deviation as KnownDeviation] });
    expect(said(await session.line('1 exit')).at(-1)).toBe(
      'note: a known deviation ends the run here: no check; "undo" goes back to before it',
    );
    expect(await session.line('1 fork 2')).toMatchObject({
      outcome: 'problem',
      lines: [
        {
          text: 'a known deviation ended the run (no check), nothing more can be compared: "undo" goes back',
        },
      ],
    });
    expect(await session.line('undo')).toMatchObject({ outcome: 'done' });
    expect(await session.line('1 fork 2')).toMatchObject({ outcome: 'done' });
  });

  test('a command in a session that the system does not support is not sent', async () => {
    const session = await started({ ...tableSystem(), supports: ['fork'] });
    expect(await session.line('1 exit')).toMatchObject({
      outcome: 'problem',
      lines: [{ text: 'table does not support exit' }],
    });
  });
});

describe('a line that makes no sense', () => {
  test.each([
    ['1 fork x', 8, 'expected an id, got "x"'],
    ['  1 forkk', 5, 'unknown command "forkk"'],
    ['fork 2', 1, 'fork needs its acting process'],
    ['what', 1, '"what" is neither the beginning of a command'],
    ['1 fork 2 => perhaps', 13, 'expected an answer, got "perhaps"'],
    ['undo x', 6, 'expected a number of commands, got "x"'],
    ['undo 0', 6, 'expected a number of commands, got "0"'],
    ['state 1', 7, '"1" is one argument too many for state'],
    ['save', 5, 'save needs the name of a file'],
    ['show me', 6, 'show takes "notation", "tree" or "nothing"'],
    ['help fork 2', 11, '"2" is one argument too many for help'],
    ['help forks', 6, 'there is no command "forks"'],
  ])('"%s" is told so with column %i, and changes nothing', async (text, column, message) => {
    const session = await started();
    await session.line('1 fork 2');
    const result = await session.line(text);
    expect(result.outcome).toBe('problem');
    expect(said(result)[0]).toContain(`problem: column ${column}: ${message}`);
    expect(said(await session.line('history'))).toHaveLength(1);
  });

  test.each(['', '   ', '# a comment', 'procession trace 1 hierarchy'])('"%s" does nothing', async (text) => {
    expect(await (await started()).line(text)).toEqual({ lines: [], outcome: 'done' });
  });

  test.prop([fc.string({ unit: 'binary-ascii', maxLength: 30 })], { seed: 24, numRuns: 300 })(
    'a line that makes no sense never throws',
    async (text) => {
      await (await started()).line(text);
    },
  );
});

describe('undo', () => {
  test.prop([walksOf(12), fc.nat()], RANDOMLY)(
    'undo leads back to every state before, on both sides',
    async (walk, times) => {
      const session = await started(tableSystem());
      const states = [await stateOf(session)];
      for (const { command } of walk) {
        await session.line(printCommand(command));
        states.push(await stateOf(session));
      }
      const back = 1 + (times % walk.length);
      expect((await session.line(`undo ${back}`)).outcome).toBe('done');
      expect(await stateOf(session)).toBe(states[walk.length - back]);
      expect((await session.line('1 set_subreaper on')).outcome).toBe('done');
    },
  );

  test('undo says so when there is nothing left', async () => {
    const session = await started();
    await session.line('1 fork 2');
    expect(said(await session.line('undo'))).toEqual(['note: undone: "1 fork 2"', `state: ${START}`]);
    expect(said(await session.line('undo'))).toEqual(['problem: there is nothing to undo']);
  });
});

describe('a divergence', () => {
  const forgetful = (): SystemUnderTest =>
    faulty((command) => (command.name === 'free' ? { ok: {} } : undefined));

  test('a divergence in a session is shown at once with both states, and ends the commands until undo', async () => {
    const session = await started(forgetful());
    await play(session, '1 fork 2', '2 exit');
    const result = await session.line('2 free');
    expect(result.outcome).toBe('diverged');
    const lines = said(result);
    expect(lines).toContain('divergence: DIVERGENCE  H6 free: the states differ');
    expect(lines).toContain('divergence:   process 2 should be absent and is present');
    expect(lines).toContain('divergence:   model   s1{ g1: 1 }');
    expect(lines).toContain('divergence:   faulty  s1{ g1: 1 2<1z }');
    expect((await session.line('1 fork 3')).outcome).toBe('problem');
    await session.line('undo');
    expect(await stateOf(session)).toBe('s1{ g1: 1 2<1z }');
    expect((await session.line('1 fork 3')).outcome).toBe('done');
  });

  test('a system that throws, or answers nonsense, diverges in a session too', async () => {
    const throwing = await started({
      ...tableSystem(),
      apply: () => {
        throw new Error('boom');
      },
    });
    expect(said(await throwing.line('1 fork 2')).join('\n')).toContain('ended in an exception: Error: boom');
    const speechless = await started({ ...tableSystem(), apply: () => ({}) as Answer });
    const result = await speechless.line('1 fork 2');
    expect(result.outcome).toBe('diverged');
    expect(said(result)).toContain('answer: table: no answer');
  });

  test('a divergence is found in a system elsewhere as well', async () => {
    const system = forgetful();
    const elsewhere: AsynchronousSystemUnderTest = {
      name: 'elsewhere',
      asynchronous: true,
      reset: async () => system.reset(),
      apply: async (command) => system.apply(command),
      observe: async () => system.observe(),
    };
    const session = await started(elsewhere);
    expect((await play(session, '1 fork 2', '2 exit', '2 free')).outcome).toBe('diverged');
    expect((await session.line('undo 2')).outcome).toBe('done');
    expect(await stateOf(session)).toBe('s1{ g1: 1 2<1 }');
  });
});

describe('drain', () => {
  test('drain leads back to init alone and can be undone', async () => {
    const session = await started(tableSystem());
    await play(session, '1 fork 2', '2 create_session', '- hold_group 2', '2 fork 3');
    const before = await stateOf(session);
    const lines = said(await session.line('drain'));
    expect(lines).toHaveLength(7);
    expect(lines.slice(-2)).toEqual(['note: drained: nothing is left but init', `state: ${START}`]);
    await session.line('undo 5');
    expect(await stateOf(session)).toBe(before);
  });
});

describe('a saved session', () => {
  test.prop([walksOf(15)], RANDOMLY)(
    'a saved session is a trace, and loading it leads to the same state',
    async (walk) => {
      const files = memory();
      const session = await started(tableSystem(), files);
      for (const { command } of walk) await session.line(printCommand(command));
      await session.line('save a.trace');
      const parsed = parseTrace(files.read('a.trace'));
      expect('value' in parsed && parsed.value.steps.map(({ command }) => command)).toEqual(
        walk.map(({ command }) => command),
      );
      const other = await started(undefined, files);
      expect((await other.line('load a.trace')).outcome).toBe('done');
      expect(await stateOf(other)).toBe(await stateOf(session));
    },
  );

  test('a saved session keeps the command at which the two part, and parts there again', async () => {
    const files = memory();
    const broken = (): SystemUnderTest =>
      faulty((command) => (command.name === 'exit' ? { ok: {} } : undefined));
    await play(await started(broken(), files), '1 fork 2', '2 exit', 'save b.trace');
    expect(files.read('b.trace')).toContain('2 exit => ok');
    const result = await play(await started(broken(), files), 'load b.trace');
    expect(result.outcome).toBe('diverged');
    expect(said(result)[0]).toBe('note: loaded 2 commands from b.trace');
  });

  test('a saved session that cannot be read, or is no trace, leaves everything as it was', async () => {
    const files = memory();
    files.write('bad.trace', 'procession trace 1 hierarchy\n1 fork x\n');
    const session = await started(undefined, files);
    await session.line('1 fork 2');
    expect(said(await session.line('load none'))).toEqual([
      'problem: none cannot be read: there is no such file',
    ]);
    expect(said(await session.line('load bad.trace'))[0]).toContain(
      'problem: bad.trace:2:8: expected an id, got "x"',
    );
    expect(await stateOf(session)).toBe('s1{ g1: 1 2<1 }');
  });
});

describe('completion', () => {
  test.each([
    [
      '',
      '',
      [
        '1',
        '2',
        '3',
        '4',
        '-',
        'help',
        'state',
        'tree',
        'show',
        'history',
        'undo',
        'drain',
        'save',
        'load',
        'quit',
      ],
    ],
    ['s', 's', ['state', 'show', 'save']],
    ['3 ', '', ['free']],
    ['1 create', 'create', ['create_session ', 'create_group ']],
    ['4 cr', 'cr', ['create_session', 'create_group']],
    ['1 fork ', '', ['5']],
    ['4 move_to_group ', '', ['1', '2']],
    ['4 set_subreaper o', 'o', ['on', 'off']],
    ['- ', '', ['hold_group ', 'hold_session ', 'release_group ']],
    ['- release_group ', '', ['2']],
    ['2 new_thread ', '', ['5', '2']],
    ['help mo', 'mo', ['move_to_group']],
    ['show t', 't', ['tree']],
    ['1 nonsense ', '', []],
    ['1 fork 5 ', '', []],
    ['save ', '', []],
  ])('completion of "%s" offers what makes sense', async (text, partial, offered) => {
    const session = await started();
    await play(session, '1 fork 2', '2 create_group', '1 fork 3', '3 exit', '2 fork 4', '- hold_group 2');
    const [words, replaced] = session.complete(text);
    expect(replaced).toBe(partial);
    expect(words.map((word) => word.trimEnd()).toSorted()).toEqual(
      offered.map((word) => word.trimEnd()).toSorted(),
    );
  });
});

describe('the rest', () => {
  test('help names every command, and of each what refuses it', async () => {
    const session = await started();
    expect(said(await session.line('help')).join('\n')).toContain('PROCESS set_subreaper on|off');
    expect(said(await session.line('help free'))).toEqual([
      'note: H6  PROCESS free',
      'note: answers ok; refused, in this order, with',
      'note:   not-a-zombie  no zombie has this pid (EINVAL)',
    ]);
  });

  test('the command show chooses how states are shown', async () => {
    const session = await started();
    expect(said(await session.line('show tree'))).toEqual([
      'state: session 1',
      'state: └─ group 1',
      'state:    └─ 1',
    ]);
    await session.line('show nothing');
    expect(said(await session.line('1 set_subreaper on')).join()).not.toContain('state:');
  });

  test('quit ends', async () => {
    expect((await (await started()).line(' quit ')).outcome).toBe('quit');
  });
});

/** The table, but for the commands that are answered otherwise and not run. */
function faulty(otherwise: (command: Command) => Answer | undefined): SystemUnderTest {
  const table = tableSystem();
  return {
    ...table,
    name: 'faulty',
    refuses: 'any',
    apply: (command) => otherwise(command) ?? table.apply(command),
  };
}

function memory(): Files {
  const texts = new Map<string, string>();
  return {
    read: (path) => {
      const text = texts.get(path);
      if (text === undefined) throw new Error('there is no such file');
      return text;
    },
    write: (path, text) => void texts.set(path, text),
  };
}

async function started(
  sut?: ConstructorParameters<typeof PlaySession>[0],
  files: Files = memory(),
): Promise<PlaySession> {
  const session = new PlaySession(sut, files);
  expect(said(await session.start())).toEqual([`state: ${START}`]);
  return session;
}

/** The result of the last line. */
async function play(session: PlaySession, ...lines: readonly string[]): Promise<PlayResult> {
  let result: PlayResult = { lines: [], outcome: 'done' };
  for (const text of lines) result = await session.line(text);
  return result;
}

async function stateOf(session: PlaySession): Promise<string | undefined> {
  return (await session.line('state')).lines[0]?.text;
}

function said({ lines }: PlayResult): string[] {
  return lines.map(({ tone, text }) => `${tone}: ${text}`);
}
