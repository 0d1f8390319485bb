// Goal: a Node that is too old is told so in a sentence, by the library as by the command line. Method: versions around the
// least, and the three places that name it.
import { expect, test } from 'vitest';
import { NODE_MIN, refuseOldNode } from '../../src/node-version.ts';
import { textOf } from '../support/repository.ts';

test.each(['20.20.2', '22.11.9', '18.0.0'])('Node %s is refused in a sentence', (version) => {
  expect(() => refuseOldNode(version)).toThrow(
    `procession-check needs Node 22.12 or newer, and this is Node ${version}`,
  );
});

test.each(['22.12.0', '22.18.1', '24.0.0', '26.1.0'])('Node %s is taken', (version) => {
  expect(() => refuseOldNode(version)).not.toThrow();
});

test('the least Node is the same in package.json, in the launcher and in the library', () => {
  const least = NODE_MIN.join('.');
  const { engines } = JSON.parse(textOf('package.json')) as { readonly engines: { readonly node: string } };
  expect(engines.node).toBe(`>=${least}`);
  expect(textOf('bin/procession.js')).toContain(`use Node ${least} or newer`);
});

test('the library looks at the version before anything else, and bundlers keep that', () => {
  for (const file of ['src/index.ts', 'src/app/conformance/vitest.ts'])
    expect(/^(?:import|export) .*?'(?<module>[^']+)';$/ms.exec(textOf(file))?.groups?.['module']).toMatch(
      /\/node-version\.ts$/,
    );
  expect(textOf('package.json')).toContain('"./dist/node-version.js"');
});
