// A counterexample as a fragment of the explorer's address: its commands, up to the last one, beside the system that it was
// found on where the page has it.
import { commandSetOf, specificationToTell, VOCABULARIES } from '../../../command-sets.ts';
import type { Story } from '../../../counterexample/explain/story.ts';
import { linkOf } from './link.ts';
import { systemOffered } from './systems.ts';

/** The fragment, without `#`. O(commands). */
export function storyLink({ commandSet, system, steps }: Story): string {
  const { vocabulary, profile } = specificationToTell(commandSet);
  const own = commandSetOf(commandSet);
  const isOffered = own !== undefined && system !== undefined && systemOffered(own, system) !== undefined;
  return linkOf(
    {
      vocabulary,
      profile,
      system: isOffered ? system : undefined,
      commands: steps.map(({ command }) => ({ command, choice: 0 })),
      place: steps.length,
    },
    VOCABULARIES,
  );
}
