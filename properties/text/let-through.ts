// The classes of characters with which a text can do harm, and copies of the program whose escaping lets one of them through.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { fc } from '@fast-check/vitest';
import { expect } from 'vitest';
import { exitsFor, faultsIn } from './exits.ts';
import type { Exit } from './exits.ts';

/** The characters with which a text can do harm, class by class. */
export const CLASSES = {
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

/** Texts of both, put together by chance. */
export const hostile = fc
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

/** The harm in the output of such a copy for the texts of the class is found, and none for a text without them. */
export async function expectFoundIfLetThrough(name: keyof typeof CLASSES): Promise<void> {
  const plain = await exitsFor('xyz');
  const texts = CLASSES[name].map((text) => `xyz${text}`);
  const [unharmed, ...harmed] = await withMutant(LEFT_OUT[name], ['xyz', ...texts]);
  expect(faultsIn(unharmed, plain)).toEqual([]);
  for (const exits of harmed) expect(faultsIn(exits, plain), `${name} is not missed`).not.toEqual([]);
}

/** The output for each text of a copy of the program whose escaping lets a class of characters through. */
async function withMutant(left: string, texts: readonly string[]): Promise<readonly (readonly Exit[])[]> {
  const worker = new Worker(new URL('./mutant-exits.ts', import.meta.url), { workerData: { left, texts } });
  const [written] = (await once(worker, 'message')) as [readonly (readonly Exit[])[]];
  await worker.terminate();
  return written;
}
