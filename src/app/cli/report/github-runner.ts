// The runner of GitHub Actions: it obeys lines of standard output that look like commands to it, and shows a summary of
// the step from a file.
import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { whyNot } from '../../../contract/file-trouble.ts';
import type { GateReport } from '../../gate/gate.ts';
import { gateAnnotations, gateSummaryMarkdown } from '../../gate/report/github.ts';
import { printLines, printProblem } from '../print.ts';

/** A step of a job, as far as a report concerns it. Does nothing elsewhere, and prints nothing where JSON is printed. */
export class GithubStep {
  readonly #prints: boolean;
  readonly #token = randomUUID();

  /** From now on the runner obeys no line: what a system says of itself may look like a command. */
  constructor(printsJson: boolean) {
    this.#prints = process.env['GITHUB_ACTIONS'] === 'true' && !printsJson;
    if (this.#prints) printLines([`::stop-commands::${this.#token}`]);
  }

  /** Lets the runner obey again, and gives it annotations and the summary. */
  tell(report: GateReport): void {
    if (this.#prints) printLines([`::${this.#token}::`, ...gateAnnotations(report)]);
    const file = process.env['GITHUB_STEP_SUMMARY'];
    if (file === undefined || file === '') return;
    try {
      appendFileSync(file, gateSummaryMarkdown(report));
    } catch (error) {
      printProblem(`the summary of the step cannot be written to ${file}: ${whyNot(error)}`);
    }
  }
}
