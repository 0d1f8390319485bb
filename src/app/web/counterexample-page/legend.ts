// The meaning of the signs on the page, as far as the states of a command set show them.
import type { Field, Fields, ProcessField } from '../../../contract/observation/fields.ts';
import { FIELDS } from '../../../contract/observation/fields.ts';
import type { Vocabulary } from '../../../contract/vocabulary.ts';
import { SIGN_CLASSES } from '../components/signs.ts';

/** A sample as markup, and its meaning. */
export type Sign = readonly [sample: string, meaning: string];

const BOXES: readonly Sign[] = [
  [
    '<span class="session sample"><span class="label" style="margin:0">session 1</span></span>',
    'a session: the outer box, around its groups',
  ],
  [
    '<span class="group sample"><span class="label" style="margin:0">group 1</span></span>',
    'a group: the inner box, around its processes',
  ],
  [
    '<span class="process sample"><span class="chip"><span class="pid">2</span></span></span>',
    'a process, by its pid',
  ],
];

const ZOMBIE =
  '<span class="process zombie sample"><span class="chip"><span class="pid">3</span><span class="note">zombie</span></span></span>';
const STOPPED =
  '<span class="process stopped sample"><span class="chip"><span class="pid">3</span><span class="note">stopped</span></span></span>';
const TERMINALS: readonly Sign[] = [
  [
    '<span class="terminal sample"><span class="label">terminal 1</span></span>',
    'a terminal: the session that it serves, and the number of its foreground, which is stale where nothing bears it any more',
  ],
  ['<span class="foreground sample">foreground</span>', 'the group in the foreground of a terminal'],
];
const ARROW: Sign = [
  '<svg class="sample" aria-hidden="true"><path class="arrow" d="M0 8 H52"/><path class="head" d="M58 8 L51 4 L51 12 Z"/></svg>',
  'from parent to child',
];

const HANDLES: Sign = [
  '<span class="handle sample">held 2 times</span>',
  'handles on a group or session keep it alive',
];

const MARKS: readonly Sign[] = [
  [
    '<span class="process touched sample"><span class="chip"><span class="pid">4</span></span></span>',
    'changed by this command (a dot)',
  ],
  [
    '<span class="process differs sample"><span class="chip"><span class="pid">5</span><span class="unlike">≠</span></span></span>',
    'model and system differ (a thick line and ≠)',
  ],
];

/** The legend as markup: the signs of what the states of a command set show, and others. */
export function legendOf(
  { shows, commands }: Vocabulary,
  rows: Fields = FIELDS.process,
  others: readonly Sign[] = MARKS,
): string {
  const fields = Object.entries(rows).flatMap(([name, row]): readonly (readonly [string, Sign])[] => {
    const legend = shows[name as ProcessField]?.legend ?? row.legend;
    return legend === undefined || !Object.hasOwn(shows, name) ? [] : [[name, [sampleOf(name, row), legend]]];
  });
  const third = shows.state?.third === true ? rows['state']?.third?.legend : undefined;
  const states: readonly (readonly [string, Sign])[] = [
    ...fields.filter(([name]) => name === 'state'),
    ...(third === undefined ? [] : [['state', [STOPPED, third]] as const]),
  ];
  const notes = fields.filter(([name]) => name !== 'state');
  const holds = Object.values(commands).some(({ handle }) => handle !== undefined);
  const ofSet = [
    ...states.map(([, sign]) => sign),
    ARROW,
    ...notes.map(([, sign]) => sign),
    ...(holds ? [HANDLES] : []),
    ...(Object.hasOwn(shows, 'terminal') ? TERMINALS : []),
  ];
  const signs = [...BOXES, ...ofSet, ...others];
  return `<details class="legend">
<summary>How to read this, and which keys there are</summary>
<ul>
${signs.map(([sample, meaning]) => `<li>${sample}<span>${meaning}</span></li>`).join('\n')}
<li><span class="sample"><kbd>←</kbd> <kbd>→</kbd></span><span>one step back, one step on</span></li>
<li><span class="sample"><kbd>Home</kbd> <kbd>End</kbd></span><span>the start, the last step</span></li>
</ul>
</details>`;
}

function sampleOf(name: string, { said }: Field): string {
  if (name === 'state') return ZOMBIE;
  const sign = SIGN_CLASSES[name];
  return `<span class="sample"><span class="note${sign === undefined ? '' : ` ${sign}`}">${said}</span></span>`;
}
