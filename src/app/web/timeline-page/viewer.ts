// The page of a timeline as markup: what is fixed stands here, and what could not be explained, so that it can be read without a
// script; what moves is drawn by the script from the data.
import { counted, grouped } from '../../../contract/format-numbers.ts';
import type { Explanation, UnexplainedLine } from '../../../engines/recordings/explanation.ts';
import { escaped } from '../components/document.ts';

/** Findings of one kind that are listed. */
const LISTED_MAX = 200;

/** The place where all is drawn. */
export function timelineViewerOf(lineCount: number): string {
  return `<p class="waiting" data-part="waiting">Reading the log …</p>
<noscript><p class="waiting">The drawings need JavaScript. What was found stands below.</p></noscript>
<div class="tools-frame" data-part="tools" hidden>
<section class="cursor-tools" aria-label="Cursor">
<p class="place"><span data-part="place"></span> <span class="aside" data-part="time"></span></p>
<div class="cursor-row">
<button data-part="previous" type="button" aria-label="Previous line" aria-keyshortcuts="ArrowLeft">←</button>
<div class="track">
<svg class="overview" data-part="overview" aria-hidden="true"></svg>
<input class="slider" data-part="slider" type="range" min="0" max="${lineCount}" value="0" aria-label="Line">
</div>
<button data-part="next" type="button" aria-label="Next line" aria-keyshortcuts="ArrowRight">→</button>
</div>
<p class="spoken" data-part="said" role="status" aria-live="polite"></p>
</section>
<section class="other-tools" aria-label="Tools">
<div class="tool-set" data-part="faults" hidden>
<button data-part="fault-before" type="button" aria-label="Previous unexplained line">‹</button>
<span class="fault-word">✗ not explained</span>
<button data-part="fault-after" type="button" aria-label="Next unexplained line">›</button>
</div>
<label class="find"><span class="spoken">Find a process by number or program</span><input data-part="find" type="search" placeholder="pid or program" autocomplete="off" spellcheck="false"><span class="found" data-part="found" role="status"></span></label>
<div class="tool-set zoom" role="group" aria-label="Lines in the chart">
<button data-part="wider" type="button" aria-label="More lines">−</button>
<button data-part="closer" type="button" aria-label="Fewer lines">+</button>
<button data-part="whole" type="button">all lines</button>
</div>
<div class="tool-set" data-part="scale" role="group" aria-label="Room in the chart" hidden>
<button data-part="by-lines" type="button" aria-pressed="true">by lines</button>
<button data-part="by-time" type="button" aria-pressed="false">by time</button>
</div>
</section>
</div>
<div class="stage-frame"><div class="stage" data-part="stage" hidden>
<section class="chart" data-part="chart" aria-label="Lives">
<div class="chart-head"><div class="columns" data-part="columns" aria-hidden="true"><span class="sid">sid</span><span class="pgid">pgid</span><span class="pid">pid</span></div><svg class="axis" data-part="axis" height="24" aria-hidden="true"></svg></div>
<div class="rows" data-part="rows" role="listbox" tabindex="0" aria-label="Processes"><div class="room" data-part="room"><div class="layer" data-part="layer" role="presentation"></div></div><p class="empty" data-part="no-rows" hidden>no process in these lines</p></div>
</section>
<section class="log-part" aria-label="Log">
<div class="log" data-part="log" role="listbox" tabindex="0" aria-label="Lines of the log"><div class="room" data-part="log-room"><div class="layer" data-part="log-layer" role="presentation"></div></div></div>
</section>
<section class="panel line-panel" data-part="line" aria-label="Line"></section>
<section class="panel tree-panel" data-part="tree" aria-label="Tree"></section>
<section class="panel life-panel" data-part="life" aria-label="Process"></section>
</div></div>
${LEGEND}`;
}

/** The facts about an explanation, as items of a list. */
export function explanationFacts({ counts, inconclusive, interrupted, running }: Explanation): string {
  const { checked, explained, open, terminals, terminalsOpen, notCovered, snapshots, rows } = counts;
  const facts: (readonly [string, string])[] = [
    [
      'Checked',
      `${counted(checked, 'result')}, of which the specification explains ${explained === checked ? 'all' : grouped(explained)}`,
    ],
    ...(open === 0 ? [] : [['Open', `${counted(open, 'result')} that something unknown decides`] as const]),
    ...(terminals + terminalsOpen === 0
      ? []
      : [
          [
            'Terminals',
            `${counted(terminals, 'result')} judged, ${grouped(terminalsOpen)} left open`,
          ] as const,
        ]),
    ...(notCovered === 0
      ? []
      : [['Not covered', `${counted(notCovered, 'result')} of other calls`] as const]),
    ...(snapshots === 0
      ? []
      : [['Snapshots', `${grouped(snapshots)} with ${counted(rows, 'row')}`] as const]),
    ...(running.length === 0
      ? []
      : [['Running', `${counted(running.length, 'process', 'processes')} at the end of the log`] as const]),
    ...(interrupted ? [['Note', 'ended before the end of the log'] as const] : []),
    ...(inconclusive === undefined ? [] : [['Inconclusive', inconclusive] as const]),
  ];
  return facts.map(([name, text]) => `<li><b>${name}</b> ${escaped(text)}</li>`).join('\n');
}

