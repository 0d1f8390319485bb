// Runs command lines that have little room for files: a limit on the size of each, or a small disk.
import { spawnSync } from 'node:child_process';
import type { SpawnSyncReturns } from 'node:child_process';
import { LAUNCHER } from './procession.ts';

/** Runs `procession WORDS` in a folder where a file may have so many blocks of 512 bytes. */
export function processionWithFileLimit(
  folder: string,
  blocks: number,
  ...words: readonly string[]
): SpawnSyncReturns<string> {
  const limited = ['-c', `ulimit -f ${blocks}; exec "$@"`, 'sh', process.execPath, LAUNCHER, ...words];
  return spawnSync('sh', limited, { cwd: folder, encoding: 'utf8' });
}

/**
 * Runs `procession WORDS` on a disk of this size (`64k`), which stands in a folder meanwhile; the names of what it leaves there
 * stand behind its output. `undefined` where this user may not mount one.
 */
export function processionOnSmallDisk(
  folder: string,
  size: string,
  ...words: readonly string[]
): SpawnSyncReturns<string> | undefined {
  const mounted = `mount -t tmpfs -o size=${size} none "$0" && cd "$0" && "$@"; code=$?; ls -A; exit $code`;
  const inside = (...command: readonly string[]): SpawnSyncReturns<string> =>
    spawnSync('unshare', ['-rm', 'sh', '-c', mounted, folder, ...command], { encoding: 'utf8' });
  return inside('true').status === 0 ? inside(process.execPath, LAUNCHER, ...words) : undefined;
}
