// Questions on a terminal, one line each, answered by a line.
import type { Interface } from 'node:readline';
import { Misuse } from '../exit-codes.ts';
import { printLines } from '../print.ts';

/** Asks one after the other; what is typed ahead answers the next one. */
export class Questions implements Disposable {
  readonly #terminal: Interface;
  readonly #lines: AsyncIterator<string>;

  /** The terminal is opened by whoever may: `lineTerminal`. */
  constructor(terminal: Interface) {
    this.#terminal = terminal;
    // Unheard, Ctrl-C would leave the question open for ever.
    terminal.on('SIGINT', () => terminal.close());
    this.#lines = terminal[Symbol.asyncIterator]();
  }

  /**
   * The answer, `usual` for an empty one; asked again, with the problem said, until there is none. Throws {@link Misuse}
   * where the input ends.
   */
  async ask(
    question: string,
    usual: string,
    problemWith: (answer: string) => string | undefined,
  ): Promise<string> {
    for (;;) {
      this.#terminal.setPrompt(`${question} (${usual}) `);
      this.#terminal.prompt();
      const line = await this.#lines.next();
      if (line.done) throw new Misuse('the questions were not answered: nothing was written');
      const answer = line.value.trim() === '' ? usual : line.value.trim();
      const problem = problemWith(answer);
      if (problem === undefined) return answer;
      printLines([problem]);
    }
  }

  [Symbol.dispose](): void {
    this.#terminal.close();
  }
}
