// Goal: what is tried in the explorer is what the model says, and nothing that was tried is lost: futures, links, files.
// Method: the page's own logic without the page. A browser looks at it in explorer.long.test.ts.
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { COMMAND_SETS, specificationToTell, VOCABULARIES } from '../../src/command-sets.ts';
import type { Command } from '../../src/contract/command.ts';
import { parseTrace, printCommand } from '../../src/contract/notation/trace.ts';
import type { Specification } from '../../src/model/specification.ts';
import { CommandTree } from '../../src/app/web/explorer-page/command-tree.ts';
import { linkOf, readLink } from '../../src/app/web/explorer-page/link.ts';
import { actorsIn } from '../../src/app/play/completion.ts';
import { offersOf } from '../../src/app/web/explorer-page/offers.ts';
import { readOpened } from '../../src/app/web/explorer-page/opened.ts';
import { appliedRule } from '../../src/app/web/explorer-page/rule.ts';
import { Trial } from '../../src/app/web/explorer-page/trial.ts';
import type { TrialNote } from '../../src/app/web/explorer-page/trial.ts';
import { longTrace } from '../counterexample/examples.ts';
import { walksOf } from '../support/walks.ts';
import { HOSTILE_FILES } from './hostile-files.ts';

const SPECIFICATIONS = COMMAND_SETS.flatMap(({ specifications }) => [...specifications]);
const ofEach = SPECIFICATIONS.map((specification) => [nameOf(specification), specification] as const);

function nameOf({ commandSet, profile }: Specification): string {
  return profile === undefined ? commandSet : `${commandSet} by ${profile}`;
}

/** A trial of a set, after commands in the notation, each of which can be issued. */
function trialOf(commandSet: string, ...lines: readonly string[]): Trial {
  const trial = new Trial();
  trial.chooseSet(commandSet);
  for (const line of lines) expect(trial.runText(line), line).toHaveProperty('note');
  return trial;
}

const textsOf = (trial: Trial): readonly (string | undefined)[] => trial.tree.line.map(({ by }) => by?.text);
const said = (told: TrialNote): string => ('note' in told ? told.note : told.problem);

