// Goal: the measurement sees what is much slower, and passes what is the same. Method: the sources are copied, made slower or
// left as they are, and measured beside the original in small races.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Race } from '../../src/app/gate/performance/contestant.ts';
import { measureRace } from '../../src/app/gate/performance/measurement.ts';
import { racesOf } from '../../src/app/gate/performance/races.ts';
import { ALONE } from '../../src/app/gate/surroundings.ts';
import { VOCABULARIES } from '../../src/command-sets.ts';
import { ROOT } from '../support/repository.ts';
import { slowerCopy } from '../support/slower-copy.ts';

const folder = mkdtempSync(join(tmpdir(), 'procession-slower-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const slow = slowerCopy(folder, 'slow', 2000);

describe.each(VOCABULARIES.map(({ id }) => id))('the %s table', (id) => {
  const [[workload, whole]] = racesOf(id) ?? [];
  const race: Race = {
    ...whole,
    workload: { ...whole.workload, warmUp: 5_000, timed: 5_000 },
    blocks: 10,
    blockSize: 500,
  };
  const measured = async (candidate: string) =>
    await measureRace(
      workload,
      race,
      { base: join(ROOT, 'src'), candidate, baseName: 'main' },
      8,
      ALONE.control,
    );

  test(`a ${id} table whose searches take many times as long is slower, with all processes on one side`, async () => {
    expect(await measured(slow)).toMatchObject({ verdict: 'slower', evidence: { blocks: 80 } });
  });

  test(`a copy of the ${id} table is not slower`, async () => {
    const same = slowerCopy(folder, `same-${id}`, 0);
    const result = await measured(same);
    expect(result).toMatchObject({ evidence: { base: 'main' } });
    expect(result).not.toMatchObject({ verdict: 'slower' });
  });
});
