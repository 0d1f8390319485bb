// The classes of transitions of which it is on record that they can occur, and how much of a search it takes to see them.
import type { GateProfile } from './settings.ts';
import { readBroughtAlong } from './world.ts';

/** The record of one command set. */
export interface RecordedClasses {
  /** The spaces in which every transition was looked at, by the names that the record of spaces has for them. */
  readonly spaces: readonly string[];
  /** The classes within these spaces: the smallest profile whose fixed seeds reach it; `null` where neither small one does. */
  readonly within: Readonly<Record<string, GateProfile | null>>;
  /** Classes that fixed seeds reach and these spaces do not have: they take more ids, or more of something else. */
  readonly beyond: Readonly<Record<string, GateProfile>>;
}

/** A file of the repository, made by `npm run classes:record`. */
export const CLASSES_FILE = 'properties/recorded/transition-classes.json';

/** The record of a command set; `undefined` where there is none. */
export function recordedClasses(commandSet: string): RecordedClasses | undefined {
  const all = readBroughtAlong(CLASSES_FILE) as Readonly<Record<string, RecordedClasses>>;
  return Object.hasOwn(all, commandSet) ? all[commandSet] : undefined;
}
