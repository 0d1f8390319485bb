// The system that procession tests: the one place where it meets your code. What stands here is a toy that is right. Put
// yours in its place, command by command, and let `npx procession-check gate` judge it after each.
// The package's docs/semantics.md says what is right, docs/conformance.md what a command answers.
import type { Answer, CommandIn, SystemUnderTest } from 'procession-check';

interface Process {
  parent: number | null;
  zombie: boolean;
  status: number;
}

export default function mySystem(): SystemUnderTest {
  // By pid.
  const processes = new Map<number, Process>();

  function fork(parent: number, child: number): Answer {
    if (processes.has(child)) return { refused: 'EEXIST' };
    processes.set(child, { parent, zombie: false, status: 0 });
    return { ok: { pid: child } };
  }

  function exit(pid: number, code: number): Answer {
    const process = processes.get(pid);
    if (process === undefined || pid === 1) return { refused: true };
    process.zombie = true;
    process.status = 256 * code;
    for (const other of processes.values()) if (other.parent === pid) other.parent = 1;
    return { ok: {} };
  }

  return {
    name: 'my system',
    commandSet: 'job-control',
    // The commands that it knows: others are never sent.
    supports: ['fork', 'exit', 'getppid', 'getpgid'],
    // Init alone: process 1, in group 1 of session 1.
    reset() {
      processes.clear();
      processes.set(1, { parent: null, zombie: false, status: 0 });
    },
    apply(command: CommandIn<'job-control'>): Answer {
      switch (command.name) {
        case 'fork':
          return fork(command.process, command.child);
        case 'exit':
          return exit(command.process, command.code);
        case 'getppid':
          return { ok: { ppid: processes.get(command.process)?.parent ?? 0 } };
        // All processes are in group 1 here.
        case 'getpgid':
          return processes.has(command.pid || command.process) ? { ok: { pgid: 1 } } : { refused: 'ESRCH' };
        default:
          return { refused: true };
      }
    },
    // Everything that you can show: groups, sessions, children in their order. What is left out is not compared.
    observe() {
      const pids = [...processes.keys()].sort((one, other) => one - other);
      return {
        processes: pids.map((pid) => {
          const { parent = null, zombie = false, status = 0 } = processes.get(pid) ?? {};
          return { pid, parent, state: zombie ? 'zombie' : 'running', exitCode: status };
        }),
      };
    },
  };
}
