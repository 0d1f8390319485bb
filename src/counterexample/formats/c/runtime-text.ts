// Reads the C files of runtime/: the one place that knows where they are.
import { readFileSync } from 'node:fs';

const FOLDER = new URL('./runtime/', import.meta.url);

/** The text of one of them, with line breaks as C has them here. */
export function runtimeText(name: string): string {
  return readFileSync(new URL(name, FOLDER), 'utf8').replaceAll('\r\n', '\n');
}
