// The system that procession tests: the one place where it meets your code. What stands here is a toy that is right. Put
// yours in its place, command by command, and let `npx procession-check gate` judge it after each.
// The package's docs/semantics.md says what is right, docs/conformance.md what a command answers.

/** @returns {import('procession-check').SystemUnderTest} */
export default function mySystem() {
  const processes = new Map();

  function fork(parent, child) {
    if (processes.get(parent)?.zombie !== false || processes.has(child)) return { refused: true };
    processes.set(child, { parent, zombie: false });
    return { ok: { pid: child } };
  }

  function exit(pid) {
    const process = processes.get(pid);
    if (process?.zombie !== false || pid === 1) return { refused: true };
    process.zombie = true;
    for (const other of processes.values()) if (other.parent === pid) other.parent = 1;
    return { ok: {} };
  }

  function free(pid) {
    if (processes.get(pid)?.zombie !== true) return { refused: true };
    processes.delete(pid);
    return { ok: {} };
  }

  return {
    name: 'my system',
    // The commands that it knows: others are never sent.
    supports: ['fork', 'exit', 'free'],
    // Init alone: process 1, in group 1 of session 1.
    reset() {
      processes.clear();
      processes.set(1, { parent: null, zombie: false });
    },
    apply(command) {
      switch (command.name) {
        case 'fork':
          return fork(command.process, command.child);
        case 'exit':
          return exit(command.process);
        case 'free':
          return free(command.process);
        default:
          return { refused: true };
      }
    },
    // Everything that you can show: groups, sessions, threads. What is left out is not compared.
    observe() {
      const pids = [...processes.keys()].sort((one, other) => one - other);
      return {
        processes: pids.map((pid) => {
          const { parent = null, zombie = false } = processes.get(pid) ?? {};
          return { pid, parent, state: zombie ? 'zombie' : 'running' };
        }),
      };
    },
  };
}
