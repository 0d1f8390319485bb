// A table whose faults leave processes a controlling terminal that their session has not: it may serve nobody by now.
import { NONE, TERMINAL } from '../../../impl/layout.ts';
import { TerminalTable } from '../../../impl/job-control/terminal-table.ts';

/** Takes a terminal from the session that it serves, and from none where it serves none. */
export class KeptTerminalsTable extends TerminalTable {
  protected override takeFromSession(at: number): void {
    if (this.words[at + TERMINAL.SESSION] !== NONE) super.takeFromSession(at);
  }
}
