// The check of the litmus traces: short sequences of which each tells a right system from a fault that some real one had.
// They come with procession, with the answers that are right.
import { specificationOf } from '../../../command-sets.ts';
import { counted } from '../../../contract/format-numbers.ts';
import type { System } from '../../../contract/system.ts';
import type { CorpusEntry } from '../../../counterexample/file/corpus.ts';
import type { Check, CheckOutcome, Subject } from '../check.ts';
import { excused, failed, pass } from '../check.ts';
import { cutShort, replayedShare } from '../replayed-share.ts';
import { isGates } from '../settings.ts';
import { withSystem } from '../using-system.ts';
import { broughtAlong, fromHere } from '../world.ts';
import { failureAmong } from './corpus.ts';

const FOLDER = 'properties/traces/litmus';

export const LITMUS_CHECK: Check = {
  name: 'litmus',
  line: 'regressions',
  divides: true,
  claim: () => 'it answers the litmus traces as recorded',
  // Some two dozen traces of at most a dozen commands.
  cost: () => 1_000,
  needs: [],
  isAsked: isGates,
  run: (subject) => litmus(subject, broughtAlong),
};

/** The outcome on a system of the traces of its command set, found where `placeOf` says. */
export function litmus(
  { make, surroundings }: Subject,
  placeOf: (path: string) => string | undefined,
): Promise<CheckOutcome> {
  return withSystem(make, async (system) => {
    const specification = specificationOf(system);
    const folders = [FOLDER, `${FOLDER}/${specification.vocabulary.id}`].flatMap((path) => {
      const place = placeOf(path);
      return place === undefined ? [] : [fromHere(place)];
    });
    const { entries, isComplete } = await replayedShare(folders, system, surroundings);
    const ofSet = entries.filter(({ outcome }) => outcome !== 'of-another-set');
    const outcome = judged(system, ofSet);
    return isComplete || outcome.verdict === 'fail' ? outcome : cutShort(ofSet);
  });
}

function judged(system: System, entries: readonly CorpusEntry[]): CheckOutcome {
  const failure = failureAmong(system, entries);
  if (failure !== undefined) return failure;
  const wrong = entries.flatMap((entry) => {
    if (entry.outcome === 'damaged') return [`${entry.file}:${entry.problem}`];
    return entry.outcome === 'no-longer-applicable' && entry.contradicts === true
      ? [`${entry.file}, ${entry.reason}`]
      : [];
  });
  if (wrong.length > 0) return failed(wrong.join('; '));
  const replayed = entries.filter((entry) => entry.outcome === 'fixed');
  const aside = entries.filter((entry) => entry.outcome === 'no-longer-applicable');
  const evidence = {
    totals: {
      traces: replayed.length,
      commands: replayed.reduce((sum, { commands }) => sum + commands, 0),
      'traces not applicable': aside.length,
    },
  };
  if (replayed.length === 0)
    return {
      ...excused(aside[0] === undefined ? 'there is none for it' : `none applies: ${aside[0].reason}`),
      evidence,
    };
  const besides = aside.length === 0 ? '' : `; ${counted(aside.length, 'trace')} not applicable`;
  return pass(`${counted(replayed.length, 'trace')} replayed${besides}`, evidence);
}
