// Words as the bytes that a file of a search has them in, in the byte order of the machine; and text in whole words.

/** The same memory as bytes. */
export function bytesOf(words: Uint32Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}

/** JSON in whole words, padded with spaces. */
export function textInWords(text: string): Uint32Array {
  const bytes = new TextEncoder().encode(text);
  const words = new Uint32Array(Math.ceil(bytes.length / 4));
  bytesOf(words).fill(0x20).set(bytes);
  return words;
}
