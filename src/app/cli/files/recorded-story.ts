// The story of a counterexample that a report records, told without running the system that it was found on.
import { specificationOf, VOCABULARIES } from '../../../command-sets.ts';
import type { ConcurrentStory } from '../../../counterexample/explain/concurrent-story.ts';
import { readAnyEvidence, unissuableIn } from '../../../counterexample/file/read-file.ts';
import { tellStory } from '../../../counterexample/explain/story.ts';
import type { Story } from '../../../counterexample/explain/story.ts';
import { mutantCandidates } from '../../../own-systems.ts';
import { recordedStory } from '../branches/recorded.ts';

/** `undefined` where it cannot be told: the report's text stands there alone. */
export async function storyIn({
  record,
  trace,
}: {
  readonly record?: object | null;
  readonly trace: string | null;
}): Promise<Story | ConcurrentStory | undefined> {
  const text = record ? JSON.stringify(record) : trace;
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
