// Our own implementation as a system under test.
import type { Answer, Command } from '../contract/command.ts';
import type { SystemUnderTest } from '../contract/system.ts';
import { ProcessTable } from '../impl/process-table.ts';
import type { Outcome } from '../impl/process-table.ts';
import type { Snapshot } from '../impl/snapshot.ts';
import { Abstraction } from '../refinement/abstraction.ts';

/** A process table, or a variant of one, answering commands. */
export function tableSystem(name = 'table', table: ProcessTable = new ProcessTable()): SystemUnderTest {
  const abstraction = new Abstraction(table);
  return {
    name,
    refuses: 'first',
    reset: () => table.reset(),
    apply: (command) => applyTo(table, command),
    observe: () => abstraction.toJson(),
    observeInto: (out, focus) => abstraction.observe(out, focus),
    snapshot: () => table.snapshot(),
    restore: (snapshot) => table.restore(snapshot as Snapshot),
    selfCheck: () => table.selfCheck(),
  };
}

/** Runs one command on a table. Allocates the answer alone. */
export function applyTo(table: ProcessTable, command: Command): Answer {
  switch (command.name) {
    case 'fork':
      return answer(table.fork(command.process, command.child), { pid: command.child });
    case 'create_session':
      return answer(table.createSession(command.process), { sid: command.process, pgid: command.process });
    case 'create_group':
      return answer(table.createGroup(command.process), { pgid: command.process });
    case 'move_to_group':
      return answer(table.moveToGroup(command.process, command.group), NOTHING);
    case 'exit':
      return answer(table.exit(command.process), NOTHING);
    case 'free':
      return answer(table.free(command.process), NOTHING);
    case 'new_thread':
      return answer(table.newThread(command.process, command.thread), { tid: command.thread });
    case 'exit_thread': {
      const outcome = table.exitThread(command.thread, command.code);
      if (outcome === 'last' || outcome === 'not-last') return { ok: { last: outcome === 'last' } };
      return { refused: outcome };
    }
    case 'group_exit':
      return answer(table.groupExit(command.process), NOTHING);
    case 'set_subreaper':
      return answer(table.setSubreaper(command.process, command.on), NOTHING);
    case 'hold_group':
      return answer(table.holdGroup(command.group), NOTHING);
    case 'release_group':
      return answer(table.releaseGroup(command.group), NOTHING);
    case 'hold_session':
      return answer(table.holdSession(command.session), NOTHING);
    case 'release_session':
      return answer(table.releaseSession(command.session), NOTHING);
  }
}

const NOTHING = {};

function answer(outcome: Outcome, ok: Readonly<Record<string, number | boolean>>): Answer {
  return outcome === 'ok' ? { ok } : { refused: outcome };
}
