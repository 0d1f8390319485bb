// A tour that a signal ends says how far it came. Method: the process itself, on a slow system, and Ctrl-C.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LAUNCHER, temporaryFolder } from '../support/procession.ts';

test('procession tour is inconclusive when interrupted, and says how far it came and how to go on', async () => {
  using folder = temporaryFolder();
  const table = new URL('../../src/systems/in-process.ts', import.meta.url).href;
  writeFileSync(
    join(folder.path, 'slow.ts'),
    `import { posixTableSystem } from '${table}';
     import { writeFileSync } from 'node:fs';
     import { setTimeout } from 'node:timers/promises';
     const table = posixTableSystem();
     let resets = 0;
     export default { name: 'slow', commandSet: 'posix', asynchronous: true,
       reset: async () => { table.reset(); resets += 1; if (resets > 3) { writeFileSync('running', ''); await setTimeout(50); } },
       apply: async (command) => table.apply(command), observe: async () => table.observe() };\n`,
  );
  const words = ['tour', '--sut', './slow.ts', '--ids', '3', '--commands-max', '20', '--no-save'];
  const child = spawn(process.execPath, [LAUNCHER, ...words], { cwd: folder.path });
  let out = '';
  child.stdout.on('data', (data: Buffer) => {
    out += data.toString();
  });
  await expect.poll(() => existsSync(join(folder.path, 'running')), { timeout: 20_000 }).toBe(true);
  child.kill('SIGINT');
  const [code] = (await once(child, 'close')) as [number];
  const [, done] = /^INCONCLUSIVE {2}interrupted after (\d+) of \d+ sequences$/m.exec(out) ?? [];
  expect(out).toContain(`\nto go on from here: the same with --skip ${done}\n`);
  expect(code).toBe(3);
});
