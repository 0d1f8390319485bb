// A recorded process tree over time as one HTML file that needs nothing else: lives, groups and sessions over the lines of the
// log, and the tree at any of them.
import * as numbers from '../../../contract/format-numbers.ts';
import type { Explanation } from '../../../engines/recordings/explanation.ts';
import { FIRST_OUTSIDE_ID } from '../../../engines/recordings/lives.ts';
import type { Timeline } from '../../../engines/recordings/timeline.ts';
import { BASE_STYLE } from '../components/base-style.ts';
import { dataText, documentOf, escaped } from '../components/document.ts';
import * as draw from '../components/draw.ts';
import { scriptOf } from '../components/script.ts';
import * as theme from '../components/theme.ts';
import { partsOf } from '../counterexample-page/client/player.ts';
import * as chart from './client/chart.ts';
import * as chronicle from './client/chronicle.ts';
import * as log from './client/log.ts';
import * as overview from './client/overview.ts';
import * as panels from './client/panels.ts';
import * as search from './client/search.ts';
import * as client from './client/timeline.ts';
import * as unpack from './client/unpack.ts';
import * as view from './client/view.ts';
import { timelineDataOf } from './page-data.ts';
import { TIMELINE_STYLE } from './style.ts';
import { explanationFacts, findingsOf, timelineViewerOf } from './viewer.ts';

/** Beside what the page is about. */
export interface TimelinePageOptions {
  /** The log's name. */
  readonly name: string;
  /** Packs a text: gzip, in base64. Without it the page of a long log is large. */
  readonly pack?: (text: string) => string;
}

/** Characters of data that are not packed, so that any browser can read them. */
const PLAIN_MAX = 200_000;

/** The whole document. `lines`: the log's text, the first line first. */
export function pageOfTimeline(
  timeline: Timeline,
  lines: readonly string[],
  explanation: Explanation,
  { name, pack }: TimelinePageOptions,
): string {
  const heading = headingOf(lines.length, explanation);
  const data = timelineDataOf(timeline, lines, explanation, FIRST_OUTSIDE_ID);
  const text = dataText(data);
  const packed = pack === undefined || text.length <= PLAIN_MAX ? undefined : pack(text);
  if (packed !== undefined && !/^[\w+/=]*$/.test(packed))
    throw new TypeError('a packed text must be in base64');
  return documentOf({
    title: `${name}: ${heading}`,
    style: BASE_STYLE + TIMELINE_STYLE,
    body: `<div class="frame" id="timeline">
<header>
<p class="kicker">${escaped(name)}</p>
<button id="theme" class="theme" type="button" hidden>Light or dark</button>
<h1>${escaped(heading)}</h1>
<ul class="rules">
${explanationFacts(explanation)}
</ul>
</header>
<main>
${timelineViewerOf(lines.length)}
${findingsOf(explanation)}
</main>
</div>
${packed === undefined ? '' : `<script type="text/plain" id="packed">${packed}</script>`}`,
    data: packed === undefined ? { data } : {},
    script: scriptOf(
      [
        { make: draw.make, partsOf },
        numbers,
        theme,
        chronicle,
        view,
        chart,
        overview,
        log,
        panels,
        search,
        unpack,
        client,
      ],
      `setUpTheme(document, window, document.getElementById('theme'));
startTimeline(document, window, document.getElementById('timeline'));`,
    ),
  });
}

function headingOf(
  lineCount: number,
  { unexplained, unexplainedRows, verdict, counts }: Explanation,
): string {
  const found = [
    ...(unexplained.length === 0 ? [] : [numbers.counted(unexplained.length, 'line')]),
    ...(unexplainedRows.length === 0
      ? []
      : [`${numbers.counted(unexplainedRows.length, 'row')} of snapshots`]),
  ];
  const of = `${numbers.counted(lineCount, 'line')} of ${numbers.counted(counts.processes, 'process', 'processes')}`;
  if (found.length > 0) {
    const are = unexplained.length + unexplainedRows.length === 1 ? 'is' : 'are';
    return `${found.join(' and ')} ${are} not explained, in ${of}`;
  }
  if (verdict === 'inconclusive')
    return `No verdict: ${numbers.grouped(counts.explained)} results are explained, in ${of}`;
  return `Everything that ${of} show is explained`;
}
