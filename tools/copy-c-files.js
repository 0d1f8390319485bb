// Copies the C files of src/ to dist/, where the compiler of TypeScript leaves them out: programs read them at run time.
import { cpSync, globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = new URL('../', import.meta.url);

for (const file of globSync('src/**/*.{c,h}', { cwd: fileURLToPath(ROOT) }))
  cpSync(new URL(file, ROOT), new URL(file.replace(/^src/, 'dist'), ROOT));
