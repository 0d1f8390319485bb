// Goal: what the explorer asks by searching is answered as on the command line, and heard of no more than the reader wants. Method: the
// page's questions in Node, ways that are walked in a trial, and a window whose workers do as they are told.
// In a browser: explorer-ask.long.test.ts.
import { expect, test } from 'vitest';
import { answerTo } from '../../src/app/web/explorer-page/asking.ts';
import type { PageAnswer, PageQuestion } from '../../src/app/web/explorer-page/asking.ts';
import { Searcher } from '../../src/app/web/explorer-page/client/searcher.ts';
import { predicateCompletions } from '../../src/app/web/explorer-page/predicate-names.ts';
import { Trial } from '../../src/app/web/explorer-page/trial.ts';
import type { PageWindow } from '../../src/app/web/components/dom.ts';
import { COMMAND_SETS, specificationToTell } from '../../src/command-sets.ts';
import type { Command } from '../../src/contract/command.ts';
import { acceptedWith } from '../../src/contract/command.ts';
import { parseCommand } from '../../src/contract/notation/trace.ts';
import { judgeOf } from '../../src/engines/ask/judge-predicate.ts';
import { parsePredicate } from '../../src/engines/ask/parse-predicate.ts';

const UNHURRIED = { now: () => 0, breathe: () => Promise.resolve(), stopped: () => false };

function trialOf(commandSet: string, ...lines: readonly string[]): Trial {
  const trial = new Trial();
  trial.chooseSet(commandSet);
  for (const each of lines) expect(trial.runText(each)).not.toHaveProperty('problem');
  return trial;
}

async function asked(trial: Trial, question: PageQuestion['asked']): Promise<PageAnswer> {
  const { commandSet } = trial.specification;
  return await answerTo({ commandSet, steps: trial.stepsTo(trial.here), asked: question }, UNHURRIED);
}

function wayOf(answer: PageAnswer): NonNullable<Extract<PageAnswer, { readonly found: unknown }>['found']> {
  if ('problem' in answer || answer.found === undefined) throw new Error(JSON.stringify(answer));
  return answer.found;
}

function commandIn({ specification }: Trial, text: string): Command {
  const parsed = parseCommand(text, specification.vocabulary);
  if ('problem' in parsed) throw new Error(parsed.problem.message);
  return parsed.value;
}

const holdsHere = (trial: Trial, text: string): boolean => {
  const parsed = parsePredicate(text, trial.specification);
  if ('problem' in parsed) throw new Error(parsed.problem.message);
  return judgeOf(parsed.value, trial.specification).holdsIn(trial.here.state);
};

test.each([
  ['hierarchy', [], 'some group 3 and no process 3', 5],
  ['hierarchy', ['1 fork 3', '3 create_session', '3 fork 2'], 'some group 3 and no process 3', 2],
  ['posix', ['1 fork 2', '2 execve'], 'executed(2) and zombie(2)', 1],
  ['job-control', ['1 fork 2', '2 setsid'], 'terminal(2) = tty1', 1],
])(
  'a way that is found in the %s commands after %j leads to where "%s" holds',
  async (set, lines, predicate, length) => {
    const trial = trialOf(set, ...lines);
    const from = trial.here;
    const steps = wayOf(await asked(trial, { predicate, ids: 3 }));
    expect(steps).toHaveLength(length);
    expect(holdsHere(trial, predicate)).toBe(false);
    expect(trial.walk(from, steps)).toEqual({
      note: `${length} command${length === 1 ? '' : 's'} on from ${lines.length === 0 ? 'the start' : `step ${lines.length}`}`,
    });
    expect(holdsHere(trial, predicate)).toBe(true);
    expect(trial.here.depth).toBe(lines.length + length);
  },
);

test('the place where a way begins may have been left: what was tried since is kept as another future', async () => {
  const trial = trialOf('hierarchy', '1 fork 2');
  const from = trial.here;
  const steps = wayOf(await asked(trial, { predicate: 'zombie(2)', ids: 2 }));
  trial.runText('2 create_session');
  trial.walk(from, steps);
  expect(trial.tree.line.map(({ by }) => by?.text)).toEqual([undefined, '1 fork 2', '2 exit']);
  expect(from.after).toHaveLength(2);
});

test('a predicate that makes no sense is answered by a sentence with the column', async () => {
  expect(await asked(trialOf('hierarchy'), { predicate: 'zombi(2)', ids: 2 })).toEqual({
    problem: expect.stringMatching(/^column 1: .*zombi.*Did you mean zombie/) as unknown,
  });
});

test('a search that finds nothing says how much was asked, and one from beyond every bound that it cannot be', async () => {
  const none = await asked(trialOf('hierarchy'), { predicate: 'count(zombies) = 2', ids: 2 });
  expect(none).toEqual({
    found: undefined,
    sentence: expect.stringMatching(
      /^no state of this bound satisfies it: all 10 states were asked \(ids 1 … 2\)/,
    ) as unknown,
  });
  expect(await asked(trialOf('hierarchy', '1 fork 40'), { predicate: 'zombie(2)', ids: 2 })).toEqual({
    problem: 'a search holds ids up to 15 and few exit codes, and this goes beyond',
  });
});

