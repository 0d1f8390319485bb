// The code blocks of a Markdown document, each with what a reader needs to paste it: its language, the file that it is to
// be saved as, and its lines of shell one by one.

export interface Snippet {
  readonly document: string;
  /** The line of the opening fence, from 1. */
  readonly line: number;
  readonly language: string;
  readonly code: string;
  /** The file that the text before it, or its own first line, says to save it as. */
  readonly file?: string;
}

/** All blocks of a document that name a language. */
export function snippetsOf(document: string, text: string): Snippet[] {
  return [...text.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].map(({ index, 1: language = '', 2: code = '' }) => {
    const before = text.slice(0, index);
    const paragraph = before.trimEnd().split('\n\n').at(-1) ?? '';
    const file =
      /^(?:\/\/|#) (\S+\.\w+)$/m.exec(code.split('\n', 1)[0] ?? '')?.[1] ??
      /\b(?:Save|Put) .*?`([\w.-]+\.\w+)`/.exec(paragraph)?.[1];
    return { document, line: before.split('\n').length, language, code, ...(file !== undefined && { file }) };
  });
}

/** The command lines of a block of shell: comments gone, continued quotes joined, `a && b` as two. */
export function linesOf(code: string): string[] {
  const lines: string[] = [];
  let open = '';
  for (const line of code.split('\n')) {
    const whole = open === '' ? line : `${open}\n${line}`;
    open = (whole.match(/'/g)?.length ?? 0) % 2 === 1 ? whole : '';
    if (open === '') lines.push(whole.replace(/\s+#.*$/, '').trim());
  }
  return lines.flatMap((line) => line.split(' && ')).filter((line) => line !== '');
}
