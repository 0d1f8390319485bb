// A part of the gate's page: its heading, what stands beside its name in the list of parts, and its markup.
import { escaped } from '../components/document.ts';

export interface Section {
  readonly id: string;
  readonly title: string;
  /** A word or two: `14`, `2 survive`. */
  readonly note: string;
  /** Sentences below the heading. */
  readonly lead: string;
  /** Markup. */
  readonly body: string;
}

export function sectionOf({ id, title, lead, body }: Section): string {
  return `<section class="part" id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${escaped(title)}</h2>
${lead === '' ? '' : `<p class="lead">${escaped(lead)}</p>`}
${body}
</section>`;
}
