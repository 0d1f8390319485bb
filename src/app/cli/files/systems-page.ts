// The page of the table of systems as a file. Each failure that has a record can be stepped through.
import type { ConcurrentStory } from '../../../counterexample/explain/concurrent-story.ts';
import type { Story } from '../../../counterexample/explain/story.ts';
import type { SystemsTable } from '../../matrix/systems-table.ts';
import { systemsPageOf } from '../../web/systems-page/page.ts';
import { storyIn } from './recorded-story.ts';

/** The whole page; each failure is told to `progress` before it is run on the known faults that it may be like. */
export async function systemsPage(
  table: SystemsTable,
  progress: (text: string) => void = () => undefined,
): Promise<string> {
  const stories = new Map<number, Story | ConcurrentStory>();
  for (const failure of table.failures) {
    progress(`failure ${failure.number} of ${table.failures.length}`);
    const story = await storyIn(failure);
    if (story !== undefined) stories.set(failure.number, story);
  }
  return systemsPageOf(table, stories);
}
