// The bare crate under the calls of a kernel: setsid is `create_session`, setpgid is `create_group` or `move_to_group`,
// waitpid is `free`. What a call needs before the crate can be asked, it looks up; whether it may, it does not ask.
import type { Answer, Command, Observation, SystemUnderTest } from '../../../src/index.ts';
import type { Pid, Process, ProcessGroup } from './crate.ts';
import { Crate } from './crate.ts';

class Kernel {
  readonly #crate = new Crate();
  readonly #processes: Process[] = [this.#crate.init];
  /** The crate's exit knows no code. */
  readonly #codes = new Map<Process, number>();

  apply(command: Command): Answer {
    const answer = this.#run(command);
    this.#crate.collect(this.#processes);
    return answer;
  }

  #run(command: Command): Answer {
    const caller = 'process' in command ? this.#process(command.process) : undefined;
    if (caller === undefined) throw new Error('nobody issues it');
    // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- what is not supported is never sent
    switch (command.name) {
      case 'fork':
        this.#processes.push(caller.fork(command.child));
        return { ok: { pid: command.child } };
      case 'setsid': {
        const made = caller.createSession();
        return made === undefined ? EPERM : { ok: { sid: made[0].sid } };
      }
      case 'setpgid':
        return this.#setpgid(caller, command.pid, command.pgid);
      case 'getppid':
        return { ok: { ppid: caller.parent?.pid ?? 0 } };
      case 'exit':
        caller.exit();
        this.#codes.set(caller, 'code' in command ? command.code : 0);
        return { ok: {} };
      case 'waitpid':
        return this.#waitpid(caller, command.pid);
      default:
        throw new Error(`${command.name} is not supported`);
    }
  }

  #setpgid(caller: Process, pid: Pid, pgid: Pid): Answer {
    const number = pgid !== 0 ? pgid : pid !== 0 ? pid : caller.pid;
    if (number < 0) return { refused: 'EINVAL' };
    const target = pid === 0 ? caller : this.#process(pid);
    if (target === undefined) return { refused: 'ESRCH' };
    if (number === target.pid) {
      const made = target.createGroup();
      // The crate says that it leads its group already: a success, unless it leads its session too.
      return made === undefined && target.group.session.sid === target.pid ? EPERM : { ok: {} };
    }
    const group = this.#groups().findLast((each) => each.pgid === number);
    return group !== undefined && target.moveToGroup(group) ? { ok: {} } : EPERM;
  }

  #waitpid(caller: Process, pid: Pid): Answer {
    const wanted = pid === 0 ? caller.group.pgid : -pid;
    const children = [...caller.children.values()].filter((child) =>
      pid > 0 ? child.pid === pid : pid === -1 || child.group.pgid === wanted,
    );
    if (children.length === 0) return { refused: 'ECHILD' };
    const zombie = children.find(({ isZombie }) => isZombie);
    if (zombie === undefined) return { ok: { pid: 0 } };
    zombie.free();
    this.#processes.splice(this.#processes.indexOf(zombie), 1);
    return { ok: { pid: zombie.pid, status: 256 * ((this.#codes.get(zombie) ?? 0) & 0xff) } };
  }

  observe(): Observation {
    return {
      processes: this.#processes.map(({ pid, parent, group, isZombie, children }) => ({
        pid,
        parent: parent?.pid ?? null,
        group: group.pgid,
        state: isZombie ? 'zombie' : 'running',
        children: [...children.keys()].sort((one, other) => one - other),
      })),
      groups: this.#groups().map(({ pgid, session, processes }) => ({
        pgid,
        session: session.sid,
        processes: processes.values().map(({ pid }) => pid),
      })),
      sessions: [...new Set(this.#groups().map(({ session }) => session))].map(({ sid, groups }) => ({
        sid,
        groups: groups.values().map(({ pgid }) => pgid),
      })),
    };
  }

  #process(pid: Pid): Process | undefined {
    return this.#processes.findLast((process) => process.pid === pid);
  }

  #groups(): readonly ProcessGroup[] {
    return [...new Set(this.#processes.map(({ group }) => group))];
  }
}

const EPERM: Answer = { refused: 'EPERM' };

/** The system that a kernel on the bare crate is. */
export function posixSystem(): SystemUnderTest {
  let kernel = new Kernel();
  return {
    name: 'a kernel on axprocess, bare',
    commandSet: 'posix',
    supports: ['fork', 'setsid', 'setpgid', 'getppid', 'exit', 'waitpid'],
    guards: ['negative-group', 'no-such-process', 'no-such-child', 'no-such-group-here'],
    reset: () => void (kernel = new Kernel()),
    apply: (command) => kernel.apply(command),
    observe: () => kernel.observe(),
  };
}

export const sut = posixSystem();