describe('a trial', () => {
  test('going back and doing something else keeps the other future', () => {
    const trial = trialOf('posix', '1 fork 2', '2 setsid', '2 exit 0');
    trial.tree.undo();
    trial.tree.undo();
    trial.runText('2 execve');
    expect(textsOf(trial)).toEqual([undefined, '1 fork 2', '2 execve']);
    const other = trial.here.before?.after.find(({ by }) => by?.text === '2 setsid');
    trial.tree.goTo(other ?? trial.here);
    expect(textsOf(trial)).toEqual([undefined, '1 fork 2', '2 setsid', '2 exit 0']);
    trial.tree.undo();
    trial.runText('2 execve');
    expect(trial.here.before?.after).toHaveLength(2);
  });

  test('undo and redo stop at the ends, and redo takes the future that was walked last', () => {
    const trial = trialOf('hierarchy', '1 fork 2', '2 exit');
    expect(trial.tree.redo()).toBe(false);
    expect([trial.tree.undo(), trial.tree.undo(), trial.tree.undo()]).toEqual([true, true, false]);
    trial.runText('1 fork 3');
    trial.tree.undo();
    expect(trial.tree.redo()).toBe(true);
    expect(trial.here.by?.text).toBe('1 fork 3');
  });

  test('a command that makes no sense, or that nobody can send, ends in a sentence and changes nothing', () => {
    const trial = trialOf('posix', '1 fork 2', '2 exit 0');
    expect(said(trial.runText('2 frok 3'))).toBe('column 3: unknown command "frok"');
    expect(said(trial.runText('1 create_session'))).toMatch(/is one of the hierarchy commands/);
    expect(said(trial.runText('2 fork 3'))).toBe('"2 fork 3" cannot be issued now: process 2 is not running');
    expect(trial.here.depth).toBe(2);
  });

  test('another profile takes the same commands', () => {
    const trial = trialOf(
      'posix',
      '1 fork 2',
      '1 fork 3',
      '3 exit 0',
      '2 exit 0',
      '1 waitpid -1',
      '1 waitpid -1',
    );
    expect(said(trial.chooseProfile('posix'))).toBe('profile posix');
    expect([trial.specification.profile, trial.here.depth]).toEqual(['posix', 6]);
  });

  test('a system that makes the choices of another profile goes when the profile changes', () => {
    const trial = trialOf('posix', '1 fork 2');
    expect(said(trial.chooseSystem('posix-table'))).toBe('posix-table beside the model by the profile linux');
    expect(said(trial.chooseProfile('posix'))).toBe(
      'profile posix, without posix-table, which makes other choices',
    );
    expect(trial.systemName).toBeUndefined();
  });

  test('the place where a mutant parts from the model is found wherever one looks from', () => {
    const trial = trialOf('hierarchy', '1 fork 2', '2 fork 3', '2 exit', '1 free');
    expect(trial.parted).toBeUndefined();
    trial.chooseSystem('mutant:forget-to-orphan');
    expect(trial.parted?.depth).toBe(3);
    const { divergence } = trial.systemAt(trial.tree.line[3]) ?? {};
    expect(divergence?.violations.map(({ invariant }) => invariant)).toEqual(['I7']);
    expect(trial.systemAt(trial.tree.line[2])).toMatchObject({ divergence: undefined, parted: undefined });
    expect(trial.systemAt(trial.here)).toMatchObject({ observation: undefined, parted: { depth: 3 } });
    trial.tree.goTo(trial.tree.line[2]);
    trial.runText('3 exit');
    expect(trial.parted).toBeUndefined();
    expect(trial.systemAt(trial.here)?.answer).toEqual({ ok: {} });
  });

  test('every system on offer can stand beside the model, whose profile leaves it no choice', () => {
    let parted = 0;
    for (const { table } of COMMAND_SETS) {
      const trial = trialOf(table.vocabulary.id);
      const [walk = []] = fc.sample(walksOf(40, trial.specification), { seed: 40, numRuns: 1 });
      for (const { command } of walk) trial.run(command);
      expect(trial.systems.length).toBe(1 + Object.keys(table.mutants).length);
      for (const { name } of trial.systems) {
        expect(trial.chooseSystem(name), name).toHaveProperty('note');
        expect(trial.systemAt(trial.here), name).toBeDefined();
        expect(trial.specification.leavesChoices).toBe(false);
        parted += trial.parted === undefined ? 0 : 1;
      }
    }
    expect(parted).toBeGreaterThan(50);
    expect(said(new Trial().chooseSystem('mutant:constructor'))).toMatch(/^there is no system/);
  });

  test('a saved trace opens again as what was tried', () => {
    const trial = trialOf('job-control', '1 fork 2', '2 setsid', '2 open_terminal tty1', '2 kill 0 STOP');
    const parsed = parseTrace(trial.trace, VOCABULARIES);
    expect('value' in parsed && parsed.value.steps.map(({ answer }) => answer)).not.toContain(undefined);
    const again = new Trial();
    expect(said(again.open(trial.trace, 'a.trace'))).toBe('4 commands of a.trace');
    expect(textsOf(again)).toEqual(textsOf(trial));
    expect(again.link).toBe(trial.link);
  });

  test('a file that names a system of ours has it beside the model', () => {
    const trial = new Trial();
    expect(said(trial.open(longTrace(), 'long.trace'))).toBe(
      '50 commands of long.trace; mutant:forget-to-orphan beside the model',
    );
    expect(trial.parted?.depth).toBe(50);
  });

  test('a recorded answer that the model does not allow is told', () => {
    const trial = new Trial();
    const text = 'procession trace 1 posix\n1 fork 2 => ok pid=3\n';
    expect(said(trial.open(text, 'a.trace'))).toMatch(
      /^1 command of a\.trace; a\.trace: line 2 records "ok pid=3"/,
    );
  });

  test('a recorded choice is the one that is shown, and goes with the link', () => {
    const text =
      'procession trace 1 posix\n1 fork 2\n1 fork 3\n2 exit 0\n3 exit 0\n1 waitpid -1 => ok pid=3 status=0\n';
    const trial = new Trial();
    trial.open(text, 'a.trace');
    expect([trial.specification.profile, trial.here.by?.answer]).toEqual(['posix', 'ok pid=3 status=0']);
    const linked = new Trial();
    linked.openLink(trial.link);
    expect(linked.here.by?.answer).toBe('ok pid=3 status=0');
  });
});

