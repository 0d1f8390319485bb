// Goal: a page and its workers share a table, though the page's own thread may not sleep. Method: a real browser, isolated as
// a page with shared memory must be, in which two workers run commands while the page asks, and a third ends inside.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { rolldown } from 'rolldown';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../support/repository.ts';
import { BROWSER, CHROMIUM, openBrowser } from '../support/chromium.ts';

const PAGE = `<!doctype html><title>Kernel</title><script type="module">
  import { SharedPosixTable } from './tables.js';
  const buffer = SharedPosixTable.allocate({ capacity: 300, workers: 4 });
  const table = new SharedPosixTable({ buffer, worker: 0 });
  const start = (worker, pid, stays = false) => {
    const program = new Worker('./program.js', { type: 'module' });
    program.postMessage({ buffer, worker, pid, stays });
    return program;
  };
  const message = (program) => new Promise((resolve) => (program.onmessage = ({ data }) => resolve(data)));
  const errorOf = (command) => {
    try {
      return command();
    } catch (error) {
      return error.name + ' ' + error.worker;
    }
  };
  window.run = async () => {
    const forked = [];
    for (const pid of [2, 3]) forked.push(await table.whenFree(() => table.fork(1, pid)));
    const programs = Promise.all([start(1, 2), start(2, 3)].map(message));
    let isDone = false;
    void programs.then(() => (isDone = true));
    let wrong = 0;
    for (; !isDone; await new Promise((resolve) => setTimeout(resolve)))
      if ((await table.whenFree(() => table.getppid(2))) !== 1) wrong += 1;
    const freed = await programs;
    const faults = await table.whenFree(() => table.selfCheck());
    const left = await table.whenFree(() => table.pids());
    const stays = start(3, 2, true);
    await message(stays);
    const busy = errorOf(() => table.getppid(2));
    const asleep = errorOf(() => new SharedPosixTable({ buffer, worker: 0, sleeps: true }).getppid(2));
    stays.terminate();
    table.declareEnded(3);
    const poisoned = errorOf(() => table.getppid(2));
    return { isolated: crossOriginIsolated, forked, wrong, freed, faults, left, busy, asleep, poisoned };
  };
</script>`;

const PROGRAM = `
  import { SharedPosixTable } from './tables.js';
  onmessage = ({ data: { buffer, worker, pid, stays } }) => {
    const table = new SharedPosixTable({ buffer, worker });
    if (stays)
      table.write(() => {
        postMessage('inside');
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
      });
    let freed = 0;
    for (let count = 0; count < 2000; count += 1) {
      const child = table.write((inside) => inside.fork(pid, inside.lowestFreeId()));
      table.exit(child, 1);
      if (table.waitpid(pid, child) === child) freed += 1;
    }
    postMessage(freed);
  };
`;

async function tables(): Promise<string> {
  await using bundle = await rolldown({
    input: 'src/impl/index.ts',
    cwd: ROOT,
    platform: 'browser',
    logLevel: 'silent',
  });
  const { output } = await bundle.generate({ format: 'esm' });
  return output[0].code;
}

describe.skipIf(CHROMIUM === undefined)(`a shared table in ${BROWSER}`, () => {
  test('a page whose thread may not sleep and its workers use one table in a browser, and learn of one that ended inside', async () => {
    const files = new Map([
      ['/', ['text/html', PAGE]],
      ['/tables.js', ['text/javascript', await tables()]],
      ['/program.js', ['text/javascript', PROGRAM]],
    ]);
    const server = createServer(({ url = '' }, response) => {
      const [type, text] = files.get(url) ?? ['text/plain', ''];
      response.setHeader('Content-Type', type);
      response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
      response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
      response.end(text);
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const browser = await openBrowser();
    try {
      const page = await browser.newPage();
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      await page.waitForFunction('window.run !== undefined');
      expect(await page.evaluate('run()')).toEqual({
        isolated: true,
        forked: [2, 3],
        wrong: 0,
        freed: [2000, 2000],
        faults: [],
        left: [1, 2, 3],
        busy: 'BusyTableError 3',
        // Had it not found out that it may not sleep, it would have failed so.
        asleep: 'TypeError undefined',
        poisoned: 'PoisonedTableError 3',
      });
    } finally {
      await browser.close();
      server.close();
    }
  });
});
