// The meaning of the signs on the page, as far as the command set has them.
import type { CommandSet } from '../../../contract/command.ts';

type Sign = readonly [sample: string, meaning: string];

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
const ARROW: Sign = [
  '<svg class="sample" aria-hidden="true"><path class="arrow" d="M0 8 H52"/><path class="head" d="M58 8 L51 4 L51 12 Z"/></svg>',
  'from parent to child',
];

const OF_SET: Readonly<Record<CommandSet, readonly Sign[]>> = {
  hierarchy: [
    [ZOMBIE, 'a zombie: exited, not yet freed'],
    ARROW,
    ['<span class="handle sample">held 2 times</span>', 'handles on a group or session keep it alive'],
  ],
  posix: [
    [ZOMBIE, 'a zombie: ended, not yet waited for'],
    ARROW,
    [
      '<span class="sample"><span class="note executed">has executed</span></span>',
      'has executed a program since it was forked: its parent may not move it any more',
    ],
    [
      '<span class="sample"><span class="note ignores">ignores SIGCHLD</span></span>',
      'its children leave no zombies',
    ],
  ],
};

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

/** As markup. */
export function legendOf(commandSet: CommandSet): string {
  const signs = [...BOXES, ...OF_SET[commandSet], ...MARKS];
  return `<details class="legend">
<summary>How to read this, and which keys there are</summary>
<ul>
${signs.map(([sample, meaning]) => `<li>${sample}<span>${meaning}</span></li>`).join('\n')}
<li><span class="sample"><kbd>←</kbd> <kbd>→</kbd></span><span>one step back, one step on</span></li>
<li><span class="sample"><kbd>Home</kbd> <kbd>End</kbd></span><span>the start, the last step</span></li>
</ul>
</details>`;
}
