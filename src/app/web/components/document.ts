// The shell of a page that is one file and needs nothing else, and the only ways by which texts and data get into it.
import { visible, visibleJson } from '../../../contract/visible.ts';

/** Whoever could add a script could also read this nonce; it keeps handlers in attributes from ever running. */
const POLICY =
  "default-src 'none'; script-src 'nonce-page'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** A worker is made of a text that the page has, and of nothing that is elsewhere. */
const OF_WORKERS = '; worker-src blob:';

/** The parts of a page. All but the title are markup. */
interface DocumentParts {
  readonly title: string;
  readonly style: string;
  readonly body: string;
  /** By the id of its element: what the script reads. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly script: string;
  /** Allows the script to run itself in workers, too. */
  readonly workers?: boolean;
}

/** The whole document. */
export function documentOf({ title, style, body, data, script, workers = false }: DocumentParts): string {
  const elements = Object.entries(data).map(
    ([id, each]) => `<script type="application/json" id="${escaped(id)}">${dataText(each)}</script>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}${workers ? OF_WORKERS : ''}">
<link rel="icon" href="data:,">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
${body}
${elements.join('\n')}
<script nonce="page">
${script}
</script>
</body>
</html>
`;
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
export function escaped(text: string): string {
  return shown(text).replaceAll(/[&<>"']/g, (character) => ENTITIES[character]);
}

/** The data for the script, as JSON. It sets texts as they are: each is safe to show beforehand. */
export function dataText(data: unknown): string {
  return visibleJson(shownIn(data)).replaceAll('<', String.raw`\u003c`);
}

function shownIn(value: unknown): unknown {
  if (typeof value === 'string') return shown(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(shownIn);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [shown(key), shownIn(each)]));
}
