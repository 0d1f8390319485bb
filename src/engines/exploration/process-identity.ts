// The identity of a process among those that see the same file system, on this machine and on others: as the owner of a lock
// or a lease writes it, and what is known of the process by what was written.
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { lives } from '../../counterexample/file/drafts.ts';

/** The standing of an owner: of a process elsewhere nothing can be known from here. */
export type ProcessStanding = 'this' | 'lives' | 'gone' | 'elsewhere' | 'unknown';

/** The identity of this process, also after its number was given to another; `machine` tells apart those of one name. */
export function ownName(machine = ''): string {
  const name = `${hostname()} ${process.pid} ${startOf(process.pid)}`;
  return machine === '' ? name : `${name} ${machine}`;
}

/** The standing of an owner by its name, which is `unknown` where the name is none. */
export function processStanding(owner: string, machine = ''): ProcessStanding {
  const { host, pid, start, of } = partsOf(owner);
  if (!/^[1-9]\d*$/.test(pid)) return 'unknown';
  if (host !== hostname() || of !== machine) return 'elsewhere';
  if (Number(pid) === process.pid && start === startOf(process.pid)) return 'this';
  return lives(Number(pid)) && startOf(Number(pid)) === start ? 'lives' : 'gone';
}

/** An owner in words. */
export function ownerText(owner: string, standing: ProcessStanding): string {
  const { host, pid } = partsOf(owner);
  return standing === 'elsewhere' ? `process ${pid} on ${host}` : `process ${pid}`;
}

/** Tells machines of one name apart, and containers too; one that was started again is another. The same for all where nothing tells it. */
export function machineMark(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
    return `${boot}/${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return '-'; // Not Linux.
  }
}

function partsOf(owner: string): Readonly<Record<'host' | 'pid' | 'start' | 'of', string>> {
  const [host, pid = '', start = '', of = ''] = owner.split(' ');
  return { host, pid, start, of };
}

/** The time at which a process started, in ticks since the machine did; empty where that cannot be known. */
function startOf(pid: number): string {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return ''; // Not Linux, or gone.
  }
}
