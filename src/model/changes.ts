// The changes from one state to another, in phrases: without the lists that follow from other fields.
import { changeTexts } from '../contract/observation/difference-text.ts';
import { differences } from '../contract/observation/differences.ts';
import { FlatObservation } from '../contract/observation/flat-observation.ts';
import type { Specification } from './specification.ts';
import type { State } from './state.ts';

/** Names everything that is new, gone or otherwise, handles included: `process 3 group 1 → 3`. O(size). */
export function changesBetween(
  specification: Pick<Specification, 'observe'>,
  before: State,
  after: State,
): readonly string[] {
  const changes = [...changeTexts(differences(shown(specification, before), shown(specification, after)))];
  const handles = (kind: string) => (id: number, was?: { handles: number }, is?: { handles: number }) => {
    if (was !== undefined && is !== undefined && was.handles !== is.handles)
      changes.push(`${kind} ${id} handles ${was.handles} → ${is.handles}`);
  };
  after.groups.forEachChange(before.groups, handles('group'));
  after.sessions.forEachChange(before.sessions, handles('session'));
  return changes;
}

/** Everything that a state shows. O(size). */
export function shown({ observe }: Pick<Specification, 'observe'>, state: State): FlatObservation {
  const seen = new FlatObservation();
  observe(state, seen);
  return seen;
}
