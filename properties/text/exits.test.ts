// Text from elsewhere where it leaves: whatever a system, a file or a path says, no report, file or generated code holds an
// unseen character, a line that is not ours, or code that the template does not have.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { exitsFor, faultsIn } from './exits.ts';
import type { Exit } from './exits.ts';

/** The same with a text that is none of the model's words and in which there is nothing to escape. */
const plain = await exitsFor('xyz');

/** The characters with which a text can do harm, class by class. */
const CLASSES = {
  newline: ['\n', '\nPASS  forged', '\r\nlet x = 1;\n'],
  'carriage return': ['\rPASS', '\r'],
  escape: ['\u001b[2J', '\u001b]0;title\u0007', '\u001b[31m'],
  'other C0': ['\u0000', '\b', '\t', '\f'],
  DEL: ['\u007f'],
  C1: ['\u009b31m', '\u0085', '\u0090'],
  'bidi control': ['\u202e', '\u2066', '\u200f', '\u061c'],
  'line separator': ['\u2028', '\u2029'],
  'zero width': ['\u200b', '\u200d', '\ufeff', '\u2060'],
  'lone surrogate': ['\ud800', '\udc00'],
  invisible: ['\u{e0041}', '\u00ad', '\ufe0f'],
} as const;

/** Texts that do harm in one language or another. */
const CODE = [
  `'`,
  '"',
  '`',
  '\\',
  '${x}',
  '//',
  '*/',
  '/*',
  '<!--',
  ']]>',
  '</script>',
  '<b>',
  '&amp;',
  '#',
  ';',
  '%',
  '??/',
  `');\nprocess.exit();//`,
  '");',
  '"];',
  '\\n',
  '\\u001b',
  'end',
  '%%{init: {}}%%',
  '__proto__',
  'ok',
  '{"ok":{}}',
] as const;

const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(...Object.values(CLASSES).flat()),
      fc.constantFrom(...CODE),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 3 }),
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((parts) => parts.join(''))
  .filter((text) => /[^\s]/u.test(text));

describe('text from elsewhere', () => {
  property.prop([hostile], { numRuns: 60 })(
    'leaves visible, on its line and as text, in every report, file and form',
    async (text) => {
      expect(faultsIn(await exitsFor(`xyz${text}`), plain)).toEqual([]);
    },
  );

  test('text from elsewhere of megabytes leaves as an excerpt that says its length', async () => {
    const exits = await exitsFor('x'.repeat(3_000_000));
    for (const { name, text } of exits) expect(text.length, name).toBeLessThan(400_000);
    expect(exits[0]?.text).toContain('3,000,000 characters in all');
  }, 60_000);
});

/** The classes as the characters that a mutant of the escaping leaves out. */
const LEFT_OUT: Readonly<Record<keyof typeof CLASSES, string>> = {
  newline: String.raw`\n`,
  'carriage return': String.raw`\r`,
  escape: String.raw`\u001b\u0007`,
  'other C0': String.raw`\u0000\u0008\u0009\u000c`,
  DEL: String.raw`\u007f`,
  C1: String.raw`\u0080-\u009f`,
  'bidi control': String.raw`\u202e\u2066\u200f\u061c`,
  'line separator': String.raw`\u2028\u2029`,
  'zero width': String.raw`\u200b\u200d\ufeff\u2060`,
  'lone surrogate': String.raw`\p{Cs}`,
  invisible: String.raw`\u{e0041}\u00ad\ufe0f`,
};

describe('the property above fails', () => {
  test.each(Object.entries(CLASSES))('the property above fails if %s is let through', async (name, texts) => {
    const left = LEFT_OUT[name as keyof typeof CLASSES];
    const written = await withMutant(left, ['xyz', ...texts.map((text) => `xyz${text}`)]);
    const [unharmed, ...harmed] = written;
    expect(faultsIn(unharmed, plain)).toEqual([]);
    for (const exits of harmed) expect(faultsIn(exits, plain), `${name} is not missed`).not.toEqual([]);
  });
});

/** The output for each text of a copy of the program whose escaping lets a class of characters through. */
async function withMutant(left: string, texts: readonly string[]): Promise<readonly (readonly Exit[])[]> {
  const worker = new Worker(new URL('./mutant-exits.ts', import.meta.url), { workerData: { left, texts } });
  const [written] = (await once(worker, 'message')) as [readonly (readonly Exit[])[]];
  await worker.terminate();
  return written;
}
