// Goal: the measurement sees what is much slower, and passes what is the same. Method: the sources are copied, made slower or
// left as they are, and measured beside the original in small races.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
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

test('the folder of the base is removed even where the gate is killed', async () => {
  const program = `
    import { checkOut } from ${JSON.stringify(join(ROOT, 'src/app/gate/performance/base-checkout.ts'))};
    const base = await checkOut('HEAD');
    process.stdout.write(base.sources ?? base.sentence);
    setInterval(() => undefined, 1000);`;
  const gate = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = (await once(gate.stdout, 'data')) as [Buffer];
  const base = said.toString();
  expect(existsSync(join(base, 'impl/index.ts'))).toBe(true);
  gate.kill('SIGKILL');
  await vi.waitFor(() => expect(existsSync(base)).toBe(false), { timeout: 20_000 });
});
