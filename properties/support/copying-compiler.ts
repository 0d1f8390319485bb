// A compiler that builds the kernel's agent so that each of its processes has a memory of its own, as on processors where nobody
// has written down how one begins on another stack.
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Its path, in a folder that is there. */
export function copyingCompiler(folder: string): string {
  const compiler = join(folder, 'cc-with-copies');
  writeFileSync(compiler, '#!/bin/sh\nexec cc -DCOPIED_MEMORY "$@"\n');
  chmodSync(compiler, 0o755);
  return compiler;
}
