// Makes what is right wrong: mutations of JSON values, of text in lines and words, and of bytes, by a seeded dice, so that an
// input is known by its number.
import type { Dice } from '../../src/engines/generate/prng.ts';

/** Texts that break a terminal, a parser, an object or a limit. */
const TEXTS: readonly string[] = [
  '',
  '\u001b[2J\rPASS  forged',
  '\nPASS  forged\n',
  '\u009b31m\u0085\u0090',
  '\u202e\u2066\u200f\u061c',
  '\u2028\u2029',
  '\u200b\ufeff\u{e0041}\u00ad',
  '\ud800',
  '\u0000\u0007\u007f',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'ok',
  'refused',
  'fork',
  'EPERM',
  'NaN',
  '1e999',
  '../../etc/passwd',
  '${x}`\'"\\',
  '</script><!--',
  '*/ ??/ //',
];

const NUMBERS: readonly number[] = [
  0,
  -0,
  -1,
  1,
  2,
  9,
  255,
  65_536,
  2 ** 31 - 1,
  2 ** 31,
  -(2 ** 31) - 1,
  2 ** 32,
  2 ** 53,
  1.5,
  1e-9,
  1e308,
];

/** One of them. */
export function pick<Item>(dice: Dice, items: readonly Item[]): Item {
  return items[dice.below(items.length)];
}

/** One of each class of characters that are not seen. */
const UNSEEN = TEXTS.slice(1, 9).join('');

/** A short text of the kinds above, one after the other. */
export function anyText(dice: Dice): string {
  if (dice.chance(40)) return UNSEEN;
  if (dice.chance(4)) return 'x'.repeat(1 + dice.below(200_000));
  return Array.from({ length: 1 + dice.below(3) }, () => pick(dice, TEXTS)).join('');
}

export function anyNumber(dice: Dice): number {
  return dice.chance(60) ? pick(dice, NUMBERS) : dice.below(20);
}

/** A value of JSON that nobody expects. */
export function anyJson(dice: Dice): unknown {
  switch (dice.below(9)) {
    case 0:
      return null;
    case 1:
      return dice.chance(50);
    case 2:
    case 3:
      return anyNumber(dice);
    case 4:
    case 5:
      return anyText(dice);
    case 6:
      return Array.from({ length: dice.below(4) }, () => anyJson(dice));
    case 7:
      return named(anyText(dice), dice.below(3));
    default:
      return nested(dice);
  }
}

/** An object with the key as a member of its own, `__proto__` too. */
function named(key: string, value: unknown): unknown {
  return Object.fromEntries([[key, value]]);
}

function nested(dice: Dice): unknown {
  const depth = dice.chance(80) ? 1 + dice.below(60) : 1 + dice.below(3000);
  let value: unknown = anyNumber(dice);
  for (let level = 0; level < depth; level += 1) value = dice.chance(50) ? [value] : { x: value };
  return value;
}

/** The value with one to three of its parts changed, dropped, doubled, renamed or given another type. */
export function mutatedJson(dice: Dice, value: unknown): unknown {
  let mutated = value;
  for (let times = 1 + dice.below(3); times > 0; times -= 1) mutated = changedSomewhere(dice, mutated);
  return mutated;
}

function changedSomewhere(dice: Dice, value: unknown): unknown {
  // Deeper parts are met less often than there are more of them.
  if (typeof value !== 'object' || value === null || dice.chance(12)) return retyped(dice, value);
  if (Array.isArray(value)) {
    const list = value as readonly unknown[];
    if (list.length === 0 || dice.chance(10)) return [...list, anyJson(dice)];
    const at = dice.below(list.length);
    if (dice.chance(8)) return list.toSpliced(at, 1);
    if (dice.chance(8)) return list.toSpliced(at, 0, list[dice.below(list.length)]);
    if (dice.chance(2)) return Array.from({ length: dice.below(2000) }, () => list[at]);
    return list.with(at, changedSomewhere(dice, list[at]));
  }
  const members: readonly (readonly [string, unknown])[] = Object.entries(value);
  if (members.length === 0 || dice.chance(10)) return withMember(members, anyText(dice), anyJson(dice));
  const [key, member] = pick(dice, members);
  const others = members.filter(([name]) => name !== key);
  if (dice.chance(12)) return Object.fromEntries(others);
  if (dice.chance(6)) return withMember(others, anyText(dice), member);
  return withMember(members, key, changedSomewhere(dice, member));
}

