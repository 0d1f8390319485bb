// The rules of the house beside the layers, each a function from a file's text to the sentences it deserves.
// Knows nothing of the file system.
import { Visitor } from 'oxc-parser';
import { parsed } from './parsed.ts';

/** A rule: its complaints about one file, empty when the file obeys. */
export type Rule = (path: string, text: string) => string[];

/** A longer one does several things, which deserve names. */
const FUNCTION_LINES_MAX = 70;

/** A function of src has at most so many lines, those of the functions in it included. */
export const hasShortFunctions: Rule = (path, text) => {
  const found: string[] = [];
  const lineAt = (place: number): number => text.slice(0, place).split('\n').length;
  const measure = ({ start, end }: { readonly start: number; readonly end: number }): void => {
    const lines = text.slice(start, end).split('\n').length;
    if (lines > FUNCTION_LINES_MAX)
      found.push(
        `${path}:${lineAt(start)} a function has ${lines} lines, more than ${FUNCTION_LINES_MAX}: split it`,
      );
  };
  new Visitor({
    FunctionDeclaration: measure,
    FunctionExpression: measure,
    ArrowFunctionExpression: measure,
  }).visit(parsed(path, text).program);
  return found;
};

/** Nothing is left for later in src. */
export const hasNoPostponedWork: Rule = (path, text) =>
  linesMatching(text, /\b(?:TODO|FIXME|XXX)\b/).map(
    (line) => `${path}:${line} postpones work: do it or drop it`,
  );

/** An error that is caught is used, or the place says why nothing is lost by dropping it. */
export const dropsNoErrorUnargued: Rule = (path, text) => {
  const { program, comments } = parsed(path, text);
  const silent: number[] = [];
  new Visitor({
    CatchClause: ({ param, body }) => {
      const argued = comments.some(({ start, end }) => start > body.start && end < body.end);
      const name = param?.type === 'Identifier' ? param.name : undefined;
      const used = name !== undefined && new RegExp(`\\b${name}\\b`).test(text.slice(body.start, body.end));
      if (!used && !argued) silent.push(body.start);
    },
  }).visit(program);
  return silent.map(
    (at) =>
      `${path}:${text.slice(0, at).split('\n').length} drops an error: keep it as a cause, or say there why it says nothing`,
  );
};

/** Every export of src has a name. */
export const hasNoDefaultExport: Rule = (path, text) => {
  let found = false;
  new Visitor({
    ExportDefaultDeclaration: () => void (found = true),
    ExportSpecifier: ({ exported }) => {
      found ||= (exported.type === 'Literal' ? exported.value : exported.name) === 'default';
    },
  }).visit(parsed(path, text).program);
  return found ? [`${path} has a default export: give it a name`] : [];
};

/**
 * The files that may write to standard output or standard error, or hand one of them on: reports, the line of progress,
 * the terminal's own echo of what is typed, and the one warning of the Vitest suite.
 */
const WRITERS: ReadonlySet<string> = new Set([
  'src/app/cli/print.ts',
  'src/app/cli/terminal.ts',
  'src/app/cli/play/command.ts',
  'src/app/conformance/vitest.ts',
  // The process of a module, whose standard error is the module's log: it is read by the harness, and printed by that way.
  'src/systems/module/host.ts',
]);