test('a refused command is accepted where the way found leads, and nowhere nearer than the command line says', async () => {
  const trial = trialOf('posix', '1 fork 2', '2 setsid');
  const text = '1 setpgid 2 2';
  const from = trial.here;
  const answer = await asked(trial, { command: commandIn(trial, text) });
  expect(answer).toMatchObject({ sentence: 'accepted after 3 commands, and after no fewer (ids 1 … 3)' });
  trial.walk(from, wayOf(answer));
  expect(trial.runText(text)).toEqual({ note: `${text}: ok` });
});

test('a way that another profile does not allow is walked as far as it goes, and the rest told', () => {
  const trial = trialOf('posix', '1 fork 2');
  const answer = acceptedWith({});
  const steps = ['2 exit 0', '2 setsid'].map((text) => ({ command: commandIn(trial, text), answer }));
  const told = trial.walk(trial.here, steps);
  expect(told).toEqual({
    problem: expect.stringMatching(/^command 2, "2 setsid", cannot be issued/) as unknown,
  });
  expect(trial.here.by?.text).toBe('2 exit 0');
});

test.each(COMMAND_SETS.map(({ table }) => table.vocabulary.id))(
  'every whole name that is offered for a predicate of the %s commands is one',
  (commandSet) => {
    const specification = specificationToTell(commandSet);
    const names = predicateCompletions('', specification).map(({ text }) => text);
    expect(names).toEqual(
      expect.arrayContaining(['zombie', 'parent', 'processes', ...Object.keys(specification.witnesses)]),
    );
    expect(new Set(names).size).toBe(names.length);
    expect(predicateCompletions('zombie(2) and zom', specification).map(({ text }) => text)).toContain(
      'zombie(2) and zombie',
    );
    for (const witness of Object.keys(specification.witnesses))
      expect(parsePredicate(witness, specification)).toHaveProperty('value');
  },
);

const QUESTION: PageQuestion = {
  commandSet: 'hierarchy',
  steps: [],
  asked: { predicate: 'zombie(2)', ids: 2 },
};

/** A window whose worker does what the test makes it do. */
function windowWith(worker: (tell: (type: string, event: object) => void, sent: unknown[]) => void): {
  readonly window: PageWindow;
  readonly sent: unknown[];
} {
  const sent: unknown[] = [];
  class FakeWorker {
    readonly #listeners = new Map<string, (event: object) => void>();
    constructor() {
      setTimeout(() => worker((type, event) => this.#listeners.get(type)?.(event), sent), 0);
    }
    addEventListener(type: string, listen: (event: object) => void): void {
      this.#listeners.set(type, listen);
    }
    postMessage(message: unknown): void {
      sent.push(message);
    }
    terminate(): void {
      sent.push('terminated');
    }
  }
  const window = {
    Worker: FakeWorker,
    Blob,
    URL: { createObjectURL: () => 'blob:null/1', revokeObjectURL: () => undefined },
    performance,
    setTimeout: (then: () => void, ms: number) => Number(setTimeout(then, ms).unref()) || 0,
  } as unknown as PageWindow;
  return { window, sent };
}

const answered = async (searcher: Searcher): Promise<PageAnswer> =>
  await new Promise((answer) => void searcher.ask(QUESTION, { progress: () => undefined, answer }));

test('a browser that allows no worker answers in the page, and is not asked for one again', async () => {
  let workers = 0;
  const { window } = windowWith((tell) => {
    workers += 1;
    tell('error', { preventDefault: () => undefined });
  });
  const searcher = new Searcher(window, 'script');
  expect(wayOf(await answered(searcher))).toHaveLength(2);
  expect(wayOf(await answered(searcher))).toHaveLength(2);
  expect(workers).toBe(1);
});

test('a worker is asked as soon as it is ready, and ended with its answer', async () => {
  const answer = { found: undefined, sentence: 'none' };
  const { window, sent } = windowWith((tell) => {
    tell('message', { data: { is: 'ready' } });
    tell('message', { data: { is: 'answer', answer } });
  });
  expect(await answered(new Searcher(window, 'script'))).toBe(answer);
  expect(sent).toEqual([QUESTION, 'terminated']);
});

test('a worker that breaks off is told as a fault of the page', async () => {
  const { window } = windowWith((tell) => {
    tell('message', { data: { is: 'ready' } });
    tell('error', { message: 'Error: broken' });
  });
  expect(await answered(new Searcher(window, 'script'))).toEqual({
    problem: 'the search broke off by a fault of this page: Error: broken',
  });
});

test('nothing is heard of a search that was cancelled, in a worker or in the page', async () => {
  for (const script of ['script', undefined]) {
    const { window, sent } = windowWith(() => undefined);
    const heard: unknown[] = [];
    const listen = (each: unknown): void => void heard.push(each);
    const cancel = new Searcher(window, script).ask(QUESTION, { progress: listen, answer: listen });
    cancel();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect([heard, sent]).toEqual([[], script === undefined ? [] : ['terminated']]);
  }
});
