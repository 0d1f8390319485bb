// Goal: the README shows what the gate of a new project prints. Method: its two lines in an empty project; each line of the
// README's block, but for what is different each time, is a line of what was printed.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { processionMeanwhile, temporaryFolder } from '../support/procession.ts';
import { ROOT, textOf } from '../support/repository.ts';

/** A line without the time that it took, or the work that a fresh seed decides. */
const steady = (line: string): string =>
  line
    .replace(/^(\S \S+) +(?:…|[\d.]+ s) /, '$1 ')
    .replace(/^(✓ random .*runs), .*/, '$1')
    .replace(/; (?:…|\d+ s)$/, '');

test('the README shows the lines that the gate of a new project prints', async () => {
  using folder = temporaryFolder();
  mkdirSync(join(folder.path, 'node_modules'));
  symlinkSync(ROOT, join(folder.path, 'node_modules/procession-check'), 'dir');
  writeFileSync(join(folder.path, 'package.json'), '{"type":"module"}');
  const [, words = ''] = /npx procession-check (init .*)\n/.exec(textOf('README.md')) ?? [];
  const made = await processionMeanwhile(folder.path, ...words.split(' '));
  expect(made.code, made.err).toBe(0);
  const gate = await processionMeanwhile(folder.path, 'gate');
  expect(gate.code, gate.out).toBe(0);
  const printed = gate.out.split('\n').map(steady);
  const [, shown = ''] = /```\n(✓ start [^]*?)```/.exec(textOf('README.md')) ?? [];
  const lines = shown.split('\n').filter((line) => line !== '' && line !== '…');
  expect(lines.length).toBeGreaterThan(3);
  for (const line of lines) expect(printed).toContain(steady(line));
}, 240_000);
