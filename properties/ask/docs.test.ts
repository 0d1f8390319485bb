// Goal: docs/ask.md is true. Method: its examples are searched for at the bounds of the command line, its predicates are parsed, and the
// run that it shows is shown again.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { COMMAND_SET_NAMES, specificationToTell } from '../../src/command-sets.ts';
import { widenedFor } from '../../src/engines/ask/widened-bound.ts';
import { findShortest } from '../../src/engines/ask/find-shortest.ts';
import { parsePredicate } from '../../src/engines/ask/parse-predicate.ts';
import { usualCommands } from '../../src/model/bounded/alphabet.ts';
import { processionShared, temporaryFolder } from '../support/procession.ts';

const PAGE = readFileSync(new URL('../../docs/ask.md', import.meta.url), 'utf8');
const EXAMPLES = [...PAGE.matchAll(/^\| ([a-z-]+) \| `([^`]+)` \| (\d+) \|$/gm)].map(
  ([, set = '', text = '', commands = '']) => [set, text, Number(commands)] as const,
);
const LANGUAGE = [...PAGE.matchAll(/^\| (`.*`) \| .*\|$/gm)]
  .flatMap(([, cell = '']) => [...cell.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text))
  .filter((text) => /\d|:|zombie/.test(text) && !text.startsWith('procession'));

describe('the page about asking', () => {
  test('the page has examples of every set', () => {
    expect(new Set(EXAMPLES.map(([set]) => set))).toEqual(new Set(COMMAND_SET_NAMES));
    expect(LANGUAGE.length).toBeGreaterThan(12);
  });

  test.each(EXAMPLES)(
    'the page says of the %s commands after how many of them "%s" is found',
    async (set, text, commands) => {
      const specification = specificationToTell(set);
      const parsed = parsePredicate(text, specification);
      if ('problem' in parsed) throw new Error(parsed.problem.message);
      const usual = {
        ids: specification.space.idsByDefault,
        amounts: {},
        commands: usualCommands(specification),
        newIds: 'any' as const,
      };
      const found = await findShortest(
        specification,
        widenedFor(usual, specification, parsed.value),
        parsed.value,
      );
      expect(found.outcome === 'found' && found.steps.length).toBe(commands);
    },
  );

  test.each(LANGUAGE)('"%s" is a predicate', (text) => {
    expect(parsePredicate(text, specificationToTell('job-control'))).toHaveProperty('value');
  });

  test('the run that the page shows is what the command prints', () => {
    using folder = temporaryFolder();
    const shown = /```\n(zombie\(3\)[\s\S]*?)```/.exec(PAGE)?.[1];
    expect(processionShared(folder.path, 'find', 'zombie(3) and parent(3) = 1').out).toBe(shown);
  });

  test('the verdict that the page shows is what the command prints', () => {
    using folder = temporaryFolder();
    const shown = /```\n(1 setpgid[\s\S]*?)```/.exec(PAGE)?.[1];
    expect(processionShared(folder.path, 'why', '1 fork 2; 2 setsid', '1 setpgid 2 2').out).toBe(shown);
  });
});
