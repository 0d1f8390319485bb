// A counterexample as a Vitest test to paste: it fails while the fault is there, and passes once it is gone.
import { PACKAGE_NAME } from '../../contract/package-name.ts';
import { visible, visibleJson } from '../../contract/visible.ts';
import { titleOf } from '../file/record.ts';
import type { ConcurrentStory } from '../explain/concurrent-story.ts';
import type { Story } from '../explain/story.ts';

/**
 * `module`: the file that the system is imported from; without one it is made by `own`, an export of the package, to be
 * replaced.
 */
export function vitestOf(story: Story, own: string, module?: string): string {
  const { failure, steps, system } = story;
  const title = failure === undefined ? 'these commands' : titleOf(failure.divergence);
  const lines = [
    ...(system === undefined ? [] : [`// Found on ${visible(system)}.`]),
    module === undefined
      ? `import { ${['replay', own].toSorted().join(', ')} } from '${PACKAGE_NAME}';`
      : `import { replay } from '${PACKAGE_NAME}';`,
    `import { expect, test } from 'vitest';`,
    ...(module === undefined ? [] : [`import system from ${literal(module)};`]),
    '',
    `test(${literal(title)}, async () => {`,
    ...(module === undefined ? [`  const system = ${own}(); // your own goes here`] : []),
    '  const { divergence } = await replay(system, [',
    ...steps.map(({ command }) => `    ${objectLiteral(command)},`),
    '  ]);',
    '  expect(divergence, divergence?.sentence).toBeUndefined();',
    '});',
  ];
  return `${lines.join('\n')}\n`;
}

/** The same of a failure with branches. */
export function vitestOfBranches(story: ConcurrentStory, own: string, module?: string): string {
  const { failure, system, program } = story;
  const schedule = failure?.schedule;
  const title = failure === undefined ? 'these branches' : titleOf(failure);
  const commands = (some: readonly object[]): string => `[${some.map(objectLiteral).join(', ')}]`;
  const lines = [
    ...(system === undefined ? [] : [`// Found on ${visible(system)}.`]),
    module === undefined
      ? `import { ${['replayBranches', own].toSorted().join(', ')} } from '${PACKAGE_NAME}';`
      : `import { replayBranches } from '${PACKAGE_NAME}';`,
    `import { expect, test } from 'vitest';`,
    ...(module === undefined ? [] : [`import system from ${literal(module)};`]),
    '',
    `test(${literal(title)}, async () => {`,
    ...(module === undefined
      ? [`  const system = ${own}(); // your own goes here: one that runs branches`]
      : []),
    '  const { verdict, reason } = await replayBranches(system, {',
    `    prefix: ${commands(program.prefix)},`,
    '    branches: [',
    ...program.branches.map((branch) => `      ${commands(branch)},`),
    '    ],',
    ...(schedule === undefined ? [] : [`    schedule: [${schedule.join(', ')}],`]),
    '  });',
    `  expect(verdict, reason).toBe('pass');`,
    '});',
  ];
  return `${lines.join('\n')}\n`;
}

/** In single quotes, on one line, whatever it holds. */
function literal(text: string): string {
  const inner = visibleJson(text)
    .slice(1, -1)
    .replaceAll(String.raw`\"`, '"')
    .replaceAll("'", String.raw`\'`);
  return `'${inner}'`;
}

function objectLiteral(values: object): string {
  const members = Object.entries(values).map(
    ([key, value]) => `${key}: ${typeof value === 'string' ? literal(value) : String(value)}`,
  );
  return `{ ${members.join(', ')} }`;
}
