// Writes docs/api.md from the doc comments of what the package exports.
import type { Exported, PublicApi } from './public-api.ts';

/** One way to import from the package. */
export interface Entry {
  /** The text of the import, such as `procession-check/table`. */
  readonly specifier: string;
  /** The source file that it leads to. */
  readonly file: string;
  /** The purpose of the entry, in a sentence. */
  readonly purpose: string;
}

/** The page: a section for each entry, in it first what can be called, then the types. */
export function apiPage(api: PublicApi, entries: readonly Entry[]): string {
  const seen = new Map<string, string>();
  const sections = entries.map(({ specifier, file, purpose }) => {
    const all = api.exportsOf(file);
    const own = all.filter((each) => !seen.has(placeOf(each)));
    const again = all.filter((each) => seen.has(placeOf(each)));
    for (const each of own) seen.set(placeOf(each), specifier);
    const values = own.filter(({ isValue }) => isValue);
    const types = own.filter(({ isValue }) => !isValue);
    const also = again.map(({ name }) => `\`${name}\``).join(', ');
    return [
      `## \`${specifier}\``,
      purpose,
      ...(again.length === 0 ? [] : [`Exports besides, as described above: ${also}.`]),
      ...values.map(described),
      ...(types.length === 0 ? [] : [`### Types of \`${specifier}\``]),
      ...types.map(described),
    ].join('\n\n');
  });
  return `${[HEAD, ...sections].join('\n\n')}\n`;
}

const HEAD = `# The library

Made from the doc comments of the sources by \`npm run api\`; a test compares. Examples are compiled and run by a test, too.`;

function placeOf({ file, declaredAs }: Exported): string {
  return `${file}#${declaredAs}`;
}

function described({ name, isValue, signature, doc }: Exported): string {
  const level = isValue ? '###' : '####';
  return `${level} ${name}\n\n\`\`\`typescript\n${signature}\n\`\`\`\n\n${prose(doc)}`;
}

/** A doc comment as Markdown: links become code, examples stand under their own line. */
function prose(doc: string): string {
  return doc
    .replaceAll(/\{@link ([^}]+)\}/g, '`$1`')
    .replaceAll(/@example\s*/g, '\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
}
