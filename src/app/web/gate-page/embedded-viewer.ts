// A counterexample within a page about more than it: its viewer, the line that replays it, and texts that are folded.
import type { ConcurrentStory } from '../../../counterexample/explain/concurrent-story.ts';
import type { Story } from '../../../counterexample/explain/story.ts';
import { branchesDataOf } from '../branches-page/page-data.ts';
import type { BranchesData } from '../branches-page/page-data.ts';
import { branchesViewerOf, branchFactsOf } from '../branches-page/viewer.ts';
import { escaped } from '../components/document.ts';
import { pageDataOf } from '../counterexample-page/page-data.ts';
import type { PageData } from '../counterexample-page/page-data.ts';
import { factsOf, viewerOf } from '../counterexample-page/viewer.ts';

/** The counterexample of a check, in a sequence or with branches. */
export type CheckStory = Story | ConcurrentStory;

/** The data of the viewers, each sort in its order. */
export interface Viewers {
  readonly sequences: PageData[];
  readonly lanes: BranchesData[];
}

/** A line to be pasted into a terminal. */
export function copiable(line: string): string {
  const words = line.split(' ').map((word) => `<span>${escaped(word)}</span>`);
  return `<div class="copiable"><code>${words.join(' ')}</code><button type="button" class="copy" hidden>copy</button></div>`;
}

export function embeddedViewer(story: CheckStory, { sequences, lanes }: Viewers): string {
  if ('lanes' in story) {
    const data = branchesDataOf(story);
    lanes.push(data);
    return `<ul class="rules">${branchFactsOf(story)}</ul>
<div class="embedded" data-lanes="${lanes.length - 1}">${branchesViewerOf(story, data, 4)}</div>`;
  }
  const data = pageDataOf(story);
  sequences.push(data);
  return `<ul class="rules">${factsOf(story)}</ul>
<div class="embedded" data-viewer="${sequences.length - 1}">${viewerOf(story, data, 4)}</div>`;
}

export function foldedText(title: string, text: string): string {
  return `<details class="folded"><summary>${title}</summary>${textOf(text)}</details>`;
}

/** Several lines, kept apart; within a line, whatever is no plain character is written out. */
export function textOf(text: string): string {
  return `<pre tabindex="0">${text.trimEnd().split('\n').map(escaped).join('\n')}</pre>`;
}
