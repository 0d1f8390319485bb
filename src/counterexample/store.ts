// Trace files in a folder: written whole or not at all, identical ones once.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes a trace file named after its content; returns its path. One that is there already is left as it is. */
export function storeTrace(folder: string, text: string): string {
  const name = createHash('sha256').update(withoutComments(text)).digest('hex').slice(0, 12);
  const path = join(folder, `${name}.trace`);
  if (existsSync(path)) return path;
  mkdirSync(folder, { recursive: true });
  writeWhole(path, text);
  return path;
}

/** Writes a file so that a reader finds the old content or the new, never a part. */
export function writeWhole(path: string, text: string): void {
  const draft = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(draft, text);
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

function withoutComments(text: string): string {
  return text.replaceAll(/#.*$/gm, '');
}
