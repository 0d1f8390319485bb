// The gate's page as a file. The counterexamples are told anew from what the report records of them: no system is run, so
// that a report from elsewhere can be shown, too.
import type { ConcurrentStory } from '../../../counterexample/explain/concurrent-story.ts';
import type { Story } from '../../../counterexample/explain/story.ts';
import type { GateReport } from '../../gate/gate.ts';
import { gatePageOf } from '../../web/gate-page/page.ts';
import { storyIn } from './recorded-story.ts';

/** The whole page. */
export async function gatePage(report: GateReport, earlier: readonly GateReport[]): Promise<string> {
  const stories = new Map<string, Story | ConcurrentStory>();
  for (const { name, counterexample } of report.checks) {
    const story = counterexample === null ? undefined : await storyIn(counterexample);
    if (story !== undefined) stories.set(name, story);
  }
  return gatePageOf({ report, stories, earlier });
}
