// Goal: the page of the table of systems says in its markup what the table says, to a screen reader too, and shows hostile texts as
// they are. Method: a table with each end of a clause, and one of which each text is hostile.
import { describe, expect, test } from 'vitest';
import { systemsPage } from '../../src/app/cli/files/systems-page.ts';
import { systemsTable } from '../../src/app/matrix/systems-table.ts';
import { HOSTILE } from '../counterexample/examples.ts';
import { failure, findings, OF_EACH_STANDING, source } from '../matrix/example-findings.ts';

describe('the page of the table of systems', () => {
  test('the page has a real table: a head for each system and each clause, and a row of heads for each group', async () => {
    const page = await systemsPage(systemsTable(OF_EACH_STANDING));
    const heads = [...page.matchAll(/<th scope="col">/g)];
    expect(heads).toHaveLength(1 + 3);
    for (const clause of ['H1', 'P2', 'I9', 'C17', 'reset'])
      expect(page).toMatch(new RegExp(`<th scope="row"[^>]*><b>${clause}</b>`));
    expect(page).toMatch(/<tr class="group-head"><th scope="rowgroup" colspan="4">/);
    expect(page).toContain('<caption class="spoken">');
  });

  test('each cell says its end in a word, and a red one leads to its failure', async () => {
    const page = await systemsPage(systemsTable(OF_EACH_STANDING));
    const row = (clause: string): string =>
      page.match(new RegExp(`<b>${clause}</b>.*?</tr>`, 's'))?.[0] ?? 'no such row';
    expect(row('H1')).toContain('passed </span><span class="count" title="12">12</span>');
    expect(row('H2')).toContain('deviates as known');
    expect(row('H2')).toContain('title="its create_session asks nothing"');
    expect(row('H5')).toContain(
      'href="#failure-1" data-failure="1" aria-label="failed: H5 on mine, failure 1"',
    );
    expect(row('H7')).toContain('not reached');
    expect(row('C17')).toContain('inconclusive');
    expect(row('P1')).toContain('title="of another command set: it was asked that of hierarchy"');
    expect(page).toMatch(/<details class="check fail" id="failure-1">/);
  });

  test('hostile texts stay texts', async () => {
    const hostile = findings(
      { H1: 1, H5: 2 },
      {
        system: HOSTILE,
        source: source({ verdict: 'fail', reason: HOSTILE, file: HOSTILE }),
        failures: [failure([HOSTILE], { sentence: HOSTILE, replay: HOSTILE, trace: HOSTILE, record: {} })],
        deviations: [{ clause: 'H1', reason: HOSTILE, times: 1 }],
        gaps: [HOSTILE],
      },
    );
    const page = await systemsPage(systemsTable([hostile]));
    expect(page).not.toContain('<img');
    expect(page.match(/<script/g)).toHaveLength(3);
    expect(page).toContain("default-src 'none'");
  });
});
