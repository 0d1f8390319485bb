// A page of one viewer: what the pages of a counterexample, with branches and without, have alike.
import * as arrows from '../components/arrows.ts';
import { BASE_STYLE } from '../components/base-style.ts';
import { documentOf, escaped } from '../components/document.ts';
import * as draw from '../components/draw.ts';
import type { ClientModule } from '../components/script.ts';
import { scriptOf } from '../components/script.ts';
import * as renew from '../components/renew.ts';
import * as theme from '../components/theme.ts';
import * as player from './client/player.ts';
import { VIEWER_STYLE } from './viewer-style.ts';

/** The parts of such a page. */
interface ViewerPageParts {
  /** Stands above the heading. */
  readonly kicker: string;
  readonly heading: string;
  /** Markup: the items of a list, and the viewer. */
  readonly facts: string;
  readonly viewer: string;
  readonly data: unknown;
  /** The name of the function that sets the viewer going. */
  readonly start: string;
  /** Beside the style and the functions that every viewer needs. */
  readonly style?: string;
  readonly modules?: readonly ClientModule[];
}

/** The whole document. */
export function viewerPageOf(parts: ViewerPageParts): string {
  const { kicker, heading, facts, viewer, data, start, style = '', modules = [] } = parts;
  return documentOf({
    title: heading,
    style: BASE_STYLE + VIEWER_STYLE + style,
    body: `<div class="frame">
<header>
<p class="kicker">${escaped(kicker)}</p>
<button id="theme" class="theme" type="button" hidden>Light or dark</button>
<h1>${escaped(heading)}</h1>
<ul class="rules">
${facts}
</ul>
</header>
<main id="viewer">
${viewer}
</main>
</div>`,
    data: { data },
    script: scriptOf(
      [arrows, draw, renew, theme, player, ...modules],
      `setUpTheme(document, window, document.getElementById('theme'));
${start}(document, window, {
root: document.getElementById('viewer'),
data: JSON.parse(document.getElementById('data').textContent),
alone: true,
});`,
    ),
  });
}
