// A counterexample as one HTML file that needs nothing else: what is fixed stands here as markup, what moves is drawn
// by the script from the data. Every text passes through `escaped` here, and is set as text there.
import { printAnswer, printCommand } from '../../../contract/notation/trace.ts';
import { differenceOf } from '../../../contract/observation/difference-text.ts';
import { visible, visibleJson } from '../../../contract/visible.ts';
import { titleOf } from '../../../counterexample/file/record.ts';
import { foundText, likenessText } from '../../../counterexample/explain/sentences.ts';
import type { Story } from '../../../counterexample/explain/story.ts';
import { expectedText } from '../../../counterexample/explain/story.ts';
import { certificateText } from '../../report/certificate-text.ts';
import { legendOf } from './legend.ts';
import { pageDataOf } from './page-data.ts';
import type { PageData } from './page-data.ts';
import { scriptText } from './script.ts';
import { STYLE } from './style.ts';

/** Whoever could add a script could also read this nonce; it keeps handlers in attributes from ever running. */
const POLICY =
  "default-src 'none'; script-src 'nonce-page'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** The whole document. */
export function pageOf(story: Story): string {
  const data = pageDataOf(story);
  const heading = headingOf(story);
  const system = data.system;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<link rel="icon" href="data:,">
<title>${escaped(heading)}</title>
<style>${STYLE}</style>
</head>
<body>
<div class="frame">
<header>
<p class="kicker">${escaped(kickerOf(story))}</p>
<button id="theme" type="button" hidden>Light or dark</button>
<h1>${escaped(heading)}</h1>
<ul class="rules">
${factsOf(story)
  .map(([name, text]) => `<li><b>${escaped(name)}</b> ${escaped(text)}</li>`)
  .join('\n')}
</ul>
</header>
<main>
<nav aria-label="Commands">
<h2>Commands</h2>
<ol id="commands">
${commandItems(story, data.parts)}
</ol>
</nav>
<section class="stage" aria-label="What happens">
<noscript><p>The drawings need JavaScript. The commands stand in the list, what was found below.</p></noscript>
<div class="controls">
<button id="previous" type="button" aria-label="Previous step" aria-keyshortcuts="ArrowLeft">←</button>
<input id="slider" type="range" min="0" max="${data.moments.length - 1}" value="0" aria-label="Step">
<button id="next" type="button" aria-label="Next step" aria-keyshortcuts="ArrowRight">→</button>
<span id="place"></span>
${data.parts < 0 ? '' : '<button id="failing" type="button">✗ to the failing step</button>'}
</div>
<p id="said" class="spoken" role="status" aria-live="polite"></p>
<div id="step"></div>
<div id="sides"${system === undefined ? ' class="alone"' : ''}>
<section class="side" aria-label="Model"><h3>Model</h3><div id="model" class="holder"></div></section>
${
  system === undefined
    ? ''
    : `<section class="side" aria-label="System"><h3><span>${escaped(system)}</span><span class="agrees">shows the same</span></h3><div id="system" class="holder"></div></section>`
}
</div>
${findingsOf(story, system)}
${legendOf(story.specification.vocabulary)}
</section>
</main>
</div>
<script type="application/json" id="data">${jsonOf(data)}</script>
<script nonce="page">
${scriptText()}
</script>
</body>
</html>
`;
}

function headingOf({ failure, steps, outcome }: Story): string {
  if (failure !== undefined) return titleOf(failure.divergence);
  return `${steps.length} ${steps.length === 1 ? 'command' : 'commands'}${outcome === 'passed' ? ': both sides agree' : ''}`;
}

function kickerOf(story: Story): string {
  const found = foundText(story);
  const what = story.failure === undefined ? 'Trace' : 'Counterexample';
  return found === '' ? what : `${what} ${found}`;
}

function factsOf(story: Story): readonly (readonly [string, string])[] {
  const { rules, certificate, failure, candidates, steps } = story;
  return [
    ...rules.map((rule): [string, string] => ['Rule', rule]),
    ...(certificate === undefined ? [] : [['Length', certificateText(certificate, steps.length)] as const]),
    ...(failure === undefined || candidates === 0 ? [] : [['Like', likenessText(story)] as const]),
  ];
}

function commandItems({ steps, failure, specification }: Story, parts: number): string {
  const items = steps.map(({ command, expectedAnswer, seenAnswer, drains }, index) => {
    const failing = index + 1 === parts;
    const wrong = failing && failure?.divergence.kind === 'answer' && seenAnswer !== undefined;
    const expected = expectedText(expectedAnswer);
    const answer = wrong ? `${expected} expected, ${printAnswer(seenAnswer)} seen` : expected;
    const text = printCommand(command, specification.vocabulary);
    return itemOf(index + 1, text, `${answer}${drains ? ' (drain)' : ''}`, failing);
  });
  const reset = parts > steps.length ? [itemOf(parts, 'reset', '', true)] : [];
  return [itemOf(0, 'start', '', parts === 0), ...items, ...reset].join('\n');
}

function itemOf(moment: number, command: string, answer: string, failing: boolean): string {
  const refused = /^refused|^E[A-Z]/.test(answer) ? ' refused' : '';
  const sign = failing ? ' <span class="sign">✗<span class="spoken"> the failing step</span></span>' : '';
  const below =
    answer === '' || answer === 'ok' ? '' : `<span class="answer${refused}">${escaped(answer)}</span>`;
  return `<li><button type="button" data-moment="${moment}"${failing ? ' class="failing"' : ''}><span class="index">${moment === 0 ? '' : moment}</span><span><code>${escaped(command)}</code>${sign}</span>${below}</button></li>`;
}

/** The differences at the divergence, as text: also what a screen reader or a reader without script has. */
function findingsOf({ failure }: Story, system = ''): string {
  const { differences = [], violations = [], kind, sentence = '' } = failure?.divergence ?? {};
  const rows = differences.map(
    (difference) =>
      `<tr><td>${escaped(differenceOf(difference))}</td><td class="wanted">${escaped(difference.expected)}</td><td class="had">${escaped(difference.seen)}</td></tr>`,
  );
  const table =
    rows.length === 0
      ? ''
      : `<table class="differences"><thead><tr><th scope="col">what</th><th scope="col">model</th><th scope="col">${escaped(system)}</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
  const broken = violations.map(
    ({ invariant, finding }) => `<li>violates ${escaped(invariant)}: ${escaped(finding)}</li>`,
  );
  const list = broken.length === 0 ? '' : `<ul class="violations">${broken.join('')}</ul>`;
  const told =
    kind === 'observation' || kind === 'invariant' || kind === undefined ? '' : `<p>${escaped(sentence)}</p>`;
  return `<div id="findings"><h3>What differs</h3>${told}${table}${list}</div>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A state of some hundred processes fits. */
const TEXT_MAX = 20_000;

function shown(text: string): string {
  return visible(text, { max: TEXT_MAX });
}

/** Text as markup that shows it. */
function escaped(text: string): string {
  return shown(text).replaceAll(/[&<>"']/g, (character) => ENTITIES[character]);
}

/** The data for the script, which sets texts as they are: each is safe to show beforehand. */
function jsonOf(data: PageData): string {
  return visibleJson(shownIn(data)).replaceAll('<', String.raw`\u003c`);
}

function shownIn(value: unknown): unknown {
  if (typeof value === 'string') return shown(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(shownIn);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [shown(key), shownIn(each)]));
}
