// The failures by number: what is wrong, the line that replays it, and the viewer that steps through it.
import { counted } from '../../../contract/format-numbers.ts';
import type { NumberedFailure, SystemsTable } from '../../matrix/systems-table.ts';
import { escaped } from '../components/document.ts';
import type { CheckStory, Viewers } from '../gate-page/embedded-viewer.ts';
import { copiable, embeddedViewer, foldedText } from '../gate-page/embedded-viewer.ts';
import type { Section } from '../gate-page/section.ts';

/** The stories and addresses of the failures, by their number. */
interface Told {
  readonly stories: ReadonlyMap<number, CheckStory>;
  /** The addresses at which the explorer shows them. */
  readonly links: ReadonlyMap<number, string>;
}

/** The section; nothing where nothing failed. */
export function failuresSection(
  { failures }: SystemsTable,
  told: Told,
  viewers: Viewers,
): Section | undefined {
  if (failures.length === 0) return undefined;
  const items = failures.map((failure) => failureOf(failure, told, viewers));
  return {
    id: 'failures',
    title: 'Failures',
    note: '',
    lead: 'Each with its shortest trace, under the number that its cells bear.',
    body: `<div class="checks">${items.join('\n')}</div>`,
  };
}

function failureOf(
  { number, system, clauses, sentence, commands, trace, replay }: NumberedFailure,
  { stories, links }: Told,
  viewers: Viewers,
): string {
  const story = stories.get(number);
  const link = links.get(number);
  const parts = [
    ...(replay === null ? [] : [copiable(replay)]),
    ...(link === undefined ? [] : [`<p><a href="${escaped(link)}">Try it in the explorer</a></p>`]),
    ...(story === undefined ? [] : [embeddedViewer(story, viewers)]),
    ...(trace === null ? [] : [foldedText('The trace, to be kept', trace)]),
    ...(replay === null && trace === null ? [`<p>${escaped(sentence)}</p>`] : []),
  ];
  return `<details class="check fail" id="failure-${number}">
<summary><span class="standing fail" aria-hidden="true">${number}</span><h3><span class="spoken">Failure ${number}: </span>${escaped(clauses.join(', '))}</h3><span class="outcome"><b>${escaped(system)}</b> ${escaped(sentence)}</span><span class="amount">${commands === 0 ? '' : counted(commands, 'command')}</span></summary>
<div class="inside">
${parts.join('\n')}
</div>
</details>`;
}