function withMember(members: readonly (readonly [string, unknown])[], key: string, value: unknown): unknown {
  return Object.fromEntries([...members.filter(([name]) => name !== key), [key, value]]);
}

function retyped(dice: Dice, value: unknown): unknown {
  if (typeof value === 'number' && dice.chance(60)) return anyNumber(dice);
  if (typeof value === 'string' && dice.chance(50)) return value + anyText(dice);
  if (dice.chance(10)) return [value];
  return anyJson(dice);
}

/** JSON as text; now and then in a way that `JSON.stringify` never writes it. */
export function jsonText(dice: Dice, value: unknown): string {
  const text = JSON.stringify(value) ?? 'null';
  switch (dice.below(20)) {
    case 0:
      return text.slice(0, dice.below(text.length + 1));
    case 1:
      return text.replace(/\d+/, pick(dice, ['NaN', 'Infinity', '1e999', '-', '01', '9'.repeat(400)]));
    case 2:
      return deepSomewhere(dice, text, 1 + dice.below(100_000));
    case 3:
      return text.replace(/[[{"]/, `$&${anyText(dice)}`);
    case 4:
      return text.replace('{', '{"__proto__":{"polluted":true},');
    case 5:
      return `${text}${text}`;
    case 6:
      return `\ufeff${text}`;
    default:
      return text;
  }
}

/** One of its members that are words or numbers is a list in a list in a list; deeper than `JSON.stringify` goes. */
function deepSomewhere(dice: Dice, text: string, levels: number): string {
  let skip = dice.below(text.split(':').length);
  const deep = `:${'['.repeat(levels)}${dice.chance(80) ? ']'.repeat(levels) : ''}`;
  return text.replaceAll(/:(?:"[^"]*"|-?\d+)/g, (member) => (skip-- === 0 ? deep : member));
}

/** A text whose lines or words are dropped, doubled, swapped, taken from another text or spoilt. */
export function mutatedText(dice: Dice, text: string, other: string): string {
  let lines = text.split('\n');
  for (let times = 1 + dice.below(4); times > 0; times -= 1) {
    const at = dice.below(lines.length);
    switch (dice.below(16)) {
      case 0:
        lines = lines.toSpliced(at, 1);
        break;
      case 1:
        lines = lines.toSpliced(at, 0, lines[dice.below(lines.length)]);
        break;
      case 2:
        lines = [...lines.slice(0, at), ...other.split('\n').slice(dice.below(6))];
        break;
      case 3:
        lines = lines.with(at, lines[at].slice(0, dice.below(lines[at].length + 1)));
        break;
      case 4:
        lines = lines.map((line) => `${line}\r`);
        break;
      case 5:
        if (dice.chance(20)) lines = [...lines, ...Array.from({ length: dice.below(300) }, () => lines[at])];
        break;
      default:
        lines = lines.with(at, mutatedWords(dice, lines[at]));
    }
    if (lines.length === 0) lines = [''];
  }
  return lines.join('\n');
}

function mutatedWords(dice: Dice, line: string): string {
  const words = line.split(' ');
  const at = dice.below(words.length);
  switch (dice.below(5)) {
    case 0:
      return words.toSpliced(at, 1).join(' ');
    case 1:
      return words.toSpliced(at, 0, anyText(dice)).join(' ');
    case 2:
      return words.with(at, String(anyNumber(dice))).join(' ');
    case 3:
      return words.with(at, words[dice.below(words.length)]).join(' ');
    default:
      return words.with(at, words[at] + anyText(dice)).join(' ');
  }
}

/** Bytes with some flipped, some missing, or some from elsewhere. */
export function mutatedBytes(dice: Dice, bytes: Uint8Array): Uint8Array {
  const changed = Uint8Array.from(bytes);
  if (changed.length === 0) return Uint8Array.of(dice.below(256));
  switch (dice.below(5)) {
    case 0:
      return changed.slice(0, dice.below(changed.length));
    case 1: {
      const from = dice.below(changed.length);
      changed.copyWithin(dice.below(changed.length), from, from + 1 + dice.below(64));
      return changed;
    }
    case 2:
      return Uint8Array.from([
        ...changed,
        ...Array.from({ length: 1 + dice.below(9) }, () => dice.below(256)),
      ]);
    default:
      for (let times = 1 + dice.below(4); times > 0; times -= 1)
        changed[dice.below(changed.length)] ^= 1 << dice.below(8);
      return changed;
  }
}
