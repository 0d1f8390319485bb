// The explorer: one page on which anyone can try the model. Writes the markup that is fixed; the script fills in the
// rest.
import type { Vocabulary } from '../../../contract/vocabulary.ts';
import { BASE_STYLE } from '../components/base-style.ts';
import { dataText, documentOf, escaped } from '../components/document.ts';
import { legendOf } from '../counterexample-page/legend.ts';
import { VIEWER_STYLE } from '../counterexample-page/viewer-style.ts';
import { ASK_STYLE } from './ask-style.ts';
import { EXPLORER_STYLE } from './style.ts';

/** The parts that are made elsewhere. */
interface ExplorerPageParts {
  /** The bundled script, which sets the page going. */
  readonly script: string;
  readonly vocabularies: readonly Vocabulary[];
  /** Has the part that searches; the script must be one that does, too. */
  readonly asks: boolean;
  /** A sentence on what this page lacks, as text; absent where it has everything. */
  readonly lacks?: string;
}

/** The whole document. */
export function explorerPageOf({ script, vocabularies, asks, lacks }: ExplorerPageParts): string {
  return documentOf({
    title: 'Processes, groups and sessions: try the model',
    style: BASE_STYLE + VIEWER_STYLE + EXPLORER_STYLE + (asks ? ASK_STYLE : ''),
    body: `<div class="frame">
<header>
<p class="kicker">Procession explorer</p>
<button id="theme" class="theme" type="button" hidden>Light or dark</button>
<h1>Try the model of processes, groups and sessions</h1>
${LESSON_LIST}
<noscript><p>This page runs the model in your browser, and needs JavaScript for it.</p></noscript>
</header>
<main id="viewer">
${CHOICES}
${lacks === undefined ? '' : `<p class="lacks">${escaped(lacks)}</p>`}
<div class="viewer-frame"><div class="explorer">
${TIMELINE}
${stageOf(asks)}
${PALETTE}
${vocabularies.map((each) => `<div class="legend-of" data-legend="${escaped(each.id)}" hidden>${legendOf(each)}</div>`).join('\n')}
</div></div>
</main>
</div>`,
    data: { [TRIAL_ID]: null },
    script,
    workers: asks,
  });
}

/** The element whose text is the trial that the page opens with, as the fragment of an address would have it; null for none. */
const TRIAL_ID = 'trial';

/** The same page, opening with a trial unless its address says another. */
export function withTrial(page: string, link: string): string {
  const [empty, full] = [null, link].map((value) => `id="${TRIAL_ID}">${dataText(value)}</script>`);
  if (!page.includes(empty)) throw new Error('this page has no place for a trial');
  return page.replace(empty, () => full);
}

const CHOICES = `<div class="choices-bar" role="group" aria-label="What is tried">
<label>Commands <select id="set"></select></label>
<label id="profile-choice">Profile <select id="profile"></select></label>
<label class="system-choice" id="system-choice">Beside the model <select id="beside"></select></label>
<span class="actions">
<label class="file"><input id="file" type="file" accept=".trace,.json,.txt,application/json,text/plain"><span>Open a file</span></label>
<button id="save-trace" type="button">Save as trace</button>
<button id="save-c" type="button">Save as C</button>
<button id="copy" type="button">Copy link</button>
<button id="clear" type="button">Start over</button>
</span>
<input id="link" type="text" readonly hidden aria-label="Link to this trial">
<p id="system-sentence" class="system-sentence" hidden></p>
<p id="note" class="note-line" role="status"></p>
<p id="problem" class="problem" role="alert" hidden></p>
</div>`;

const LESSON_LIST = `<div class="lesson-list">
<button id="lessons-opener" type="button" aria-expanded="false" aria-controls="lessons">Lessons</button>
<ol id="lessons" aria-label="Lessons" hidden></ol>
</div>`;

const LESSON = `<section class="lesson" id="lesson" aria-labelledby="lesson-title" hidden>
<div class="lesson-head"><h2 id="lesson-title" tabindex="-1"></h2><span id="lesson-place"></span><button id="leave-lesson" type="button">Leave the lesson</button></div>
<p id="lesson-tells"></p>
<h3 id="lesson-question" tabindex="-1">What will <code id="lesson-command"></code> do?</h3>
<ul id="lesson-choices" aria-labelledby="lesson-question"></ul>
<p id="lesson-outcome" role="status"></p>
<p id="lesson-on"></p>
</section>`;

const TIMELINE = `<nav class="sequence" aria-label="Timeline">
<h2 class="viewer-title">Timeline</h2>
<ol class="commands" id="line"></ol>
</nav>`;

const stageOf = (asks: boolean): string => `<section class="stage" aria-label="What happens">
${LESSON}
<form id="typing" class="typing" autocomplete="off">
<label for="typed" class="spoken">Type a command</label>
<input id="typed" list="completions" type="text" spellcheck="false" autocapitalize="off" placeholder="a command, such as 1 fork 2" aria-describedby="typed-hint">
<datalist id="completions"></datalist>
<button type="submit">Run</button>
<span id="typed-hint" class="spoken">Who acts, the command, its arguments, such as 1 fork 2</span>
</form>
<div class="controls">
<button id="undo" type="button" aria-label="Undo: one step back" aria-keyshortcuts="ArrowLeft Control+Z">←</button>
<button id="redo" type="button" aria-label="Redo: one step on" aria-keyshortcuts="ArrowRight Control+Y">→</button>
<span class="place" id="place"></span>
<button class="to-failing" id="to-parted" type="button" hidden>✗ to where they part</button>
</div>
${asks ? ASK : ''}<p class="spoken" id="said" role="status"></p>
<div class="step" id="step" data-level="2"></div>
<div class="sides alone" id="sides">
<section class="side" aria-label="Model"><h3 class="side-title">Model</h3><div id="model" class="holder"></div></section>
<section class="side" id="system-side" aria-label="System" hidden><h3 class="side-title"><span id="system-name"></span><span class="agrees">shows the same</span></h3><div id="system" class="holder"></div></section>
</div>
<div class="findings" id="findings" hidden></div>
</section>`;

const ASK = `<details class="ask" id="ask">
<summary>Find a state</summary>
<form id="asking" autocomplete="off">
<label for="predicate">in which this holds</label>
<input id="predicate" list="predicate-names" type="text" spellcheck="false" autocapitalize="off" placeholder="zombie(3) and parent(3) = 1" aria-describedby="asking-hint">
<datalist id="predicate-names"></datalist>
<label>ids <select id="ids"></select></label>
<label>from <select id="from"><option value="start">the start</option><option value="here">the step shown</option></select></label>
<button type="submit">Find</button>
<p id="asking-hint" class="need">Such as <code>zombie(3) and parent(3) = 1</code>, <code>some group 3 and no process 3</code>, <code>some p: zombie p and group p != p</code>, or the name of a witness. The way found is a shortest one.</p>
</form>
</details>
`;

const PALETTE = `<aside class="palette" aria-label="Commands that could come next">
<h2 class="viewer-title">What could come next</h2>
<label class="actor">by <select id="actor" aria-label="Who acts"></select></label>
<ul class="offers" id="offers"></ul>
</aside>`;
