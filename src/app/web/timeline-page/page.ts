// A recorded process tree over time as one HTML file that needs nothing else: lives, groups and sessions over the lines of the
// log, and the tree at any of them.
import { counted } from '../../../contract/format-numbers.ts';
import type { Explanation } from '../../../engines/recordings/explanation.ts';
import type { Timeline } from '../../../engines/recordings/timeline.ts';
import { BASE_STYLE } from '../components/base-style.ts';
import { documentOf, escaped } from '../components/document.ts';
import { scriptOf } from '../components/script.ts';
import * as theme from '../components/theme.ts';

/** Beside what the page is about. */
export interface TimelinePageOptions {
  /** The log's name. */
  readonly name: string;
  /** Packs what a long log makes the page hold (`gzip`); without it, it stands there as it is. */
  readonly gzip?: (text: string) => Uint8Array;
}

/** The whole document. `lines`: the log's text, the first line first. */
export function pageOfTimeline(
  timeline: Timeline,
  lines: readonly string[],
  explanation: Explanation,
  { name }: TimelinePageOptions,
): string {
  const recorded = timeline.processes.filter((process) => process.recorded).length;
  const heading = `${counted(lines.length, 'line')}, ${counted(recorded, 'process', 'processes')}`;
  return documentOf({
    title: heading,
    style: BASE_STYLE,
    body: `<div class="frame">
<header>
<p class="kicker">${escaped(name)}</p>
<button id="theme" class="theme" type="button" hidden>Light or dark</button>
<h1>${escaped(heading)}</h1>
</header>
<main><ul>
${explanation.unexplained.map(({ line, sentence }) => `<li>line ${line}: ${escaped(sentence)}</li>`).join('\n')}
</ul></main>
</div>`,
    data: {},
    script: scriptOf([theme], `setUpTheme(document, window, document.getElementById('theme'));`),
  });
}
