// Every command as a user runs it, with hostile text from everywhere at once: a system's words, files and their names,
// options, a program's standard error. Nothing of it may steer the terminal or forge a line.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { processionSharedWith, processionWith, temporaryFolder } from '../support/procession.ts';
import { textOf } from '../support/repository.ts';

/** One of every class, and a verdict to be forged. */
const HOSTILE =
  'xyz\u001b[8m\u001b[2J\rPASS  forged\nPASS  forged\t\u007f\u009b31m\u202e\u2028\u200b\ufeff\u{e0041}\ud800';
/** As much of it as an argument or a file's name can hold. */
const WORD = HOSTILE.replace('\ud800', '');

const SYSTEM = `
const text = ${JSON.stringify(HOSTILE)};
export default {
  name: text,
  unchecked: [text],
  reset() {},
  apply: ({ name }) => (name === 'fork' ? { refused: text } : { ok: { [text]: 1 } }),
  observe: () => ({}),
  selfCheck: () => [text],
  close() { throw new Error(text); },
};`;
const THROWING = `
const error = Object.assign(new Error(${JSON.stringify(HOSTILE)}), { name: ${JSON.stringify(HOSTILE)} });
export default { name: 'throws', reset() {}, apply() { throw error; }, observe: () => ({}) };`;
const UNLOADABLE = `throw new Error(${JSON.stringify(HOSTILE)});`;
/** A program that offers another command set in words of its own, after it has written to standard error. */
const PROGRAM = `
const text = ${JSON.stringify(HOSTILE)};
process.stderr.write(text + '\\n');
const reply = (id, result) => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id, result }) + '\\n');
process.stdin.once('data', (line) => {
  const { id } = JSON.parse(line);
  if (process.argv[2] === 'set') reply(id, { protocol: 1, name: 'program', commands: text, supports: ['fork'] });
  else if (process.argv[2] === 'name') reply(id, { protocol: 1, name: text, commands: 'hierarchy', supports: ['fork'] });
  else if (process.argv[2] === 'error') process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id, error: { code: 1, message: text } }) + '\\n');
  else process.stdout.write(text + '\\n');
});`;

/** A folder with all of it. */
function hostileFolder(): ReturnType<typeof temporaryFolder> {
  const folder = temporaryFolder();
  const write = (name: string, text: string): void => writeFileSync(join(folder.path, name), text);
  write('system.mjs', SYSTEM);
  write('throwing.mjs', THROWING);
  write('unloadable.mjs', UNLOADABLE);
  write('program.mjs', PROGRAM);
  write(`${WORD}.mjs`, SYSTEM);
  const trace = `procession trace 1 hierarchy\n# found on table, seed 1\n1 fork 2\n2 exit\n`;
  write('a.trace', trace);
  write(`${WORD}.trace`, trace);
  write('posix.trace', 'procession trace 1 posix\n1 fork 2\n');
  write(`${WORD}.posix.trace`, 'procession trace 1 posix\n1 fork 2\n');
  write('bad.trace', `procession trace 1 hierarchy\n1 ${WORD} 2\n`);
  write('none.trace', HOSTILE);
  const record = JSON.parse(textOf('properties/recorded/records/version-1.json')) as {
    readonly divergence: object;
  };
  const divergence = { ...record.divergence, concerns: HOSTILE, sentence: HOSTILE, kind: 'answer' };
  write('record.json', JSON.stringify({ ...record, system: HOSTILE, divergence }));
  write('bad.json', JSON.stringify({ ...record, format: HOSTILE }));
  write('known.json', JSON.stringify({ deviations: [{ command: HOSTILE, [HOSTILE]: 1 }] }));
  write('no-known.json', `{${HOSTILE}`);
  mkdirSync(join(folder.path, `corpus${WORD}`));
  write(join(`corpus${WORD}`, `${WORD}.trace`), `procession trace 1 hierarchy\n1 ${WORD}\n`);
  return folder;
}

const FORMATS = ['terminal', 'json', 'itf', 'mermaid', 'vitest', 'rust', 'html'] as const;
const SUT = ['--sut', './system.mjs'] as const;