describe('the palette', () => {
  property.prop(
    [fc.constantFrom(...SPECIFICATIONS).chain((each) => walksOf(20, each).map((walk) => ({ each, walk })))],
    {
      seed: 16,
      numRuns: 60,
    },
  )('what the palette offers is answered by the model as it says', ({ each, walk }) => {
    const state = walk.at(-1)?.step.next ?? each.initial;
    for (const actor of actorsIn(each, state).slice(0, 4)) {
      const offers = offersOf(each, state, actor, {});
      const kinds = offers.map(({ outcome }) => outcome.kind);
      const inOrder = ['accepted', 'refused', 'unissuable'];
      expect(kinds).toEqual(kinds.toSorted((a, b) => inOrder.indexOf(a) - inOrder.indexOf(b)));
      for (const { command, outcome, text, clause } of offers) {
        const [refusal] = each.refusalsOf(state, command);
        expect(printCommand(command, each.vocabulary)).toBe(text);
        expect(outcome.kind, text).toBe(
          each.isIssuable(state, command) ? (refusal === undefined ? 'accepted' : 'refused') : 'unissuable',
        );
        if (outcome.kind === 'refused') {
          expect(outcome.errno).toBe(each.vocabulary.refusals[refusal].errno);
          expect(outcome.sentence).toContain(each.vocabulary.refusals[refusal].sentence);
          expect(outcome.sentence).toMatch(new RegExp(`^${clause} `));
        }
      }
    }
  });

  test('the palette keeps arguments that were chosen, whether accepted or not', () => {
    const { specification, here } = trialOf('posix', '1 fork 2');
    const offers = offersOf(specification, here.state, '2', { setpgid: { pgid: '1', pid: '2' } });
    expect(offers.find(({ name }) => name === 'setpgid')?.text).toBe('2 setpgid 2 1');
    const refused = offersOf(specification, here.state, '2', { setpgid: { pid: '1' } });
    expect(refused.find(({ name }) => name === 'setpgid')?.outcome).toMatchObject({ errno: 'ESRCH' });
  });
});

describe('the rule of a step', () => {
  test('the rule of a step tells of the profiles that answer otherwise alone', () => {
    const trial = trialOf('posix', '1 fork 2', '1 fork 3', '2 exit 0', '3 exit 0');
    const parsed = (text: string): Command => {
      trial.runText(text);
      return trial.here.by?.command as Command;
    };
    const command = parsed('1 waitpid -1');
    const { state } = trial.here.before ?? trial.here;
    expect(appliedRule(trial.specification, trial.specifications, state, command).readings).toEqual([
      { profile: 'posix', says: 'one of ok pid=2 status=0, ok pid=3 status=0' },
    ]);
    const getppid = parsed('1 getppid');
    expect(appliedRule(trial.specification, trial.specifications, state, getppid).readings).toEqual([]);
  });

  test('every refusal of a command is listed, with those that apply', () => {
    const trial = trialOf('hierarchy', '1 create_session');
    const { by, before } = trial.here;
    const rule = appliedRule(
      trial.specification,
      [],
      before?.state ?? trial.here.state,
      by?.command as Command,
    );
    expect(rule.refusals.map(({ name, applies }) => [name, applies])).toEqual([
      ['not-running', false],
      ['leads-its-group', true],
      ['group-id-in-use', true],
      ['session-id-in-use', true],
    ]);
  });
});

