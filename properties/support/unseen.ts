// Characters that no terminal may get and no compiler needs: all of Unicode's controls, by number, but the newline. Told by numbers and
// not as the program tells it, so that one can be wrong without the other.
const UNSEEN: readonly (readonly [number, number])[] = [
  [0x00, 0x09],
  [0x0b, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x61c, 0x61c],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0xd800, 0xdfff],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xfdd0, 0xfdef],
  [0xe0000, 0xe0fff],
];

/** The first such character, as `U+9b`. O(n). */
export function unseenIn(text: string): string | undefined {
  for (const character of text) {
    const at = character.codePointAt(0) ?? 0;
    if (UNSEEN.some(([from, to]) => at >= from && at <= to)) return `U+${at.toString(16)}`;
  }
  return undefined;
}
