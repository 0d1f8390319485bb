// The stories that the tests of the counterexample's page show: a short one, a long one, and one told by a system that says
// anything.
import { acceptedWith } from '../../src/contract/command.ts';
import type { Story } from '../../src/counterexample/explain/story.ts';
import { evidenceOf, HOSTILE, KNOWN, longTrace, mutant, orphanStory } from '../counterexample/examples.ts';
import { readEvidence, tellStory } from '../support/by-set.ts';

export const orphan: Story = await orphanStory();
export const long: Story = await storyOf(longTrace());
/** Name, answers, and words of its own: whatever a foreign system can say, and a text where no text should be. */
export const hostile: Story = await tellStory(
  evidenceOf('1 fork 2'),
  {
    ...mutant('forget-to-orphan'),
    name: HOSTILE,
    apply: () => acceptedWith({ [HOSTILE]: 2 }),
  },
  [
    {
      name: HOSTILE,
      sentence: HOSTILE,
      make: () => ({ ...mutant('forget-to-orphan'), apply: () => ({ ok: {} }) }),
    },
    ...KNOWN,
  ],
);

async function storyOf(trace: string): Promise<Story> {
  const read = readEvidence(trace);
  if ('problem' in read) throw new Error(read.problem);
  return await tellStory(read.value, mutant('forget-to-orphan'), KNOWN);
}
