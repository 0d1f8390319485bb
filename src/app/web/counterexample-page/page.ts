// A counterexample as one HTML file that needs nothing else: what it is about, and the viewer.
import { titleOf } from '../../../counterexample/file/record.ts';
import { foundText } from '../../../counterexample/explain/sentences.ts';
import type { Story } from '../../../counterexample/explain/story.ts';
import { pageDataOf } from './page-data.ts';
import { viewerPageOf } from './viewer-page.ts';
import { factsOf, viewerOf } from './viewer.ts';

/** The whole document. */
export function pageOf(story: Story): string {
  const data = pageDataOf(story);
  return viewerPageOf({
    kicker: kickerOf(story),
    heading: headingOf(story),
    facts: factsOf(story),
    viewer: viewerOf(story, data),
    data,
    start: 'startViewer',
  });
}

function headingOf({ failure, steps, outcome }: Story): string {
  if (failure !== undefined) return titleOf(failure.divergence);
  return `${steps.length} ${steps.length === 1 ? 'command' : 'commands'}${outcome === 'passed' ? ': both sides agree' : ''}`;
}

function kickerOf(story: Story): string {
  const found = foundText(story);
  const what = story.failure === undefined ? 'Trace' : 'Counterexample';
  return found === '' ? what : `${what} ${found}`;
}
