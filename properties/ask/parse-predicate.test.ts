// Goal: a predicate's text means one thing, is printed so that it means the same again, and text that makes no sense is told with its
// place and a cure. Method: texts beside their printed form, predicates built at random, and a table of mistakes.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { specificationToTell } from '../../src/command-sets.ts';
import { parsePredicate } from '../../src/engines/ask/parse-predicate.ts';
import type { Predicate } from '../../src/engines/ask/predicate.ts';
import { printPredicate } from '../../src/engines/ask/predicate.ts';

const HIERARCHY = specificationToTell('hierarchy');
const JOBS = specificationToTell('job-control');

function parsed(text: string, specification = JOBS): Predicate {
  const read = parsePredicate(text, specification);
  if ('problem' in read) throw new Error(`${text}: column ${read.problem.column}: ${read.problem.message}`);
  return read.value;
}

/** The place at which a text makes no sense, and why. */
function problemOf(text: string, specification = JOBS): string {
  const read = parsePredicate(text, specification);
  return 'problem' in read ? `${read.problem.line}:${read.problem.column} ${read.problem.message}` : 'none';
}

describe('the text of a predicate', () => {
  test.each([
    ['zombie 3', 'zombie(3)'],
    ['zombie(3)', 'zombie(3)'],
    ['state(3) = zombie', 'zombie(3)'],
    ['state 3 != zombie', 'state(3) != zombie'],
    ['zombie = state(3)', 'zombie(3)'],
    ['parent 3=1', 'parent(3) = 1'],
    ['(parent(3)) = (1)', 'parent(3) = 1'],
    ['ppid 3 = 1', 'parent(3) = 1'],
    ['pgid 3 = pid 3', 'group(3) = 3'],
    ['sid 3 = 1', 'session(3) = 1'],
    ['sid g3 = 1', 'session(g3) = 1'],
    ['session group 3 = s1', 'session(group(3)) = s1'],
    ['session(3) = session(g3)', 'session(3) = session(g3)'],
    ['some p: zombie p', 'some p: zombie(p)'],
    ['some process p: zombie p', 'some p: zombie(p)'],
    ['some group g, h: g != h', 'some group g, h: g != h'],
    ['every c in children 1: running c', 'every c in children(1): running(c)'],
    ['some zombies', 'some zombie'],
    ['no children(2)', 'no children(2)'],
    ['some group 3', 'some group 3'],
    ['no process(3)', 'no process 3'],
    ['count zombies>=2', 'count(zombie) >= 2'],
    ['count(p: zombie p) = 1', 'count(p: zombie(p)) = 1'],
    ['count(g in groups 1: g != 1) = 1', 'count(g in groups(1): g != 1) = 1'],
    ['SIGHUP in received 2', 'SIGHUP in received(2)'],
    ['3 in children 1', '3 in children(1)'],
    ['session(tty1) = 2', 'session(tty1) = 2'],
    ['terminal(3) = tty2', 'terminal(3) = tty2'],
    ['parent 1 = none', 'parent(1) = none'],
    ['zombie 2 and zombie 3 or zombie 4', 'zombie(2) and zombie(3) or zombie(4)'],
    ['zombie 2 and (zombie 3 or zombie 4)', 'zombie(2) and (zombie(3) or zombie(4))'],
    ['not (zombie 2 or zombie 3)', 'not (zombie(2) or zombie(3))'],
    ['not not zombie 2', 'not not zombie(2)'],
    ['(some p: zombie p) and waiting 2', '(some p: zombie(p)) and waiting(2)'],
    ['waiting 2 and some p: zombie p and waiting p', 'waiting(2) and (some p: zombie(p) and waiting(p))'],
    ['wait-blocks and stopped 2', 'wait-blocks and stopped(2)'],
    ['zombie 2\tand zombie 3', 'zombie(2) and zombie(3)'],
    ['exitCode 2 = -1', 'exitCode(2) = -1'],
  ])('the predicate "%s" is printed as "%s"', (text, printed) => {
    expect(printPredicate(parsed(text))).toBe(printed);
    expect(printPredicate(parsed(printed))).toBe(printed);
    expect(parsed(printed).expression).toEqual(parsed(text).expression);
  });

  test('a name for a thing is one for each variable, and ends with what it is said of', () => {
    expect(problemOf('(some p: zombie p) and zombie p')).toMatch(/^1:31 .*nothing called "p"/);
    expect(problemOf('some p: some p: zombie p')).toMatch(/^1:14 "p" is a name already/);
  });

  test('a predicate built at random is printed so that it parses to the same again', () => {
    const operand = fc.constantFrom(
      '1',
      '2',
      '3',
      'parent(2)',
      'group(3)',
      'session(g2)',
      'parent(parent(3))',
    );
    const set = fc
      .constantFrom('zombie', 'processes', 'children(1)', 'processes(g2)', 'received(2)', 'groups(s1)')
      .filter((text) => !text.startsWith('received'));
    const atom = fc.oneof(
      operand.map((of) => `zombie(${of.startsWith('g') || of.startsWith('s') ? 2 : of})`),
      fc.tuple(operand, fc.constantFrom('=', '!=', '<', '>=')).map(([of, sign]) => `parent(2) ${sign} ${of}`),
      fc.tuple(set, fc.nat({ max: 3 })).map(([all, most]) => `count(${all}) <= ${most}`),
      set.map((all) => `some ${all}`),
      fc.tuple(operand, set).map(([of, all]) => `${of} in ${all}`),
    );
    const { tree } = fc.letrec<{ tree: string }>((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        atom,
        fc
          .tuple(tie('tree'), fc.constantFrom('and', 'or'), tie('tree'))
          .map(([one, word, other]) => `(${one}) ${word} (${other})`),
        tie('tree').map((of) => `not (${of})`),
        fc
          .tuple(fc.constantFrom('some', 'every', 'no'), set, tie('tree'))
          .map(([how, all, of]) => `(${how} v${of.length} in ${all}: ${of})`),
      ),
    }));
    fc.assert(
      fc.property(tree, (text) => {
        const read = parsePredicate(text, JOBS);
        if ('problem' in read) fc.pre(false); // A variable may stand within itself.
        const printed = printPredicate(parsed(text));
        expect(printPredicate(parsed(printed))).toBe(printed);
        const again = parsed(printed);
        expect(again.namedIds).toEqual(parsed(text).namedIds);
        expect(printPredicate(again).length).toBeLessThanOrEqual(text.length);
      }),
      { seed: 16, numRuns: 500 },
    );
  });
});

