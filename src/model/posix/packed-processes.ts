// The part of packed rules that the POSIX commands and those built on them have in common: processes with a rank among
// their parent's children, the questions that are asked of them, and the steps that no other command adds to.
import type { Id } from '../../contract/command.ts';
import { INIT } from '../../contract/command.ts';
import { DEAD, RUNNING } from '../bounded/columns.ts';
import { GROUP, has, PackedModel, PARENT, refusalBits, SESSION, STATUS } from '../bounded/packed-model.ts';
import { EXECUTED, IGNORES_SIGCHLD, RANK, SUBREAPER } from './columns.ts';
import { posixRules } from './rules.ts';

const { setpgid: SETPGID } = refusalBits(posixRules('linux'));

/** A model whose processes are those of POSIX. */
export abstract class PackedProcesses extends PackedModel {
  survey(): void {
    const { cells, ids } = this;
    let running = 0;
    let dead = 0;
    let groups = 0;
    let sessions = 0;
    for (let id = INIT; id <= ids; id += 1) {
      const bit = 1 << id;
      const status = cells[STATUS + id];
      if (status === RUNNING) running |= bit;
      else if (status === DEAD) dead |= bit;
      const session = cells[SESSION + id];
      if (session === 0) continue;
      groups |= bit;
      sessions |= 1 << session;
    }
    this.running = running;
    this.dead = dead;
    this.groups = groups;
    this.sessions = sessions;
    this.inUse = running | dead | groups | sessions;
  }

  /** The processes that are not freed, as bits. */
  protected processes(): number {
    return this.running | this.dead;
  }

  protected sessionOf(pid: Id): Id {
    return this.cells[SESSION + this.cells[GROUP + pid]];
  }

  /** The number of a process's children. */
  protected childrenOf(pid: Id): number {
    return childrenIn(this.cells, this.ids, pid);
  }

  protected setpgidRefusals(caller: Id, pid: number, pgid: number): number {
    const { cells } = this;
    const bit = SETPGID;
    const target = orSelf(pid, caller);
    const group = pgid === 0 ? target : pgid;
    const negative = group < 0 ? bit['negative-group'] : 0;
    if (target < 0 || !has(this.processes(), target)) return negative | bit['no-such-process'];
    const session = this.sessionOf(target);
    const isChild = cells[PARENT + target] === caller;
    return (
      negative |
      (isChild && session !== this.sessionOf(caller) ? bit['child-in-another-session'] : 0) |
      (isChild && cells[EXECUTED + target] !== 0 ? bit['child-has-executed'] : 0) |
      (!isChild && target !== caller ? bit['neither-self-nor-child'] : 0) |
      (session === target ? bit['leads-its-session'] : 0) |
      (group >= 0 && group !== target && cells[SESSION + group] !== session ? bit['no-such-group-here'] : 0)
    );
  }

  protected isAnyoneThere(caller: Id, target: number): boolean {
    if (target > 0) return has(this.processes(), target);
    if (target === 0) return true; // The caller is in its own group.
    if (target === -1) return (this.processes() & ~(1 << INIT) & ~(1 << caller)) !== 0;
    for (let id = INIT; id <= this.ids; id += 1) if (this.cells[GROUP + id] === -target) return true;
    return false;
  }

  protected setpgid(target: Id, pgid: number): boolean {
    const group = orSelf(pgid, target);
    if (this.cells[GROUP + target] === group) return false;
    if (group === target && !has(this.groups, group)) this.next[SESSION + group] = this.sessionOf(target);
    this.changeGroup(target, group);
    return true;
  }

  /** Makes a child, the last of its parent's. */
  protected forkChild(parent: Id, child: Id): void {
    const { cells, next } = this;
    next[STATUS + child] = RUNNING;
    next[PARENT + child] = parent;
    next[GROUP + child] = cells[GROUP + parent];
    next[IGNORES_SIGCHLD + child] = cells[IGNORES_SIGCHLD + parent];
    next[RANK + child] = this.childrenOf(parent) + 1;
  }

  protected enterNewSession(pid: Id): void {
    this.next[SESSION + pid] = pid;
    this.changeGroup(pid, pid);
  }

  /** The heir of a process's children: the nearest ancestor that is a subreaper, else init. Whoever has children runs. */
  protected reaperOf(pid: Id): Id {
    const { next } = this;
    let reaper = next[PARENT + pid];
    while (reaper !== INIT && next[SUBREAPER + reaper] === 0) reaper = next[PARENT + reaper];
    return reaper;
  }

  /** Makes the child its reaper's last one. */
  protected passOn(child: Id, reaper: Id): void {
    const rank = childrenIn(this.next, this.ids, reaper) + 1;
    this.next[PARENT + child] = reaper;
    this.next[RANK + child] = rank;
  }

  /** Takes a process out of its parent's children. */
  protected leaveSiblings(pid: Id): void {
    const { next } = this;
    const parent = next[PARENT + pid];
    const rank = next[RANK + pid];
    next[PARENT + pid] = 0;
    next[RANK + pid] = 0;
    for (let id = INIT; id <= this.ids; id += 1)
      if (next[PARENT + id] === parent && next[RANK + id] > rank) next[RANK + id] = next[RANK + id] - 1;
  }
}

/** The number of a process's children. */
export function childrenIn(cells: Uint8Array, ids: number, pid: Id): number {
  let count = 0;
  for (let id = INIT; id <= ids; id += 1) if (cells[PARENT + id] === pid) count += 1;
  return count;
}

/** An argument of which 0 stands for somebody's own number. */
export function orSelf(argument: number, self: Id): number {
  return argument === 0 ? self : argument;
}