describe('a link', () => {
  test.each(ofEach)('a link of random commands restores them exactly: %s', (_, specification) => {
    const { vocabulary, profile } = specification;
    fc.assert(
      fc.property(walksOf(60, specification), fc.nat(60), (walk, at) => {
        const commands = walk.map(({ command }) => ({ command, choice: at % 2 }));
        const trial = { vocabulary, profile, system: undefined, commands, place: Math.min(at, walk.length) };
        expect(readLink(`#${linkOf(trial, VOCABULARIES)}`, VOCABULARIES)).toEqual({ value: trial });
      }),
      { seed: 1016, numRuns: Math.ceil(1000 / SPECIFICATIONS.length) },
    );
  });

  test.each(ofEach)('a link of fifty commands is shorter than a kilobyte: %s', (_, specification) => {
    const longest = fc
      .sample(walksOf(50, specification), { seed: 50, numRuns: 40 })
      .filter(({ length }) => length === 50)
      .map((walk) => {
        const commands = walk.map(({ command }) => ({ command, choice: 0 }));
        const { vocabulary, profile } = specification;
        return linkOf({ vocabulary, profile, system: undefined, commands, place: 50 }, VOCABULARIES).length;
      });
    expect(longest.length).toBeGreaterThan(0);
    expect(Math.max(...longest)).toBeLessThan(1000);
  });

  test('a link takes system and place along', () => {
    const trial = trialOf('hierarchy', '1 fork 2', '2 fork 3', '2 exit');
    trial.chooseSystem('mutant:forget-to-orphan');
    trial.tree.undo();
    const again = new Trial();
    again.openLink(trial.link);
    expect([again.systemName, again.here.depth, again.tree.line.length, again.parted?.depth]).toEqual([
      'mutant:forget-to-orphan',
      2,
      4,
      3,
    ]);
  });

  const good = trialOf('posix', '1 fork 2', '2 setsid').link;

  test.each([
    ['7.AAAA', /^this link is of version 7, and this page reads version 1/],
    ['7', /^the address after # must be a link of this page/],
    ['<img src=x>', /^the address after # must be a link of this page/],
    ['1.', /^the link is damaged/],
    [`${good}AA`, /^the link is damaged/],
    [good.slice(0, -3), /^the link is damaged/],
    [good.replace('AQ', 'BQ'), /^the link is damaged/],
    [`1.${'A'.repeat(1_000_001)}`, /^the link is too long/],
  ])('a link that is none of this page ends in a sentence: %#', (fragment, sentence) => {
    const trial = trialOf('hierarchy', '1 fork 2');
    expect(said(trial.openLink(fragment))).toMatch(sentence);
    expect(trial.here.depth).toBe(1);
  });

  test('a link with a command that nobody can send there ends in a sentence', () => {
    const { vocabulary, profile } = specificationToTell('posix');
    const command = { name: 'setsid', process: 5 };
    const link = linkOf(
      { vocabulary, profile, system: undefined, commands: [{ command, choice: 0 }], place: 1 },
      VOCABULARIES,
    );
    expect(said(new Trial().openLink(link))).toBe(
      'the link\'s command 1, "5 setsid", cannot be issued: process 5 is not running',
    );
  });

  test('a link whose bytes are changed at random is read or ends in a sentence', () => {
    fc.assert(
      fc.property(fc.nat(good.length - 3), fc.nat(63), (at, letter) => {
        const changed = `1.${good.slice(2, 2 + at)}${LETTERS[letter]}${good.slice(3 + at)}`;
        expect(said(new Trial().openLink(changed))).not.toBe('');
      }),
      { seed: 7, numRuns: 500 },
    );
  });
});

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

describe('a file that is opened', () => {
  test.each(HOSTILE_FILES)('a hostile file ends in a sentence: %s', (_, text) => {
    const read = readOpened(text, VOCABULARIES, specificationToTell);
    expect(read).toEqual({ problem: expect.stringMatching(/\S+ \S+ \S/) as string });
    const trial = trialOf('hierarchy', '1 fork 2');
    expect(trial.open(text, 'hostile')).toHaveProperty('problem');
    expect(trial.here.depth).toBe(1);
  });

  test('there are forty hostile files, each another', () => {
    expect(new Set(HOSTILE_FILES.map(([, text]) => text)).size).toBeGreaterThanOrEqual(40);
  });
});

test('a tree of a thousand commands is walked and taken by another profile', () => {
  const tree = new CommandTree(specificationToTell('posix'));
  for (let id = 2; id < 1002; id += 1) tree.run({ name: 'fork', process: 1, child: id });
  expect(tree.line).toHaveLength(1001);
  const { tree: other, left } = tree.by(tree.specification.mostOpen);
  expect([other.line.length, other.here.depth, left]).toEqual([1001, 1000, 0]);
});
