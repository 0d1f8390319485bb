// A state graph as text in DOT, the language of Graphviz: what there is to be drawn, and how it is marked. A layout
// program draws it. Nothing is told by colour alone.

import { visible } from '../../contract/visible.ts';

/** A graph of states, the start first. */
export interface StateGraph {
  /** The title of the graph, a line for each part. */
  readonly title: readonly string[];
  readonly states: readonly DrawnState[];
  /** From one state to another, each pair at most once, with the commands that lead there. */
  readonly edges: readonly DrawnEdge[];
  /** The witnesses that the states name by their place here. */
  readonly witnesses: readonly string[];
  readonly violation: DrawnViolation | undefined;
}

export interface DrawnState {
  /** In the notation of states. */
  readonly text: string;
  /** Those that a step from this state is, by their places. */
  readonly witnesses: readonly number[];
  /** Whether every command was run from it. */
  readonly expanded: boolean;
}

export interface DrawnEdge {
  readonly from: number;
  readonly to: number;
  readonly commands: readonly string[];
  /** Whether the search first came to the state by this edge, so that it lies on a shortest way there. */
  readonly isFirst: boolean;
}

/** The divergence of model and system: by these commands from a state; none where the state itself is wrong. */
export interface DrawnViolation {
  readonly from: number;
  readonly commands: readonly string[];
  readonly sentence: string;
}

/** With more edges, lines are straight and labels lie where there is room: everything else takes minutes to lay out. */
const CURVED_MAX = 100;

/**
 * The same graph gives the same text. A state stands in the column of its depth: only first ways hold states in
 * place. O(states + edges).
 */
export function dotOf({ title, states, edges, witnesses, violation }: StateGraph): string {
  const used = witnesses
    .map((name, w) => `${witnessMark(w)} ${name}`)
    .filter((_, w) => states.some((state) => state.witnesses.includes(w)));
  const legend = [
    'columns: how many commands from the start',
    'double border: the start',
    ...(edges.length === 0 ? [] : ['solid line: a shortest way']),
    ...(edges.every(({ isFirst }) => isFirst) ? [] : ['dashed line: another way']),
    ...(states.every(({ expanded }) => expanded) ? [] : ['dashed border: found, its commands not all run']),
    ...(violation === undefined ? [] : ['octagon: the violation']),
    ...(used.length === 0 ? [] : ['thick border: a step from here is a witness:']),
    ...used.map((witness) => `  ${witness}`),
  ];
  const many = edges.length > CURVED_MAX;
  const spaced = `rankdir=LR, outputorder=edgesfirst, ranksep=${many ? 3 : 1}, nslimit=1, splines=${many ? 'line' : 'true'}`;
  return [
    'digraph states {',
    `  graph [${spaced}, label=${quoted([...title, '', ...legend, ''].flatMap((line) => wrapped(line, LINE)))}, labelloc=t, labeljust=l, fontname="Courier", fontsize=11];`,
    '  node [shape=box, fontname="Courier", fontsize=11];',
    '  edge [fontname="Courier", fontsize=9];',
    ...states.map((state, id) => `  s${id} [${stateAttributes(state, id).join(', ')}];`),
    ...edges.map((edge) => edgeLine(edge, many ? 'xlabel' : 'label')),
    ...(violation === undefined ? [] : violationLines(violation)),
    '}',
    '',
  ].join('\n');
}

/** Characters on a line of the title, and of a violation's sentence. */
const LINE = 84;
const NARROW_LINE = 60;

function stateAttributes({ text, witnesses, expanded }: DrawnState, id: number): readonly string[] {
  const styles = [...(expanded ? [] : ['dashed']), ...(witnesses.length > 0 ? ['bold'] : [])];
  const lines = [
    ...text.replaceAll('} s', '}\ns').split('\n'),
    ...(witnesses.length === 0 ? [] : [witnesses.map(witnessMark).join(' ')]),
  ];
  return [
    `label=${quoted(lines)}`,
    ...(id === 0 ? ['peripheries=2'] : []),
    ...(styles.length === 0 ? [] : [`style="${styles.join(',')}"`]),
  ];
}

function edgeLine({ from, to, commands, isFirst }: DrawnEdge, label: 'label' | 'xlabel'): string {
  const drawn = isFirst
    ? 'weight=8, penwidth=2'
    : 'weight=0, constraint=false, style=dashed, color="#707070", fontcolor="#505050", class=other';
  return `  s${from} -> s${to} [${label}=${quoted(commands)}, ${drawn}];`;
}

function witnessMark(place: number): string {
  return `W${place + 1}`;
}

function violationLines({ from, commands, sentence }: DrawnViolation): readonly string[] {
  const label = quoted(['VIOLATION', ...wrapped(sentence, NARROW_LINE)]);
  return [
    `  violation [shape=octagon, peripheries=2, style="bold,filled", color="#b00020", fillcolor="#ffe5e8", class=violation, label=${label}];`,
    `  s${from} -> violation [weight=8, penwidth=3, color="#b00020", class=violation, label=${quoted(commands)}];`,
  ];
}

/** Lines as one string of DOT, each flush left. The words of a system may hold anything. */
function quoted(lines: readonly string[]): string {
  const escaped = lines.map((line) =>
    visible(line).replaceAll('\\', String.raw`\\`).replaceAll('"', String.raw`\"`),
  );
  return lines.length < 2 ? `"${escaped.join('')}"` : `"${escaped.map((line) => `${line}\\l`).join('')}"`;
}

function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
