// Records anew the classes of transitions that there are, and which profile's fixed seeds reach them. Minutes.
// Usage: node properties/exploration/record-classes.ts
import { writeFileSync } from 'node:fs';
import { Subject } from '../../src/app/gate/check.ts';
import { allLots } from '../../src/app/gate/checks/fixed-seeds.ts';
import type { RecordedClasses } from '../../src/app/gate/recorded-classes.ts';
import { CLASSES_FILE } from '../../src/app/gate/recorded-classes.ts';
import { gateSettingsOf } from '../../src/app/gate/settings.ts';
import type { GateProfile } from '../../src/app/gate/settings.ts';
import { ALONE } from '../../src/app/gate/surroundings.ts';
import { COMMAND_SETS } from '../../src/command-sets.ts';
import type { SystemUnderTest } from '../../src/contract/system.ts';
import { ROOT } from '../support/repository.ts';
import { CLASS_SPACES, classesWithin } from './classes.ts';

/** The seeds of a night are no part of the record. */
const RECORDED: readonly GateProfile[] = ['quick', 'full'];

const records: Record<string, RecordedClasses> = {};
for (const { table, makeSystem } of COMMAND_SETS) {
  const { id } = table.vocabulary;
  const spaces = CLASS_SPACES[id] ?? [];
  const all = new Set(spaces.flatMap((name) => [...classesWithin(name)]));
  const reached = new Map<string, GateProfile>();
  for (const profile of RECORDED)
    for (const name of await seen(makeSystem, profile)) if (!reached.has(name)) reached.set(name, profile);
  records[id] = {
    spaces,
    within: Object.fromEntries([...all].sort().map((name) => [name, reached.get(name) ?? null])),
    beyond: Object.fromEntries(
      [...reached].filter(([name]) => !all.has(name)).sort(([one], [other]) => (one < other ? -1 : 1)),
    ),
  };
  process.stdout.write(`${id}: ${all.size} classes, ${reached.size} reached\n`);
}
writeFileSync(ROOT + CLASSES_FILE, `${JSON.stringify(records, null, 2)}\n`);

async function seen(make: () => SystemUnderTest, profile: GateProfile): Promise<readonly string[]> {
  const settings = gateSettingsOf(profile, { seed: 1, save: false, timeoutMs: 3_600_000 });
  const { evidence } = await allLots(new Subject(make, settings, { ...ALONE, profile }));
  return Object.keys(evidence?.coverage?.classes ?? {});
}
