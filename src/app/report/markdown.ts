// Text from elsewhere as Markdown that shows it and obeys nothing of it.
import { visible } from '../../contract/visible.ts';

/** Lines in a fence that is longer than any in the text. */
export function fenced(text: string): readonly string[] {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}text`, text, fence];
}

/** On one line, with nothing that Markdown or HTML would obey. */
export function inline(text: string): string {
  return visible(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_~|[\]#@]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
