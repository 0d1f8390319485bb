// Goal: the workflows that docs/ci.md shows are what lies in examples/ci, are YAML, and ask for nothing that the command
// line does not have. Method: a YAML parser, and the command line's own help.
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { processionShared, temporaryFolder } from '../support/procession.ts';
import { textOf } from '../support/repository.ts';

const FILES = ['procession.yml', 'gitlab.yml'] as const;
const page = textOf('docs/ci.md');

interface Workflow {
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly needs?: string;
        readonly strategy?: { readonly matrix: { readonly shard: readonly string[] } };
        readonly steps: readonly { readonly uses?: string; readonly run?: string }[];
      }
    >
  >;
}

/** The command lines of procession in a text, each as words. */
function commandLinesIn(text: string): readonly (readonly string[])[] {
  return [...text.matchAll(/npx procession-check ([^\n#`]*)/g)].map(([, words = '']) =>
    words
      .replaceAll(/\$\{\{[^}]*\}\}/g, 'x')
      .trim()
      .split(/\s+/),
  );
}

/** The options of a command that its help names. */
function optionsOf(command: string): readonly string[] {
  using folder = temporaryFolder();
  const { code, out } = processionShared(folder.path, 'help', command);
  expect(code, command).toBe(0);
  return [...out.matchAll(/--[a-z][a-z-]*/g)].map(([option]) => option);
}

const OPTIONS = new Map(['gate', 'merge', 'replay', 'check'].map((command) => [command, optionsOf(command)]));

/** The words that are no command or no option of it. */
function unknownIn(text: string): readonly string[] {
  return commandLinesIn(text).flatMap(([command = '', ...words]) => {
    const known = OPTIONS.get(command);
    if (known === undefined) return [command];
    return words.filter((word) => word.startsWith('--') && !known.includes(word));
  });
}

test('an option or a command that there is not is seen', () => {
  expect(
    unknownIn('- run: npx procession-check gate --shards 1/2\n- run: npx procession-check marge a'),
  ).toEqual(['--shards', 'marge']);
});

describe.each(FILES)('%s', (name) => {
  const text = textOf(`examples/ci/${name}`);

  test('the page shows it as it is', () => {
    expect(page).toContain(`\`\`\`yaml\n${text}\`\`\`\n`);
  });

  test('the file is YAML, and asks the command line for what that has', () => {
    expect(parse(text)).toBeTypeOf('object');
    expect(commandLinesIn(text).length).toBeGreaterThan(1);
    expect(unknownIn(text)).toEqual([]);
  });
});

test('every command line of the page is one of the command line', () => {
  expect(unknownIn(page)).toEqual([]);
});

test('the shards of the workflow are all shards of one run, and the last job merges what they upload', () => {
  const { jobs } = parse(textOf('examples/ci/procession.yml')) as Workflow;
  const shards = jobs['shard']?.strategy?.matrix.shard ?? [];
  expect(shards.length).toBeGreaterThan(1);
  expect(shards).toEqual(shards.map((_, index) => `${index + 1}/${shards.length}`));
  expect(jobs['gate']?.needs).toBe('shard');
  const used = (job: string): readonly string[] =>
    jobs[job]?.steps.flatMap(({ uses }) => uses?.split('@')[0] ?? []) ?? [];
  expect(used('shard')).toEqual([
    'actions/checkout',
    'actions/setup-node',
    'actions/cache',
    'actions/upload-artifact',
  ]);
  expect(used('gate')).toEqual([
    'actions/checkout',
    'actions/setup-node',
    'actions/download-artifact',
    'actions/upload-artifact',
    'github/codeql-action/upload-sarif',
  ]);
});
