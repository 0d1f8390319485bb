// The changes from one state to another, in phrases: without the lists that follow from other fields.
import { differences } from '../contract/observation/differences.ts';
import { FlatObservation } from '../contract/observation/flat-observation.ts';
import type { Specification } from './specification.ts';
import type { State } from './state.ts';

/** Names everything that is new, gone or otherwise: `process 3 group 1 → 3`. O(size). */
export function changesBetween(
  { observe }: Pick<Specification, 'observe'>,
  before: State,
  after: State,
): readonly string[] {
  const shown = (state: State): FlatObservation => {
    const seen = new FlatObservation();
    observe(state, seen);
    return seen;
  };
  const changes: string[] = [];
  for (const { of, field, expected, seen } of differences(shown(before), shown(after))) {
    if (field === 'existence') changes.push(seen === 'present' ? `new ${of}` : `${of} is gone`);
    else if (field !== 'children' && field !== 'processes' && field !== 'groups')
      changes.push(`${of} ${field} ${expected} → ${seen}`);
  }
  const handles = (kind: string) => (id: number, was?: { handles: number }, is?: { handles: number }) => {
    if (was !== undefined && is !== undefined && was.handles !== is.handles)
      changes.push(`${kind} ${id} handles ${was.handles} → ${is.handles}`);
  };
  after.groups.forEachChange(before.groups, handles('group'));
  after.sessions.forEachChange(before.sessions, handles('session'));
  return changes;
}
