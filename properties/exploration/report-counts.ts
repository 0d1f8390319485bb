// The counts that a report of a search in JSON gives, and those on record, in one form.
import type { SpaceCounts } from './spaces.ts';

const NAMES = [
  'verdict',
  'states',
  'transitions',
  'refusals',
  'selfLoops',
  'depth',
  'orbitSum',
  'statesByDepth',
] as const;

/** The counts of a report; throws where the text is none. */
export function countsIn(text: string): Readonly<Record<string, unknown>> {
  const report = JSON.parse(text.slice(text.indexOf('{'))) as Readonly<Record<string, unknown>>;
  return Object.fromEntries(NAMES.map((name) => [name, report[name]]));
}

/** A search that passed with these counts. */
export function wholeOf(recorded: SpaceCounts): Readonly<Record<string, unknown>> {
  const { states, transitions, refused, unchanged, depth, orbitSum } = recorded;
  return { verdict: 'pass', states, transitions, refusals: refused, selfLoops: unchanged, depth, orbitSum };
}
