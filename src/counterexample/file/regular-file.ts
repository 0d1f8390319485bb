// Reading files that somebody named. A file that is not a regular one may never end, or never begin: it is refused
// unread.
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { counted } from '../../contract/format-numbers.ts';

/** The name that stands for standard input, as it does for other programs. */
const STANDARD_INPUT = '-';
const BYTES_MAX = 2 ** 28;

/** The reason that there is nothing to be read, in a sentence that begins with "it". */
export class NoRegularFile extends Error {
  override readonly name = 'NoRegularFile';
}

/**
 * The text of a file. Throws an error of the operating system's, or one that says that it is a pipe, a device or the
 * like, or too large. Never waits for a writer.
 */
export function readRegular(path: string): string {
  const file = openRegular(path);
  try {
    if (fstatSync(file).size > BYTES_MAX)
      throw new NoRegularFile(`it is larger than ${counted(BYTES_MAX / 2 ** 20, 'megabyte')}`);
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}

/** Opens a file of any length; the caller closes it. Throws as {@link readRegular} does. */
export function openRegular(path: string): number {
  const file = opened(path);
  const about = fstatSync(file);
  if (about.isFile()) return file;
  closeSync(file);
  throw new NoRegularFile(about.isDirectory() ? 'it is a folder' : OTHER);
}

/** The text of a file, or all of standard input where the path is `-`. */
export function readRegularOrInput(path: string): string {
  return path === STANDARD_INPUT ? readFileSync(0, 'utf8') : readRegular(path);
}

const OTHER = 'it is not a regular file ("-" reads standard input)';

/** Opening a pipe waits for its other end unless it is told not to. */
function opened(path: string): number {
  try {
    return openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENXIO' || code === 'ENODEV') throw new NoRegularFile(OTHER, { cause: error });
    throw error;
  }
}
