// A counterexample with branches as one HTML file that needs nothing else: the lanes, the orders that were tried, and the
// states that they lead to.
import { titleOf } from '../../../counterexample/file/record.ts';
import type { ConcurrentStory } from '../../../counterexample/explain/concurrent-story.ts';
import * as arrows from '../components/arrows.ts';
import { BASE_STYLE } from '../components/base-style.ts';
import { documentOf, escaped } from '../components/document.ts';
import * as draw from '../components/draw.ts';
import { scriptOf } from '../components/script.ts';
import * as theme from '../components/theme.ts';
import * as player from '../counterexample-page/client/player.ts';
import { VIEWER_STYLE } from '../counterexample-page/viewer-style.ts';
import * as lanes from './client/lanes.ts';
import { branchesDataOf } from './page-data.ts';
import { branchesViewerOf, branchFactsOf } from './viewer.ts';
import { LANES_STYLE } from './style.ts';

/** The whole document. */
export function branchesPageOf(story: ConcurrentStory): string {
  const data = branchesDataOf(story);
  const heading = headingOf(story);
  const body = `<div class="frame">
<header>
<p class="kicker">${escaped(kickerOf(story))}</p>
<button id="theme" class="theme" type="button" hidden>Light or dark</button>
<h1>${escaped(heading)}</h1>
<ul class="rules">
${branchFactsOf(story)}
</ul>
</header>
<main id="viewer">
${branchesViewerOf(story, data)}
</main>
</div>`;
  return documentOf({
    title: heading,
    style: BASE_STYLE + VIEWER_STYLE + LANES_STYLE,
    body,
    data: { data },
    script: scriptOf([arrows, draw, theme, player, lanes], START),
  });
}

const START = `setUpTheme(document, window, document.getElementById('theme'));
startLanes(document, window, {
root: document.getElementById('viewer'),
data: JSON.parse(document.getElementById('data').textContent),
alone: true,
});`;

function headingOf({ failure, outcome, orders }: ConcurrentStory): string {
  if (failure !== undefined) return titleOf(failure);
  return outcome === 'untried' && orders.length === 0
    ? 'A program of branches'
    : 'An order of the commands explains what was seen';
}

function kickerOf({ failure, system, seed }: ConcurrentStory): string {
  const what = failure === undefined ? 'Trace with branches' : 'Counterexample';
  const on = system === undefined ? '' : ` on ${system}`;
  return `${what}${on}${seed === undefined ? '' : `, seed ${seed}`}`;
}
