// Builds dist/ after npm ci and npm install in a checkout, so that `import … from 'procession-check'` works there. Without
// the compiler (npm ci --omit=dev) there is nothing to build with. This is npm's script "dependencies": "prepare" would
// do the same, and whoever installs the package would be warned of it.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const compiler = new URL('../node_modules/typescript/package.json', import.meta.url);

if (existsSync(compiler)) {
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  process.exit(status ?? 1);
}
