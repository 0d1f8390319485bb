// The kill matrices: mutants by properties. The tables are drawn by the script; what matters most stands in sentences.
import { counted } from '../../../contract/format-numbers.ts';
import { escaped } from '../components/document.ts';
import type { MatrixData } from './matrix-data.ts';
import { mutantCount, SURVIVORS, unexcused } from './matrix-data.ts';
import type { Section } from './section.ts';

export function matrixSection(matrices: readonly MatrixData[]): Section | undefined {
  if (matrices.length === 0) return undefined;
  const mutants = matrices.reduce((sum, matrix) => sum + mutantCount(matrix), 0);
  const surviving = matrices.reduce((sum, matrix) => sum + unexcused(matrix).length, 0);
  return {
    id: 'matrix',
    title: 'Kill matrix',
    note:
      surviving === 0
        ? counted(mutants, 'mutant')
        : `${surviving} ${surviving === 1 ? 'survives' : 'survive'}`,
    lead: 'Each mutant is our table with one fault, each column one way of judging, asked alone. A number says after how many commands it noticed; the fewer, the stronger the colour. A frame marks a mutant that no other part noticed.',
    body: matrices.map(matrixOf).join('\n'),
  };
}

function matrixOf(matrix: MatrixData, index: number): string {
  const { commandSet } = matrix;
  const name = escaped(commandSet);
  return `<section class="matrix" data-matrix="${index}" aria-label="Kill matrix of the ${name} commands">
<h3>${name}</h3>
<ul class="told">${sentencesOf(matrix)
    .map(
      ({ sign, text }) =>
        `<li><span class="standing ${sign}" aria-hidden="true">${SIGNS[sign]}</span>${escaped(text)}</li>`,
    )
    .join('')}</ul>
<noscript><p>The matrix needs JavaScript. The data are in the file that --json writes.</p></noscript>
<div class="tools" hidden>
<label class="find"><span class="spoken">Show mutants with these words</span><input type="search" data-part="find" placeholder="filter: a mutant, a clause, a property" autocomplete="off" spellcheck="false"></label>
<button type="button" data-part="fold" aria-expanded="false">open all clauses</button>
<p class="found" data-part="found" role="status"></p>
</div>
<div class="scroller" data-part="scroller" role="region" aria-label="The matrix, to be scrolled" tabindex="-1"></div>
<p class="reading" data-part="reading" role="status" hidden></p>
</section>`;
}

const SIGNS = { pass: '✓', fail: '✗', 'left-out': '≡', inconclusive: '∅' } as const;

interface Told {
  readonly sign: keyof typeof SIGNS;
  readonly text: string;
}

function sentencesOf(matrix: MatrixData): readonly Told[] {
  const { groups, columns } = matrix;
  const all = mutantCount(matrix);
  const surviving = unexcused(matrix);
  const survivors = groups.find(({ clause }) => clause === SURVIVORS)?.mutants ?? [];
  const excused = survivors.filter(({ excuse }) => excuse !== undefined);
  const idle = columns.filter(({ alone }) => alone === 0).map(({ name }) => name);
  return [
    surviving.length === 0
      ? {
          sign: 'pass',
          text: `${all - survivors.length} of ${counted(all, 'mutant')} killed`,
        }
      : {
          sign: 'fail',
          text: `${all - survivors.length} of ${counted(all, 'mutant')} killed; these survive: ${namesOf(surviving.map(({ name }) => name))}`,
        },
    ...(excused.length === 0
      ? []
      : [
          {
            sign: 'left-out' as const,
            text: `proved equivalent by comparing every state: ${namesOf(excused.map(({ name }) => name))}`,
          },
        ]),
    ...(idle.length === 0
      ? []
      : [
          {
            sign: 'inconclusive' as const,
            text: `kills nothing that no other kills: ${namesOf(idle)}`,
          },
        ]),
  ];
}

function namesOf(names: readonly string[]): string {
  const most = 24;
  return names.length <= most
    ? names.join(', ')
    : `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}