describe('what a predicate depends on', () => {
  test.each([
    ['some p: zombie p and parent p = 1', [], false],
    ['zombie(3) and parent(3) = 2', [2, 3], false],
    ['session(g4) = s2', [2, 4], false],
    ['terminal(1) = tty2 and session(tty2) = 1 and terminal 1 = 2', [], false],
    ['exitCode(1) = 9 and count(zombies) = 2', [], false],
    ['some p: parent p < p', [], true],
    ['some p: terminal p < tty2', [], false],
    ['some p: exitCode p > 3', [], false],
    ['order-is-not-that-of-ids', [], true],
  ])('"%s" names %j', (text, namedIds, ordersIds) => {
    expect(parsed(text)).toMatchObject({ namedIds, ordersIds });
  });

  test.each([
    ['zombie(3)', false],
    ['SIGCONT in received(3)', true],
    ['count(p: SIGCONT in received p) = 2', true],
    ['zombie(3) or wait-blocks', true],
  ])('"%s" asks about the step before, or does not', (text, asksSteps) => {
    expect(parsed(text).asksSteps).toBe(asksSteps);
  });
});

describe('text that is no predicate', () => {
  test.each([
    ['', /^1:1 the text ends where something is missing/],
    ['zombi(3)', /^1:1 .*nothing called "zombi" \(Did you mean zombie\?\)$/],
    ['some p: paren p = 1', /^1:9 .*nothing called "paren" \(Did you mean parent\?\)$/],
    ['zombie-keeps-its-grup', /\(Did you mean zombie-keeps-its-group\?\)$/],
    ['zombie(3) && zombie(2)', /^1:11 "&&" means nothing in a predicate: write "and"$/],
    ['!zombie(3)', /^1:1 "!" .*: write "not"$/],
    ['parent(3) == 1', /^1:11 "==" .*: write "="$/],
    ['parent(3) → 1', /^1:11 "→" means nothing in a predicate: it is made of names/],
    ['exists p: zombie p', /^1:1 .*: write "some"$/],
    ['all p: zombie p', /^1:1 .*: write "every"$/],
    ['parent(3)', /^1:1 expected something that holds or does not, and this is a number: compare it/],
    ['state(3)', /^1:1 .*and state is a word: compare it$/],
    ['zombies', /^1:1 .*several things: write "some" before them$/],
    ['SIGHUP', /^1:1 .*: write "SIGHUP in …"$/],
    ['zombie(3) = 1', /^1:1 this holds or does not: leave the comparison out/],
    ['state(3) = zomby', /^1:12 .*nothing called "zomby" \(Did you mean zombie\?\)$/],
    ['state(3) < zombie', /^1:10 state is a word: compare it with = or !=$/],
    ['state(3) = 1', /^1:12 state is one of running, zombie, stopped, not "1"$/],
    ['received(3) = SIGHUP', /^1:1 received is several words: write "SIGHUP in received\(…\)"$/],
    ['SIGKILL in received(3)', /^1:1 .*nothing called "SIGKILL"/],
    ['children(1) = 2', /^1:1 several things are compared by their number: write "count\(…\)"/],
    ['count(parent 2) = 1', /^1:7 expected several things to count/],
    ['count(zombies) = parent(2)', /^1:18 this is the number of a thing, and the other side is an amount/],
    ['1 = 1', /^1:1 two numbers say nothing of a state/],
    ['parent(1) < none', /^1:11 "none" is neither more nor less/],
    ['parent(none) = 1', /^1:8 parent is asked of one thing/],
    ['parent(g3) = 1', /^1:1 a group has no parent: it has session, processes$/],
    ['pid(g3) = 1', /^1:5 only a process has a pid/],
    ['zombie(0)', /^1:8 expected the number of a process, 1 to 2147483647, not 0$/],
    ['session(tty3) = 1', /^1:9 expected the number of a terminal, 1 to 2, not tty3$/],
    ['(zombie(3)', /^1:11 expected "\)" to end what "\(" began, and the text ends$/],
    ['zombie(3))', /^1:10 "\)" is left over: no "\(" stands before it$/],
    ['zombie(3) zombie(2)', /^1:11 "zombie" is left over: join it with "and" or "or"/],
    ['parent(3) = 1 = 1', /^1:15 "=" is left over: a comparison has two sides/],
    ['zombie 2 and', /^1:13 the text ends where something is missing/],
    ['and zombie 2', /^1:1 expected a name or a number before "and"$/],
    ['some', /^1:5 expected a variable after "some", such as "some p: zombie p", a kind with a number/],
    ['every zombie', /^1:7 expected a variable after "every"/],
    ['some p zombie p', /^1:6 .*nothing called "p"/],
    ['some group: group = 1', /^1:6 .*/],
    [
      'some zombie: parent zombie = 1',
      /^1:6 "zombie" is a name already: call the variable otherwise, such as p$/,
    ],
    ['some p in 3: zombie p', /^1:11 expected several things after "in", such as children\(1\), not "3"$/],
    ['some group g in children(1): g = 1', /^1:14 these are no groups: leave "group" out$/],
    ['3 in 4', /^1:6 expected several things after "in"/],
    ['count(p, q: zombie p) = 1', /^1:7 things are told by one variable/],
    ['process(3)', /^1:1 expected "some process 3" or "no process 3" to ask for one$/],
    ['zombie 2\nand zombi 3', /^2:5 .*nothing called "zombi"/],
    ['process.exit()', /^1:8 "\." means nothing in a predicate/],
    ['constructor(3)', /^1:1 .*nothing called "constructor"/],
    ['__proto__', /^1:1 .*nothing called "__proto__"/],
    ['some toString: zombie toString and valueOf(2)', /^1:36 .*nothing called "valueOf"/],
  ])('"%s" is told with its place, its cause and a cure', (text, sentence) => {
    expect(problemOf(text)).toMatch(sentence);
  });

  test('a field of another set is none of this one', () => {
    expect(problemOf('executed(2)', HIERARCHY)).toMatch(
      /^1:1 the hierarchy commands show nothing called "executed"/,
    );
    expect(problemOf('stopped(2)', specificationToTell('posix'))).toMatch(/nothing called "stopped"/);
    expect(problemOf('some terminal 1', HIERARCHY)).toMatch(/nothing called "terminal"/);
  });

  test('a text that is too long or too deep is told to be, and no stack is used up', () => {
    expect(problemOf(`zombie(3) or ${'zombie(2) or '.repeat(1000)} zombie(4)`)).toMatch(
      /at most 4000 characters/,
    );
    for (const deep of ['not '.repeat(900), '('.repeat(3000), 'parent '.repeat(500), 'some p: '.repeat(10)])
      expect(problemOf(`${deep}zombie(2)`)).not.toBe('none');
    expect(problemOf(`${'not '.repeat(900)}zombie(2)`)).toMatch(
      /more than 100 parts stand within each other/,
    );
  });

  test('any text at all is a predicate or a problem within it', () => {
    const words = fc.constantFrom(
      'some',
      'p',
      ':',
      '(',
      ')',
      'zombie',
      'in',
      'children',
      '3',
      '=',
      'count',
      'not',
      'and',
      'tty1',
      'received',
      'SIGHUP',
      ',',
      'none',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(words, { maxLength: 12 }).map((all) => all.join(' ')),
        ),
        (text) => {
          const read = parsePredicate(text, JOBS);
          if ('value' in read) {
            expect(printPredicate(parsed(printPredicate(read.value)))).toBe(printPredicate(read.value));
            return;
          }
          const line = text.split(/\r\n?|\n/)[read.problem.line - 1] ?? '';
          expect(read.problem.column).toBeGreaterThanOrEqual(1);
          expect(read.problem.column).toBeLessThanOrEqual(line.length + 1);
          expect(read.problem.message).not.toBe('');
        },
      ),
      { seed: 16, numRuns: 3000 },
    );
  });
});
