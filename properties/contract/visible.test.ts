// Text from elsewhere as people get to see it. The expected characters are listed by number here, not taken from the code.
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { describeValue } from '../../src/contract/foreign-value.ts';
import { visible, visibleJson, visibleLines } from '../../src/contract/visible.ts';

/** Ranges of code points that must never come out as they are. */
const UNSEEN: readonly (readonly [string, number, number])[] = [
  ['C0 with newline, tab and ESC', 0x00, 0x1f],
  ['DEL', 0x7f, 0x7f],
  ['C1', 0x80, 0x9f],
  ['the soft hyphen', 0xad, 0xad],
  ['the Arabic letter mark', 0x61c, 0x61c],
  ['zero-width characters and direction marks', 0x200b, 0x200f],
  ['line and paragraph separators', 0x2028, 0x2029],
  ['bidi embeddings and overrides', 0x202a, 0x202e],
  ['the word joiner and invisible operators', 0x2060, 0x2064],
  ['bidi isolates', 0x2066, 0x2069],
  ['variation selectors', 0xfe00, 0xfe0f],
  ['the byte order mark', 0xfeff, 0xfeff],
  ['lone surrogates', 0xd800, 0xdfff],
  ['noncharacters', 0xfdd0, 0xfdef],
  ['tags', 0xe0000, 0xe007f],
];

const hostile = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...UNSEEN).chain(([, from, to]) => fc.integer({ min: from, max: to }).map(textOf)),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    fc.constantFrom('a', '\\', '"', '😀', 'é', ' '),
  ),
});

function textOf(codePoint: number): string {
  return codePoint >= 0xd800 && codePoint <= 0xdfff
    ? String.fromCharCode(codePoint)
    : String.fromCodePoint(codePoint);
}

/** The names of the ranges that a text has characters of. */
function unseenIn(text: string): readonly string[] {
  return UNSEEN.filter(([, from, to]) =>
    Array.from(text).some((character) => {
      const at = character.codePointAt(0) ?? 0;
      return at >= from && at <= to;
    }),
  ).map(([name]) => name);
}

describe('text for people', () => {
  test.each(UNSEEN)('text for people writes out %s', (_name, from, to) => {
    for (let codePoint = from; codePoint <= to; codePoint += 1) {
      const shown = visible(`a${textOf(codePoint)}b`);
      expect(shown).toMatch(/^a\\(?:[nrt]|u[0-9a-f]{4}(?:\\u[0-9a-f]{4})?)b$/);
    }
  });

  test('text for people is told as it is where a reader sees it', () => {
    const text = 'naïve größe 進程 😀 €1 "x" \\ 100 %';
    expect(visible(text)).toBe(text);
  });

  test('text for people names the character that it writes out', () => {
    expect(visible('\u001b[31mPASS\n\tx\u009b\u202e\u{e0041}')).toBe(
      String.raw`\u001b[31mPASS\n\tx\u009b\u202e\udb40\udc41`,
    );
  });

  test('text for people keeps beginning and end of a long text, and says its length', () => {
    const text = `begin${'x'.repeat(15_000_000)}end`;
    const shown = visible(text, { max: 40 });
    expect(shown).toMatch(/^beginx+ … x+end \(15,000,008 characters in all\)$/);
    expect(shown.length).toBeLessThan(80);
    expect(visible(text).length).toBeLessThan(1100);
  });

  property.prop([hostile, fc.integer({ min: 4, max: 60 })])(
    'has one line and no unseen character, whatever the text and wherever it is cut',
    (text, max) => {
      const shown = visible(text, { max });
      expect(unseenIn(shown)).toEqual([]);
      expect(shown.split('\n')).toHaveLength(1);
      expect(shown.length).toBeLessThan(6 * max + 40);
    },
  );
});

describe('JSON for people and programs', () => {
  property.prop([fc.jsonValue(), hostile, fc.constantFrom(undefined, 2)])(
    'means the same, and has no unseen character but the newlines of its layout',
    (value, text, indent) => {
      const given = { value, [text]: [text] };
      const json = visibleJson(given, indent);
      expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(given)));
      expect(unseenIn(json.replaceAll('\n', ''))).toEqual([]);
      if (indent === undefined) expect(json).not.toContain('\n');
    },
  );
});

describe('a value in a sentence', () => {
  test('a value in a sentence is short, and told, however deep, long, cyclic or hostile the value is', () => {
    const deep = JSON.parse(`${'[['.repeat(150_000)}${']]'.repeat(150_000)}`) as unknown;
    const cyclic: Record<string, unknown> = {};
    cyclic['again'] = cyclic;
    const throwing = Object.defineProperty({}, 'x', { enumerable: true, get: () => assertNever() });
    const many = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`key ${index}`, index]));
    for (const value of [deep, cyclic, throwing, many, 'x'.repeat(1e7), { ['k'.repeat(1e7)]: 1 }, [[['y']]]])
      expect(describeValue(value).length).toBeLessThan(400);
    expect(describeValue('x'.repeat(1e7))).toContain('10,000,000 characters in all');
    expect(describeValue(throwing)).toBe('a value that cannot be read');
  });

  property.prop([fc.anything({ key: hostile, values: [hostile, fc.integer()] })])(
    'has no unseen character, whatever it is',
    (value) => {
      const shown = describeValue(value);
      expect(unseenIn(shown)).toEqual([]);
      expect(shown).not.toContain('\n');
    },
  );
});

test('a text of many lines keeps its newlines and nothing else that is unseen', () => {
  expect(visibleLines('a\r\n\tb\u202e\nc')).toBe('a\\r\n\\tb\\u202e\nc');
});

function assertNever(): never {
  throw new Error('a getter of the system');
}
