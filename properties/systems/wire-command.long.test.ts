// Goal: `--sut 'cmd:…'` does what it says on every command, ends with the right exit code, and leaves nothing behind.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { isAlive } from '../support/alive.ts';
import { processionMeanwhile, temporaryFolder } from '../support/procession.ts';

const PROGRAM = fileURLToPath(new URL('misbehaving/program.ts', import.meta.url));
const LAUNCHER = fileURLToPath(new URL('../../bin/procession.js', import.meta.url));
const SHORT = ['--runs', '20', '--ids', '4', '--seed', '1', '--time-limit-step', '20'];

function sut(misbehaviour: string, argument = ''): readonly string[] {
  return ['--sut', `cmd:'${process.execPath}' '${PROGRAM}' ${misbehaviour} '${argument}'`];
}

describe.concurrent('the exit code', () => {
  test.each([
    ['none', 0, 'PASS  none 1 and the model agree in 20 runs, seed 1'],
    ['wrong-state', 1, 'FAIL  H5 exit: the states differ'],
    ['crash', 1, '"1 exit": it ended with exit code 9'],
    ['crash-at-once', 1, '"initialize": it ended with exit code 7'],
    ['crash-at-reset', 1, 'its reset: it ended with exit code 4'],
    ['stays', 1, 'FAIL  "close": it answered and did not end within 2 s'],
    ['wrong-sometimes', 1, 'NOT DETERMINISTIC: run again, the same commands did not fail in the same way'],
    [
      'supports-nothing',
      3,
      'INCONCLUSIVE  supports-nothing supports no command: there is nothing to compare',
    ],
  ])('the exit code of %s is %i', async (misbehaviour, code, sentence) => {
    using folder = temporaryFolder();
    const ended = await processionMeanwhile(folder.path, 'check', ...sut(misbehaviour), ...SHORT);
    expect(ended).toMatchObject({ code, err: '' });
    expect(ended.out).toContain(sentence);
    expect(ended.out).not.toMatch(/^\s+at /m);
  });

  test('the exit code of a program that is there and cannot be started is 3, in a sentence or an object', async () => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, 'script'), '#!/no/such/interpreter\n', { mode: 0o755 });
    const words = ['check', '--sut', 'cmd:./script --really'];
    const reason = './script could not be started: what its first line names to run it is not there';
    expect(await processionMeanwhile(folder.path, ...words)).toEqual({
      code: 3,
      out: `INCONCLUSIVE  ${reason}\n`,
      err: '',
    });
    const { code, out } = await processionMeanwhile(folder.path, ...words, '--json');
    expect(code).toBe(3);
    expect(JSON.parse(out)).toEqual({ verdict: 'inconclusive', reason, counterexample: null });
  });

  test.each([
    [['--sut', 'cmd:'], '"cmd:" names no program'],
    [['--sut', 'cmd:./not-there --really'], 'there is no program ./not-there'],
    [['--sut', 'cmd:not-anywhere'], 'there is no program not-anywhere'],
    [['--sut', './not-there.ts'], 'there is no file ./not-there.ts'],
    [['--sut', 'cmd:a "b'], 'a " is opened and never closed in: a "b'],
    [['--time-limit-step', '3'], '--time-limit-step goes with a module or a program alone'],
    [[...sut('none'), '--time-limit-step', '0'], 'It must be a number of seconds above 0.'],
  ])('the exit code of misuse is 2: %j', async (words, sentence) => {
    using folder = temporaryFolder();
    const { code, out, err } = await processionMeanwhile(folder.path, 'check', ...words);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(sentence);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });

  test('the exit code of an engine that needs answers at once is 2', async () => {
    using folder = temporaryFolder();
    const { code, err } = await processionMeanwhile(folder.path, 'explore', '--ids', '2', ...sut('none'));
    expect(code).toBe(2);
    expect(err).toContain('answers asynchronously');
  });
});

describe.concurrent('a failure over the wire', () => {
  test('a failure over the wire is stored, replayed, shrunk and shown as any other, with what the program wrote', async () => {
    using folder = temporaryFolder();
    const { out } = await processionMeanwhile(folder.path, 'check', ...sut('crash'), ...SHORT);
    expect(out).toContain(
      'the end of its standard error:\n  | something\n  | assertion failed: no such luck\n',
    );
    const file = /^saved: {2}(.*)$/m.exec(out)?.[1] ?? '';
    for (const command of ['replay', 'shrink']) {
      const again = await processionMeanwhile(folder.path, command, file, ...sut('crash'));
      expect(again.code, command).toBe(1);
      expect(again.out, command).toContain('"1 exit": it ended with exit code 9');
    }
    expect((await processionMeanwhile(folder.path, 'replay', file, ...sut('none'))).code).toBe(0);
    const shown = await processionMeanwhile(folder.path, 'show', file, ...sut('crash'));
    expect(shown.code).toBe(0);
    expect(shown.out).toContain('it ended with exit code 9');
  });
});

describe.skipIf(process.platform !== 'linux').concurrent('a harness that is ended', () => {
  test.each(['SIGKILL', 'SIGINT', 'SIGHUP'] as const)(
    'a harness that is ended by %s leaves nothing running',
    async (signal) => {
      using folder = temporaryFolder();
      const file = join(folder.path, 'pids');
      const words = [LAUNCHER, 'check', ...sut('leaves-children', file), '--time', '60', '--no-save'];
      const harness = spawn(process.execPath, words, { cwd: folder.path, stdio: 'ignore' });
      await expect
        .poll(() => existsSync(file) && readFileSync(file, 'utf8') !== '', { timeout: 20_000 })
        .toBe(true);
      const pids = readFileSync(file, 'utf8').split(' ').map(Number);
      expect(pids.map(isAlive)).toEqual([true, true, true]);
      harness.kill(signal);
      await once(harness, 'exit');
      await expect.poll(() => pids.map(isAlive), { timeout: 20_000 }).toEqual([false, false, false]);
    },
  );
});