/** The findings, in lists. */
export function findingsOf(explanation: Explanation): string {
  const { unexplained, unexplainedRows, unreadable, openQuestions, beyondBudget } = explanation;
  const parts = [
    listed('Lines that are not explained', unexplained, unexplainedItem),
    listed(
      'Rows of snapshots that differ',
      unexplainedRows,
      ({ snapshot, process, sentence }) =>
        `<b>${escaped(snapshot)}</b>, process ${process}: ${escaped(sentence)}`,
    ),
    listed('Lines that were not read', unreadable, ({ line, why }) => `${lineLink(line)} ${escaped(why)}`),
    listed(
      'Lines whose search ended with its budget',
      beyondBudget,
      (line) => `${lineLink(line)} other orders were not all tried`,
    ),
    listed('What the log leaves open', openQuestions, ({ line, times, sentence }) => {
      const first = line === undefined ? '' : ` from ${lineLink(line)} on`;
      return `${escaped(sentence)} <span class="aside">${counted(times, 'time')}${first}</span>`;
    }),
  ];
  return parts.join('\n');
}

function listed<Item>(title: string, items: readonly Item[], text: (item: Item) => string): string {
  if (items.length === 0) return '';
  const rest = items.length - LISTED_MAX;
  const more = rest > 0 ? `<li class="aside">and ${grouped(rest)} more</li>` : '';
  const rows = items.slice(0, LISTED_MAX).map((item) => `<li>${text(item)}</li>`);
  return `<section class="findings"><h2 class="panel-title">${title} <span class="aside">${grouped(items.length)}</span></h2>
<ul>
${rows.join('\n')}${more}
</ul></section>`;
}

function unexplainedItem({ line, command, seen, allowed, clauses, sentence }: UnexplainedLine): string {
  const call = command === undefined ? '' : `<code>${escaped(command)}</code> `;
  const rules = clauses.length === 0 ? '' : ` <span class="clauses">${escaped(clauses.join(', '))}</span>`;
  const answers =
    allowed.length === 0
      ? ''
      : `<span class="answers"><span>in the log <code class="had">${escaped(seen)}</code></span> <span>allowed <code class="wanted">${escaped(allowed.join(' or '))}</code></span></span>`;
  return `${lineLink(line)} ${call}${rules}<p>${escaped(sentence)}</p>${answers}`;
}

function lineLink(line: number): string {
  return `<button type="button" class="link" data-line="${line}">line ${grouped(line)}</button>`;
}

const SIGNS: readonly (readonly [string, string])[] = [
  ['<rect class="bar h0" x="2" y="3" width="56" height="14"/>', 'a process runs; a colour is a group'],
  [
    '<rect class="bar h0" x="2" y="3" width="20" height="14"/><rect class="dead" x="22" y="3" width="36" height="14"/><path class="mark end" d="M22 2 V18"/>',
    'it has ended, and nobody has waited for it: a zombie',
  ],
  [
    '<rect class="band s0" width="60" height="20"/><line class="band-edge" x1="20" x2="20" y2="20"/>',
    'the ground: a session, and where a new one begins',
  ],
  ['<line class="birth" x1="30" x2="30" y1="0" y2="20"/>', 'from the process that forked to its child'],
  [
    '<path class="mark program" transform="translate(30 6)" d="M-4 1.5 L4 1.5 L0 7.5 Z"/>',
    'it executes a program',
  ],
  [
    '<path class="mark session" transform="translate(30 -8)" d="M0 13.5 L5 18 L0 22.5 L-5 18 Z"/>',
    'it leads a new session',
  ],
  [
    '<path class="mark group" transform="translate(30 -8)" d="M-3.4 18 a3.4 3.4 0 1 0 6.8 0 a3.4 3.4 0 1 0 -6.8 0 Z"/>',
    'it passes to another group',
  ],
  [
    '<path class="mark parent" transform="translate(30 -7)" d="M0 12 L5 18 L2 18 L2 22 L-2 22 L-2 18 L-5 18 Z"/>',
    'its parent has ended: it has another one',
  ],
  [
    '<path class="mark subreaper" transform="translate(30 -8)" d="M-3.5 14.5 L3.5 14.5 L3.5 21.5 L-3.5 21.5 Z"/>',
    'it becomes a subreaper, or is one no more',
  ],
  [
    '<rect class="bar h0" x="2" y="3" width="28" height="14"/><path class="mark end" transform="translate(30 -1)" d="M-4 7 L4 15 M-4 15 L4 7"/>',
    'a signal kills it',
  ],
  [
    '<path class="mark fault" transform="translate(30 -1)" d="M-4 7 L4 15 M-4 15 L4 7"/>',
    'no rule explains the result of this line',
  ],
  [
    '<line class="cursor" x1="30" x2="30" y2="20"/><circle class="changed" cx="30" cy="10" r="4.5"/>',
    'the cursor, and what its line changes',
  ],
];

const LEGEND = `<details class="legend"><summary>Signs and keys</summary>
<ul>
${SIGNS.map(([drawing, text]) => `<li><svg class="sample" width="60" height="20" aria-hidden="true">${drawing}</svg><span>${text}</span></li>`).join('\n')}
<li><span class="sample"><kbd>←</kbd> <kbd>→</kbd></span><span>one line back or on; with <kbd>Shift</kbd> ten</span></li>
<li><span class="sample"><kbd>Home</kbd> <kbd>End</kbd></span><span>before the first line, after the last one</span></li>
<li><span class="sample"><kbd>↑</kbd> <kbd>↓</kbd></span><span>in the chart another process, in the log another line</span></li>
<li><span class="sample"><kbd>Enter</kbd></span><span>in the search the next one found; with <kbd>Shift</kbd> the one before</span></li>
<li><span class="sample"><kbd>Ctrl</kbd> + wheel</span><span>fewer or more lines in the chart</span></li>
</ul>
</details>`;
