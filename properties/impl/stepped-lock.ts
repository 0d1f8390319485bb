// The stepped form of the lock, made anew from the lock's own text, as the formatter leaves it.
import { execFileSync } from 'node:child_process';
import { ROOT, textOf } from '../support/repository.ts';
import { steppedForm } from '../support/stepped-form.ts';

const LOCK = 'src/impl/shared/lock.ts';

/** The file that has it. */
export const STEPPED_LOCK = 'src/impl/shared/stepped-lock.ts';

const HEADER = `// Made from lock.ts by \`npm run stepped-lock\`, for searches of schedules: the same functions as generators, which yield at
// each call of the memory and are sent its result. The argument that the lock is right stands there.
`;

/** The text that the file should have. */
export function steppedLock(lock: string = textOf(LOCK)): string {
  return execFileSync(`${ROOT}node_modules/.bin/biome`, ['format', `--stdin-file-path=${STEPPED_LOCK}`], {
    cwd: ROOT,
    input: steppedForm(LOCK, lock, HEADER),
    encoding: 'utf8',
  });
}
