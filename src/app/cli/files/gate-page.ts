// The gate's page as a file. The counterexamples are told anew from what the report records of them: no system is run, so
// that a report from elsewhere can be shown, too.
import { specificationOf, VOCABULARIES } from '../../../command-sets.ts';
import type { ConcurrentStory } from '../../../counterexample/explain/concurrent-story.ts';
import { readAnyEvidence, unissuableIn } from '../../../counterexample/file/read-file.ts';
import { tellStory } from '../../../counterexample/explain/story.ts';
import type { Story } from '../../../counterexample/explain/story.ts';
import { mutantCandidates } from '../../../own-systems.ts';
import type { CounterexampleReport, GateReport } from '../../gate/gate.ts';
import { recordedStory } from '../branches/recorded.ts';
import { gatePageOf } from '../../web/gate-page/page.ts';

/** The whole page. */
export async function gatePage(report: GateReport, earlier: readonly GateReport[]): Promise<string> {
  const stories = new Map<string, Story | ConcurrentStory>();
  for (const { name, counterexample } of report.checks) {
    const story = counterexample === null ? undefined : await storyIn(counterexample);
    if (story !== undefined) stories.set(name, story);
  }
  return gatePageOf({ report, stories, earlier });
}

/** `undefined` where it cannot be told: the report's text stands there alone. */
async function storyIn({
  record,
  trace,
}: CounterexampleReport): Promise<Story | ConcurrentStory | undefined> {
  const text = record === undefined ? trace : JSON.stringify(record);
  if (text === null) return undefined;
  const read = readAnyEvidence(text, VOCABULARIES);
  if ('problem' in read) return undefined;
  const evidence = read.value;
  if ('concurrent' in evidence) return recordedStory(evidence);
  const { commandSet } = evidence.trace;
  const specification = specificationOf({ commandSet });
  if (unissuableIn(evidence, specification) !== undefined) return undefined;
  const candidates = mutantCandidates(commandSet).filter(({ name }) => name !== evidence.origin?.system);
  return await tellStory(evidence, specification, undefined, candidates);
}
