// Installs the package that this checkout makes into an empty project, for each Node that is named (the least that
// `engines` allows and the newest of each line unless others are), and tries what README promises there. Asks the registry.
//   node tools/try-package.js [VERSION …]
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const [, least = ''] =
  /([\d.]+)/.exec(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).engines.node) ?? [];
const named = process.argv.slice(2);
const versions = named.length > 0 ? named : [`${least}.0`, '22', '24', '26'];
const folder = mkdtempSync(join(tmpdir(), 'procession-try-'));

/** From README and docs/conformance.md: the system, the suite, and the library. */
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
const conformance = readFileSync(join(ROOT, 'docs/conformance.md'), 'utf8');
/** @type {(text: string) => string[]} */
const blocks = (text) => [...text.matchAll(/^```ts\n([^]*?)^```$/gm)].map(([, code = '']) => code);
const [suite, system] = blocks(conformance);
const library = blocks(readme).find((code) => code.includes('new ProcessTable'));
/** A system without a type in it, for the Nodes that do not strip them. */
const plain = "import { tableSystem } from 'procession-check';\nexport default tableSystem();\n";

let failed = 0;
try {
  run(ROOT, 'npm', 'pack', '--silent', '--pack-destination', folder);
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  for (const version of versions) tryOn(version, join(folder, tarball));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit(failed > 0 ? 1 : 0);

function tryOn(version, tarball) {
  const project = join(folder, `node-${version}`);
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }\n');
  run(
    project,
    'npm',
    'install',
    '--prefer-offline',
    '--no-audit',
    '--no-fund',
    `node@${version}`,
    'vitest@5',
    tarball,
  );
  writeFileSync(join(project, 'my-system.ts'), `${system}export default mySystem();\n`);
  writeFileSync(join(project, 'my-system.test.ts'), suite);
  writeFileSync(join(project, 'mine.mjs'), plain);
  writeFileSync(
    join(project, 'library.test.ts'),
    `${library}\nimport { test } from 'vitest';\ntest('it runs', () => {});\n`,
  );
  const [, major, minor] = /^v(\d+)\.(\d+)/.exec(run(project, 'npx', 'node', '--version').said) ?? [];
  const strips = Number(major) > 22 || Number(minor) >= 18;
  const tries = [
    [0, 'npx', 'procession-check', 'check', '--runs', '50'],
    [1, 'npx', 'procession-check', 'check', '--runs', '50', '--sut', 'mutant:forget-to-orphan'],
    [0, 'npx', 'procession-check', 'check', '--runs', '50', '--sut', './mine.mjs'],
    [strips ? 0 : 2, 'npx', 'procession-check', 'check', '--runs', '50', '--sut', './my-system.ts'],
    [0, 'npx', 'procession-check', 'explore', '--ids', '2', '--graph', 'two.svg'],
    [0, 'npx', 'procession-check', 'explore', '--ids', '3', '--sut', './mine.mjs'],
    [0, 'npx', 'vitest', 'run'],
  ];
  for (const [expected, ...words] of tries) {
    const { code, said } = run(project, ...words);
    const right = code === expected;
    if (!right) failed += 1;
    console.log(`${right ? 'ok    ' : 'NOT OK'} Node ${major}.${minor}  ${words.join(' ')}`);
    if (!right) console.log(`ended with ${code}, not ${expected}\n${said}`);
  }
}

function run(cwd, ...words) {
  const [command = '', ...rest] = words;
  const env = { ...process.env, NO_COLOR: '1', PROCESSION_SEED: '7' };
  const { status, stdout, stderr } = spawnSync(command, rest, {
    cwd,
    encoding: 'utf8',
    env,
    timeout: 600_000,
  });
  if (command === 'npm' && status !== 0) throw new Error(`${words.join(' ')}\n${stdout}${stderr}`);
  return { code: status, said: stdout + stderr };
}
