// The state spaces of which it is on record how large they are. A right system has just these states, whoever counts them.
import type { CommandName } from '../../contract/command.ts';
import type { Amounts } from '../../model/bounded/bound.ts';
import type { GateProfile } from './settings.ts';
import { SIZES } from './settings.ts';
import { readBroughtAlong } from './world.ts';

/** The counts of a search that has seen everything. */
export interface SpaceCount {
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  /** Refused commands run. */
  readonly refused: number;
  /** Accepted, and nothing changed. */
  readonly unchanged: number;
  /** With states that differ by the names of ids as one: the states that there are without that. */
  readonly orbitSum?: number;
}

/** A bound, and what a search of it counts. */
export interface RecordedSpace {
  /** Its name in the list of all that are on record. */
  readonly name: string;
  readonly commandSet: string;
  /** The smallest profile that searches it. */
  readonly profile: GateProfile;
  readonly ids: number;
  readonly amounts: Amounts;
  readonly commands: readonly CommandName[];
  /** Whether states that differ by the names of ids are one. */
  readonly symmetry: boolean;
  readonly counts: SpaceCount;
}

/** A file of the repository, made by `npm run explore:record`. */
export const SPACES_FILE = 'properties/recorded/gate-spaces.json';

let read: readonly RecordedSpace[] | undefined;

/** The spaces that this profile searches, of every command set. */
export function spacesFor(profile: GateProfile): readonly RecordedSpace[] {
  read ??= readBroughtAlong(SPACES_FILE) as readonly RecordedSpace[];
  const profiles = Object.keys(SIZES);
  return read.filter((space) => profiles.indexOf(space.profile) <= profiles.indexOf(profile));
}
