// The kill matrix for people: a row a mutant, a character a property; below it the reach of each property.
import type { KillMatrix, MutantEvidence } from '../../gate/check-evidence.ts';
import { PROPERTIES } from '../../../engines/alarm/properties.ts';
import { WHOLE } from '../../../engines/alarm/kill-matrix.ts';
import { reachOf } from '../../../engines/alarm/reach.ts';
import { MODEL_FREE } from '../../gate/alarm-plan.ts';
import { superfluousWords } from '../../gate/checks/alarm.ts';
import { counted, grouped, plainTable, styled, tableLines, wrapped } from '../terminal.ts';

const ABSENT = '·';
const LINE_MAX = 98;

/** The report on one command set. */
export function killMatrixLines(matrix: KillMatrix): readonly string[] {
  const { commandSet, mutants } = matrix;
  const properties = matrix.properties.filter((name) => name !== WHOLE);
  const letters = lettersFor(properties);
  const rows = plainTable([
    { name: 'rule', alignment: 'left' },
    { name: 'mutant', alignment: 'left' },
    { name: 'after', alignment: 'right' },
    { name: 'killed by', alignment: 'left' },
  ]);
  for (const mutant of mutants)
    rows.addRow({
      rule: mutant.rule,
      mutant: mutant.name,
      after: afterWords(mutant),
      'killed by': properties
        .map((name) => (Object.hasOwn(mutant.killedBy, name) ? letters.get(name) : ABSENT))
        .join(''),
    });
  return [
    styled('bold', `${counted(mutants.length, 'mutant')} of the table for the ${commandSet} commands`),
    '',
    ...tableLines(rows),
    '',
    ...legendLines(mutants),
    '',
    ...reachLines(mutants, properties, letters),
    '',
    ...superfluousWords(mutants, properties).flatMap((words) => wrapped(words.split(', '), LINE_MAX)),
  ];
}

/** After how many commands the whole notices it. */
function afterWords({ killedBy, byExample, equivalent }: MutantEvidence): string {
  const after = killedBy[WHOLE] as number | undefined;
  if (after !== undefined) return `${grouped(after)}${byExample ? '*' : ' '}`;
  return equivalent === undefined ? 'survives ' : 'equivalent ';
}

function legendLines(mutants: readonly MutantEvidence[]): readonly string[] {
  return [
    'after: random commands until the judge of all runs notices it, which compares everything',
    'killed by: the properties that notice it when nothing else is judged',
    ...(mutants.some(({ byExample }) => byExample)
      ? ['*: random commands missed it; the example that is known of it was run after them']
      : []),
    ...mutants.flatMap(({ name, equivalent }) =>
      equivalent === undefined
        ? []
        : [
            `${name} is equivalent: ${equivalent.bound}; ${counted(equivalent.states, 'state')}, ${counted(equivalent.transitions, 'command')} from them`,
          ],
    ),
  ];
}

function reachLines(
  mutants: readonly MutantEvidence[],
  properties: readonly string[],
  letters: ReadonlyMap<string, string>,
): readonly string[] {
  const free = new Map(
    reachOf(
      mutants,
      properties.filter((name) => MODEL_FREE.includes(name)),
    ).map((reach) => [reach.property, reach]),
  );
  const table = plainTable([
    { name: '', alignment: 'left' },
    { name: 'property', alignment: 'left' },
    { name: 'kills', alignment: 'right' },
    { name: 'it alone', alignment: 'right' },
    { name: 'without model', alignment: 'right' },
    { name: 'claim', alignment: 'left' },
  ]);
  for (const { property, kills, alone } of reachOf(mutants, properties))
    table.addRow({
      '': letters.get(property),
      property,
      kills,
      'it alone': alone,
      'without model': free.get(property)?.alone ?? '',
      claim: clipped(PROPERTIES.find(({ name }) => name === property)?.sentence ?? ''),
    });
  return tableLines(table);
}

/** The room that is left of a hundred columns. */
const CLAIM_MAX = 45;

function clipped(text: string): string {
  return text.length <= CLAIM_MAX ? text : `${text.slice(0, CLAIM_MAX - 1)}…`;
}

/** A character for each property, no two alike: of I3 the 3, of others a letter of the name. */
function lettersFor(properties: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  return new Map(
    properties.map((name) => {
      const number = /^I(\d+)$/.exec(name)?.[1];
      const own = number === undefined ? name.split('') : [String(Number(number) % 10)];
      const candidates = [
        ...own,
        ...own.map((letter) => letter.toUpperCase()),
        ...'abcdefghijklmnopqrstuvwxyz'.split(''),
      ];
      const letter = candidates.find((each) => /[a-zA-Z0-9]/.test(each) && !taken.has(each)) ?? '?';
      taken.add(letter);
      return [name, letter];
    }),
  );
}
