// Goal: docs/semantics.md and the words of job control say the same. Method: the tables of its section read row by row.
import { describe, expect, test } from 'vitest';
import { JOB_CONTROL_VOCABULARY } from '../../src/contract/sets/job-control.ts';
import { textOf } from '../support/repository.ts';

const { commands, refusals } = JOB_CONTROL_VOCABULARY;
const [, SECTION = ''] = textOf('docs/semantics.md').split('\n## 11. Job control\n');
const ROWS = SECTION.split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')));
const OWN = Object.entries(commands).filter(([, { clause }]) => clause.startsWith('J'));

describe('the section of job control', () => {
  test.each(OWN)('docs/semantics.md has %s with its clause, its arguments and its answer', (name, shape) => {
    const row = ROWS.find((cells) => cells[2] === name);
    expect(row?.slice(1, 4)).toEqual([shape.clause, name, Object.keys(shape.arguments).join(', ')]);
    expect(row?.[6]).toBe(Object.keys(shape.answer).join(' ') || '–');
  });

  test('docs/semantics.md has no other command of job control', () => {
    const stated = ROWS.filter(([, clause = '']) => /^J\d+$/.test(clause)).map(([, , name = '']) => name);
    expect(stated.toSorted()).toEqual(OWN.map(([name]) => name).toSorted());
  });

  test('docs/semantics.md names refusals of job control by their names, each with its errno', () => {
    const named = ROWS.filter(([, clause = '']) => /^J\d+$/.test(clause)).flatMap(([, , , , cell = '']) =>
      cell === '–' ? [] : cell.split(' · '),
    );
    expect(named.length).toBeGreaterThan(15);
    for (const errnoAndName of named) {
      const [errno = '', name = ''] = errnoAndName.split(' ');
      expect(refusals, errnoAndName).toHaveProperty(name, expect.objectContaining({ errno }));
    }
  });

  test('docs/semantics.md says of each refusal of job control when it applies', () => {
    const own = new Set(
      ROWS.filter(([, clause = '']) => /^J\d+$/.test(clause)).flatMap(([, , , , cell = '']) =>
        cell.split(' · ').map((each) => each.split(' ')[1] ?? ''),
      ),
    );
    for (const asInPosix of ['', 'nobody-there', 'no-such-child', 'negative-group']) own.delete(asInPosix);
    const explained = ROWS.filter(([, name = '']) => Object.hasOwn(refusals, name));
    expect(explained.map(([, name]) => name).toSorted()).toEqual([...own].toSorted());
    for (const [, name = '', , errno] of explained)
      expect(refusals).toHaveProperty(name, expect.objectContaining({ errno }));
  });
});
