// Measures on the prose of sources: comment sentences that open like a question, and titles of tests that are no sentence.
// Both know English by its small words only, and let pass what they cannot tell.
import { Visitor, parseSync } from 'oxc-parser';
import type { Argument, CallExpression, Expression } from 'oxc-parser';

/** A piece of prose, and where it begins. */
export interface Prose {
  readonly line: number;
  readonly text: string;
}

const QUESTION = /^(?:What|Whether|How|Where|Which|Who|Whose|Whom|Why|When|Of)\b/;
const BOOLEAN = /:\s*boolean\b|\bis [A-Z]\w*|=>\s*boolean\b|=\s*(?:true|false)\b/;

/** Counts that may only fall, as `properties/recorded/prose.json` has them. */
export interface ProseCounts {
  /** Sentences of comments, by tree, that open like a question. */
  readonly questions: Readonly<Record<'src' | 'properties', number>>;
  /** Titles of tests that are no sentence. */
  readonly fragments: number;
}

/** The counts of some files. */
export function proseCounts(files: readonly { readonly path: string; readonly text: string }[]): ProseCounts {
  const sources = files.filter(({ path }) => path.endsWith('.ts'));
  const questions = (tree: string): number =>
    sources
      .filter(({ path }) => path.startsWith(tree))
      .reduce((sum, { path, text }) => sum + questionsIn(path, text).length, 0);
  const titles = sources
    .filter(({ path }) => path.startsWith('properties/'))
    .flatMap(({ path, text }) => testTitles(path, text));
  return {
    questions: { src: questions('src/'), properties: questions('properties/') },
    fragments: titles.filter(({ text }) => isFragment(text)).length,
  };
}

/** Sentences of the comments of a file. */
export function commentSentences(path: string, text: string): readonly Prose[] {
  return commentsIn(path, text).flatMap(({ line, text: comment }) =>
    sentencesOf(comment).map((sentence) => ({ line, text: sentence })),
  );
}

/** Those that open with What, How, Where or the like; with Whether only where what follows is no boolean. */
export function questionsIn(path: string, text: string): readonly Prose[] {
  const lines = text.split('\n');
  return commentsIn(path, text).flatMap(({ line, text: comment, lastLine }) =>
    sentencesOf(comment)
      .filter((sentence) => QUESTION.test(sentence))
      .filter((sentence) => !sentence.startsWith('Whether') || !BOOLEAN.test(lines[lastLine] ?? ''))
      .map((sentence) => ({ line, text: sentence })),
  );
}

/** Comments, with those of one line that follow each other as one. */
function commentsIn(path: string, text: string): readonly (Prose & { readonly lastLine: number })[] {
  const found: { line: number; lastLine: number; text: string; block: boolean }[] = [];
  for (const { type, value, start, end } of parseSync(path, text).comments) {
    const block = type === 'Block';
    const [line, lastLine] = [lineAt(text, start), lineAt(text, end)];
    const last = found.at(-1);
    const alone = text.slice(text.lastIndexOf('\n', start) + 1, start).trim() === '';
    if (!block && last !== undefined && !last.block && last.lastLine === line - 1 && alone) {
      last.text += ` ${value.trim()}`;
      last.lastLine = line;
    } else {
      found.push({ line, lastLine, block, text: value.replaceAll(/^\s*\*+/gm, '').trim() });
    }
  }
  return found;
}