const COMMANDS: readonly (readonly string[])[] = [
  ['check', ...SUT, '--runs', '5', '--all-failures'],
  ['check', ...SUT, '--runs', '5', '--json'],
  ['check', '--sut', `./${WORD}.mjs`, '--runs', '5'],
  ['check', '--sut', './throwing.mjs', '--runs', '5'],
  ['check', '--sut', './unloadable.mjs'],
  ['check', '--sut', './throwing.mjs', '--runs', '5', '--corpus', `corpus${WORD}`, '--no-save'],
  ['check', '--runs', '5', '--corpus', `corpus${WORD}`, '--json'],
  ['check', '--known', 'known.json'],
  ['check', '--known', 'no-known.json'],
  ['check', '--known', WORD],
  ['check', '--sut', WORD],
  ['check', '--sut', `mutant:${WORD}`],
  ['check', '--path', WORD, '--seed', '1'],
  ['check', '--save', `${WORD}/x`, ...SUT, '--runs', '2'],
  ['check', `--${WORD}`],
  ['check', '--set', WORD],
  ['check', '--runs', WORD],
  [WORD],
  ...['set', 'name', 'error'].map((how) => ['check', '--sut', `cmd:${process.execPath} program.mjs ${how}`]),
  ['check', '--sut', `cmd:'${WORD}'`],
  ['check', '--sut', `cmd:${process.execPath} program.mjs set`, '--json'],
  ['tour', ...SUT, '--ids', '2'],
  ['tour', ...SUT, '--ids', '2', '--json'],
  ['tour', '--commands', WORD],
  ['explore', ...SUT, '--ids', '2'],
  ['explore', ...SUT, '--ids', '2', '--json'],
  ['explore', '--ids', '2', '--graph', `${WORD}.dot`],
  ['explore', ...SUT, '--ids', '2', '--graph', 'graph.dot'],
  ['explore', '--graph', WORD],
  ['explore', '--checkpoint', `${WORD}/x`],
  ['replay', 'a.trace', ...SUT],
  ['replay', `${WORD}.trace`],
  ['replay', 'a.trace', ...SUT, '--json'],
  ['replay', 'bad.trace'],
  ['replay', 'none.trace'],
  ['replay', 'bad.json'],
  ['replay', WORD],
  ['shrink', 'a.trace', ...SUT],
  ['shrink', 'a.trace', ...SUT, '--json'],
  ['show', `${WORD}.trace`, ...SUT, '--tree'],
  ['show', 'record.json'],
  ...FORMATS.map((format) => [
    'show',
    format === 'json' ? 'record.json' : `${WORD}.trace`,
    ...(format === 'json' ? [] : SUT),
    '--format',
    format,
    '--output',
    `out.${format}`,
  ]),
  ['show', 'a.trace', ...SUT, '--open'],
  ['show', 'record.json', '--format', WORD],
  ['show', `${WORD}.posix.trace`, '--format', 'c'],
  ['export', '--c', `${WORD}.posix.trace`],
  ['export', '--c', 'posix.trace', '--output', `${WORD}.c`],
  ['export', '--c', WORD],
  ['play', ...SUT],
];

/** Reports that have styles where there is a terminal. */
const STYLED = COMMANDS.filter(
  (words) =>
    /^(?:check|tour|explore|replay|shrink|show|play)$/.test(words[0] ?? '') && words.includes('./system.mjs'),
).filter((words) => !words.includes('--json') && !words.includes('--output'));

const INPUT = `1 fork 2\n1 ${WORD} 2\nload ${WORD}\nload bad.trace\nsave ${WORD.split('\n')[0]}\nundo\n2 exit\n`;

/** Controls and what else is not seen, but newlines. */
const UNSEEN =
  /(?!\n)(?:[\p{Cc}\p{Cs}\u00ad\u061c\u2028-\u202e\u2060-\u206f\ufeff\ufdd0-\ufdef\u{e0000}-\u{e0fff}]|[\u200b-\u200f]|[\ufe00-\ufe0f])/u;
/** The styles that reports have: bold, dim, red, green, yellow, cyan and their ends. */
// oxlint-disable-next-line no-control-regex
const STYLES = /\u001b\[(?:1|2|22|31|32|33|36|39)m/g;

describe.each([
  ['in a pipe', {}, false, COMMANDS],
  ['in colours', { NO_COLOR: '', FORCE_COLOR: '1' }, true, STYLED],
])('%s', (_where, env, coloured, commands) => {
  test('no command lets through what it was given', () => {
    using folder = hostileFolder();
    let styled = 0;
    for (const words of commands) {
      const ended =
        words[0] === 'play'
          ? processionWith({ input: INPUT, env }, folder.path, ...words)
          : processionSharedWith(env, folder.path, ...words);
      const name = JSON.stringify(words);
      expect(ended.code, `${name}: ${ended.err}`).toBeOneOf([0, 1, 2, 3]);
      const said = coloured ? ended.out.replaceAll(STYLES, '') : ended.out;
      styled += ended.out.length - said.length;
      for (const text of [said, ended.err]) {
        expect(UNSEEN.exec(text)?.[0].codePointAt(0)?.toString(16), name).toBeUndefined();
        expect(
          text.split('\n').filter((line) => /^\s*PASS {2}forged/.test(line)),
          name,
        ).toEqual([]);
      }
      if (words.includes('--json')) expect(ended.out === '' || JSON.parse(ended.out), name).toBeTruthy();
    }
    expect(styled > 0).toBe(coloured);
    for (const file of filesIn(folder.path).filter((each) => /^out\.|\.procession|\.dot$|\.c$/.test(each)))
      expect(UNSEEN.exec(readFileSync(join(folder.path, file), 'utf8'))?.[0], file).toBeUndefined();
  });
});

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}