const WRITES =
  /\bconsole\s*[.[]|(?<![#.\w])process\s*(?:\.\s*(?:stdout|stderr)\b(?!\s*\.\s*(?:isTTY|columns|on)\b)|\[\s*['"`]|\.\s*_rawDebug)|\bwriteSync\s*\(\s*[12]\b|['"]node:(?:process|console|tty)['"]|\{[^}]*\bstd(?:out|err)\b[^}]*\}\s*=\s*process\b/;

/** Text for people leaves by the one way on which text from elsewhere is made safe. */
export const printsByTheOneWay: Rule = (path, text) =>
  WRITERS.has(path)
    ? []
    : linesMatching(text, WRITES).map((line) => `${path}:${line} writes past src/app/cli/print.ts`);

const NOUNS =
  'handle transition sequence command state step mutant failure group session process thread run trace execution id kind edge case member entry witness character field'
    .split(' ')
    .join('|');
/** Without what is no count: a name, a command set, a constant, whose value is known where the sentence is written. */
const UNCOUNTED = new RegExp(
  String.raw`\$\{(?![A-Z_]+\}|[^}]*(?:counted|[sS]et\b|other\b|name\b|title\b|pid\b|which\b|\.commands\b|\bid\b))[^}]*\} (?:\w+ )?(?:${NOUNS})(?:e?s|ies)\b`,
);

/** A count and its noun are printed by one function, which knows the singular. */
export const countsWithItsNoun: Rule = (path, text) =>
  linesMatching(text, UNCOUNTED).map((line) => `${path}:${line} prints a count without counted()`);

const NO_SUCH_THING = /\$\{[^}]*\}['"]?(?:,? which)? is no [a-z]/i;

/**
 * Messages have one of these forms, none of them "X is no Y":
 *
 * | about | form |
 * |---|---|
 * | a value with a name | `limits must be an object, not 7` |
 * | a word at a place | `expected an id, got "x": write a whole number from 1 to 9` |
 * | a name from a list | `there is no command "frok" (Did you mean fork?)` |
 * | a file | `folder cannot be read: it is not a regular file` |
 *
 * Findings about a state, in the model and the table, describe it and ask for nothing.
 */
export const saysWhatMustBe: Rule = (path, text) =>
  /^src\/(?:model|impl)\//.test(path)
    ? []
    : linesMatching(text, NO_SUCH_THING).map(
        (line) => `${path}:${line} says what something is not: say what it must be`,
      );

const MACHINE_PATH = /(?<![\w.-])\/(?:work|root|home|Users)\/|\.\.\/shared/;

/** No text names a path that exists on one machine only. */
export const namesNoMachinePath: Rule = (path, text) =>
  linesMatching(text, MACHINE_PATH).map((line) => `${path}:${line} names a path of one machine`);

const STRANGERS_PACKAGE =
  /\b(?:npx\s+|from\s+')procession(?!-check(?:[^\w-]|$))|\binstall\b.*\sprocession(?:\s|$)/;

/** No text to be pasted names the package that only looks like ours. */
export const namesNoStrangersPackage: Rule = (path, text) =>
  linesMatching(text, STRANGERS_PACKAGE).map(
    (line) => `${path}:${line} names the package procession, which is a stranger's: say procession-check`,
  );

/** The lock file says which version, never from which host. */
export const lockNamesNoHost: Rule = (path, text) =>
  linesMatching(text, /"resolved":/).map(
    (line) => `${path}:${line} has a resolved URL: run npm install in the project, whose .npmrc omits them`,
  );

/** Every dependency is one exact version. */
export const versionsAreExact: Rule = (path, text) => {
  const manifest = JSON.parse(text) as Record<string, Readonly<Record<string, string>> | undefined>;
  return Object.entries({ ...manifest['dependencies'], ...manifest['devDependencies'] })
    .filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))
    .map(([name, version]) => `${path} asks for ${name} ${version}: pin one version`);
};

function linesMatching(text: string, pattern: RegExp): number[] {
  return text.split('\n').flatMap((line, index) => (pattern.test(line) ? [index + 1] : []));
}

/**
 * The folders and files of src that belong to one command set, the list where the sets meet, the file of the words for
 * concurrency, one of which a command has as its name, too, and recordings, whose subject is the system calls of POSIX.
 */
const OF_SETS =
  /^src\/(?:contract\/sets\/|contract\/concurrent\/program\.ts$|(?:model|impl|systems\/mutants)\/(?:hierarchy|posix|job-control)\/|systems\/mutants\/concurrent\/|counterexample\/formats\/(?:rust|c)\/|engines\/recordings\/|command-sets\.ts$)/;

/**
 * No command set and no command is named outside the sets' own files: what engines and reports must know of one is a trait
 * in its vocabulary. An event that is listened for and the noun of a count are other words that look alike.
 */
export function namesNoCommandOf(names: ReadonlySet<string>): Rule {
  return (path, text) => {
    if (OF_SETS.test(path)) return [];
    const found: number[] = [];
    const otherWords = new Set<number>();
    new Visitor({
      CallExpression: ({ callee, arguments: given }) => {
        const method = callee.type === 'MemberExpression' && !callee.computed ? callee.property : callee;
        const called = method.type === 'Identifier' ? method.name : '';
        const place = /^(?:on|once|off)$/.test(called) ? 0 : called === 'counted' ? 1 : -1;
        const word = given[place];
        if (word !== undefined) otherWords.add(word.start);
      },
      Literal: ({ value, start }) => {
        if (typeof value === 'string' && names.has(value)) found.push(start);
      },
      Property: ({ key, value, computed, shorthand, parent }) => {
        const isPattern = parent?.type === 'ObjectPattern';
        // The attribute of an element of a page.
        if (key.type === 'Identifier' && key.name === 'type' && value.type === 'Literal') return;
        if (!computed && !shorthand && !isPattern && key.type === 'Identifier' && names.has(key.name))
          found.push(key.start);
      },
    }).visit(parsed(path, text).program);
    return found
      .filter((start) => !otherWords.has(start))
      .map((start) => {
        const line = text.slice(0, start).split('\n').length;
        return `${path}:${line} names a command set or a command: read a trait of its vocabulary instead`;
      });
  };
}
