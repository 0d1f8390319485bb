// The page of the table of systems as a file. Each failure that has a record can be stepped through.
import type { ConcurrentStory } from '../../../counterexample/explain/concurrent-story.ts';
import type { Story } from '../../../counterexample/explain/story.ts';
import type { SystemsTable } from '../../matrix/systems-table.ts';
import { openedLink } from '../../web/explorer-page/opened-link.ts';
import { systemsPageOf } from '../../web/systems-page/page.ts';
import { storyIn } from './recorded-story.ts';

interface Besides {
  /** The explorer's address, for links to those failures that are sequences; without it there are none. */
  readonly explorer?: string | undefined;
  readonly progress?: (text: string) => void;
}

/** The whole page; each failure is told to `progress` before it is run on the known faults that it may be like. */
export async function systemsPage(table: SystemsTable, besides: Besides = {}): Promise<string> {
  const stories = new Map<number, Story | ConcurrentStory>();
  const links = new Map<number, string>();
  for (const failure of table.failures) {
    besides.progress?.(`failure ${failure.number} of ${table.failures.length}`);
    const story = await storyIn(failure);
    if (story !== undefined) stories.set(failure.number, story);
    if (besides.explorer === undefined || failure.trace === null) continue;
    const opened = openedLink(failure.trace, 'the trace');
    if ('link' in opened) links.set(failure.number, `${besides.explorer}#${opened.link}`);
  }
  return systemsPageOf(table, stories, links);
}
