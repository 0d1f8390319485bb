// Draws observations as the job-control commands show them, whether a hierarchy can be so or not: each is in the form that
// comes back from flat columns, ids ascending and sets in their order.
import { fc } from '@fast-check/vitest';
import type { Observation } from '../../src/contract/observation/observation.ts';

const id = fc.integer({ min: 1, max: 4 });
const ids = fc.uniqueArray(id, { maxLength: 2 });
const idOrNull = fc.option(id, { nil: null });
const PROCESS = {
  parent: idOrNull,
  group: id,
  state: fc.constantFrom('running', 'zombie', 'stopped'),
  children: ids,
  exitCode: fc.constantFrom(0, 256, 9),
  executed: fc.boolean(),
  ignoresSigchld: fc.boolean(),
  terminal: fc.option(fc.constantFrom(1, 2), { nil: null }),
  received: fc.subarray(['SIGHUP', 'SIGCONT']),
  pendingHangup: fc.boolean(),
  pendingInterrupt: fc.boolean(),
  waiting: fc.boolean(),
};

const answer = fc.oneof(
  fc.constantFrom({ refused: 'ECHILD' }, { ok: {} }),
  fc.record({ pid: fc.nat(4), status: fc.constantFrom(0, 9, 5247) }).map((ok) => ({ ok })),
);

/** Draws an observation in which everything is shown, or each list and each field is or is not. */
export function observationsOfJobControl(shown: 'everything' | 'some'): fc.Arbitrary<Observation> {
  const record = <Fields>(
    fields: { [Key in keyof Fields]: fc.Arbitrary<Fields[Key]> },
  ): fc.Arbitrary<object> => (shown === 'some' ? fc.record(fields, { requiredKeys: [] }) : fc.record(fields));
  return record({
    processes: entries('pid', record(PROCESS), 4),
    groups: entries('pgid', record({ session: id, processes: ids }), 3),
    sessions: entries('sid', record({ groups: ids }), 2),
    terminals: entries('terminal', record({ session: idOrNull, foreground: idOrNull }), 2),
    woken: entries('process', fc.record({ answer }), 2),
  });
}

/** Up to so many entries of ascending ids. */
function entries(key: string, fields: fc.Arbitrary<object>, most: number): fc.Arbitrary<readonly object[]> {
  return fc
    .uniqueArray(fc.tuple(fc.integer({ min: 1, max: most }), fields), {
      selector: ([first]) => first,
      maxLength: most,
    })
    .map((all) =>
      all.toSorted(([one], [other]) => one - other).map(([each, rest]) => ({ [key]: each, ...rest })),
    );
}