function sentencesOf(comment: string): readonly string[] {
  return comment
    .replaceAll(/\s+/g, ' ')
    .split(/(?<=[.!?])\s+(?=["'`(]?[A-Z])/)
    .filter((sentence) => /[a-z]/.test(sentence));
}

/** Titles of a file's tests, in the order in which they stand; with rows that are told in the file, one for each of them. */
export function testTitles(path: string, text: string): readonly Prose[] {
  const titles: Prose[] = [];
  new Visitor({
    CallExpression(node) {
      const [title] = node.arguments;
      if (title === undefined || rootOf(node.callee) !== 'test' || isFactory(node)) return;
      const words = stringOf(title);
      if (words === undefined) return;
      const line = lineAt(text, node.start);
      for (const shown of filled(words, rowsOf(node))) titles.push({ line, text: shown });
    },
  }).visit(parseSync(path, text).program);
  return titles;
}

/** `test.each(…)`, as opposed to `test.each(…)(…)`. */
function isFactory({ callee }: CallExpression): boolean {
  return (
    callee.type === 'MemberExpression' &&
    callee.property.type === 'Identifier' &&
    /^(?:each|for|prop|skipIf|runIf|extend)$/.test(callee.property.name)
  );
}

function rootOf(callee: Expression): string {
  let node = callee;
  while (node.type === 'CallExpression' || node.type === 'MemberExpression')
    node = node.type === 'CallExpression' ? node.callee : node.object;
  return node.type === 'Identifier' ? node.name : '';
}

/** The text that stands there; with `%s` for what is put into it. */
function stringOf(node: Argument): string | undefined {
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : undefined;
  if (node.type !== 'TemplateLiteral') return undefined;
  return node.quasis.map(({ value }) => value.cooked ?? value.raw).join('%s');
}

/** First values of the rows of `test.each([…])`, where they are texts. */
function rowsOf({ callee }: CallExpression): readonly string[] {
  if (callee.type !== 'CallExpression') return [];
  const [rows] = callee.arguments;
  if (rows?.type !== 'ArrayExpression') return [];
  return rows.elements.flatMap((row) => {
    const first = row?.type === 'ArrayExpression' ? row.elements[0] : row;
    const said =
      first === undefined || first === null || first.type === 'SpreadElement' ? undefined : stringOf(first);
    return said === undefined ? [] : [said];
  });
}

/** The titles of each row, where the rows are known. */
function filled(title: string, rows: readonly string[]): readonly string[] {
  return rows.length > 0 && title.includes('%s')
    ? rows.map((row) => title.replace('%s', () => row))
    : [title];
}

const words = (list: string): ReadonlySet<string> => new Set(list.split(/\s+/));

/** Words with which part of a sentence begins that has its head elsewhere. */
const OPENERS = words(
  `after against although among and as at because before beside besides between beyond but by during for from if in into
   it its like met neither never nor not of on once only or since so than that they though to under unless until when where
   whether which while who whose with within without`,
);
/** Finite verbs that do not tell of a third person, and those that look like a noun's plural. */
const AUXILIARIES = words(
  `are can cannot could did do does found gave got had has have is may might must need needs shall should threw was went were will would`,
);
/** Verbs in the plural, or without a subject, that titles have begun with. */
const PLURAL_VERBS = words(
  `agree answer bear break change come compile contain count differ end fail favour fit get give go grow hold judge keep lead leave
   lose make mean parse pass print read refuse say show stay take tell use want`,
);
/** Words in `s` that no verb is. */
const NO_VERBS = words(
  `across always as besides bus class else's hers his its less mis ours perhaps plus process this thus towards us various was
   yes`,
);
const RELATIVES = /\b(?:that(?! of)|who|which|whose|whom|what|where|when|if|while|whoever)\b/g;

/**
 * Whether a title is no whole sentence: it begins in the middle of one, with a verb that lacks its subject, or has no verb
 * but in clauses of its own. A plural that could be a verb is one, so it is better with an article.
 */
export function isFragment(title: string): boolean {
  const bare = title.replaceAll(/(["“`]).*?(["”`])/g, 'x').replaceAll(/\([^)]*\)/g, '');
  const all = bare.match(/%[a-z]|\$\w+|[\p{L}\d’'_./-]+/gu) ?? [];
  const [first = ''] = all;
  const opener = first.replace(/,$/, '');
  if (OPENERS.has(opener) || AUXILIARIES.has(opener) || PLURAL_VERBS.has(opener)) return true;
  if (couldBeVerb(opener) || /^[a-z]+ed$/.test(opener)) return true;
  const verbs = all
    .slice(1)
    .filter((word, before) => isVerb(word) || (word.startsWith('%') && isRelative(all[before])));
  return verbs.length <= (bare.match(RELATIVES) ?? []).length;
}

function isVerb(word: string): boolean {
  return couldBeVerb(word) || /^[a-z]+ed$/.test(word) || AUXILIARIES.has(word) || PLURAL_VERBS.has(word);
}

function isRelative(word: string): boolean {
  return [...word.matchAll(RELATIVES)].some(([found]) => found === word);
}

/** Whether it is a lower-case word that looks like a third person. */
function couldBeVerb(word: string): boolean {
  return /^[a-z]+(?<![su'’])s$/.test(word) && !NO_VERBS.has(word);
}

function lineAt(text: string, at: number): number {
  return text.slice(0, at).split('\n').length;
}
