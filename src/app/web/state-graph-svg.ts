// Graphviz's drawing made fit to be looked at: light and dark as the reader has it, states and commands on top of all
// lines, each line interrupted behind them.

/** Colours in pairs; the classes are those that the DOT text gives. */
const STYLE = `<style>
svg { --page: #ffffff; --ink: #1c2027; --quiet: #5a616d; --line: #767d88; --red: #b00020; --soft: #ffe5e8; background: var(--page); }
@media (prefers-color-scheme: dark) {
  svg { --page: #131519; --ink: #e8eaee; --quiet: #a0a8b5; --line: #868e9b; --red: #ff9b8f; --soft: #43211f; }
}
.graph > polygon { fill: var(--page); }
text { fill: var(--ink); }
.node polygon { stroke: var(--ink); fill: none; }
.node polygon:first-of-type { fill: var(--page); }
.edge path { stroke: var(--ink); }
.edge polygon { stroke: var(--ink); fill: var(--ink); }
.other path, .other polygon { stroke: var(--line); }
.other polygon { fill: var(--line); }
.violation polygon, .violation path { stroke: var(--red); }
.node.violation polygon:first-of-type { fill: var(--soft); }
.edge.violation polygon { fill: var(--red); }
.commands text { paint-order: stroke; stroke: var(--page); stroke-width: 7px; stroke-linejoin: round; }
.commands .other text { fill: var(--quiet); }
</style>
`;

const EDGE = /<g id="edge\d+" class="(edge[^"]*)">[^]*?<\/g>\n/g;
const TEXT = /<text [^]*?<\/text>\n/g;

/** The same drawing, styled; O(its length). */
export function styledSvg(svg: string): string {
  const labels: string[] = [];
  const lines = svg.replaceAll(EDGE, (edge: string, classes: string) => {
    const texts = edge.match(TEXT)?.join('') ?? '';
    const kind = classes.includes('other') ? ' class="other"' : '';
    if (texts !== '') labels.push(`<g${kind}>\n${texts}</g>\n`);
    return edge.replaceAll(TEXT, '');
  });
  const commands = `<g class="commands">\n${labels.join('')}</g>\n`;
  return lines
    .replace('<g id="node1"', (first) => commands + first)
    .replace(/<svg [^>]*>\n/, (head) => head + STYLE);
}
