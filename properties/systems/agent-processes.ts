// The processes of the kernel's agent, as /proc shows them.
import { readdirSync, readlinkSync } from 'node:fs';

/** The pids of those that run a program of this folder, wherever they have got to. */
export function agentProcessesFrom(cacheFolder: string): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && linkOf(pid).startsWith(cacheFolder));
}

function linkOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/exe`);
  } catch {
    return '';
  }
}
