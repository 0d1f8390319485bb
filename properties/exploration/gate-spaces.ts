// The spaces that the gate searches, with their bounds and counts, as the file that comes with the package says them.
import type { RecordedSpace } from '../../src/app/gate/recorded-spaces.ts';
import { SPACES_FILE } from '../../src/app/gate/recorded-spaces.ts';
import type { GateProfile } from '../../src/app/gate/settings.ts';
import { ROOT } from '../support/repository.ts';
import { planOf, SPACES } from './spaces.ts';
import type { SpaceCounts } from './spaces.ts';

export const GATE_SPACES_FILE = ROOT + SPACES_FILE;

/** By profile, the spaces that it has besides those of the one before. */
const LADDER: Readonly<Record<GateProfile, readonly string[]>> = {
  quick: [
    'ids 3',
    'ids 3, orbits',
    'ids 3, handles, orbits',
    'ids 2, threads',
    'ids 3, subreapers, orbits',
    'POSIX, ids 2',
    'POSIX, ids 3, no marks',
    'POSIX, ids 3, no marks, orbits',
    'job control, ids 2',
  ],
  full: [
    'ids 3, handles',
    'ids 4, orbits',
    'ids 4',
    'ids 2, handles, threads, subreapers',
    'ids 3, threads, orbits',
    'POSIX, ids 3, subreapers',
    'POSIX, ids 3, subreapers, orbits',
    'job control, ids 2, a shell and its jobs',
    'job control, ids 2, two terminals',
  ],
  nightly: [
    'ids 4, subreapers, orbits',
    'ids 4, handles, orbits',
    'ids 5, orbits',
    'POSIX, ids 3, orbits',
    'POSIX, ids 4, no marks, no kill, orbits',
    'job control, ids 3, orbits',
    'job control, ids 3, waits, orbits',
  ],
};

/** The text of the file, of these counts by name. */
export function gateSpaces(recorded: Readonly<Record<string, SpaceCounts>>): string {
  const spaces = Object.entries(LADDER).flatMap(([profile, names]) =>
    names.map((name): RecordedSpace => {
      const [space, counts] = [SPACES[name], recorded[name]];
      if (space === undefined || counts === undefined) throw new Error(`"${name}" is not on record`);
      const { commandSet, bound, symmetry } = planOf(space);
      const { ids, amounts, commands } = bound;
      return { name, commandSet, profile: profile as GateProfile, ids, amounts, commands, symmetry, counts };
    }),
  );
  return `[\n${spaces.map((space) => `  ${JSON.stringify(space)}`).join(',\n')}\n]\n`;
}
