// The viewer of a counterexample as markup: what is fixed stands here, what moves is drawn by the script from the data. A
// page may have several.
import { printAnswer, printCommand } from '../../../contract/notation/trace.ts';
import { differenceOf } from '../../../contract/observation/difference-text.ts';
import type { Story } from '../../../counterexample/explain/story.ts';
import { expectedText } from '../../../counterexample/explain/story.ts';
import { likenessText } from '../../../counterexample/explain/sentences.ts';
import { certificateText } from '../../report/certificate-text.ts';
import { escaped } from '../components/document.ts';
import { legendOf } from './legend.ts';
import type { PageData } from './page-data.ts';

/** `level`: that of the headings of its two parts, 2 for a page of its own. */
export function viewerOf(story: Story, data: PageData, level = 2): string {
  const { system } = data;
  const [title, under] = [`h${level}`, `h${level + 1}`];
  return `<div class="viewer-frame"><div class="viewer">
<nav class="sequence" aria-label="Commands">
<${title} class="viewer-title">Commands</${title}>
<ol class="commands" data-part="commands">
${commandItems(story, data.parts)}
</ol>
</nav>
<section class="stage" aria-label="What happens">
<noscript><p>The drawings need JavaScript. The commands stand in the list, what was found below.</p></noscript>
<div class="controls">
<button data-part="previous" type="button" aria-label="Previous step" aria-keyshortcuts="ArrowLeft">←</button>
<input class="slider" data-part="slider" type="range" min="0" max="${data.moments.length - 1}" value="0" aria-label="Step">
<button data-part="next" type="button" aria-label="Next step" aria-keyshortcuts="ArrowRight">→</button>
<span class="place" data-part="place"></span>
${data.parts < 0 ? '' : '<button class="to-failing" data-part="failing" type="button">✗ to the failing step</button>'}
</div>
<p class="spoken" data-part="said" role="status" aria-live="polite"></p>
<div class="step" data-part="step" data-level="${level}"></div>
<div class="sides${system === undefined ? ' alone' : ''}" data-part="sides">
<section class="side" aria-label="Model"><${under} class="side-title">Model</${under}><div data-part="model" class="holder"></div></section>
${
  system === undefined
    ? ''
    : `<section class="side" aria-label="System"><${under} class="side-title"><span>${escaped(system)}</span><span class="agrees">shows the same</span></${under}><div data-part="system" class="holder"></div></section>`
}
</div>
${findingsOf(story, under, system)}
${legendOf(story.specification.vocabulary)}
</section>
</div></div>`;
}

/** The rules that are broken, the proof of its length and the faults that it is like, as items of a list. */
export function factsOf(story: Story): string {
  const { rules, certificate, failure, candidates, steps } = story;
  const facts = [
    ...rules.map((rule): [string, string] => ['Rule', rule]),
    ...(certificate === undefined ? [] : [['Length', certificateText(certificate, steps.length)] as const]),
    ...(failure === undefined || candidates === 0 ? [] : [['Like', likenessText(story)] as const]),
  ];
  return facts.map(([name, text]) => `<li><b>${escaped(name)}</b> ${escaped(text)}</li>`).join('\n');
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
function findingsOf({ failure }: Story, under: string, system = ''): string {
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
  return `<div class="findings" data-part="findings"><${under} class="side-title findings-title">What differs</${under}>${told}${table}${list}</div>`;
}
