// The coverage by clause: each clause of docs/semantics.md is counted of the outcomes in which it shows, or listed here with the
// reason that it shows in none.
import { expect, test } from 'vitest';
import { alarmMutants } from '../../src/app/gate/alarm-plan.ts';
import { clausesIn, clausesOfSet } from '../../src/app/gate/clauses.ts';
import type { CoverageEvidence } from '../../src/app/gate/check-evidence.ts';
import { COMMAND_SETS } from '../../src/command-sets.ts';
import { textOf } from '../support/repository.ts';

const NOT_COUNTED: Readonly<Record<string, readonly string[]>> = {
  'drains are no outcome of a command': ['C1', 'C2', 'C38'],
  'it says which refusals apply together, and coverage counts each': ['C4', 'C5', 'C6', 'C29'],
  'it shows in states of zombies, which coverage does not count': ['C8', 'C14', 'C35'],
  'every answer of the command shows it': ['C10', 'C15', 'C30', 'C31', 'C33', 'C40', 'C41'],
  'it says how everything is compared': [
    ...Array.from({ length: 7 }, (_, index) => `C${index + 18}`),
    'C11',
    'C28',
    'C39',
  ],
  'it says what is no command': ['C25', 'C27', 'C32', 'C44'],
  'our tables say no limit': ['C45'],
  'it says how commands at the same time are judged': Array.from(
    { length: 9 },
    (_, index) => `C${index + 46}`,
  ),
  'invariants judge every step, and are counted beside it': Array.from(
    { length: 15 },
    (_, index) => `I${index + 1}`,
  ),
  'no outcome of a job-control command alone shows it': Array.from(
    { length: 18 },
    (_, index) => `C${index + 55}`,
  ),
  'it compares with systems elsewhere': Array.from({ length: 12 }, (_, index) => `D${index + 1}`),
};

const page = textOf('docs/semantics.md');
const onPage = new Set(
  [...page.matchAll(/^(?:\| |- \*\*)([HPICDJ]\d+)(?: \||\.\*\*)/gm)].map(([, clause = '']) => clause),
);
const counted = [...new Set(COMMAND_SETS.flatMap((set) => clausesOfSet(set).map(({ clause }) => clause)))];

test('every clause of the page is counted, or said to be none that can be', () => {
  const excused = Object.values(NOT_COUNTED).flat();
  expect([...counted, ...excused].toSorted()).toEqual([...onPage].toSorted());
});

test('every sign of a choice is one that coverage counts', () => {
  const unknown = COMMAND_SETS.flatMap((set) => {
    const [specification] = set.specifications;
    const { witnesses, vocabulary, refusalsPossible } = specification;
    return Object.entries(set.choices ?? {}).flatMap(([clause, { shows }]) =>
      shows.flatMap((sign) => {
        if ('witness' in sign) return Object.hasOwn(witnesses, sign.witness) ? [] : [clause];
        const { command, refusal } = sign;
        if (!Object.hasOwn(vocabulary.commands, command)) return [clause];
        return refusal === undefined || refusalsPossible(command).includes(refusal) ? [] : [clause];
      }),
    );
  });
  expect(unknown).toEqual([]);
});

test('a clause decided as often as its commands were accepted and refused, and its mutants are those that break it', () => {
  const [{ table }] = COMMAND_SETS;
  const commandSet = table.vocabulary.id;
  const [name = ''] = Object.keys(table.vocabulary.commands);
  const [refusal = ''] = COMMAND_SETS[0].specifications[0].refusalsPossible(name);
  const coverage: CoverageEvidence = {
    commandSet,
    commands: { [name]: { accepted: 5, refused: 2, refusals: { [refusal]: { times: 2, alone: 1 } } } },
    witnesses: { 'zombie-adopted': 3 },
  };
  const [mutant] = alarmMutants(commandSet);
  const { clause } = table.vocabulary.commands[name];
  const row = { name: mutant.name, rule: clause, sentence: mutant.sentence, killedBy: {} };
  const killMatrix = { commandSet, properties: [], mutants: [row] };
  const found = clausesIn('random', { coverage, killMatrix });
  expect(found[0]).toEqual({
    clause,
    title: name,
    decided: 7,
    byCheck: { random: 7 },
    mutants: [mutant.name],
  });
  expect(found.find((each) => each.clause === 'C17')).toMatchObject({ decided: 3, mutants: [] });
  expect(found.filter(({ decided }) => decided > 0)).toHaveLength(2);
});

test('a check that counts nothing says nothing of clauses', () => {
  expect(clausesIn('start', { totals: { runs: 1 } })).toEqual([]);
});

test('every mutant breaks a clause that is counted', () => {
  const rules = COMMAND_SETS.flatMap(({ table }) => alarmMutants(table.vocabulary.id)).map(
    ({ rule }) => rule,
  );
  // The waking of a wait has no command of its own: J2 counts for it.
  const asCounted = rules.map((rule) => (rule === 'J12' ? 'J2' : rule));
  expect(asCounted.filter((rule) => !counted.includes(rule))).toEqual([]);
});
