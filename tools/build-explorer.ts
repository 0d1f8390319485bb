// Builds the explorer: dist/explorer/explorer.html with everything, and explorer-small.html with the model alone, to be
// served.
import { mkdirSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { explorerPage } from './explorer-page.ts';

const FOLDER = new URL('../dist/explorer/', import.meta.url);

mkdirSync(FOLDER, { recursive: true });
for (const [kind, name] of [
  ['whole', 'explorer.html'],
  ['small', 'explorer-small.html'],
] as const) {
  const page = await explorerPage(kind);
  writeFileSync(new URL(name, FOLDER), page);
  const sizes = [Buffer.byteLength(page), gzipSync(page, { level: 9 }).length];
  const [plain, compressed] = sizes.map((bytes) => Math.ceil(bytes / 1000));
  console.log(`dist/explorer/${name}  ${plain} kB, ${compressed} kB compressed`);
}
