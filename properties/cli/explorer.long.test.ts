// Goal: the explorer comes to whoever asks for it, whole, and a bad place is a sentence. Method: the command on the page that
// the build makes.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { Trial } from '../../src/app/web/explorer-page/trial.ts';
import { explorerPage } from '../../tools/explorer-page.ts';
import { processionShared, processionWith, temporaryFolder } from '../support/procession.ts';
import { ROOT } from '../support/repository.ts';

describe('explorer', () => {
  beforeAll(() => {
    const { status, stdout } = spawnSync(process.execPath, ['tools/build-explorer.ts'], {
      cwd: ROOT,
      encoding: 'utf8',
      timeout: 120_000,
    });
    expect([status, stdout.replaceAll(/\d+/g, 'N')]).toEqual([
      0,
      'dist/explorer/explorer.html  N kB, N kB compressed\ndist/explorer/explorer-small.html  N kB, N kB compressed\n',
    ]);
  }, 120_000);

  test('explorer writes the page to the file that is said, to explorer.html where none is', async () => {
    using folder = temporaryFolder();
    const whole = processionShared(folder.path, 'explorer');
    expect([whole.code, whole.out]).toEqual([0, expect.stringMatching(/^explorer\.html: \d+ kB\n$/)]);
    const small = processionShared(folder.path, 'explorer', '--small', 'index.html');
    expect([small.code, small.out]).toEqual([0, expect.stringMatching(/^index\.html: \d+ kB\n$/)]);
    const written = (name: string): string => readFileSync(join(folder.path, name), 'utf8');
    expect(written('explorer.html') === (await explorerPage('whole'))).toBe(true);
    expect(written('index.html') === (await explorerPage('small'))).toBe(true);
  });

  test('explorer --open says the address, and that no browser could be opened', () => {
    using folder = temporaryFolder();
    const { code, out, err } = processionWith(
      { env: { BROWSER: 'no-such-browser' } },
      folder.path,
      'explorer',
      '--open',
    );
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/^explorer\.html: \d+ kB\nfile:\/\/\/\S+\.html\n$/),
    ]);
    expect(err).toContain('no browser could be opened: no-such-browser cannot be started');
  });

  test('explorer --json says where the page was written', () => {
    using folder = temporaryFolder();
    const { code, out } = processionShared(folder.path, 'explorer', '--json', 'a.html');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      output: 'a.html',
      bytes: readFileSync(join(folder.path, 'a.html')).length,
    });
  });

  test('explorer --trace writes a page that opens with the commands of the file, and refuses one that makes no sense', () => {
    using folder = temporaryFolder();
    const trace = (name: string, ...lines: readonly string[]): void =>
      writeFileSync(join(folder.path, name), ['procession trace 1 hierarchy', ...lines, ''].join('\n'));
    trace('a.trace', '# found on mutant:forget-to-orphan', '1 fork 2', '2 fork 3', '2 exit');
    trace('bad.trace', '1 frok 2');
    const { code } = processionShared(folder.path, 'explorer', '--trace', 'a.trace');
    const [, link = ''] =
      /id="trial">"([^"]+)"/.exec(readFileSync(join(folder.path, 'explorer.html'), 'utf8')) ?? [];
    const trial = new Trial();
    trial.openLink(link);
    expect([code, trial.systemName, trial.parted?.depth]).toEqual([0, 'mutant:forget-to-orphan', 3]);
    for (const [file, sentence] of [
      ['bad.trace', 'bad.trace: 2:3: unknown command "frok"'],
      ['none.trace', 'none.trace cannot be read'],
    ] as const) {
      const refused = processionShared(folder.path, 'explorer', '--trace', file, 'b.html');
      expect([refused.code, refused.err.includes(sentence)], refused.err).toEqual([2, true]);
    }
    expect(existsSync(join(folder.path, 'b.html'))).toBe(false);
  });

  test('explorer begins with a log of strace, with branches, or with a trace, told by their names', () => {
    using folder = temporaryFolder();
    const log = join(ROOT, 'properties/recordings/logs/atd_batch.strace');
    const branches = [
      'procession trace 2 hierarchy',
      '|| branch 1',
      '1 fork 2',
      '|| branch 2',
      '1 fork 3',
      '',
    ];
    writeFileSync(join(folder.path, 'b.trace'), branches.join('\n'));
    const packed = join(folder.path, 'log.gz');
    writeFileSync(packed, gzipSync(readFileSync(log)));
    const opened = (...words: readonly string[]): readonly unknown[] => {
      const { code, out } = processionShared(folder.path, 'explorer', ...words, '--json');
      return [code, (JSON.parse(out) as { opened: string }).opened];
    };
    expect(opened(log, 'log.html')).toEqual([0, `25 commands of ${log}`]);
    expect(opened('log.gz', '--small')).toEqual([0, '25 commands of log.gz']);
    expect(opened('b.trace')).toEqual([0, expect.stringMatching(/^2 commands of b\.trace; .* order/)]);
    const [, link = ''] =
      /id="trial">"([^"]+)"/.exec(readFileSync(join(folder.path, 'log.html'), 'utf8')) ?? [];
    const trial = new Trial();
    trial.openLink(link);
    expect([trial.specification.commandSet, trial.commands.length]).toEqual(['posix', 25]);
  });

  test('explorer overwrites no file that it was to begin with, and takes one of each', () => {
    using folder = temporaryFolder();
    for (const name of ['a.trace', 'b.trace'])
      writeFileSync(join(folder.path, name), 'procession trace 1 hierarchy\n1 fork 2\n');
    const { code } = processionShared(folder.path, 'explorer', 'a.trace');
    expect([code, readFileSync(join(folder.path, 'a.trace'), 'utf8')]).toEqual([
      0,
      'procession trace 1 hierarchy\n1 fork 2\n',
    ]);
    for (const words of [
      ['a.trace', 'b.trace'],
      ['a.trace', '--trace', 'b.trace'],
      ['a.html', 'b.html'],
    ]) {
      const refused = processionShared(folder.path, 'explorer', ...words);
      expect([refused.code, refused.err]).toEqual([2, expect.stringMatching(/one file, not/)]);
    }
  });

  test('the last line that show prints opens its file in the explorer', () => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, 'a.trace'), 'procession trace 1 hierarchy\n1 fork 2\n');
    const { out } = processionShared(folder.path, 'show', 'a.trace');
    const [, line = ''] = /\n\nto try it: npx procession-check (.*)\n$/.exec(out) ?? [];
    const opened = processionWith({ env: { BROWSER: 'no-such-browser' } }, folder.path, ...line.split(' '));
    expect([opened.code, opened.out]).toEqual([0, expect.stringContaining('explorer.html')]);
  });

  test.each([
    ['', 'the page: the name of the file must not be empty'],
    ['none/a.html', 'the page: there is no folder none'],
    ['folder.html', 'the page: folder.html is not a regular file'],
    ['folder', 'folder cannot be read: it is a folder'],
    ['page', 'there is no file page to begin with; the page is written to a name that ends in .html'],
  ])('explorer refuses a place that takes no file: %j', (place, sentence) => {
    using folder = temporaryFolder();
    for (const name of ['folder', 'folder.html']) mkdirSync(join(folder.path, name));
    const { code, err } = processionShared(folder.path, 'explorer', place);
    expect([code, err.includes(sentence)]).toEqual([2, true]);
  });
});
