// Drafts: a file is written beside its place and put there once it is whole. One whose writer was killed is nobody's.
import { readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { codeOf } from '../../contract/file-trouble.ts';

/** This process's draft of a file. */
export function draftOf(path: string): string {
  return `${path}.${process.pid}.tmp`;
}

/** Removes the drafts of this file that processes left which have ended. */
export function removeOrphans(path: string): void {
  const [folder, name] = [dirname(path), basename(path)];
  for (const found of readdirSync(folder)) {
    if (!found.startsWith(`${name}.`)) continue;
    const [, pid] = /^\.([1-9]\d*)\.tmp$/.exec(found.slice(name.length)) ?? [];
    if (pid !== undefined && !lives(Number(pid))) rmSync(join(folder, found), { force: true });
  }
}

/** Whether there is a process of this number. */
export function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}
