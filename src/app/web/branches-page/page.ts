// A counterexample with branches as one HTML file that needs nothing else: the lanes, the orders that were tried, and the
// states that they lead to.
import { titleOf } from '../../../counterexample/file/record.ts';
import type { ConcurrentStory } from '../../../counterexample/explain/concurrent-story.ts';
import { viewerPageOf } from '../counterexample-page/viewer-page.ts';
import * as lanes from './client/lanes.ts';
import { branchesDataOf } from './page-data.ts';
import { branchesViewerOf, branchFactsOf } from './viewer.ts';
import { LANES_STYLE } from './style.ts';

/** The whole document. */
export function branchesPageOf(story: ConcurrentStory): string {
  const data = branchesDataOf(story);
  return viewerPageOf({
    kicker: kickerOf(story),
    heading: headingOf(story),
    facts: branchFactsOf(story),
    viewer: branchesViewerOf(story, data),
    data,
    start: 'startLanes',
    style: LANES_STYLE,
    modules: [lanes],
  });
}

function headingOf({ failure, outcome, orders }: ConcurrentStory): string {
  if (failure !== undefined) return titleOf(failure);
  return outcome === 'untried' && orders.length === 0
    ? 'A program of branches'
    : 'An order of the commands explains what was seen';
}

function kickerOf({ failure, system, seed }: ConcurrentStory): string {
  const what = failure === undefined ? 'Trace with branches' : 'Counterexample';
  const on = system === undefined ? '' : ` on ${system}`;
  return `${what}${on}${seed === undefined ? '' : `, seed ${seed}`}`;
}
