// A counterexample as one HTML file that needs nothing else: what it is about, and the viewer.
import { titleOf } from '../../../counterexample/file/record.ts';
import { foundText } from '../../../counterexample/explain/sentences.ts';
import type { Story } from '../../../counterexample/explain/story.ts';
import * as arrows from '../components/arrows.ts';
import { BASE_STYLE } from '../components/base-style.ts';
import { documentOf, escaped } from '../components/document.ts';
import * as draw from '../components/draw.ts';
import { scriptOf } from '../components/script.ts';
import * as theme from '../components/theme.ts';
import * as player from './client/player.ts';
import { pageDataOf } from './page-data.ts';
import { VIEWER_STYLE } from './viewer-style.ts';
import { factsOf, viewerOf } from './viewer.ts';

/** The whole document. */
export function pageOf(story: Story): string {
  const data = pageDataOf(story);
  const heading = headingOf(story);
  const body = `<div class="frame">
<header>
<p class="kicker">${escaped(kickerOf(story))}</p>
<button id="theme" class="theme" type="button" hidden>Light or dark</button>
<h1>${escaped(heading)}</h1>
<ul class="rules">
${factsOf(story)}
</ul>
</header>
<main id="viewer">
${viewerOf(story, data)}
</main>
</div>`;
  return documentOf({
    title: heading,
    style: BASE_STYLE + VIEWER_STYLE,
    body,
    data: { data },
    script: scriptOf([arrows, draw, theme, player], START),
  });
}

const START = `setUpTheme(document, window, document.getElementById('theme'));
startViewer(document, window, {
root: document.getElementById('viewer'),
data: JSON.parse(document.getElementById('data').textContent),
alone: true,
});`;

function headingOf({ failure, steps, outcome }: Story): string {
  if (failure !== undefined) return titleOf(failure.divergence);
  return `${steps.length} ${steps.length === 1 ? 'command' : 'commands'}${outcome === 'passed' ? ': both sides agree' : ''}`;
}

function kickerOf(story: Story): string {
  const found = foundText(story);
  const what = story.failure === undefined ? 'Trace' : 'Counterexample';
  return found === '' ? what : `${what} ${found}`;
}
