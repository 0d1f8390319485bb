// Modules of a system with points, for the command line: their code is in planted-system.ts of the tests of concurrency.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './repository.ts';

const PLANTED = JSON.stringify(join(ROOT, 'properties/concurrency/planted-system.ts'));

/** Writes a module of the system that an expression makes of that file's exports; answers what `--sut` is given. */
export function plantedModule(folder: string, name: string, system: string): string {
  const names = 'freeSystem, losesUpdates, plantedSystem, sound, wrongAlone';
  writeFileSync(join(folder, name), `import { ${names} } from ${PLANTED};\nexport default ${system};\n`);
  return `./${name}`;
}
