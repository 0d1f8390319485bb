// The table of systems as one HTML file that needs nothing else: the table, what was run, and every failure with its viewer.
import { counted } from '../../../contract/format-numbers.ts';
import type { SystemColumn, SystemsTable } from '../../matrix/systems-table.ts';
import * as lanes from '../branches-page/client/lanes.ts';
import { LANES_STYLE } from '../branches-page/style.ts';
import * as arrows from '../components/arrows.ts';
import { BASE_STYLE } from '../components/base-style.ts';
import { documentOf, escaped } from '../components/document.ts';
import * as draw from '../components/draw.ts';
import { scriptOf } from '../components/script.ts';
import * as renew from '../components/renew.ts';
import * as theme from '../components/theme.ts';
import * as player from '../counterexample-page/client/player.ts';
import { VIEWER_STYLE } from '../counterexample-page/viewer-style.ts';
import * as copy from '../gate-page/client/copy.ts';
import type { CheckStory, Viewers } from '../gate-page/embedded-viewer.ts';
import { sectionOf } from '../gate-page/section.ts';
import { standingSign } from '../gate-page/standing.ts';
import { GATE_STYLE } from '../gate-page/style.ts';
import * as systems from './client/systems.ts';
import { failuresSection } from './failures-section.ts';
import { SYSTEMS_STYLE } from './style.ts';
import { keyOf, tableOf } from './table-section.ts';

/**
 * The whole document. `stories`: those of the failures that can be told step by step, by their number; `links`: where the explorer
 * shows them.
 */
export function systemsPageOf(
  table: SystemsTable,
  stories: ReadonlyMap<number, CheckStory>,
  links: ReadonlyMap<number, string> = new Map(),
): string {
  const viewers: Viewers = { sequences: [], lanes: [] };
  const title = titleOf(table);
  const failures = failuresSection(table, { stories, links }, viewers);
  return documentOf({
    title,
    style: BASE_STYLE + VIEWER_STYLE + LANES_STYLE + GATE_STYLE + SYSTEMS_STYLE,
    body: `<div class="frame gate">
<header class="top">
<p class="kicker">procession matrix</p>
<button id="theme" class="theme" type="button" hidden>Light or dark</button>
<h1>${escaped(title)}</h1>
<p class="lead">A row is a clause of the specification, a column a system that was asked to keep it.</p>
</header>
<main>
${keyOf(table)}
${tableOf(table)}
${sectionOf({ id: 'run', title: 'What was run', note: '', lead: '', body: `<ul class="runs">${table.systems.map(runOf).join('\n')}</ul>` })}
${failures === undefined ? '' : sectionOf(failures)}
</main>
</div>`,
    data: { viewers: viewers.sequences, lanes: viewers.lanes },
    script: scriptOf(
      [arrows, draw, renew, theme, player, lanes, copy, systems],
      'startSystemsPage(document, window);',
    ),
  });
}

function titleOf({ systems: columns, groups, failures }: SystemsTable): string {
  const clauses = groups.reduce((sum, { rows }) => sum + rows.length, 0);
  const failed = failures.length === 0 ? 'no failure' : counted(failures.length, 'failure');
  return `${counted(columns.length, 'system')}, ${counted(clauses, 'clause')}, ${failed}`;
}

function runOf({ name, verdict, reports, gaps }: SystemColumn): string {
  const told = reports.map(
    ({ file, command, commands, reason }) =>
      `<li><b>${escaped(command)}</b>, ${counted(commands, 'command')}, <code>${escaped(file)}</code>${reason === null ? '' : `: ${escaped(reason)}`}</li>`,
  );
  const besides = gaps.map((gap) => `<li class="gap">${escaped(gap)}</li>`);
  return `<li>${standingSign(verdict)}<div><h3>${escaped(name)}</h3><ul>${[...told, ...besides].join('')}</ul></div></li>`;
}
