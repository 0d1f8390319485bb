// Builds dist/ after npm ci and before npm pack, so that `import … from 'procession-check'` works in a checkout and no
// package goes out without its program. Without the compiler (npm ci --omit=dev) there is nothing to build with.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const compiler = new URL('../node_modules/typescript/package.json', import.meta.url);
const packing = ['pack', 'publish'].includes(process.env.npm_command ?? '');

if (existsSync(compiler) || packing) {
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  process.exit(status ?? 1);
}
