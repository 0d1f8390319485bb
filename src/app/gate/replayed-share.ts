// The traces of a folder that fall to a shard, replayed until there is no more or an end is asked for.
import { specificationOf, VOCABULARIES } from '../../command-sets.ts';
import type { System } from '../../contract/system.ts';
import { corpusEntries } from '../../counterexample/file/corpus.ts';
import type { CorpusEntry } from '../../counterexample/file/corpus.ts';
import { counted } from '../../contract/format-numbers.ts';
import type { CheckOutcome } from './check.ts';
import { inconclusive } from './check.ts';
import { branchesReplayer } from './replayed-branches.ts';
import { isInShare } from './surroundings.ts';
import type { Surroundings } from './surroundings.ts';

/** The entries that there was time for. */
export interface ReplayedShare {
  readonly entries: readonly CorpusEntry[];
  readonly isComplete: boolean;
}

/** Replays a shard's share of each of these folders. Throws where one cannot be listed. */
export async function replayedShare(
  folders: readonly string[],
  system: System,
  { control, shard }: Pick<Surroundings, 'control' | 'shard'>,
): Promise<ReplayedShare> {
  const entries: CorpusEntry[] = [];
  const options = {
    specification: specificationOf(system),
    vocabularies: VOCABULARIES,
    isAsked: (place: number) => isInShare(place, shard),
    replayBranches: branchesReplayer(system, control),
  };
  const turn = async (): Promise<void> => {
    await control.breathe();
    if (control.stopped()) throw new Ended();
  };
  try {
    for (const folder of folders)
      for await (const entry of corpusEntries(folder, system, options, turn)) {
        entries.push(entry);
        control.progress?.(`${counted(entries.length, 'trace')} of ${folder}`);
      }
  } catch (error) {
    if (!(error instanceof Ended)) throw error;
    return { entries, isComplete: false };
  }
  return { entries, isComplete: true };
}

class Ended extends Error {}

/** The outcome where an end was asked for and none of these traces fails. */
export function cutShort(entries: readonly CorpusEntry[]): CheckOutcome {
  const traces = entries.filter(({ outcome }) => outcome === 'fixed').length;
  return {
    ...inconclusive(`it was ended after ${counted(entries.length, 'trace')}`),
    evidence: { totals: { traces } },
  };
}
