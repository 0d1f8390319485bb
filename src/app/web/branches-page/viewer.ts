// The viewer of a program of branches as markup: controls, lanes, orders and the place where states are drawn. A page may have
// several.
import { counted } from '../../../contract/format-numbers.ts';
import { FIELDS } from '../../../contract/observation/fields.ts';
import type { ConcurrentStory, StoryOrder } from '../../../counterexample/explain/concurrent-story.ts';
import { concurrentCertificateText } from '../../report/certificate-text.ts';
import { escaped } from '../components/document.ts';
import { legendOf } from '../counterexample-page/legend.ts';
import { LANE_SIGNS, lanesTableOf } from './lanes-section.ts';
import type { BranchesData } from './page-data.ts';

/** The facts about a program and its failure, as items of a list. */
export function branchFactsOf({ failure, orders, prefix, certificate, outcome }: ConcurrentStory): string {
  const rules = [...new Set(orders.flatMap(({ rule }) => (rule === undefined ? [] : [rule])))];
  const { schedule = [], preemptions } = failure ?? {};
  const some = schedule.slice(0, SCHEDULE_MAX).join(' ') + (schedule.length > SCHEDULE_MAX ? ' …' : '');
  const count = preemptions === undefined ? '' : ` (${counted(preemptions, 'preemption')})`;
  const before = prefix.map(({ text, answer }) => `${text}${answer === undefined ? '' : `: ${answer}`}`);
  const facts = [
    ...(before.length === 0 ? [] : [['Before', before.join('; ')] as const]),
    ...(schedule.length === 0 ? [] : [['Schedule', `${some}${count}`] as const]),
    ...rules.map((rule) => ['Rule', rule] as const),
    ...(certificate === undefined ? [] : [['Size', concurrentCertificateText(certificate)] as const]),
    ...(outcome === 'recorded' ? [['Note', 'as recorded, not run again'] as const] : []),
  ];
  return facts.map(([name, text]) => `<li><b>${name}</b> ${escaped(text)}</li>`).join('\n');
}

/** The steps of a schedule that are told. */
const SCHEDULE_MAX = 60;

/** `level`: that of the headings of its parts, 2 for a page of its own. */
export function branchesViewerOf(story: ConcurrentStory, data: BranchesData, level = 2): string {
  const [title, under] = [`h${level}`, `h${level + 1}`];
  const last = data.moments.length - 1;
  const unit = data.unit.toLowerCase();
  return `<div class="viewer-frame"><div class="branches">
<section class="lanes-part" aria-label="Lanes">
<div class="controls">
<button data-part="previous" type="button" aria-label="Previous ${unit}" aria-keyshortcuts="ArrowLeft">←</button>
<input class="slider" data-part="slider" type="range" min="0" max="${last}" value="${last}" aria-label="${data.unit}">
<button data-part="next" type="button" aria-label="Next ${unit}" aria-keyshortcuts="ArrowRight">→</button>
<span class="place" data-part="place"></span>
</div>
<p class="spoken" data-part="said" role="status" aria-live="polite"></p>
<div class="step" data-part="step"><${title} class="step-title" data-part="title"></${title}><p class="sentence" data-part="sentence"></p></div>
${story.lanes.rows.length === 0 ? programOf(story) : lanesTableOf(story.lanes)}
</section>
<section class="orders-part" aria-label="Orders and states">
<div data-part="orders">
${ordersOf(story, title)}
<p class="other-states"><span class="side-title">State</span>
${data.states
  .map((state, index) => [state.title, index] as const)
  .filter(([, index]) => index === 0 || index > story.orders.length)
  .map(([title, index]) => stateButton(title, index))
  .join('\n')}
</p>
</div>
<section class="side" data-part="side" aria-label="State"><${under} class="side-title" data-part="state-title"></${under}><p class="because" data-part="because"></p><div data-part="state" class="holder"></div></section>
<noscript><p>The drawings need JavaScript. The steps stand in the table, the orders in the list.</p></noscript>
${legendOf(story.specification.vocabulary, FIELDS.process, LANE_SIGNS)}
</section>
</div></div>`;
}

/** The orders, each with a button that shows the state that it leads to, and with what refutes it. */
function ordersOf({ orders, allOrders, failure }: ConcurrentStory, heading: string): string {
  if (orders.length === 0) return '';
  const refuted = allOrders ? 'Orders tried: all that there are' : 'Orders tried: some of them';
  const title = failure === undefined ? 'The order that explains it' : refuted;
  const items = orders.map((order, index) => orderItem(order, index + 1));
  return `<${heading} class="side-title orders-title">${title}</${heading}>
<ul class="orders">
${items.join('\n')}
</ul>`;
}

function orderItem({ commands, because, rule }: StoryOrder, index: number): string {
  const items = commands.map(({ place, text, answer }, at) => {
    const isWrong = rule !== undefined && at === commands.length - 1;
    const seen = answer === undefined ? '' : ` <span class="answer">${escaped(answer)}</span>`;
    return `<li${isWrong ? ' class="wrong"' : ''}><b>${escaped(place)}</b> <code>${escaped(text)}</code>${seen}</li>`;
  });
  const reason = because === undefined ? '' : reasonOf(because, rule, commands.at(-1)?.place);
  const refuted =
    reason === '' ? '' : `<p class="refuted"><span aria-hidden="true">✗</span> ${escaped(reason)}</p>`;
  const name = commands.map(({ place }) => place).join(' ');
  return `<li>${stateButton(name, index, 'Order ')}<ol class="order-commands">${items.join('')}</ol>${refuted}</li>`;
}

/** A button that shows a state; `spoken`: said before its name. */
function stateButton(name: string, index: number, spoken = ''): string {
  const before = spoken === '' ? '' : `<span class="spoken">${spoken}</span>`;
  return `<button type="button" data-state="${index}" aria-pressed="false">${before}${escaped(name)}</button>`;
}

function reasonOf(because: string, rule: string | undefined, place = ''): string {
  return rule === undefined ? because : `${place} ${because}`;
}

/** The program, where nothing is known of who came when. */
function programOf({ branches }: ConcurrentStory): string {
  const heads = branches.map((_, index) => `<th scope="col">branch ${index + 1}</th>`).join('');
  const cells = branches.map(
    (commands) =>
      `<td class="acts">${commands.map(({ place, text, answer }) => `<div class="act"><span class="calls"><b>${escaped(place)}</b> <code>${escaped(text)}</code></span>${answer === undefined ? '' : ` <span class="answers-with"><code>${escaped(answer)}</code></span>`}</div>`).join('')}</td>`,
  );
  return `<div class="lanes-frame" data-part="lanes"><table class="lanes"><thead><tr>${heads}</tr></thead><tbody data-part="rows"><tr>${cells.join('')}</tr></tbody></table></div>`;
}
