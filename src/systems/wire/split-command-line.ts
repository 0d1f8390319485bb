// From the text of `--sut 'cmd:…'` to a program and its arguments. No shell is involved: only words and quotes.

/**
 * Splits as a shell splits a simple command: blanks separate words; '…' is taken as it is; in "…" and outside of
 * quotes a backslash makes the next character ordinary (inside "…" only before `"` and `\`). Nothing else is special:
 * no variables, no patterns, no pipes. The problem is a sentence.
 */
export function splitCommandLine(
  text: string,
): { readonly words: readonly string[] } | { readonly problem: string } {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (quote !== '' && character === quote) quote = '';
    else if (character === '\\' && isEscape(text[at + 1], quote)) {
      word = (word ?? '') + text[at + 1];
      at += 1;
    } else if (quote !== '') word = (word ?? '') + character;
    else if (character === "'" || character === '"') {
      quote = character;
      word ??= '';
    } else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + character;
  }
  if (quote !== '') return { problem: `a ${quote} is opened and never closed in: ${text}` };
  if (word !== undefined) words.push(word);
  return words.length === 0 ? { problem: '"cmd:" names no program' } : { words };
}

function isEscape(next: string | undefined, quote: string): boolean {
  if (next === undefined || quote === "'") return false;
  return quote === '' || next === '"' || next === '\\';
}
